-- One row per parcel with events: the moments its events tell of, whichever of its numbers and whichever build read
-- them. Events without a number go with the parcel of the shipment that they name.
with keyed as (
    {{ under_parcels(
        ref('int_event_milestones'), 'events.tracking_number is not null', 'events.shipment_id is not null'
    ) }}
)

select
    parcel_key,
    cast(sum(event_count) as bigint) as event_count,
    min(tracking_source) as tracking_source,
    min(first_event_at) as first_event_at,
    min(accepted_at) as accepted_at,
    min(in_transit_at) as in_transit_at,
    min(any_scan_at) as any_scan_at,
    max(last_scan_at) as last_scan_at,
    max(moved_at) as moved_at,
    max(delivered_at) as delivered_at,
    max(delivered_until) as delivered_until,
    min(first_attempt_at) as first_attempt_at,
    min(returning_at) as returning_at,
    max(lost_at) as lost_at,
    min(damaged_at) as damaged_at,
    min(first_exception_at) as first_exception_at,
    max_by(current_state, state_order) filter (where state_order is not null) as current_state
from keyed
group by parcel_key
