-- A rate per 100 orders needs orders: tickets of the first weeks, before these are known, are left out of it.
with rated as (
    select min(reporting_date) as rated_from
    from {{ ref('order_days') }}
    where lag_matched_orders is not null
)

select
    tickets.reporting_date,
    tickets.season,
    coalesce(tickets.root_cause, 'not_wismo') as root_cause,
    coalesce(tickets.owner, 'not_wismo') as owner,
    coalesce(tickets.cause_status, 'not_wismo') as cause_status,
    tickets.channel,
    tickets.carrier,
    tickets.three_pl,
    tickets.region,
    count(*) filter (where tickets.is_counted) as ticket_count,
    count(*) filter (where tickets.is_wismo and tickets.handled_by = 'agent') as wismo_count,
    count(*) filter (where tickets.is_counted and tickets.reporting_date >= rated.rated_from) as rated_ticket_count,
    count(*) filter (
        where tickets.is_wismo and tickets.handled_by = 'agent' and tickets.reporting_date >= rated.rated_from
    ) as rated_wismo_count,
    count(*) filter (where tickets.is_wismo_contact) as wismo_contact_count,
    count(*) filter (where tickets.is_wismo and tickets.handled_by = 'agent' and tickets.match_method <> 'none')
        as matched_wismo_count,
    count(*) filter (where tickets.is_wismo and tickets.handled_by = 'agent' and tickets.is_owner_proven)
        as owner_proven_count,
    count(*) filter (where tickets.is_wismo and tickets.handled_by = 'agent' and root_causes.is_reassurance)
        as reassurance_count,
    cast(coalesce(sum(tickets.handling_cost) filter (where tickets.is_wismo_contact), 0) as decimal(18, 2))
        as handling_cost
from {{ ref('tickets') }} as tickets
cross join rated
left join {{ ref('root_causes') }} as root_causes on tickets.root_cause = root_causes.root_cause
where tickets.is_counted or tickets.is_wismo_contact
group by 1, 2, 3, 4, 5, 6, 7, 8, 9
-- Whoever asks for some weeks skips the blocks of all others.
order by 1
