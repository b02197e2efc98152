with cohorts as (
    select * from {{ ref('int_order_cohorts') }}
),

-- How many orders a day's tickets can be about: earlier days' orders, each weighted by the share of
-- customers who ask after that many days.
lag_matched as (
    select
        cohorts.order_date + lags.lag_days as reporting_date,
        cohorts.carrier,
        cohorts.three_pl,
        cohorts.region,
        sum(cohorts.order_count * lags.lag_share) as lag_matched_orders
    from cohorts
    inner join {{ ref('int_wismo_lags') }} as lags
        on cast(date_trunc('week', cohorts.order_date + lags.lag_days) as date) = lags.week_start
    group by 1, 2, 3, 4
),

bounds as (
    select
        min(cohorts.order_date) as first_order_date,
        max(data_through.reporting_through) as reporting_through
    from cohorts
    cross join {{ ref('int_data_through') }} as data_through
),

matured as (
    select
        calendar_days.date_day,
        sum(lags.lag_share) as share_asked
    from {{ ref('calendar_days') }} as calendar_days
    cross join bounds
    inner join {{ ref('int_wismo_lags') }} as lags
        on
            lags.lag_days <= bounds.reporting_through - calendar_days.date_day
            and lags.week_start = (select max(week_start) from {{ ref('int_wismo_lags') }})
    group by 1
)

select
    calendar_days.date_day as reporting_date,
    calendar_days.season,
    coalesce(cohorts.carrier, lag_matched.carrier) as carrier,
    coalesce(cohorts.three_pl, lag_matched.three_pl) as three_pl,
    coalesce(cohorts.region, lag_matched.region) as region,
    coalesce(cohorts.order_count, 0) as order_count,
    -- The first weeks would count only some of the orders that could be asked about: not known.
    case
        when
            calendar_days.iso_week_start >= bounds.first_order_date + cast({{ threshold('wismo_lag_days') }} as integer)
            then round(coalesce(lag_matched.lag_matched_orders, 0), 6)
    end as lag_matched_orders,
    coalesce(cohorts.cohort_wismo_orders, 0) as cohort_wismo_orders,
    round(
        coalesce(cohorts.order_count, 0)
        * case
            when bounds.reporting_through - calendar_days.date_day >= {{ threshold('wismo_lag_days') }} then 1
            else coalesce(matured.share_asked, 0)
        end, 6
    ) as cohort_mature_orders
from cohorts
full outer join lag_matched
    on
        cohorts.order_date = lag_matched.reporting_date
        and cohorts.carrier = lag_matched.carrier
        and cohorts.three_pl = lag_matched.three_pl
        and cohorts.region = lag_matched.region
cross join bounds
inner join {{ ref('calendar_days') }} as calendar_days
    on coalesce(cohorts.order_date, lag_matched.reporting_date) = calendar_days.date_day
left join matured on calendar_days.date_day = matured.date_day
where calendar_days.date_day <= bounds.reporting_through + 1
