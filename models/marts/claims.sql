-- Parcels for which their carrier may owe money, and nobody has asked for it yet: it says lost or damaged, or had the
-- parcel and is past the promised day (its own standard, where nothing was promised) without having brought it.
with judged as (
    select
        shipments.*,
        {{ reporting_date('shipments.handed_over_at') }} as shipped_date,
        case
            when int_parcels.damaged_at is not null then 'damaged'
            when shipments.delivered_at is not null or int_parcels.returning_at is not null then null
            when int_parcels.lost_at is not null then 'lost'
            when
                shipments.handed_over_at is not null
                and shipments.first_attempt_at is null
                and not coalesce(
                    case
                        when shipments.promised_date is null then shipments.is_on_time_standard
                        else shipments.is_on_time
                    end,
                    true
                )
                then 'undelivered'
        end as kind
    from {{ ref('shipments') }} as shipments
    inner join {{ ref('int_parcels') }} as int_parcels on shipments.shipment_id = int_parcels.shipment_id
    where shipments.handed_over_at is not null and int_parcels.claim_filed_at is null
),

parcels as (
    select * from judged
    where kind is not null
),

-- The row that fits best: the carrier's own before any, the kind's own before any.
windows as (
    select
        fitting.shipment_id,
        min_by(fitting.days, fitting.fit) as window_days,
        min_by(fitting.source, fitting.fit) as window_source
    from (
        select
            parcels.shipment_id,
            claim_windows.days,
            claim_windows.source,
            case when claim_windows.carrier = '*' then 2 else 0 end
            + case when claim_windows.kind = '*' then 1 else 0 end as fit
        from parcels
        inner join {{ ref('claim_windows') }} as claim_windows
            on
                claim_windows.carrier in (parcels.carrier, '*')
                and claim_windows.kind in (parcels.kind, '*')
    ) as fitting
    group by fitting.shipment_id
)

select
    parcels.shipment_id,
    parcels.order_id,
    parcels.carrier,
    parcels.three_pl,
    parcels.region,
    parcels.kind,
    parcels.shipped_date,
    windows.window_days,
    parcels.shipped_date + windows.window_days as closes_on,
    windows.window_source,
    windows.window_source like 'confirmed%' as is_window_confirmed
from parcels
inner join windows on parcels.shipment_id = windows.shipment_id
