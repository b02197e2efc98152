-- The week of each Black Friday, Monday first, so that peaks are compared with the same week of a peak.
select
    season_anchors.year as peak_year,
    cast(date_trunc('week', season_anchors.date + 1) as date) as week_start
from {{ ref('season_anchors') }} as season_anchors
where season_anchors.anchor = 'thanksgiving'
