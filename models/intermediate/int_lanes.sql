-- What a lane normally takes, by month: the hours from first scan to delivery that nine in ten parcels
-- delivered in the months before kept. Counted by the hour, so that it is exact to the hour, cheap, and
-- the same on every engine. A lane too thin to know has no row.
with hourly as (
    select
        carrier,
        service,
        lane,
        date_trunc('month', delivered_at) as delivered_month,
        cast(ceil({{ hours_between('first_scan_at', 'delivered_at') }}) as integer) as transit_hours,
        count(*) as parcel_count
    from {{ ref('int_parcels') }}
    where not is_return and delivered_at > first_scan_at and carrier <> 'unassigned'
    group by 1, 2, 3, 4, 5
),

recent as (
    select
        months.lane_month,
        hourly.carrier,
        hourly.service,
        hourly.lane,
        hourly.transit_hours,
        sum(hourly.parcel_count) as parcel_count
    from (select distinct date_trunc('month', date_day) as lane_month from {{ ref('int_days') }}) as months
    inner join hourly
        on
            hourly.delivered_month < months.lane_month
            and hourly.delivered_month
            >= months.lane_month - {{ threshold('lane_history_months') }} * interval '1' month
    group by 1, 2, 3, 4, 5
),

cumulated as (
    select
        recent.*,
        sum(parcel_count) over (
            partition by lane_month, carrier, service, lane order by transit_hours
        ) as parcels_within,
        sum(parcel_count) over (partition by lane_month, carrier, service, lane) as parcels
    from recent
)

select
    lane_month,
    carrier,
    service,
    lane,
    max(parcels) as parcel_count,
    min(transit_hours) as transit_hours_p90
from cumulated
where parcels_within >= 0.9 * parcels and parcels >= {{ threshold('lane_minimum_parcels') }}
group by 1, 2, 3, 4
