-- Every order a ticket may be about: those it names, and the customer's own of the match window with the last one
-- before it. A named order is checked against the requester: a known customer who writes somebody else's number has
-- mistyped, an unknown requester may be the family, and a number of several stores is only the requester's own.
with tickets as (
    select
        ticket_id,
        created_at,
        says_delivered,
        says_not_received
    from {{ ref('int_tickets') }}
    where exclusion_reason is null or exclusion_reason = 'chat_reopen'
),

named as (
    select
        ticket_references.ticket_id,
        ticket_references.order_id,
        ticket_references.match_method,
        min(ticket_references.shipment_id) as shipment_id,
        bool_and(ticket_references.is_return) as is_return,
        bool_or(ticket_references.is_unique) as is_unique,
        case
            when bool_or(own_orders.order_id is not null) then 'own'
            when bool_or(known_requesters.ticket_id is not null) then 'other'
            else 'unknown'
        end as requester
    from {{ ref('int_ticket_references') }} as ticket_references
    left join {{ ref('int_ticket_own_orders') }} as own_orders
        on
            ticket_references.ticket_id = own_orders.ticket_id
            and ticket_references.order_id = own_orders.order_id
    left join (select distinct ticket_id from {{ ref('int_ticket_own_orders') }}) as known_requesters
        on ticket_references.ticket_id = known_requesters.ticket_id
    group by ticket_references.ticket_id, ticket_references.order_id, ticket_references.match_method
),

proposed as (
    select
        ticket_id, order_id, shipment_id, is_return, match_method,
        case
            when requester = 'own' then 'own'
            when not is_unique then 'ambiguous'
            when match_method = 'order_number' and requester = 'other' then 'mistyped'
            else requester
        end as standing
    from named
    union all
    select ticket_id, order_id, null, false, 'customer', 'own'
    from {{ ref('int_ticket_own_orders') }}
),

windowed as (
    select
        proposed.*,
        tickets.created_at,
        tickets.says_delivered,
        tickets.says_not_received,
        orders.ordered_at,
        -- Nobody writes down when an order was collected.
        coalesce(orders.promised_at, case when orders.delivery_type = 'pickup' then orders.ordered_at end) as due_at,
        orders.is_subscription,
        (
            orders.cancelled_at <= tickets.created_at
            or orders.is_fully_refunded and orders.refunded_at <= tickets.created_at
        ) is true as is_closed,
        orders.ordered_at >= tickets.created_at - case
            when orders.is_preorder then {{ threshold('match_window_preorder_days') }}
            else {{ threshold('match_window_days') }}
        end * interval '1' day as is_in_window,
        row_number() over (
            partition by proposed.ticket_id, proposed.match_method
            order by orders.ordered_at desc, orders.order_id desc
        ) as newest_first
    from proposed
    inner join tickets on proposed.ticket_id = tickets.ticket_id
    inner join {{ ref('int_orders') }} as orders on proposed.order_id = orders.order_id
    where
        orders.ordered_at <= tickets.created_at
        and (proposed.match_method <> 'customer' or orders.is_shippable or orders.delivery_type = 'pickup')
)

select
    windowed.*,
    case windowed.match_method
        when 'order_field' then 1
        when 'embedded_order' then 2
        when 'tracking_number' then 3
        when 'order_number' then 4
        else 5
    end as method_rank
from windowed
where windowed.match_method <> 'customer' or windowed.is_in_window or windowed.newest_first = 1
