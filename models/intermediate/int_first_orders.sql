-- The first order of every customer; a replacement is none. A table of its own, so that what it takes in memory is free
-- again when orders are put together.
select min_by(order_id, (ordered_at, order_id)) as order_id
from {{ ref('int_orders') }}
where customer_key is not null and not is_replacement
group by customer_key
