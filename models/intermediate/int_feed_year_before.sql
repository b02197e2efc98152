-- What became of the same days of the year before: as far from Black Friday and of the same weekday, with a week to
-- either side, as no two years' seasons begin on the same day.
select
    reaches.feed,
    reaches.source_system,
    windows.window_days,
    min(windows.log_ratio) as lowest_ratio,
    max(windows.log_ratio) as highest_ratio
from {{ ref('int_feed_reach') }} as reaches
inner join {{ ref('calendar_days') }} as last_day on reaches.through_date = last_day.date_day
inner join {{ ref('calendar_days') }} as year_before
    on
        last_day.peak_year = year_before.peak_year + 1
        and last_day.black_friday_week = year_before.black_friday_week
        and last_day.date_day - last_day.iso_week_start = year_before.date_day - year_before.iso_week_start
inner join {{ ref('int_feed_windows') }} as windows
    on
        reaches.feed = windows.feed
        and reaches.source_system = windows.source_system
        and windows.date_day in (year_before.date_day - 7, year_before.date_day, year_before.date_day + 7)
group by 1, 2, 3
having count(*) = 3
