select
    {{ key('order_id') }} as order_id,
    source_system,
    source_account,
    {{ order_name_form('order_name') }} as order_name,
    line_number,
    sku,
    cast(quantity as double) as quantity,
    cast(coalesce(requires_shipping, 'true') as boolean) as requires_shipping
from {{ source('raw', 'order_lines') }}
