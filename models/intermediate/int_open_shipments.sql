-- Parcels still to arrive and orders without a label, as the root-cause rules judge them at the end of the data, with
-- the day that may be told to the customer: the tracker's newest one, else where nothing is wrong the promised one,
-- else the one that nine in ten parcels of the lane keep. A day that is over is told to nobody. Whose delay it was does
-- not say where a parcel is: who has it now can tell more of it.
with days as (
    select
        checks.*,
        parcels.delivered_at,
        {{ reporting_date('parcels.latest_eta_at') }} as tracker_date,
        causes.owner,
        causes.cause_detail,
        reasons.reason,
        root_causes.is_reassurance
        or checks.root_cause = 'split_shipment'
        or coalesce(causes.cause_detail = 'inside_stated_date', false) as is_on_schedule
    from {{ ref('int_risk_checks') }} as checks
    inner join {{ ref('root_causes') }} as root_causes on checks.root_cause = root_causes.root_cause
    inner join {{ ref('int_ticket_causes') }} as causes
        on checks.check_id = causes.ticket_id and causes.variant = 'happened'
    inner join {{ ref('int_ticket_reasons') }} as reasons on checks.check_id = reasons.ticket_id
    left join {{ ref('int_parcels') }} as parcels on checks.shipment_id = parcels.shipment_id
    where checks.is_open_check
),

told as (
    select
        days.*,
        case
            when tracker_date >= reporting_date then 'tracker'
            when is_on_schedule and promised_date >= reporting_date then 'promise'
            when is_on_schedule and promised_date is null and route_date >= reporting_date then 'route'
        end as eta_basis,
        case
            -- The pickup is over and no scan tells whether the carrier came.
            when cause_detail = 'handover_unclear' then 'both'
            when owner not in ('three_pl', 'carrier', 'unproven') and root_cause <> 'late_in_transit' then 'nobody'
            -- What the carrier answers for it has, scanned or not.
            when is_scanned or owner = 'carrier' then 'carrier'
            else 'three_pl'
        end as partner_to_ask
    from days
    -- What has arrived since is on its way no more.
    where delivered_at is null
)

select
    told.*,
    case eta_basis when 'tracker' then tracker_date when 'promise' then promised_date when 'route' then route_date end
        as eta_date
from told
