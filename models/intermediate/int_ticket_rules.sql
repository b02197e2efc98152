-- Which root-cause rules hold for each WISMO ticket and telling, and which is the first.
-- A fact that is missing makes no rule hold: missing data is never somebody's fault.
with held as (
    select
        ticket_id,
        variant,
        order_id is null as is_unmatched,
        coalesce(least(cancelled_at, refunded_at) <= created_at, false)
        and not (is_lost_or_damaged or claim_accepted_at is not null) as is_cancelled_or_refunded,
        returning_at is not null and not mentions_return as is_returned_to_sender,
        is_lost_or_damaged or claim_accepted_at is not null as is_lost_or_damaged,
        is_delivered
        and not mentions_return
        and not coalesce(delivery_point in ('locker', 'agent', 'pickup_point'), false)
        and (
            delivered_at >= created_at - {{ threshold('delivered_explicit_days') }} * interval '1' day
            or says_delivered or says_not_received or coalesce(customer_reason = 'not_received', false)
        ) as is_delivered_not_received,
        is_exception_open
        and coalesce(exception_substatus in ('customs', 'documents', 'payment_due'), false) as is_customs_hold,
        is_exception_open
        and coalesce(exception_substatus in ('address_issue', 'customer_moved'), false) as is_address_problem,
        is_attempt_open as is_failed_attempt,
        is_waiting_for_pickup
        or is_delivered and coalesce(delivery_point in ('locker', 'agent', 'pickup_point'), false)
            as is_awaiting_pickup,
        is_exception_open
        or is_out_for_delivery and out_for_delivery_date < ticket_date as is_carrier_exception,
        parcel_count > delivered_parcel_count and delivered_parcel_count > 0 as is_split,
        label_created_at is null and first_scan_at is null and is_preorder
        and not coalesce(in_stock_at <= created_at, false) as is_backorder_or_preorder,
        label_created_at is null and first_scan_at is null
        and coalesce(created_at >= ship_by_ends_at, false) as is_processing_late,
        label_created_at is null and first_scan_at is null as is_processing,
        label_created_at is not null and first_scan_at is null and not is_delivered
        and (parcel_number is null or not is_tracked) as is_no_tracking,
        label_created_at is not null and first_scan_at is null
        and coalesce(
            created_at > pickup_due_at + {{ threshold('label_scan_grace_hours') }} * interval '1' hour, false
        ) as is_label_no_scan_overdue,
        label_created_at is not null and first_scan_at is null as is_label_no_scan,
        first_scan_at is not null and not is_delivered
        and coalesce(
            silent_service_days > case
                when lane = 'international' or service = 'economy'
                    then {{ threshold('stalled_slow_business_days') }}
                else {{ threshold('stalled_business_days') }}
            end, false
        ) as is_stalled_in_transit,
        first_scan_at is not null and not is_delivered
        and coalesce(created_at >= coalesce(promise_ends_at, estimated_due_at), false) as is_late_in_transit,
        is_out_for_delivery,
        first_scan_at is not null and not is_delivered as is_in_transit
    from {{ ref('int_ticket_facts') }}
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
            is_split
            and open_parcel_cause in (
                'processing_normal', 'label_no_scan_fresh', 'out_for_delivery', 'in_transit_on_time'
            )
            then 'split_shipment'
        else open_parcel_cause
    end as root_cause
from open_parcels
