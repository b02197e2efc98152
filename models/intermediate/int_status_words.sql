-- The status map with the order in which states follow one another.
select
    status_map.vendor,
    status_map.status,
    status_map.substatus,
    status_map.canonical_status,
    status_map.canonical_substatus,
    status_map.is_carrier_scan,
    parcel_statuses.state_rank,
    parcel_statuses.is_moving
from {{ ref('status_map') }} as status_map
inner join {{ ref('parcel_statuses') }} as parcel_statuses
    on status_map.canonical_status = parcel_statuses.parcel_state
