-- One row per parcel with events: the moments its events tell of. The one full pass over the events.
select
    parcel_key,
    min(source_system) as tracking_source,
    min(occurred_at) as first_event_at,
    min(occurred_at) filter (where status = 'picked_up') as accepted_at,
    min(occurred_at) filter (where status = 'in_transit') as in_transit_at,
    min(occurred_at) filter (where is_carrier_scan) as any_scan_at,
    max(occurred_at) filter (where is_carrier_scan) as last_scan_at,
    max(occurred_at) filter (where is_moving) as moved_at,
    max(occurred_at) filter (where status = 'delivered') as delivered_at,
    -- Of a delivery without an hour only the day is known: scans of that day came before it.
    max(
        case when is_time_known then occurred_at else cast(cast(occurred_at as date) + 1 as timestamp) end
    ) filter (where status = 'delivered') as delivered_until,
    min(occurred_at) filter (
        where status in ('delivery_attempted', 'delivered', 'available_for_pickup')
    ) as first_attempt_at,
    min(occurred_at) filter (where status in ('returning', 'returned')) as returning_at,
    max(occurred_at) filter (where status = 'lost') as lost_at,
    min(occurred_at) filter (where substatus = 'damaged') as damaged_at,
    min(occurred_at) filter (where status in ('exception', 'lost', 'returning', 'returned')) as first_exception_at,
    coalesce(bool_or(status in ('exception', 'lost', 'returning', 'returned')), false) as has_exception,
    max_by(status, (occurred_at, state_rank)) filter (where status <> 'unknown') as current_state
from {{ ref('int_tracking_events') }}
group by parcel_key
