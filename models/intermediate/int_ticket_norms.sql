{{ config(materialized='view') }}
-- What is normal where the parcel of a WISMO ticket was: how long its lane takes and stays silent, and whether the
-- carrier came for the other parcels of its pickup. Silence is measured by the carrier's own lane, else by the same
-- service of all carriers; nobody is called late by what others take.
select
    deadlines.ticket_id,
    deadlines.variant,
    case
        when deadlines.promised_at is null
            then deadlines.first_scan_at + lanes.transit_hours_p90 * interval '1' hour
    end as estimated_due_at,
    coalesce(lanes.silent_days_p95, any_lanes.silent_days_p95) as lane_silent_days,
    pickups.parcel_count as pickup_parcel_count,
    pickups.late_of_last_five as late_pickups_of_last_five,
    coalesce(pickups.first_scan_at <= deadlines.created_at, false) as is_pickup_scanned
from {{ ref('int_ticket_deadlines') }} as deadlines
left join {{ ref('int_lanes') }} as lanes
    on
        deadlines.carrier = lanes.carrier
        and deadlines.service = lanes.service
        and deadlines.lane = lanes.lane
        and date_trunc('month', deadlines.created_at) = lanes.lane_month
left join {{ ref('int_lanes') }} as any_lanes
    on
        any_lanes.carrier = '*'
        and deadlines.service = any_lanes.service
        and deadlines.lane = any_lanes.lane
        and date_trunc('month', deadlines.created_at) = any_lanes.lane_month
left join {{ ref('int_pickups') }} as pickups
    on
        deadlines.three_pl = pickups.three_pl
        and deadlines.carrier = pickups.carrier
        and deadlines.pickup_due_at = pickups.pickup_due_at
