"""The forecast's tables on the sample brand, on parts of it, and on a brand of which nothing is known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest

from tests.statistic_rows import assert_honest
from wismo.statistics import ahead, hazard
from wismo.statistics.weeks import TOTAL, weekly_counts

if TYPE_CHECKING:
    from collections.abc import Iterator

# Numbers of the method that a sentence may name: the weeks and the share of the interval, the fewest weeks.
CONSTANTS = ("8", "10", "80", "26", "100")
READ = (
    "tickets", "ticket_days", "order_days", "calendar_days", "int_data_through", "int_wismo_lags", "int_state_moments",
    "season_windows", "thresholds", "order_plan", "staffing",
)  # fmt: skip


@pytest.fixture
def part(demo_home) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the statistics read of the demo, in memory, to be changed."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{demo_home.work / 'wismo.duckdb'}' as demo (read_only)")
        connection.execute("set TimeZone = 'UTC'")
        for name in READ:
            connection.execute(f"create table main.{name} as from demo.main.{name}")
        yield connection


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    ahead.compute(connection)
    hazard.compute(connection)
    return {
        table.name: connection.cursor().sql(f"from main.{table.name}").pl() for table in (*ahead.TABLES, *hazard.TABLES)
    }


def test_the_demo_says_what_comes_and_how_sure_that_is(snapshot, working) -> None:
    weeks = snapshot.sql("from peak_forecast order by week_start").pl()
    [(through, calendar)] = working.sql(
        "select reporting_through, (select max(date_day) from calendar_days) from int_data_through"
    ).fetchall()
    first = weeks["week_start"][0]
    assert first - timedelta(days=7) <= through < first
    assert weeks["week_start"].diff().drop_nulls().unique().to_list() == [timedelta(days=7)]
    assert weeks["week_start"][-1] + timedelta(days=6) <= calendar
    assert len(weeks) >= 14
    assert (weeks["lower_tickets"] <= weeks["expected_tickets"]).all()
    assert (weeks["expected_tickets"] <= weeks["upper_tickets"]).all()
    assert set(weeks["method"]) == {"last_year_orders"}
    assert set(weeks["n"]) == {len(weekly_counts(working).filter(pl.col("dimension") == TOTAL))}
    has_hours, sentences = weeks["expected_hours"].is_not_null(), weeks["sentence"]
    assert sentences.str.contains("(handling times are placeholders)", literal=True).equals(
        has_hours, check_names=False
    )
    assert_honest(weeks, CONSTANTS)
    plan = snapshot.sql("from staffing_plan").pl()
    assert plan.filter(pl.col("week_kind") == "next")["week_start"].unique().to_list() == [first]
    busiest = weeks.sort("expected_tickets", descending=True)["week_start"][0]
    assert plan.filter(pl.col("week_kind") == "busiest")["week_start"].unique().to_list() == [busiest]
    for kind in ("next", "busiest"):
        hours = plan.filter(pl.col("week_kind") == kind)
        week = weeks.row(by_predicate=pl.col("week_start") == hours["week_start"][0], named=True)
        assert hours["expected_tickets"].sum() <= week["expected_tickets"] + 1e-3
        assert hours["upper_hours"].sum() <= (week["upper_hours"] or float("inf")) + 1e-3
    assert_honest(plan.sample(200, seed=1), CONSTANTS)
    scored = snapshot.sql("from forecast_backtest").pl()
    assert scored.height == 24
    assert_honest(scored, CONSTANTS)


def test_hours_of_the_week_hold_every_ticket_of_those_weeks(working) -> None:
    weeks = [row[0] for row in working.sql("select distinct iso_week_start from calendar_days order by 1").fetchall()]
    by_hour = working.sql(ahead.HOURS, params=[weeks]).pl()
    [(counted,)] = working.sql("select sum(wismo_count) from ticket_days").fetchall()
    assert by_hour["tickets"].sum() == counted
    assert by_hour["hour"].is_between(0, 23).all()
    assert by_hour["weekday"].is_between(1, 7).all()


def test_the_hour_of_a_ticket_is_the_brands() -> None:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create table int_data_through as select 'America/New_York' as reporting_time_zone")
        connection.execute(
            """
            create table tickets as select 'chat' as channel, true as is_wismo, 'agent' as handled_by,
                timestamp '2026-07-07 02:30:00' as created_at, date '2026-07-06' as reporting_date
            """
        )
        found = connection.sql(ahead.HOURS, params=[[date(2026, 7, 6)]]).fetchall()
    assert found == [("chat", 1, 22, 1)]


def test_weeks_before_the_first_ticket_are_no_quiet_weeks(part) -> None:
    part.execute("delete from tickets where reporting_date < date '2025-12-01'")
    part.execute("delete from ticket_days where reporting_date < date '2025-12-01'")
    [(first,)] = part.sql("select min(reporting_date) from ticket_days").fetchall()
    [(through,)] = part.sql("select reporting_through from int_data_through").fetchall()
    n = tables(part)["peak_forecast"]["n"][0]
    assert n <= (through - first).days / 7
    assert n >= (through - first).days / 7 - 2


def test_a_plan_of_orders_is_taken_and_said(part) -> None:
    before = tables(part)["peak_forecast"]
    week, orders = before["week_start"][4], before["planned_orders"][4]
    part.execute("insert into order_plan values ($1, $2)", [week, 3 * orders])
    after = tables(part)["peak_forecast"]
    row = after.row(4, named=True)
    assert (row["method"], row["planned_orders"]) == ("order_plan", pytest.approx(3 * orders, abs=1e-5))
    assert f"if the {round(3 * orders)} planned orders come in" in row["sentence"]
    assert row["expected_tickets"] > 1.5 * before["expected_tickets"][4]
    assert after["expected_tickets"][:3].equals(before["expected_tickets"][:3])
    assert_honest(after, CONSTANTS)


def test_the_same_data_make_the_same_tables(part) -> None:
    first, second = tables(part), tables(part)
    assert all(first[name].equals(second[name]) for name in first)


ONE_WEEK = """
    delete from order_days where reporting_date >= (select min(reporting_date) + 7 from order_days);
    delete from ticket_days where reporting_date > (select max(reporting_date) from order_days);
    delete from tickets where reporting_date > (select max(reporting_date) from order_days);
    delete from int_state_moments where reporting_date > (select max(reporting_date) from order_days);
    update int_data_through set reporting_through = (select max(reporting_date) from order_days);
