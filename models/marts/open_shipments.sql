-- Parcels still to arrive. The chance of a ticket and the message to send stay empty until a model that was
-- tested against what was known at the time fills them.
select
    shipments.shipment_id,
    shipments.order_id,
    shipments.current_state as parcel_state,
    cast(null as double) as contact_probability_72h,
    case
        when shipments.promised_date <= data_through.reporting_through then 'past the original promise'
        when shipments.first_scan_at is null then 'label printed, no carrier scan yet'
        when shipments.has_exception then 'the carrier reported a problem'
        else 'on its way'
    end as reason,
    cast(null as varchar) as owner,
    cast(null as varchar) as suggested_message
from {{ ref('shipments') }} as shipments
cross join {{ ref('int_data_through') }} as data_through
where
    shipments.delivered_at is null
    and shipments.current_state not in ('returned', 'lost', 'cancelled', 'delivered')
