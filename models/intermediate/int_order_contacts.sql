-- What the customers of an order asked and were told, as far as the retention statistics go: the first question where
-- it is, how long a person took to answer the first one a person had, and whether a coupon was given.
with asked as (
    select
        tickets.order_id,
        tickets.ticket_id,
        tickets.created_at,
        tickets.handled_by,
        tickets.first_response_minutes,
        tickets.waited_minutes,
        tickets.handling_cost,
        int_tickets.closed_at,
        coalesce(int_tickets.coupon_amount, 0) > 0 as has_coupon,
        row_number() over (
            partition by tickets.order_id, tickets.handled_by order by tickets.created_at, tickets.ticket_id
        ) as place,
        -- A helpdesk that never notes a coupon says nothing of who got one.
        bool_or(coalesce(int_tickets.coupon_amount, 0) > 0) over (
            partition by tickets.source_system
        ) as notes_coupons
    from {{ ref('tickets') }} as tickets
    inner join {{ ref('int_tickets') }} as int_tickets on tickets.ticket_id = int_tickets.ticket_id
    where tickets.is_wismo_contact and tickets.order_id is not null
)

select
    order_id,
    min(created_at) as first_asked_at,
    min(created_at) filter (where handled_by = 'agent') as first_agent_ticket_at,
    max(first_response_minutes) filter (where handled_by = 'agent' and place = 1) as first_response_minutes,
    max(waited_minutes) filter (where handled_by = 'agent' and place = 1) as first_waited_minutes,
    min(closed_at) as first_closed_at,
    bool_and(notes_coupons) as notes_coupons,
    bool_or(has_coupon) as has_coupon,
    min(closed_at) filter (where has_coupon) as coupon_closed_at,
    count(*) as contact_count,
    cast(sum(handling_cost) as decimal(18, 2)) as handling_cost
from asked
group by order_id
