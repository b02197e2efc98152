-- What the last day and the last seven days of each feed may hold: as many as usual, moved by where the last months
-- lay. Where the season is another than in the weeks before, what became of the same days of the year before; where
-- there is no year before, the room that these seasons are given. Around that, the feed's own scatter.
-- Where parcels start, and where most of them go.
with countries as (
    select three_pls.country from {{ ref('three_pls') }} as three_pls
    where three_pls.country is not null
    union
    select max_by(destinations.country, (destinations.order_count, destinations.country))
    from (
        select
            orders.country,
            count(*) as order_count
        from {{ ref('int_orders') }} as orders
        where orders.country is not null
        group by 1
    ) as destinations
),

-- A public holiday and the days after it are like no other day; the week that holds them is judged all the same.
holidays as (
    select distinct public_holidays.date as holiday_date
    from {{ ref('public_holidays') }} as public_holidays
    inner join countries on public_holidays.country = countries.country
),

judged as (
    select
        windows.feed,
        windows.source_system,
        windows.window_days,
        windows.date_day,
        windows.record_count,
        windows.usual_count,
        case when seasons.has_season_changed then year_before.lowest_ratio end as lowest_before,
        case when seasons.has_season_changed then year_before.highest_ratio end as highest_before,
        scatter.middle_ratio,
        case
            when seasons.has_season_changed and year_before.feed is null then ln(seasons.volume_room)
            else 0
        end as season_room,
        -- Nothing is steadier than chance lets it be.
        {{ threshold('feed_scatter_factor') }}
        * greatest(scatter.scatter, sqrt(1.0 / (windows.usual_count + 1)), {{ threshold('feed_least_scatter') }})
            as scatter_room,
        ln({{ threshold('feed_least_change') }}) as least_room
    from {{ ref('int_feed_windows') }} as windows
    inner join {{ ref('int_feed_reach') }} as reaches
        on
            windows.feed = reaches.feed
            and windows.source_system = reaches.source_system
            and windows.date_day = reaches.through_date
    inner join {{ ref('int_feed_scatter') }} as scatter
        on
            windows.feed = scatter.feed
            and windows.source_system = scatter.source_system
            and windows.window_days = scatter.window_days
    left join {{ ref('int_feed_year_before') }} as year_before
        on
            windows.feed = year_before.feed
            and windows.source_system = year_before.source_system
            and windows.window_days = year_before.window_days
    inner join {{ ref('int_feed_seasons') }} as seasons
        on windows.feed = seasons.feed and windows.source_system = seasons.source_system
    left join holidays
        on
            windows.window_days = 1
            and holidays.holiday_date between windows.date_day - 3 and windows.date_day
    where
        holidays.holiday_date is null
        and scatter.day_count >= 7 * {{ threshold('feed_usual_weeks') }}
        and greatest(windows.usual_count, windows.record_count) >= {{ threshold('feed_smallest') }}
)

select
    feed,
    source_system,
    window_days,
    date_day,
    record_count,
    usual_count,
    usual_count * exp(coalesce(lowest_before, middle_ratio) - season_room - greatest(scatter_room, least_room))
        as least_count,
    usual_count * exp(coalesce(highest_before, middle_ratio) + season_room + greatest(scatter_room, least_room))
        as most_count
from judged
