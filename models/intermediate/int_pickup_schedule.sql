-- For every 3PL and UTC day: the next two times at which carriers collect.
with pickups as (
    select
        calendar_days.calendar_key as three_pl,
        {{ utc_from_local(
            "cast(cast(calendar_days.date_day as string) || ' ' || three_pls.pickup_time as timestamp)",
            "coalesce(three_pls.time_zone, '" ~ var('reporting_time_zone') ~ "')"
        ) }}
            as pickup_at
    from {{ ref('int_calendar_days') }} as calendar_days
    inner join {{ ref('three_pls') }} as three_pls on calendar_days.calendar_key = three_pls.three_pl
    where calendar_days.calendar = 'pickup' and calendar_days.is_open
),

ranked as (
    select
        pickups.three_pl,
        days.date_day,
        pickups.pickup_at,
        row_number() over (partition by pickups.three_pl, days.date_day order by pickups.pickup_at) as pickup_rank
    from {{ ref('int_days') }} as days
    inner join pickups
        on pickups.pickup_at >= days.date_day and pickups.pickup_at < days.date_day + interval '21' day
)

select
    three_pl,
    date_day,
    min(case when pickup_rank = 1 then pickup_at end) as first_pickup_at,
    min(case when pickup_rank = 2 then pickup_at end) as second_pickup_at
from ranked
where pickup_rank <= 2
group by three_pl, date_day
