-- Whether a feed's last day is in another season than at least half of the weeks before, and how much room the
-- seasons of both give.
select
    reaches.feed,
    reaches.source_system,
    count(*) filter (where earlier.season <> last_day.season) * 2 >= count(*) as has_season_changed,
    greatest(max(season_windows.volume_room), max(earlier_windows.volume_room)) as volume_room
from {{ ref('int_feed_reach') }} as reaches
inner join {{ ref('calendar_days') }} as last_day on reaches.through_date = last_day.date_day
inner join {{ ref('calendar_days') }} as earlier
    on
        earlier.date_day < last_day.date_day
        and earlier.date_day >= last_day.date_day - 7 * cast({{ threshold('feed_usual_weeks') }} as integer)
inner join {{ ref('season_windows') }} as season_windows on last_day.season = season_windows.season
inner join {{ ref('season_windows') }} as earlier_windows on earlier.season = earlier_windows.season
group by 1, 2
