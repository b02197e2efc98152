select
    {{ key('order_id') }} as order_id,
    line_number,
    sku,
    cast(quantity as double) as quantity,
    coalesce(cast(requires_shipping as boolean), true) as requires_shipping
from {{ source('raw', 'order_lines') }}
