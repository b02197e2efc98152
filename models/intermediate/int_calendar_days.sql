-- The four calendars by day. Weekends and public holidays are nobody's delay.
-- warehouse and pickup: key is the 3PL. service: key is carrier|destination country.
with keys as (
    select 'warehouse' as calendar, three_pl as calendar_key, open_weekdays as weekdays, country, null as destination
    from {{ ref('three_pls') }}
    union all
    select 'pickup', three_pl, pickup_weekdays, country, null
    from {{ ref('three_pls') }}
    union all
    select
        'service',
        carriers.carrier || '|' || destinations.country,
        '12345'
        || case when carriers.delivers_saturday then '6' else '' end
        || case when carriers.delivers_sunday then '7' else '' end,
        carriers.country,
        destinations.country
    from {{ ref('carriers') }} as carriers
    cross join (
        select distinct coalesce(country, '*') as country from {{ ref('int_orders') }}
        union
        select distinct coalesce(country, '*') from {{ ref('stg_shipments') }}
        union
        select '*'
    ) as destinations
),

days as (
    select
        keys.calendar,
        keys.calendar_key,
        days.date_day,
        contains(keys.weekdays, cast(extract(isodow from days.date_day) as string))
        and not exists (
            select 1 from {{ ref('public_holidays') }} as public_holidays
            where
                public_holidays.date = days.date_day
                and (public_holidays.country = keys.country or public_holidays.country = keys.destination)
        )
        and not exists (
            select 1 from {{ ref('calendar_closures') }} as calendar_closures
            where
                calendar_closures.closed_date = days.date_day
                and calendar_closures.calendar = keys.calendar
                and calendar_closures.calendar_key = keys.calendar_key
        ) as is_open
    from keys
    cross join {{ ref('int_days') }} as days
)

select
    calendar,
    calendar_key,
    date_day,
    is_open,
    sum(case when is_open then 1 else 0 end) over (
        partition by calendar, calendar_key order by date_day
    ) as open_day_number,
    min(case when is_open then date_day end) over (
        partition by calendar, calendar_key order by date_day rows between current row and unbounded following
    ) as next_open_date
from days
