-- The season of every day: where windows overlap, the lower priority number wins.
with windows as (
    select
        season_windows.season,
        season_windows.label,
        season_windows.priority,
        season_anchors.date + cast(season_windows.start_offset_days as integer) as starts_on,
        season_anchors.date + cast(season_windows.end_offset_days as integer) as ends_on
    from {{ ref('season_windows') }} as season_windows
    inner join {{ ref('season_anchors') }} as season_anchors on season_windows.anchor = season_anchors.anchor
    union all
    select
        season_windows.season,
        season_windows.label,
        season_windows.priority,
        cast(years.year || '-' || season_windows.start_month_day as date),
        cast(
            years.year + case when season_windows.end_month_day < season_windows.start_month_day then 1 else 0 end
            || '-' || season_windows.end_month_day as date
        )
    from {{ ref('season_windows') }} as season_windows
    cross join (select distinct year from {{ ref('season_anchors') }}) as years
    where season_windows.anchor = 'fixed'
)

select
    days.date_day,
    min_by(windows.season, windows.priority) as season,
    min_by(windows.label, windows.priority) as season_label
from {{ ref('int_days') }} as days
inner join windows on days.date_day between windows.starts_on and windows.ends_on
group by days.date_day
