{{ config(materialized='view') }}
-- What is normal where the parcel of a WISMO ticket was: how long its lane takes and stays silent, and whether the
-- carrier came for the other parcels of its pickup. Silence is measured by the carrier's own lane, else by the same
-- service of all carriers; nobody is called late by what others take.
select
    tickets.ticket_id,
    tickets.variant,
    case
        when tickets.promised_at is null
            then tickets.first_scan_at + lanes.transit_hours_p90 * interval '1' hour
    end as estimated_due_at,
    coalesce(lanes.silent_days_p95, any_lanes.silent_days_p95) as lane_silent_days,
    pickups.parcel_count as pickup_parcel_count,
    pickups.late_of_last_five as late_pickups_of_last_five,
    coalesce(pickups.first_scan_at <= tickets.created_at, false) as is_pickup_scanned
from {{ ref('int_wismo_tickets') }} as tickets
left join {{ ref('int_lanes') }} as lanes
    on
        tickets.carrier = lanes.carrier
        and tickets.service = lanes.service
        and tickets.lane = lanes.lane
        and date_trunc('month', tickets.created_at) = lanes.lane_month
left join {{ ref('int_lanes') }} as any_lanes
    on
        any_lanes.carrier = '*'
        and tickets.service = any_lanes.service
        and tickets.lane = any_lanes.lane
        and date_trunc('month', tickets.created_at) = any_lanes.lane_month
left join {{ ref('int_pickups') }} as pickups
    on
        tickets.three_pl = pickups.three_pl
        and tickets.carrier = pickups.carrier
        and tickets.pickup_due_at = pickups.pickup_due_at
