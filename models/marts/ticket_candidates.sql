-- The orders a ticket may be about, best first, and in words why the first was taken and the others were not.
with places as (
    select
        places.*,
        first_value(places.match_method) over best_first as best_method,
        first_value(places.order_state) over best_first as best_order_state,
        places.place = 1 and places.is_eligible as is_match
    from {{ ref('int_ticket_candidate_places') }} as places
    window best_first as (partition by places.ticket_id order by places.place)
),

explained as (
    select
        places.*,
        matched.match_confidence as best_confidence,
        confidences.reason as taken_reason,
        case
            when places.standing = 'ambiguous'
                then {{ text("several orders have this name, and none is the sender's") }}
            when places.standing = 'mistyped'
                then {{ text(
                    "the text gives its number, but the sender has orders and it is somebody else's: likely mistyped"
                ) }}
            when
                places.is_eligible and places.match_method not like 'customer%'
                and places.best_method <> places.match_method
                then 'the ticket points to another order more plainly'
            when
                places.is_eligible and places.match_method like 'customer%'
                and places.best_method not like 'customer%'
                then {{ text("it is the sender's, but the ticket points to another order") }}
            when not places.is_in_window and places.match_method like 'customer%'
                then {{ text("it is the sender's last, but was placed too long before the ticket") }}
            when places.order_state = 'zombie'
                then 'it was not scanned for so long past its promise that it was given up'
            when places.order_state = 'delivered_long_ago' then 'it had been delivered too long before the ticket'
            when places.order_state = 'closed' then 'it had been cancelled, refunded or replaced by then'
            when places.order_state = 'forgotten' then 'it was due long before, and nothing of it was ever sent'
            when places.order_state = 'open' and places.best_order_state = 'open'
                then 'it was on its way too, but was ordered later'
            when places.order_state = 'open' then 'it was still on its way, and the text speaks of a delivery'
            when places.best_order_state = 'open' then 'it had arrived, and another was still on its way'
            else 'another had been delivered after it'
        end as passed_reason
    from places
    left join {{ ref('int_tickets_matched') }} as matched on places.ticket_id = matched.ticket_id
    left join {{ ref('match_confidences') }} as confidences
        on
            places.is_match
            and places.match_method = confidences.match_method
            and places.situation = confidences.situation
    where places.place <= {{ threshold('candidates_shown') }}
)

select
    ticket_id,
    order_id,
    named_shipment_id as shipment_id,
    cast(place as integer) as place,
    is_match,
    match_method,
    -- What the order taken leaves is shared among the others that can be the answer.
    cast(
        case
            when is_match then best_confidence
            when is_eligible then round((1 - best_confidence) / (eligible_count - 1), 3)
            else 0
        end as double
    ) as match_confidence,
    order_state,
    case
        when is_match then 'Taken: ' || taken_reason || '.'
        when place = 2 and is_eligible then 'Runner-up: ' || passed_reason || '.'
        else 'Passed over: ' || passed_reason || '.'
    end as reason
from explained
