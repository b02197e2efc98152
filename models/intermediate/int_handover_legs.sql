-- Tracking numbers under which another carrier continues a parcel that already has a number.
select
    tracking_number,
    min(leg_of_tracking_number) as parcel_key
from {{ ref('stg_shipments') }}
where leg_of_tracking_number is not null and tracking_number is not null
group by tracking_number
