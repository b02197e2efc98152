select
    {{ key('location_id') }} as location_id,
    name as location_name,
    _record as record_hash
from {{ source('raw', 'locations') }}
