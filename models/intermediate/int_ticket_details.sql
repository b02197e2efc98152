-- The finer word beside each root cause: what exactly was wrong, or why nothing was.
with judged as (
    select
        facts.*,
        rules.root_cause,
        coalesce(delays.largest_delay, 'unknown') as largest_delay,
        {{ hours_between('facts.delivered_at', 'facts.created_at') }} as hours_since_delivery,
        facts.hold_reason is not null and (facts.released_at <= facts.created_at) is not true
        and not (facts.hold_reason in ('stock', 'preorder') and (facts.in_stock_at <= facts.created_at) is true)
        or greatest(facts.paid_at, facts.released_at, facts.in_stock_at, facts.sent_to_warehouse_at)
        > facts.created_at as is_held
    from {{ ref('int_ticket_facts') }} as facts
    inner join {{ ref('int_ticket_rules') }} as rules
        on facts.ticket_id = rules.ticket_id and facts.variant = rules.variant
    left join {{ ref('int_ticket_delays') }} as delays
        on facts.ticket_id = delays.ticket_id and facts.variant = delays.variant
    -- Of spot checks only what is still on its way now needs a word.
    where (facts.is_spot_check and not facts.is_open_check) is not true
)

select
    judged.*,
    case root_cause
        when 'unmatched' then unmatched_detail
        when 'cancelled_or_refunded'
            then case when cancelled_at <= created_at then 'cancelled' else 'refunded' end
        when 'returned_to_sender'
            then coalesce(return_substatus, attempt_substatus, exception_substatus, 'reason_unknown')
        when 'lost_or_damaged'
            then case
                when claim_accepted_at is not null then 'claim_accepted'
                when damaged_at >= coalesce(lost_at, damaged_at) then 'damaged'
                else 'lost'
            end
        when 'delivered_not_received'
            then case
                when
                    hours_since_delivery < {{ threshold('just_delivered_hours') }}
                    and coalesce(customer_reason, 'status') <> 'not_received'
                    and not says_not_received and not says_delivered
                    then 'just_delivered'
                when hours_since_delivery < {{ threshold('early_scan_hours') }} then 'early_scan_possible'
                else 'delivery_disputed'
            end
        when 'customs_hold' then exception_substatus
        when 'address_problem' then exception_substatus
        when 'failed_attempt' then coalesce(attempt_substatus, 'reason_unknown')
        when 'awaiting_pickup'
            then case
                when is_delivery_point_chosen or delivery_type = 'pickup' then 'chosen_point'
                when not is_delivery_point_chosen or delivery_point = 'door' then 'diverted'
                else 'choice_unknown'
            end
        when 'carrier_exception'
            then case
                when is_exception_open then coalesce(exception_substatus, 'reason_unknown')
                else 'out_not_delivered'
            end
        when 'backorder_or_preorder'
            then case
                when created_at >= case when promised_ship_by_at is null then promise_ends_at else ship_by_ends_at end
                    then 'past_stated_date'
                when promised_ship_by_at is null and is_sold_out then 'sold_out'
                when coalesce(promised_ship_by_at, promised_at) is null then 'no_stated_date'
                else 'inside_stated_date'
            end
        when 'processing_late'
            then case
                when is_held and hold_reason in ('fraud', 'payment', 'address', 'stock') then 'held_' || hold_reason
                when is_held then 'held_other'
                when not has_release_data or three_pl = 'unassigned' then 'release_unknown'
                when created_at < contract_ends_at then 'released_late'
                when promised_ship_by_at is not null then 'past_ship_by_promise'
                else 'past_contract_time'
            end
        when 'no_tracking'
            then case
                when is_shippable = false and shipment_id is null then 'nothing_to_ship'
                when is_delivered and mentions_return then 'return_named'
                when is_delivered then 'delivered_long_ago'
                when parcel_number is null then 'no_number'
                else 'no_tracker_record'
            end
        when 'label_no_scan_overdue'
            then case when is_pickup_scanned and three_pl <> 'unassigned' then 'left_behind' else 'handover_unclear' end
        when 'label_no_scan_fresh'
            then case
                when not has_notification_feed then 'email_unknown'
                when shipped_email_at is not null then 'told_before_scan'
                else 'not_told_yet'
            end
        when 'late_in_transit'
            then case when promised_at is null then 'estimated' else 'largest_delay_' || largest_delay end
        when 'in_transit_on_time'
            then case when promised_at is null and estimated_due_at is null then 'no_promise_known' end
    end as cause_detail
from judged
