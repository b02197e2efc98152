-- How many claims nobody has made yet run out on which day; most of the days are still to come.
select
    closes_on as reporting_date,
    carrier,
    three_pl,
    region,
    kind,
    count(*) as claim_count
from {{ ref('claims') }}
group by 1, 2, 3, 4, 5
-- Whoever asks for some weeks skips the blocks of all others.
order by 1
