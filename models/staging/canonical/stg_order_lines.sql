select
    {{ key('order_id') }} as order_id,
    source_system,
    source_account,
    {{ order_name_form('order_name') }} as order_name,
    line_number,
    sku,
    cast(quantity as double) as quantity,
    coalesce(cast(requires_shipping as boolean), true) as requires_shipping
from {{ source('raw', 'order_lines') }}
