-- What customer and shop had said to each other about the order of a spot check by then, and whether a WISMO ticket
-- reached a person within the 72 hours after. What is asked of one parcel is no question about the other one, but
-- whoever asked before has asked.
with tickets as (
    select
        tickets.created_at,
        tickets.handled_by,
        states.order_id,
        states.shipment_id,
        answers.is_unanswered
    from {{ ref('int_tickets') }} as tickets
    inner join {{ ref('int_ticket_states') }} as states on tickets.ticket_id = states.ticket_id
    inner join {{ ref('int_ticket_answers') }} as answers on tickets.ticket_id = answers.ticket_id
    where tickets.is_wismo
),

questions as (
    select
        checks.ticket_id,
        max(tickets.created_at) filter (where tickets.created_at <= checks.created_at) as asked_at,
        bool_or(tickets.created_at <= checks.created_at and tickets.is_unanswered) as has_unanswered_ticket,
        bool_or(
            tickets.handled_by = 'agent'
            and tickets.created_at > checks.created_at
            and tickets.created_at <= checks.created_at + interval '72' hour
            and (checks.shipment_id is null or tickets.shipment_id = checks.shipment_id)
        ) as is_asked
    from {{ ref('int_spot_checks') }} as checks
    inner join tickets on checks.order_id = tickets.order_id
    group by checks.ticket_id
),

named as (
    select
        checks.ticket_id, checks.created_at, checks.order_id, 'parcel' as told_about, parcels.parcel_number as told_key
    from {{ ref('int_spot_checks') }} as checks
    inner join {{ ref('int_parcels') }} as parcels on checks.shipment_id = parcels.shipment_id
    union all
    select ticket_id, created_at, order_id, 'order', order_id
    from {{ ref('int_spot_checks') }}
),

alerts as (
    select
        named.ticket_id,
        max(notices.sent_at) as alerted_at
    from named
    inner join {{ ref('int_orders') }} as orders on named.order_id = orders.order_id
    inner join {{ ref('int_alerts') }} as notices
        on named.told_about = notices.told_about and named.told_key = notices.told_key
    where notices.sent_at between orders.ordered_at and named.created_at
    group by named.ticket_id
)

select
    checks.ticket_id,
    alerts.alerted_at,
    questions.asked_at,
    coalesce(questions.has_unanswered_ticket, false) as has_unanswered_ticket,
    -- The last three days of the data say nothing yet.
    case
        when checks.created_at <= data_through.data_through - interval '72' hour
            then coalesce(questions.is_asked, false)
    end as is_asked_within_72h
from {{ ref('int_spot_checks') }} as checks
cross join {{ ref('int_data_through') }} as data_through
left join questions on checks.ticket_id = questions.ticket_id
left join alerts on checks.ticket_id = alerts.ticket_id
