-- Question: how sure are we of the order behind each ticket, and where could it be another one?
-- By tenth of confidence and method; a runner-up is the other order it might be.
select
    floor(match_confidence * 10) / 10 as confidence_from,
    match_method,
    count(*) as tickets,
    count(*) filter (where runner_up_order_id is not null) as with_another_order,
    round(avg(match_confidence), 3) as mean_confidence
from {{ ref('tickets') }}
where is_wismo and order_id is not null
group by confidence_from, match_method
order by confidence_from asc, match_method asc
