-- Tracking numbers under which another carrier continues a parcel that already has a number.
select
    coalesce(shipments.tracking_number, numbers.tracking_number) as tracking_number,
    min(shipments.leg_of_tracking_number) as parcel_key
from {{ ref('stg_shipments') }} as shipments
left join {{ ref('int_shipment_numbers') }} as numbers
    on shipments.shipment_id = numbers.shipment_id and numbers.position is null
where
    shipments.leg_of_tracking_number is not null
    and coalesce(shipments.tracking_number, numbers.tracking_number) is not null
group by 1
