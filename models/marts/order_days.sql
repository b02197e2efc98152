with cohorts as (
    select * from {{ ref('int_order_cohorts') }}
),

-- How many orders a day's tickets can be about: earlier days' orders, each weighted by the share of
-- customers who ask after that many days. Shares are counted in billionths, so that the sum is the same in
-- whatever order it is taken, and ways of shipping by number, because this is the one large sum of the build.
cells as (
    select
        carrier,
        three_pl,
        region,
        row_number() over (order by carrier, three_pl, region) as cell
    from (select distinct carrier, three_pl, region from cohorts) as distinct_cells
),

shares as (
    select
        cohort_days.order_date,
        cohort_days.order_date + lags.lag_days as reporting_date,
        cast(round(1000000000 * lags.lag_share) as bigint) as billionths
    from (select distinct order_date from cohorts) as cohort_days
    inner join {{ ref('int_wismo_lags') }} as lags
        on cast(date_trunc('week', cohort_days.order_date + lags.lag_days) as date) = lags.week_start
),

lag_matched_cells as (
    select
        shares.reporting_date,
        cells.cell,
        sum(cohorts.order_count * shares.billionths) as billionths
    from cohorts
    inner join cells
        on cohorts.carrier = cells.carrier and cohorts.three_pl = cells.three_pl and cohorts.region = cells.region
    inner join shares on cohorts.order_date = shares.order_date
    group by 1, 2
),

lag_matched as (
    select
        lag_matched_cells.reporting_date,
        cells.carrier,
        cells.three_pl,
        cells.region,
        cast(lag_matched_cells.billionths as double) / 1000000000 as lag_matched_orders
    from lag_matched_cells
    inner join cells on lag_matched_cells.cell = cells.cell
),

bounds as (
    select
        min(cohorts.order_date) as first_order_date,
        max(data_through.reporting_through) as reporting_through
    from cohorts
    cross join {{ ref('int_data_through') }} as data_through
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
    round(coalesce(cohorts.order_count, 0) * coalesce(maturity.share_arrived, 0), 6) as cohort_mature_orders
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
left join {{ ref('int_day_maturity') }} as maturity on calendar_days.date_day = maturity.date_day
where calendar_days.date_day <= bounds.reporting_through + 1
-- Whoever asks for some weeks skips the blocks of all others.
order by 1
