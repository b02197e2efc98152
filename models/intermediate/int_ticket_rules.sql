-- Which root-cause rules hold for each WISMO ticket and telling, and which is the first.
-- `is true` everywhere: a fact that is missing makes no rule hold, for missing data is never anybody's fault.
with situations as (
    select
        facts.*,
        {{ problem_kind('exception_substatus') }} as exception_kind,
        shipment_id is null and has_shipment_feed is not false
        and (is_shippable or delivery_type = 'pickup') is not false as is_unlabelled,
        case
            -- A day without a scan is no news, however closely a lane is watched.
            when lane_silent_days is not null then cast(greatest(lane_silent_days, 1) as double)
            when lane = 'international' or service = 'economy' then {{ threshold('stalled_slow_business_days') }}
            else {{ threshold('stalled_business_days') }}
        end as silent_days_allowed,
        (shipment_id is not null and first_scan_at is null and is_delivered is not true) is true as is_unscanned,
        (first_scan_at is not null and is_delivered is not true) is true as is_under_way,
        (
            delivery_point in ('locker', 'agent', 'pickup_point')
            or delivered_substatus in ('parcel_locker', 'pickup_point', 'post_office')
        ) is true
        -- Delivered after it had been waiting there means that somebody came for it.
        and (available_at < delivered_at or delivered_substatus = 'customer_pickup') is not true
            as is_collected_by_customer,
        (says_delivered or says_not_received or customer_reason = 'not_received') is true as is_claimed_missing
    from {{ ref('int_ticket_facts') }} as facts
),

held as (
    select
        ticket_id,
        variant,
        is_spot_check,
        silent_days_allowed,
        is_collected_by_customer,
        is_claimed_missing,
        exception_kind,
        order_id is null as is_unmatched,
        -- Lost and then refunded keeps the cause from before the refund.
        (cancelled_at <= created_at or refunded_at <= created_at) is true
        and (least(lost_at, damaged_at, claim_accepted_at) <= least(cancelled_at, refunded_at)) is not true
            as is_cancelled_or_refunded,
        returning_at is not null and mentions_return is not true as is_returned_to_sender,
        is_lost_or_damaged is true or claim_accepted_at is not null as is_lost_or_damaged,
        is_delivered is true and mentions_return is not true and not is_collected_by_customer
        and (
            is_claimed_missing
            or delivered_at >= created_at - {{ threshold('delivered_explicit_days') }} * interval '1' day
        ) as is_delivered_not_received,
        is_exception_open is true and exception_kind = 'customs' as is_customs_hold,
        is_exception_open is true and exception_kind = 'address' as is_address_problem,
        is_attempt_open is true as is_failed_attempt,
        is_waiting_for_pickup is true or (is_delivered is true and is_collected_by_customer) as is_awaiting_pickup,
        is_exception_open is true
        or (is_out_for_delivery and out_for_delivery_date < ticket_date) is true as is_carrier_exception,
        (parcel_count > delivered_parcel_count and delivered_parcel_count > 0) is true as is_split,
        is_unlabelled and is_preorder is true and (in_stock_at <= created_at) is not true
        and (hold_reason in ('preorder', 'stock') and released_at <= created_at) is not true
            as is_backorder_or_preorder,
        is_unlabelled and (created_at >= ship_by_ends_at) is true as is_processing_late,
        is_unlabelled as is_processing,
        is_unscanned and (parcel_number is null or is_tracked is not true) as is_no_tracking,
        is_unscanned
        and (created_at > pickup_due_at + {{ threshold('label_scan_grace_hours') }} * interval '1' hour) is true
            as is_label_no_scan_overdue,
        is_unscanned as is_label_no_scan,
        is_under_way and (silent_service_days > silent_days_allowed) is true as is_stalled_in_transit,
        is_under_way and (created_at >= coalesce(promise_ends_at, estimated_due_at)) is true as is_late_in_transit,
        is_out_for_delivery is true as is_out_for_delivery,
        is_under_way as is_in_transit
    from situations
),

open_parcels as (
    select
        held.*,
        case
            when is_backorder_or_preorder then 'backorder_or_preorder'
            when is_processing_late then 'processing_late'
            when is_processing then 'processing_normal'
            when is_no_tracking then 'no_tracking'
            when is_label_no_scan_overdue then 'label_no_scan_overdue'
            when is_label_no_scan then 'label_no_scan_fresh'
            when is_stalled_in_transit then 'stalled_in_transit'
            when is_late_in_transit then 'late_in_transit'
            when is_out_for_delivery then 'out_for_delivery'
            when is_in_transit then 'in_transit_on_time'
            else 'no_tracking'
        end as open_parcel_cause
    from held
)

select
    open_parcels.*,
    case
        when is_unmatched then 'unmatched'
        when is_cancelled_or_refunded then 'cancelled_or_refunded'
        when is_returned_to_sender then 'returned_to_sender'
        when is_lost_or_damaged then 'lost_or_damaged'
        when is_delivered_not_received then 'delivered_not_received'
        when is_customs_hold then 'customs_hold'
        when is_address_problem then 'address_problem'
        when is_failed_attempt then 'failed_attempt'
        when is_awaiting_pickup then 'awaiting_pickup'
        when is_carrier_exception then 'carrier_exception'
        when
            is_split and open_parcel_cause in (
                'processing_normal', 'label_no_scan_fresh', 'out_for_delivery', 'in_transit_on_time'
            )
            then 'split_shipment'
        else open_parcel_cause
    end as root_cause
from open_parcels
