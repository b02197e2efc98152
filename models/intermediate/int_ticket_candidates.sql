-- Every order a ticket may be about: those it names, and the customer's own of the match window.
-- A named order is checked against the requester: a known customer who names somebody else's order
-- has mistyped; an unknown requester may be the family.
with tickets as (
    select * from {{ ref('int_tickets') }}
    where exclusion_reason is null or exclusion_reason = 'chat_reopen'
),

requester_keys as (
    select ticket_id, created_at, customer_key as requester_key
    from tickets
    where customer_key is not null
    union
    select ticket_id, created_at, phone_key
    from tickets
    where phone_key is not null
),

buyer_keys as (
    select order_id, ordered_at, customer_key as buyer_key
    from {{ ref('int_orders') }}
    where customer_key is not null
    union
    select order_id, ordered_at, phone_key
    from {{ ref('int_orders') }}
    where phone_key is not null
),

customer_orders as (
    select distinct
        requester_keys.ticket_id,
        buyer_keys.order_id
    from requester_keys
    inner join buyer_keys on requester_keys.requester_key = buyer_keys.buyer_key
    where buyer_keys.ordered_at <= requester_keys.created_at
),

named as (
    select
        ticket_references.ticket_id,
        ticket_references.order_id,
        ticket_references.match_method,
        ticket_references.shipment_id,
        case
            when own_orders.order_id is not null then 'own'
            when known_requesters.ticket_id is not null then 'other'
            else 'unknown'
        end as requester
    from {{ ref('int_ticket_references') }} as ticket_references
    left join customer_orders as own_orders
        on
            ticket_references.ticket_id = own_orders.ticket_id
            and ticket_references.order_id = own_orders.order_id
    left join (select distinct ticket_id from customer_orders) as known_requesters
        on ticket_references.ticket_id = known_requesters.ticket_id
    where ticket_references.is_unique or own_orders.order_id is not null
),

proposed as (
    select
        ticket_id, order_id, shipment_id, match_method,
        case match_method
            when 'order_field' then 1 when 'embedded_order' then 2 when 'tracking_number' then 3 else 4
        end as method_rank,
        case
            when match_method = 'order_number' and requester = 'own' then 0.97
            when match_method = 'order_number' then 0.8
            when requester = 'other' then 0.9
            else 0.99
        end as method_confidence
    from named
    where match_method <> 'order_number' or requester <> 'other'
    union all
    select ticket_id, order_id, null, 'customer', 5, 0.9
    from customer_orders
)

select
    proposed.ticket_id,
    proposed.order_id,
    proposed.shipment_id,
    proposed.match_method,
    proposed.method_rank,
    proposed.method_confidence,
    tickets.created_at,
    tickets.says_delivered,
    tickets.says_not_received,
    orders.ordered_at,
    orders.cancelled_at <= tickets.created_at
    or (orders.is_fully_refunded and orders.refunded_at <= tickets.created_at) as is_closed
from proposed
inner join tickets on proposed.ticket_id = tickets.ticket_id
inner join {{ ref('int_orders') }} as orders on proposed.order_id = orders.order_id
where
    orders.ordered_at <= tickets.created_at
    and (
        proposed.match_method <> 'customer'
        or (orders.is_shippable or orders.delivery_type = 'pickup')
        and orders.ordered_at >= tickets.created_at - case
            when orders.is_preorder then {{ threshold('match_window_preorder_days') }}
            else {{ threshold('match_window_days') }}
        end * interval '1' day
    )
