-- Every order that was asked about, by its first question: how often it was asked about within the days that count as
-- one matter, and after how many hours the second time.
with contacts as (
    select
        tickets.ticket_id,
        tickets.created_at,
        matched.order_id,
        tickets.is_wismo,
        row_number() over (
            partition by matched.order_id order by tickets.created_at, tickets.ticket_id
        ) as contact_number
    from {{ ref('int_tickets') }} as tickets
    inner join {{ ref('int_tickets_matched') }} as matched on tickets.ticket_id = matched.ticket_id
    where tickets.is_wismo_contact and matched.order_id is not null
),

firsts as (
    select
        ticket_id,
        order_id,
        created_at,
        created_at + cast({{ threshold('repeat_contact_days') }} as integer) * interval '1' day as ends_at
    from contacts
    where contact_number = 1 and is_wismo
),

followed as (
    select
        firsts.ticket_id,
        firsts.order_id,
        firsts.created_at,
        firsts.ends_at,
        count(*) as contact_count,
        min(contacts.created_at) filter (where contacts.contact_number = 2) as second_at
    from firsts
    inner join contacts on firsts.order_id = contacts.order_id and contacts.created_at < firsts.ends_at
    group by firsts.ticket_id, firsts.order_id, firsts.created_at, firsts.ends_at
)

select
    followed.ticket_id,
    followed.order_id,
    followed.contact_count,
    -- The last contact of a window that still runs may be to come.
    followed.ends_at <= data_through.data_through as is_over,
    round({{ hours_between('followed.created_at', 'followed.second_at') }}, 3) as second_contact_hours
from followed
cross join {{ ref('int_data_through') }} as data_through