"""
SPOILT = {
    "an empty brand": ";".join(f"delete from {name}" for name in READ[:7]),
    "no ticket": "delete from tickets; delete from ticket_days; delete from int_state_moments where is_ticket",
    "no ticket with an order": "delete from int_state_moments where is_ticket",
    "no spot check": "delete from int_state_moments where not is_ticket",
    "no age of any state": "update int_state_moments set hours_in_state = null",
    "no peak in the calendar": "update season_windows set is_peak = false",
    "no Black Friday": "update calendar_days set black_friday_week = null",
    "no season": "update calendar_days set season = 'regular'",
    "no delay curve": "delete from int_wismo_lags",
    "no staffing": "delete from staffing",
    "one channel": "update tickets set channel = 'other'",
    "half a year": "delete from order_days where reporting_date < date '2026-05-01'",
    "odd plans": "insert into order_plan values (date '2026-11-23', 0), (date '2030-01-07', 9)",
    "one week": ONE_WEEK,
}


@pytest.mark.parametrize("situation", SPOILT)
def test_whatever_is_missing_is_said_and_breaks_nothing(part, situation: str) -> None:
    part.execute(SPOILT[situation])
    for rows in tables(part).values():
        assert_honest(rows.head(200), CONSTANTS)


def test_a_young_brand_is_told_why_there_is_no_forecast(part) -> None:
    part.execute(ONE_WEEK)
    found = tables(part)
    assert found["peak_forecast"]["expected_tickets"].null_count() == found["peak_forecast"].height > 0
    assert set(found["peak_forecast"]["method"]) == {"not_enough"}
    assert all("26 complete weeks with tickets are needed" in text for text in found["peak_forecast"]["sentence"])
    assert found["staffing_plan"].is_empty()
    assert found["forecast_backtest"]["wape"].null_count() == 24
