select
    {{ key('fulfillment_order_id') }} as fulfillment_order_id,
    {{ key('order_id') }} as order_id,
    order_id as order_native_id,
    {{ key('location_id') }} as location_id,
    lower(status) as status,
    three_pl as location_name,
    lower(three_pl) as three_pl_word,
    lower(hold_reason) as hold_reason,
    _record as record_hash,
    {{ utc('created_at') }} as created_at,
    {{ utc('updated_at') }} as updated_at,
    {{ utc('promised_ship_by_at') }} as promised_ship_by_at,
    {{ utc('promised_at') }} as promised_at
from {{ source('raw', 'fulfillment_orders') }}
