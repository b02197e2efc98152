-- One order, at most, for every ticket: the first method of the ladder that holds, and the runner-up.
-- A customer who names nothing asks about the oldest order still in flight, unless the text speaks of a
-- delivery. Parcels given up, replaced and refunded orders are left out while anything better is there.
with ranked as (
    select
        order_states.*,
        case
            when match_method <> 'customer' then 0
            when order_state = 'delivered' and (says_delivered or says_not_received) then 1
            when order_state = 'open' then 2
            when order_state = 'delivered' then 3
            when order_state = 'closed' then 4
            else 9
        end as customer_rank
    from {{ ref('int_ticket_order_states') }} as order_states
),

best_per_order as (
    select
        ranked.*,
        min(ranked.shipment_id) over (partition by ranked.ticket_id, ranked.order_id) as any_named_shipment_id,
        row_number() over (
            partition by ranked.ticket_id, ranked.order_id
            order by ranked.method_rank asc, ranked.method_confidence desc, ranked.shipment_id asc nulls last
        ) as order_method_rank
    from ranked
),

placed as (
    select
        best_per_order.*,
        row_number() over best as place,
        count(*) filter (where customer_rank < 9) over (partition by ticket_id) as candidate_count
    from best_per_order
    where order_method_rank = 1
    window best as (
        partition by ticket_id
        order by
            method_rank asc, method_confidence desc, customer_rank asc,
            case when customer_rank in (1, 3) then -epoch_us(delivered_at) else epoch_us(ordered_at) end, order_id asc
    )
),

chosen as (
    select
        placed.*,
        placed.customer_rank < 9 as is_match
    from placed
    where placed.place = 1
)

select
    chosen.ticket_id,
    case when chosen.is_match then chosen.order_id end as order_id,
    case when chosen.is_match then chosen.any_named_shipment_id end as named_shipment_id,
    case
        when not chosen.is_match then 'none'
        when chosen.match_method <> 'customer' then chosen.match_method
        when chosen.customer_rank in (1, 3) then 'customer_delivered'
        else 'customer_open'
    end as match_method,
    case
        when not chosen.is_match then 0
        when chosen.match_method <> 'customer' then chosen.method_confidence
        when chosen.customer_rank = 4 then 0.6
        when chosen.candidate_count = 1 then 0.93
        else 0.75
    end as match_confidence,
    case when chosen.is_match then runners_up.order_id else chosen.order_id end as runner_up_order_id
from chosen
left join placed as runners_up on chosen.ticket_id = runners_up.ticket_id and runners_up.place = 2
