-- Of the orders whose customer asks within the lag window, the share that has by each age in days: a chain ladder by
-- day. From one age to the next, orders at least that old are compared with themselves, so that young ones count as
-- far as they are known. One curve for the last weeks, one for the last whole peak, when customers ask later.
with cohort_days as (
    select
        'usual' as curve,
        calendar_days.date_day as order_date,
        data_through.reporting_through - calendar_days.date_day as cohort_age_days
    from {{ ref('calendar_days') }} as calendar_days
    cross join {{ ref('int_data_through') }} as data_through
    where
        calendar_days.date_day <= data_through.reporting_through
        and calendar_days.date_day
        > data_through.reporting_through - cast(7 * {{ threshold('wismo_lag_weeks') }} as integer)
    union all
    select
        'last_peak',
        calendar_days.date_day,
        data_through.reporting_through - calendar_days.date_day
    from {{ ref('calendar_days') }} as calendar_days
    cross join {{ ref('int_data_through') }} as data_through
    where
        calendar_days.black_friday_week between 0 and {{ threshold('peak_weeks') }} - 1
        and data_through.reporting_through - calendar_days.date_day
        between {{ threshold('wismo_lag_days') }} and {{ threshold('wismo_lag_days') }} + 366
),

asked as (
    select
        cohort_days.curve,
        cohort_days.cohort_age_days,
        orders.first_wismo_days,
        count(*) as question_count
    from {{ ref('orders') }} as orders
    inner join cohort_days on orders.order_date = cohort_days.order_date
    where
        orders.is_shippable and not orders.is_replacement and not orders.is_preorder
        and orders.first_wismo_days <= {{ threshold('wismo_lag_days') }}
    group by 1, 2, 3
),

ages as (
    select distinct cast(cohort_age_days as integer) as age_days
    from cohort_days
    where curve = 'usual' and cohort_age_days <= {{ threshold('wismo_lag_days') }}
),

counts as (
    select
        asked.curve,
        ages.age_days,
        cast(sum(asked.question_count) as double) as question_count,
        coalesce(sum(asked.question_count) filter (where asked.first_wismo_days < ages.age_days), 0) as count_before
    from asked
    inner join ages on asked.cohort_age_days >= ages.age_days and asked.first_wismo_days <= ages.age_days
    group by 1, 2
),

-- The way from each age to the one before it; Greenwood's term is what chance adds to the logarithm of the share.
steps as (
    select
        curve,
        age_days,
        question_count,
        max(case when age_days = {{ threshold('wismo_lag_days') }} then question_count end) over (partition by curve)
            as whole_count,
        count_before = 0 as is_first,
        case when count_before > 0 then ln(count_before / question_count) end as log_share,
        case when count_before > 0 then (question_count - count_before) / (count_before * question_count) end
            as greenwood
    from counts
)

select
    curve,
    age_days,
    cast(question_count as bigint) as question_count,
    case
        when coalesce(bool_or(is_first) over older, false) then cast(0 as double)
        else round(exp(coalesce(sum(log_share) over older, 0)), 9)
    end as share_arrived,
    round(coalesce(sum(greenwood) over older, 0), 9) as log_variance
from steps
where whole_count >= case when curve = 'usual' then 1 else {{ threshold('peak_curve_questions') }} end
window older as (partition by curve order by age_days desc rows between unbounded preceding and 1 preceding)
