-- The other rules that also held, in their order: a late parcel that is out for delivery is both.
select
    ticket_id,
    nullif(concat_ws(
        ',',
        case when is_cancelled_or_refunded and root_cause <> 'cancelled_or_refunded' then 'cancelled_or_refunded' end,
        case when is_returned_to_sender and root_cause <> 'returned_to_sender' then 'returned_to_sender' end,
        case when is_lost_or_damaged and root_cause <> 'lost_or_damaged' then 'lost_or_damaged' end,
        case
            when is_delivered_not_received and root_cause <> 'delivered_not_received' then 'delivered_not_received'
        end,
        case when is_customs_hold and root_cause <> 'customs_hold' then 'customs_hold' end,
        case when is_address_problem and root_cause <> 'address_problem' then 'address_problem' end,
        case when is_failed_attempt and root_cause <> 'failed_attempt' then 'failed_attempt' end,
        case when is_awaiting_pickup and root_cause <> 'awaiting_pickup' then 'awaiting_pickup' end,
        case
            when
                is_carrier_exception
                and root_cause not in ('carrier_exception', 'customs_hold', 'address_problem', 'lost_or_damaged')
                then 'carrier_exception'
        end,
        case when is_split and root_cause <> 'split_shipment' then 'split_shipment' end,
        case when is_processing_late and root_cause <> 'processing_late' then 'processing_late' end,
        case
            when
                is_label_no_scan_overdue and root_cause not in ('label_no_scan_overdue', 'no_tracking')
                then 'label_no_scan_overdue'
        end,
        case when is_stalled_in_transit and root_cause <> 'stalled_in_transit' then 'stalled_in_transit' end,
        case when is_late_in_transit and root_cause <> 'late_in_transit' then 'late_in_transit' end,
        case when is_out_for_delivery and root_cause <> 'out_for_delivery' then 'out_for_delivery' end
    ), '') as lesser_causes
from {{ ref('int_ticket_rules') }}
where variant = 'happened'
