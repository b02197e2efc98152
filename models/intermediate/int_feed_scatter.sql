-- How far the days and weeks of a feed lie from what is usual when nothing is wrong: the middle of half a year, and
-- the middle distance from it, neither of which an outage or a sale moves.
with recent as (
    select
        windows.feed,
        windows.source_system,
        windows.window_days,
        windows.log_ratio
    from {{ ref('int_feed_windows') }} as windows
    inner join {{ ref('int_feed_reach') }} as reaches
        on windows.feed = reaches.feed and windows.source_system = reaches.source_system
    where
        windows.date_day < reaches.through_date - 6
        and windows.date_day >= reaches.through_date - 7 * cast({{ threshold('feed_spread_weeks') }} as integer)
),

middles as (
    select
        feed,
        source_system,
        window_days,
        median(log_ratio) as middle_ratio
    from recent
    group by 1, 2, 3
)

select
    recent.feed,
    recent.source_system,
    recent.window_days,
    middles.middle_ratio,
    count(*) as day_count,
    -- What the middle distance is to scatter that follows the bell curve.
    1.4826 * median(abs(recent.log_ratio - middles.middle_ratio)) as scatter
from recent
inner join middles
    on
        recent.feed = middles.feed
        and recent.source_system = middles.source_system
        and recent.window_days = middles.window_days
group by 1, 2, 3, 4
