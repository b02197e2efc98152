select
    {{ key('order_id') }} as order_id,
    line_number,
    shipping_method,
    _record as record_hash
from {{ source('raw', 'order_shipping_lines') }}
