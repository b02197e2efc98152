-- A returned row is a ticket matched, or nearly matched, to an order that did not exist yet.
select
    tickets.ticket_id,
    orders.order_id
from {{ ref('tickets') }} as tickets
inner join {{ ref('orders') }} as orders
    on tickets.order_id = orders.order_id or tickets.runner_up_order_id = orders.order_id
where orders.ordered_at > tickets.created_at
