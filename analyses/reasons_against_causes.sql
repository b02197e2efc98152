-- Question: where does what customers say differ from what was the case, and how often?
-- Both are kept on every ticket; the seed reason_conflicts says which pairs do not agree. A cause whose
-- customers often call it something else wants better words on the tracking page.
select
    conflicts.sentence,
    tickets.customer_reason,
    tickets.root_cause,
    count(*) as tickets,
    max(tickets.created_at) as latest_at
from {{ ref('tickets') }} as tickets
inner join {{ ref('reason_conflicts') }} as conflicts
    on tickets.customer_reason = conflicts.customer_reason and tickets.root_cause = conflicts.root_cause
where tickets.is_wismo
group by conflicts.sentence, tickets.customer_reason, tickets.root_cause
order by tickets desc, conflicts.sentence asc
