-- Which rules held for each WISMO ticket, one by one; the verdict is the first that holds.
-- `holds_split_shipment` says only that part of the order had arrived: the rule asks besides that nothing is
-- wrong with the open parcel, and `open_parcel_cause` is what the rules after it say of that parcel.
select
    ticket_id,
    variant,
    root_cause,
    open_parcel_cause,
    is_unmatched as holds_unmatched,
    is_cancelled_or_refunded as holds_cancelled_or_refunded,
    is_returned_to_sender as holds_returned_to_sender,
    is_lost_or_damaged as holds_lost_or_damaged,
    is_delivered_not_received as holds_delivered_not_received,
    is_customs_hold as holds_customs_hold,
    is_address_problem as holds_address_problem,
    is_failed_attempt as holds_failed_attempt,
    is_awaiting_pickup as holds_awaiting_pickup,
    is_carrier_exception as holds_carrier_exception,
    is_split as holds_split_shipment,
    is_backorder_or_preorder as holds_backorder_or_preorder,
    is_processing_late as holds_processing_late,
    is_processing as holds_processing_normal,
    is_no_tracking as holds_no_tracking,
    is_label_no_scan_overdue as holds_label_no_scan_overdue,
    is_label_no_scan as holds_label_no_scan_fresh,
    is_stalled_in_transit as holds_stalled_in_transit,
    is_late_in_transit as holds_late_in_transit,
    is_out_for_delivery as holds_out_for_delivery,
    is_in_transit as holds_in_transit_on_time
from {{ ref('int_ticket_rules') }}
where (is_spot_check) is not true
