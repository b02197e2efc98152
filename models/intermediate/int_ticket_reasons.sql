-- The verdict in one plain sentence with its numbers, as one says it to the 3PL or the carrier.
with words as (
    select
        details.*,
        {{ duration_words('ordered_at', 'created_at') }} as since_order,
        coalesce({{ duration_words('label_created_at', 'created_at') }} || ' ago', 'at a time unknown') as label_made,
        {{ duration_words('last_scan_at', 'created_at') }} as since_scan,
        {{ duration_words('delivered_at', 'created_at') }} as since_delivery,
        {{ duration_words('exception_at', 'created_at') }} as since_exception,
        {{ duration_words('attempted_at', 'created_at') }} as since_attempt,
        {{ duration_words('available_at', 'created_at') }} as since_available,
        {{ duration_words('shipped_email_at', 'created_at') }} as since_email,
        {{ duration_words('returning_at', 'created_at') }} as since_return,
        cast(ticket_date - promised_date as string) as days_late,
        replace(coalesce(cause_detail, 'no reason given'), '_', ' ') as detail_words
    from {{ ref('int_ticket_details') }} as details
    where variant = 'happened'
)

select
    ticket_id,
    coalesce(case root_cause
        when 'unmatched' then 'no order of this customer fits the ticket, and it names none that does'
        when 'cancelled_or_refunded' then 'order was ' || cause_detail || ' before the ticket'
        when 'returned_to_sender'
            then 'return-to-sender scan ' || since_return || ' ago (' || detail_words || ')'
        when 'lost_or_damaged' then 'carrier: ' || detail_words
        when 'delivered_not_received' then 'delivered scan ' || since_delivery || ' before the ticket'
        when 'customs_hold' then 'customs hold (' || detail_words || ') open for ' || since_exception
        when 'address_problem' then 'address problem (' || detail_words || ') open for ' || since_exception
        when 'failed_attempt'
            then 'delivery tried ' || since_attempt || ' ago (' || detail_words || '), not delivered since'
        when 'awaiting_pickup'
            then coalesce('waiting to be collected for ' || since_available, 'delivered to a pickup point')
        when 'carrier_exception'
            then case
                when cause_detail = 'out_not_delivered'
                    then 'out for delivery on an earlier day, not delivered, last scan ' || since_scan || ' ago'
                else 'carrier exception (' || detail_words || ') open for ' || since_exception
            end
        when 'split_shipment'
            then delivered_parcel_count || ' of ' || parcel_count || ' parcels delivered, the open one is on schedule'
        when 'backorder_or_preorder'
            then 'back-order or pre-order, ' || detail_words || ', ordered ' || since_order || ' ago'
        when 'processing_late'
            then
                'no label ' || since_order || ' after the order, due by '
                || coalesce(promised_ship_by_date, contract_ship_by_date) || ' (' || detail_words || ')'
        when 'processing_normal' then 'no label yet, ordered ' || since_order || ' ago, within the ship-by time'
        when 'no_tracking' then 'nothing tells where it is (' || detail_words || ')'
        when 'label_no_scan_overdue'
            then
                'label ' || label_made || ', no carrier scan; '
                || case
                    when is_pickup_scanned then 'other parcels of the same pickup were scanned'
                    when pickup_parcel_count > 1
                        then 'none of ' || pickup_parcel_count || ' parcels of this pickup was scanned'
                    else 'no other parcel of this pickup to compare with'
                end
                || coalesce(
                    '; ' || late_pickups_of_last_five || ' of the five pickups before were late', ''
                )
        when 'label_no_scan_fresh' then 'label ' || label_made || ', no carrier scan yet'
        when 'stalled_in_transit'
            then
                'no scan for ' || since_scan || ' (' || cast(silent_service_days as string)
                || ' working days of this carrier'
                || coalesce(
                    '; 19 in 20 parcels of this lane are silent for ' || lane_silent_days || ' at most', ''
                ) || ')'
        when 'late_in_transit'
            then coalesce(
                days_late
                || case when days_late = '1' then ' day' else ' days' end
                || ' past the original promise, last scan '
                || since_scan
                || ' ago',
                'longer on its way than nine in ten parcels of this lane, last scan ' || since_scan || ' ago'
            ) || case largest_delay
                when 'promise' then '; most of it because the promise was shorter than contract and transit allow'
                when 'release' then '; most of it before the order was released'
                when 'handover' then '; most of it before the carrier had the parcel'
                when 'transit' then '; most of it in transit'
                else ''
            end
        when 'out_for_delivery' then 'out for delivery today'
        when 'in_transit_on_time' then
            'moving, last scan ' || since_scan || ' ago, '
            || coalesce(case
                when promised_date = ticket_date then 'promised for today'
                when promised_date = ticket_date + 1 then 'promised for tomorrow'
                else 'promised in ' || cast(promised_date - ticket_date as string) || ' days'
            end, 'no promise known')
    end, replace(root_cause, '_', ' '))
    || case
        when first_scan_at is null and shipped_email_at is not null
            then '; shipped email sent ' || since_email || ' ago'
        else ''
    end as reason
from words
