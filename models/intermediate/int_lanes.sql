-- What a lane normally takes, by month: the hours from first scan to delivery that nine in ten parcels delivered in
-- the months before kept, and the longest silence that nineteen in twenty of them kept. Counted by whole hours and
-- days, so that it is exact, cheap and the same on every engine. Carrier '*' is all carriers of a service together,
-- for carriers that are too new to know. A lane too thin to know has no row.
with journeys as (
    select
        'transit_hours' as measure, carrier, service, lane, delivered_at,
        cast(ceil({{ hours_between('first_scan_at', 'delivered_at') }}) as integer) as amount
    from {{ ref('int_parcels') }}
    where not is_return and delivered_at > first_scan_at and carrier <> 'unassigned'
    union all
    select 'silent_days', carrier, service, lane, delivered_at, silent_days
    from {{ ref('int_lane_silences') }}
),

counted as (
    select
        measure, carrier, service, lane, amount,
        date_trunc('month', delivered_at) as delivered_month,
        count(*) as parcel_count
    from journeys
    group by 1, 2, 3, 4, 5, 6
),

pooled as (
    select * from counted
    union all
    select measure, '*' as carrier, service, lane, amount, delivered_month, sum(parcel_count)
    from counted
    group by 1, 2, 3, 4, 5, 6
),

recent as (
    select
        months.lane_month,
        pooled.measure, pooled.carrier, pooled.service, pooled.lane, pooled.amount,
        sum(pooled.parcel_count) as parcel_count
    from (
        select distinct date_trunc('month', cast(date_day as timestamp)) as lane_month from {{ ref('int_days') }}
    ) as months
    inner join pooled
        on
            pooled.delivered_month < months.lane_month
            and pooled.delivered_month
            >= {{ months_before('months.lane_month', threshold('lane_history_months')) }}
    group by 1, 2, 3, 4, 5, 6
),

cumulated as (
    select
        recent.*,
        sum(parcel_count) over (
            partition by lane_month, measure, carrier, service, lane order by amount
        ) as parcels_within,
        sum(parcel_count) over (partition by lane_month, measure, carrier, service, lane) as parcels
    from recent
)

select
    lane_month,
    carrier,
    service,
    lane,
    cast(max(parcels) filter (where measure = 'transit_hours') as bigint) as parcel_count,
    min(amount) filter (
        where measure = 'transit_hours' and parcels_within >= {{ threshold('lane_late_share') }} * parcels
    ) as transit_hours_p90,
    min(amount) filter (
        where measure = 'silent_days' and parcels_within >= {{ threshold('lane_silence_share') }} * parcels
    ) as silent_days_p95
from cumulated
where parcels >= {{ threshold('lane_minimum_parcels') }}
group by 1, 2, 3, 4
