-- A returned row is a count that the day table and the ticket table tell differently.
with days as (
    select
        coalesce(sum(ticket_count), 0) as ticket_count,
        coalesce(sum(wismo_count), 0) as wismo_count,
        coalesce(sum(wismo_contact_count), 0) as wismo_contact_count,
        coalesce(sum(matched_wismo_count), 0) as matched_wismo_count,
        coalesce(sum(owner_proven_count), 0) as owner_proven_count,
        coalesce(sum(handling_cost), 0) as handling_cost
    from {{ ref('ticket_days') }}
),

hours as (
    select coalesce(sum(contact_count), 0) as wismo_contact_count
    from {{ ref('reply_days') }}
),

single as (
    select
        count(*) filter (where is_counted) as ticket_count,
        count(*) filter (where is_wismo and handled_by = 'agent') as wismo_count,
        count(*) filter (where is_wismo_contact) as wismo_contact_count,
        count(*) filter (where is_wismo and handled_by = 'agent' and order_id is not null) as matched_wismo_count,
        count(*) filter (where handled_by = 'agent' and owner not in ('unproven', 'data')) as owner_proven_count,
        coalesce(sum(case when is_wismo_contact then handling_cost else 0 end), 0) as handling_cost
    from {{ ref('tickets') }}
)

select
    days.ticket_count as ticket_count_of_days,
    single.ticket_count,
    days.wismo_count as wismo_count_of_days,
    single.wismo_count
from days
cross join hours
cross join single
where
    days.ticket_count <> single.ticket_count
    or days.wismo_count <> single.wismo_count
    or days.wismo_contact_count <> single.wismo_contact_count
    or hours.wismo_contact_count <> single.wismo_contact_count
    or days.matched_wismo_count <> single.matched_wismo_count
    or days.owner_proven_count <> single.owner_proven_count
    or days.handling_cost <> single.handling_cost
