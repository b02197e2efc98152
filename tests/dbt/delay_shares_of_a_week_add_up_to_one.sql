-- A returned row is a week whose delays from order to ticket are not a distribution.
select
    week_start,
    sum(lag_share) as total_share
from {{ ref('int_wismo_lags') }}
group by week_start
having abs(sum(lag_share) - 1) > 0.000001
