-- Question: which tickets could not be tied to an order, and what would help?
-- By channel and by what said that they ask where an order is. A runner-up means that an order was there but
-- too old, too far from the ticket, or somebody else's; none means that we do not know the person.
select
    channel,
    wismo_method,
    count(*) as wismo_tickets,
    count(*) filter (where order_id is null) as unmatched,
    round(100.0 * count(*) filter (where order_id is null) / count(*), 1) as unmatched_percent,
    count(*) filter (where order_id is null and runner_up_order_id is not null) as unmatched_with_a_runner_up
from {{ ref('tickets') }}
where is_wismo
group by channel, wismo_method
order by unmatched desc, channel asc, wismo_method asc
