-- Every candidate order of a ticket in the order of the ladder, once. What cannot be the answer comes last and stays
-- to be seen: a number of somebody else, an order outside the window, a parcel given up or delivered long ago. Of
-- equals the text decides: an order delivered where it speaks of a delivery, else the oldest still in flight.
with judged as (
    select
        order_states.*,
        order_states.standing not in ('ambiguous', 'mistyped') and (
            order_states.match_method <> 'customer'
            or order_states.is_in_window and order_states.order_state in ('open', 'forgotten', 'delivered', 'closed')
        ) as is_eligible,
        case order_states.standing when 'own' then 1 when 'unknown' then 2 else 3 end as standing_rank,
        case
            when
                order_states.order_state = 'delivered'
                and (order_states.says_delivered or order_states.says_not_received) then 1
            -- Part of it arrived, and the text says that it is marked so.
            when
                order_states.order_state = 'open' and order_states.delivered_at is not null
                and order_states.says_delivered then 1
            when order_states.order_state = 'open' then 2
            when order_states.order_state = 'forgotten' then 3
            when order_states.order_state = 'delivered' then 4
            when order_states.order_state = 'closed' then 5
            when order_states.order_state = 'zombie' then 6
            else 7
        end as state_rank
    from {{ ref('int_ticket_order_states') }} as order_states
),

best_per_order as (
    select
        judged.*,
        min(shipment_id) over (partition by ticket_id, order_id) as named_shipment_id,
        bool_or(is_return) over (partition by ticket_id, order_id) as names_return,
        row_number() over (
            partition by ticket_id, order_id order by is_eligible desc, method_rank asc, standing_rank asc
        ) as order_method_rank
    from judged
),

placed as (
    select
        best_per_order.*,
        row_number() over (
            partition by ticket_id
            order by
                is_eligible desc, case when is_eligible then method_rank else standing_rank end asc,
                standing_rank asc, is_in_window desc, state_rank asc,
                case
                    when state_rank in (1, 4, 7) then -{{ microseconds('delivered_at') }}
                    when is_eligible then {{ microseconds('ordered_at') }}
                    else -{{ microseconds('ordered_at') }}
                end,
                order_id asc
        ) as place,
        count(case when is_eligible then 1 end) over of_ticket as eligible_count,
        count(case when is_eligible and order_state in ('open', 'forgotten') then 1 end) over of_ticket as open_count,
        count(case when is_eligible and order_state = 'delivered' then 1 end) over of_ticket as delivered_count,
        count(case when is_eligible then 1 end) over (partition by ticket_id, method_rank, standing_rank) as equal_count
    from best_per_order
    where order_method_rank = 1
    window of_ticket as (partition by ticket_id)
)

select
    ticket_id,
    order_id,
    named_shipment_id,
    place,
    order_state,
    standing,
    is_eligible,
    is_in_window,
    names_return,
    is_subscription,
    eligible_count,
    case
        when match_method <> 'customer' then match_method
        when state_rank = 1 or order_state in ('delivered', 'delivered_long_ago') then 'customer_delivered'
        else 'customer_open'
    end as match_method,
    case
        when place > 1 or not is_eligible then null
        when
            match_method <> 'customer' and standing = 'unknown'
            and (not is_in_window or order_state = 'delivered_long_ago')
            then 'unknown_and_old'
        when match_method = 'order_number' and equal_count > 1 then 'several_named'
        when match_method <> 'customer' then standing
        when order_state = 'closed' then 'closed'
        when eligible_count = 1 then 'alone'
        when state_rank in (1, 4) and open_count > 0
            then case when says_delivered then 'says_delivered' else 'says_not_received' end
        when order_state = 'delivered' then 'last_of_several'
        when open_count > 1 then 'oldest_of_several'
        when delivered_count > 0 then 'beside_delivered'
        else 'beside_closed'
    end as situation
from placed
