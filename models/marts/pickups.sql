-- How many parcels of each scheduled pickup their carrier scanned in time. A scan from long before the pickup proves
-- nothing about it, so such a parcel counts neither among those scanned nor among all. While the grace of a pickup
-- runs, only what was scanned is judged, and it would look in time altogether.
select
    shipments.three_pl,
    shipments.carrier,
    shipments.pickup_due_at,
    count(*) as parcel_count,
    count(*) filter (where shipments.is_handed_over) as in_time_count
from {{ ref('shipments') }} as shipments
cross join {{ ref('int_data_through') }} as data_through
where
    shipments.handover_due_at <= data_through.data_through
    and shipments.is_handed_over is not null
    and (
        shipments.handed_over_at < shipments.pickup_due_at - {{ threshold('pickup_early_hours') }} * interval '1' hour
    ) is not true
group by shipments.three_pl, shipments.carrier, shipments.pickup_due_at
