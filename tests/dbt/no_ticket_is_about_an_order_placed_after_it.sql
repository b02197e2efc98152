-- A returned row is a ticket matched, or nearly matched, to an order that did not exist yet.
with named as (
    select ticket_id, created_at, order_id
    from {{ ref('tickets') }}
    union all
    select ticket_id, created_at, runner_up_order_id
    from {{ ref('tickets') }}
)

select
    named.ticket_id,
    orders.order_id
from named
inner join {{ ref('orders') }} as orders on named.order_id = orders.order_id
where orders.ordered_at > named.created_at
