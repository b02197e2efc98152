"""What the statistics of order weeks read: the curves, the complete weeks of orders, and the newest questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import polars as pl


def curves(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return ``curve``, ``age_days``, ``question_count``, ``share_arrived`` and ``log_variance`` as modelled."""
    sql = """
        select curve, age_days, question_count, share_arrived, log_variance
        from main.int_cohort_maturity order by curve, age_days
    """
    return connection.cursor().sql(sql).pl()


def order_weeks(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return one row per complete week of orders, in the columns that ``cohort_rates`` reads; weeks are Mondays."""
    sql = """
        with days as (
            select reporting_date, sum(order_count) as orders, sum(cohort_wismo_orders) as wismo_orders,
                sum(cohort_mature_orders) as mature_orders
            from main.order_days group by 1
        ),
        evidence as (select curve, max(question_count) as curve_n from main.int_cohort_maturity group by 1)
        select
            cast(date_trunc('week', days.reporting_date) as date) as week_start,
            cast(sum(days.orders) as bigint) as n,
            cast(sum(days.wismo_orders) as bigint) as wismo_orders,
            round(cast(sum(days.mature_orders) as double), 6) as mature_orders,
            -- One curve errs for all its days at once, so their errors add up and do not cancel.
            round(coalesce(sum(days.orders * maturity.share_arrived * sqrt(maturity.log_variance))
                / nullif(sum(days.orders * maturity.share_arrived), 0), 0), 9) as log_sd,
            case
                when bool_or(maturity.curve = 'unknown' and days.orders > 0) then 'unknown'
                when bool_or(maturity.curve = 'last_peak') then 'last_peak'
                when bool_or(maturity.curve = 'usual') then 'usual'
                else 'complete'
            end as curve,
            min(evidence.curve_n) as curve_n,
            coalesce(bool_or(calendar_days.black_friday_week between 0
                and (select value from main.thresholds where name = 'peak_weeks') - 1), false) as is_peak
        from days
        cross join main.int_data_through as data_through
        inner join main.calendar_days as calendar_days on days.reporting_date = calendar_days.date_day
        inner join main.int_day_maturity as maturity on days.reporting_date = maturity.date_day
        left join evidence on maturity.curve = evidence.curve
        where cast(date_trunc('week', days.reporting_date) as date) + 6 <= data_through.reporting_through
        group by 1 having sum(days.orders) > 0 order by 1
    """
    return connection.cursor().sql(sql).pl()


def newest_questions(connection: duckdb.DuckDBPyConnection, window: int) -> pl.DataFrame:
    """Return the questions of the last seven days by order day and age, as ``off_the_curve`` reads them.

    ``window`` is the longest age in days. Order days that follow no curve, and an order's own day, are left out.
    """
    sql = """
        with young as (
            select orders.order_date, orders.first_wismo_days, count(*) as asked
            from main.orders as orders
            cross join main.int_data_through as data_through
            where orders.is_shippable and not orders.is_replacement and not orders.is_preorder
                and orders.order_date > data_through.reporting_through - cast($window as integer)
                and orders.order_date + orders.first_wismo_days <= data_through.reporting_through
            group by 1, 2
        ),
        ages as (
            select distinct young.order_date, later.curve, later.age_days,
                1 - coalesce(sooner.share_arrived / nullif(later.share_arrived, 0), 0) as later_share
            from young
            cross join main.int_data_through as data_through
            inner join main.int_day_maturity as maturity on young.order_date = maturity.date_day
            inner join main.int_cohort_maturity as later on maturity.curve = later.curve
                and young.order_date + later.age_days
                between data_through.reporting_through - 6 and data_through.reporting_through
            inner join main.int_cohort_maturity as sooner
                on later.curve = sooner.curve and later.age_days = sooner.age_days + 1
        )
        select ages.order_date, ages.age_days, ages.later_share,
            cast(coalesce(sum(young.asked) filter (where young.first_wismo_days = ages.age_days), 0) as bigint)
                as asked,
            cast(sum(young.asked) as bigint) as asked_by
        from ages
        inner join young on ages.order_date = young.order_date and young.first_wismo_days <= ages.age_days
        group by 1, 2, 3 order by 1, 2
    """
    return connection.cursor().sql(sql, params={"window": window}).pl()
