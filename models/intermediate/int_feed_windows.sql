-- Every day and every seven days of a feed, beside what is usual: the middle of the same weekdays of the eight weeks
-- before, which one bad week does not move. `log_ratio` is 0 where as many came as usual, and the same amount above
-- or below for twice and half as many.
with counts as (
    select
        reaches.feed,
        reaches.source_system,
        days.date_day,
        coalesce(feed_days.record_count, 0) as record_count,
        row_number() over (
            partition by reaches.feed, reaches.source_system order by days.date_day
        ) as day_number
    from {{ ref('int_feed_reach') }} as reaches
    inner join {{ ref('int_days') }} as days on days.date_day between reaches.first_date and reaches.through_date
    left join {{ ref('int_feed_days') }} as feed_days
        on
            reaches.feed = feed_days.feed
            and reaches.source_system = feed_days.source_system
            and days.date_day = feed_days.reporting_date
),

-- A feed's first day may be half a day: no window begins with it.
windows as (
    select feed, source_system, 1 as window_days, date_day, record_count
    from counts
    where day_number > 1
    union all
    select feed, source_system, window_days, date_day, record_count
    from (
        select
            feed,
            source_system,
            7 as window_days,
            date_day,
            cast(sum(record_count) over (
                partition by feed, source_system order by date_day rows between 6 preceding and current row
            ) as bigint) as record_count,
            day_number
        from counts
    ) as weeks
    where day_number > 7
),

usual as (
    select
        windows.feed,
        windows.source_system,
        windows.window_days,
        windows.date_day,
        windows.record_count,
        median(earlier.record_count) as usual_count
    from windows
    inner join windows as earlier
        on
            windows.feed = earlier.feed
            and windows.source_system = earlier.source_system
            and windows.window_days = earlier.window_days
            and windows.date_day > earlier.date_day
            and windows.date_day <= earlier.date_day + 7 * cast({{ threshold('feed_usual_weeks') }} as integer)
            and (windows.date_day - earlier.date_day) % 7 = 0
    group by 1, 2, 3, 4, 5
    having count(*) = {{ threshold('feed_usual_weeks') }}
)

select
    feed,
    source_system,
    window_days,
    date_day,
    record_count,
    usual_count,
    ln((record_count + 0.5) / (usual_count + 0.5)) as log_ratio
from usual
