-- How far the questions about the orders of each day are in: all of them once the lag window is over; before, what the
-- curve says of their age, for a day in peak that of the last peak where there is one.
with ages as (
    select
        calendar_days.date_day,
        coalesce(calendar_days.black_friday_week between 0 and {{ threshold('peak_weeks') }} - 1, false) as is_peak,
        data_through.reporting_through - calendar_days.date_day as age_days,
        data_through.reporting_through - calendar_days.date_day >= {{ threshold('wismo_lag_days') }} as is_complete
    from {{ ref('calendar_days') }} as calendar_days
    cross join {{ ref('int_data_through') }} as data_through
    where calendar_days.date_day <= data_through.reporting_through
),

young as (
    select
        ages.date_day,
        -- By name the last peak comes before the usual curve.
        min(maturity.curve) as curve,
        min_by(maturity.share_arrived, maturity.curve) as share_arrived,
        min_by(maturity.log_variance, maturity.curve) as log_variance
    from ages
    inner join {{ ref('int_cohort_maturity') }} as maturity
        on
            ages.age_days = maturity.age_days
            and not ages.is_complete
            and (maturity.curve = 'usual' or ages.is_peak)
    group by 1
)

select
    ages.date_day,
    case when ages.is_complete then 'complete' else coalesce(young.curve, 'unknown') end as curve,
    case when ages.is_complete then cast(1 as double) else coalesce(young.share_arrived, 0) end as share_arrived,
    case when ages.is_complete then cast(0 as double) else coalesce(young.log_variance, 0) end as log_variance
from ages
left join young on ages.date_day = young.date_day
