-- One order, at most, for every ticket: the first place of the ladder, if it can be the answer at all, and the
-- runner-up. How sure that is depends on how it was found and on what else it might be. Who names an order that was
-- replaced by then waits for the replacement: that one is judged, and the named one is the runner-up.
with chosen as (
    select * from {{ ref('int_ticket_candidate_places') }}
    where place = 1
),

runners_up as (
    select * from {{ ref('int_ticket_candidate_places') }}
    where place = 2
),

subscribers as (
    select distinct ticket_id from {{ ref('int_ticket_candidate_places') }}
    where is_subscription and standing = 'own'
),

replacements as (
    select
        chosen.ticket_id,
        max_by(orders.order_id, (orders.ordered_at, orders.order_id)) as order_id
    from chosen
    inner join {{ ref('int_ticket_candidate_places') }} as others on chosen.ticket_id = others.ticket_id
    inner join {{ ref('int_orders') }} as orders
        on others.order_id = orders.order_id and chosen.order_id = orders.replaced_order_id
    where
        chosen.match_method in ('order_field', 'embedded_order', 'order_number') and others.order_state <> 'closed'
    group by chosen.ticket_id
)

select
    chosen.ticket_id,
    case when chosen.is_eligible then coalesce(replacements.order_id, chosen.order_id) end as order_id,
    case when chosen.is_eligible then chosen.named_shipment_id end as named_shipment_id,
    chosen.is_eligible and chosen.names_return as names_return,
    case when chosen.is_eligible then chosen.match_method else 'none' end as match_method,
    case when chosen.is_eligible then chosen.situation end as match_situation,
    coalesce(confidences.confidence, 0) as match_confidence,
    case
        when not chosen.is_eligible or replacements.order_id is not null then chosen.order_id
        else runners_up.order_id
    end as runner_up_order_id,
    case when not chosen.is_eligible and subscribers.ticket_id is not null then 'renewal_not_created' end
        as unmatched_detail
from chosen
left join replacements on chosen.ticket_id = replacements.ticket_id
left join runners_up on chosen.ticket_id = runners_up.ticket_id
left join subscribers on chosen.ticket_id = subscribers.ticket_id
left join {{ ref('match_confidences') }} as confidences
    on
        chosen.is_eligible
        and chosen.match_method = confidences.match_method
        and chosen.situation = confidences.situation
