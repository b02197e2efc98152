select
    {{ key('order_id') }} as order_id,
    lower(tag) as tag
from {{ source('raw', 'order_tags') }}
