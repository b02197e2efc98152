-- One row per parcel with events: the moments its events tell of, whichever of its numbers and whichever build read
-- them. Events without a number go with the parcel of the shipment that they name.
with keyed as (
    {{ under_parcels(
        '(select * from ' ~ ref('int_event_milestones') ~ ' where tracking_number is not null)',
        '(select * from ' ~ ref('int_event_milestones') ~ ' where shipment_id is not null)'
    ) }}
),

-- Most parcels have one number, read once, and need nobody to put it together.
several as (
    select parcel_key
    from keyed
    group by parcel_key
    having count(*) > 1
),

parcels as (
    select
        parcel_key, event_count, tracking_source, first_event_at, accepted_at, in_transit_at, any_scan_at,
        last_scan_at, moved_at, delivered_at, delivered_until, first_attempt_at, returning_at, lost_at, damaged_at,
        first_exception_at, state_order
    from keyed
    where parcel_key not in (select several.parcel_key from several)
    union all
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
        max(state_order) as state_order
    from keyed
    where parcel_key in (select several.parcel_key from several)
    group by parcel_key
)

select
    parcels.*,
    states.parcel_state as current_state
from parcels
left join {{ ref('parcel_statuses') }} as states on {{ rank_in('parcels.state_order') }} = states.state_rank
