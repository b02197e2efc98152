-- Question: for which tickets would we have named another cause with what we could know at that second?
-- Late trackers make these: the agent saw an older state than the parcel had. The example opens in `wismo explain`.
select
    tickets.root_cause_known as cause_as_known,
    tickets.root_cause as cause_as_happened,
    tickets.carrier,
    count(*) as tickets,
    min(tickets.ticket_id) as example
from {{ ref('tickets') }} as tickets
where tickets.is_wismo and tickets.root_cause_known <> tickets.root_cause
group by tickets.root_cause_known, tickets.root_cause, tickets.carrier
order by tickets desc, cause_as_known asc, cause_as_happened asc, tickets.carrier asc
