select
    days.date_day,
    cast(date_trunc('week', days.date_day) as date) as iso_week_start,
    coalesce(season_days.season, 'regular') as season,
    coalesce(season_days.season_label, 'Regular weeks') as season_label,
    black_fridays.peak_year,
    cast((cast(date_trunc('week', days.date_day) as date) - black_fridays.week_start) / 7 as integer)
        as black_friday_week
from {{ ref('int_days') }} as days
left join {{ ref('int_season_days') }} as season_days on days.date_day = season_days.date_day
left join {{ ref('int_black_fridays') }} as black_fridays
    on black_fridays.peak_year = extract(year from days.date_day - interval '5' month)
