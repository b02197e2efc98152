-- A returned row is a WISMO ticket without a verdict, or with several.
select
    tickets.ticket_id,
    count(causes.ticket_id) as cause_count
from {{ ref('int_tickets') }} as tickets
left join
    {{ ref('int_ticket_causes') }} as causes
    on tickets.ticket_id = causes.ticket_id and causes.variant = 'happened'
where tickets.is_wismo
group by tickets.ticket_id
having count(causes.ticket_id) <> 1
