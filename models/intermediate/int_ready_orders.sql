{{ config(materialized='view') }}
-- When the customer was first told that an order lies ready to be collected in the shop.
select
    orders.order_id,
    min(notices.sent_at) as ready_at
from {{ ref('int_orders') }} as orders
inner join {{ ref('int_notices') }} as notices
    on notices.told_about = 'order' and orders.order_id = notices.told_key and notices.kind = 'ready_for_pickup'
where orders.delivery_type = 'pickup'
group by orders.order_id
