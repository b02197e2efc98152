-- What a parcel to a customer was due by on the clocks beside its promise, and whether it was there: the carrier's own
-- standard, the last ETA shown, and the scheduled pickup. Missing data makes nobody late: a parcel without any record
-- of its way is not judged, nor is one whose order was cancelled while it could still be handed over.
with data_through as (
    select * from {{ ref('int_data_through') }}
),

zoned as (
    select
        int_parcels.*,
        orders.cancelled_at,
        coalesce(carriers.carrier, '*') || '|' || coalesce(int_parcels.country, '*') as service_calendar,
        {{ transit_days() }} as transit_days,
        {{ seen_at('int_parcels') }} as handed_over_at,
        int_parcels.pickup_due_at + {{ threshold('label_scan_grace_hours') }} * interval '1' hour as handover_due_at,
        {{ reporting_date('int_parcels.first_attempt_at') }} as first_attempt_date,
        {{ reporting_date('int_parcels.latest_eta_at') }} as last_eta_date,
        {{ local_date(
            'int_parcels.first_scan_at',
            "coalesce(three_pls.time_zone, default_three_pl.time_zone, '" ~ var('reporting_time_zone') ~ "')"
        ) }} as first_scan_date
    from {{ ref('int_parcels') }} as int_parcels
    left join {{ ref('int_orders') }} as orders
        on int_parcels.order_id = orders.order_id and orders.cancelled_at is not null
    left join {{ ref('carriers') }} as carriers on int_parcels.carrier = carriers.carrier
    left join {{ ref('three_pls') }} as three_pls on int_parcels.three_pl = three_pls.three_pl
    left join {{ ref('three_pls') }} as default_three_pl on default_three_pl.three_pl = '*'
    {{ join_transit_standards('int_parcels') }}
    where not int_parcels.is_return
),

parcels as (
    select
        zoned.*,
        standard_days.date_day as standard_date,
        coalesce(zoned.first_attempt_at, data_through.data_through) as waited_until
    from zoned
    cross join data_through
    left join {{ ref('int_calendar_days') }} as scan_days
        on
            scan_days.calendar = 'service'
            and zoned.service_calendar = scan_days.calendar_key
            and zoned.first_scan_date = scan_days.date_day
    left join {{ ref('int_calendar_days') }} as standard_days
        on
            standard_days.calendar = 'service'
            and zoned.service_calendar = standard_days.calendar_key
            and standard_days.is_open
            and standard_days.open_day_number = scan_days.open_day_number + zoned.transit_days
),

handed as (
    select
        parcels.*,
        case
            when not parcels.is_tracked then null
            when parcels.handed_over_at <= parcels.handover_due_at then true
            when parcels.cancelled_at <= parcels.handover_due_at then null
            when parcels.handover_due_at <= data_through.data_through then false
        end as is_handed_over
    from parcels
    cross join data_through
)

select
    parcels.shipment_id,
    parcels.last_eta_date,
    {{ is_at_door_by('parcels.last_eta_date') }} as is_on_time_last_eta,
    parcels.standard_date,
    {{ is_at_door_by('parcels.standard_date') }} as is_on_time_standard,
    case
        when parcels.first_scan_at <= parcels.waited_until
            then round({{ hours_between('parcels.first_scan_at', 'parcels.waited_until') }}, 3)
    end as transit_hours,
    parcels.first_attempt_at is null as is_transit_censored,
    parcels.pickup_due_at,
    parcels.handover_due_at,
    {{ reporting_date('parcels.handover_due_at') }} as handover_due_date,
    parcels.handed_over_at,
    parcels.is_handed_over,
    -- The carrier was there: others of the same pickup were scanned in time.
    case when parcels.is_handed_over is not null then not parcels.is_handed_over and not pickups.is_late end
        as is_left_behind
from handed as parcels
cross join data_through
left join {{ ref('int_pickups') }} as pickups
    on
        parcels.three_pl = pickups.three_pl
        and parcels.carrier = pickups.carrier
        and parcels.pickup_due_at = pickups.pickup_due_at
