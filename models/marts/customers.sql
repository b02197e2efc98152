select
    customer_key,
    min(ordered_at) as first_order_at,
    max(ordered_at) as last_order_at,
    count(*) as order_count
from {{ ref('orders') }}
where customer_key is not null and not is_replacement
group by customer_key
