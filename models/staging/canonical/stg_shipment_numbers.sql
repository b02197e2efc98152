select
    {{ key('shipment_id') }} as shipment_id,
    {{ tracking_number_form('tracking_number') }} as tracking_number,
    lower(carrier) as carrier_word,
    _record as record_hash,
    coalesce(cast(cast(position as double) as integer), 0) as position,
    {{ utc('updated_at') }} as updated_at
from {{ source('raw', 'shipment_numbers') }}
