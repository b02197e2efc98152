"""The chance that a waiting customer writes today: against scipy, by hand, and against the metric of the same name."""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.simulate import hazard as simulation
from tests.statistic_rows import assert_honest
from wismo.metric import metric_frame
from wismo.statistics import hazard
from wismo.statistics.hazard import LAST_DAY, SMALLEST_N, hazard_by_day, hazard_summary
from wismo.statistics.intervals import quantile_places, rate_limits

CONSTANTS = ("100",)


def moments(*rows: tuple[int | None, int, int]) -> pl.DataFrame:
    """One state and cause; hour in it, tickets, and checks of half a day each."""
    schema = {"hour_in_state": pl.Int32, "ticket_count": pl.Int64, "check_count": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        parcel_state=pl.lit("label_created"),
        root_cause=pl.lit("label_no_scan_fresh"),
        parcel_days=0.5 * pl.col("check_count"),
    )


@settings(deadline=None)
@given(events=st.integers(0, 400), checks=st.integers(1, 400), days=st.floats(0.1, 9))
def test_limits_of_a_rate_are_those_of_a_share_of_both_counts(events: int, checks: int, days: float) -> None:
    low, high = rate_limits(np.array([events]), np.array([checks]), np.array([checks * days]))
    exact = stats.binomtest(events, events + checks).proportion_ci(0.95, method="exact")
    assert low[0] == pytest.approx(exact.low / (1 - exact.low) / days, rel=1e-9)
    if exact.high < 1:
        assert high[0] == pytest.approx(exact.high / (1 - exact.high) / days, rel=1e-6)
    assert low[0] <= events / (checks * days) <= high[0]


def test_with_many_checks_the_limits_are_those_of_a_poisson_count() -> None:
    low, high = rate_limits(np.array([20]), np.array([10_000_000]), np.array([1.0]))
    assert low[0] == pytest.approx(stats.chi2.ppf(0.025, 40) / 2, rel=1e-4)
    assert high[0] == pytest.approx(stats.chi2.ppf(0.975, 42) / 2, rel=1e-4)
    assert np.isnan(rate_limits(np.array([3]), np.array([0]), np.array([0.0]))).all()


@pytest.mark.parametrize(("n", "share"), [(30, 0.5), (101, 0.25), (7, 0.5)])
def test_places_hold_the_quantile_of_so_many_values(n: int, share: float) -> None:
    low, high = quantile_places(n, share)
    # Between the low and the high place: at least `low` values, and fewer than `high`, lie below the quantile.
    held = stats.binom.cdf(high - 1, n, share) - stats.binom.cdf(low - 1, n, share)
    assert held >= 0.95 or (low, high) == (1, n)
    assert 1 <= low <= high <= n


def test_a_day_is_tickets_by_the_days_that_checks_stand_for() -> None:
    found = hazard_by_day(moments((0, 2, 40), (23, 1, 20), (24, 5, 50), (47, 0, 10), (24 * 20, 1, 30), (400, 0, 10)))
    assert found["day_in_state"].to_list() == [0, 1, LAST_DAY]
    assert found["per_100_parcels"].to_list() == pytest.approx([100 * 3 / 30, 100 * 5 / 30, 100 * 1 / 20])
    assert found["ticket_count"].to_list() == [3, 5, 1]
    assert found["n"].to_list() == found["check_count"].to_list() == [60, 60, 40]
    assert found["sentence"][1].startswith(
        "After 1 full day in the state label created, 16.67 tickets a day come per 100 parcels, between 5.22 and 41.1 ("
    )
    assert found["sentence"][2].startswith("After 14 full days or more in the state label created, 5.0 tickets")
    assert_honest(found, CONSTANTS)


def test_few_checks_show_their_counts_and_no_chance() -> None:
    found = hazard_by_day(moments((0, 4, SMALLEST_N - 1), (30, 2, 0), (None, 9, 90)))
    assert found.select("per_100_parcels", "lower_per_100", "upper_per_100").null_count().row(0) == (2, 2, 2)
    assert found["ticket_count"].to_list() == [4, 2]
    assert set(found["method"]) == {"not_enough"}
    assert all("not enough data" in sentence for sentence in found["sentence"])
    assert_honest(found, CONSTANTS)


def test_the_hour_to_write_comes_before_three_quarters_of_the_tickets() -> None:
    hours = [(hour, 1, 10) for hour in range(40)]
    row = hazard_summary(moments(*hours), 0.25).row(by_predicate=pl.col("kind") == "parcel_state", named=True)
    # Ten of forty tickets have come when hour 10 begins, twenty when hour 19 ends.
    assert (row["write_by_hours"], row["half_hours"], row["n"]) == (10, 20, 40)
    assert row["half_lower_hours"] < 20 < row["half_upper_hours"]
    assert "a message by hour 10 comes before 75 % of them" in row["sentence"]
    at_once = hazard_summary(moments((0, 20, 400), (5, 20, 400)), 0.25)
    assert at_once["write_by_hours"].to_list() == [0, 0]
    assert all("no hour is early enough" in sentence for sentence in at_once["sentence"])
    few = hazard_summary(moments((0, 10, 400), (None, 50, 0)), 0.25)
    assert few["half_hours"].null_count() == few.height
    assert all("Too few tickets to say when" in sentence for sentence in few["sentence"])
    for table in (at_once, few):
        assert_honest(table, CONSTANTS)


def test_nothing_makes_empty_tables_that_can_be_written() -> None:
    nothing = moments().clear()
    with duckdb.connect() as connection:
        for table, rows in (
            (hazard.CAUSE_HAZARD, hazard_by_day(nothing)),
            (hazard.HAZARD_SUMMARY, hazard_summary(nothing, 0.25)),
        ):
            assert rows.is_empty()
            table.write(connection, rows)
            columns = [row[0] for row in connection.execute(f"describe {table.name}").fetchall()]
            assert sorted(columns) == sorted(rows.columns)


def test_intervals_hold_in_a_few_simulated_states() -> None:
    assert all(result.is_met for result in simulation.simulate(range(30)))


def test_days_and_tickets_are_those_of_the_metric(snapshot, working, demo_home) -> None:
    summary = snapshot.sql("from hazard_summary").pl()
    [(first, last)] = working.sql(
        "select min(reporting_date), (select reporting_through from int_data_through) from ticket_days"
    ).fetchall()
    for kind in ("parcel_state", "root_cause"):
        theirs = {
            name: dict(
                metric_frame(demo_home, name, (kind,), "all", start=first, end=last).select(kind, "value").rows()
            )
            for name in ("wismo_tickets_in_state", "parcel_days", "cause_hazard")
        }
        for row in summary.filter(pl.col("kind") == kind).iter_rows(named=True):
            assert row["ticket_count"] == theirs["wismo_tickets_in_state"][row["member"]]
            assert row["parcel_days"] == pytest.approx(theirs["parcel_days"][row["member"]], rel=1e-6)
            if row["per_100_parcels"] is not None:
                assert row["per_100_parcels"] == pytest.approx(theirs["cause_hazard"][row["member"]], rel=1e-4)
    by_day = snapshot.sql("from cause_hazard").pl()
    summed = by_day.group_by("parcel_state").agg(pl.col("ticket_count").sum(), pl.col("parcel_days").sum())
    of_states = summary.filter(pl.col("kind") == "parcel_state")
    for row in summed.iter_rows(named=True):
        whole = of_states.row(by_predicate=pl.col("member") == row["parcel_state"], named=True)
        assert row["ticket_count"] == whole["ticket_count"]
        assert row["parcel_days"] == pytest.approx(whole["parcel_days"], rel=1e-6)
    assert_honest(by_day, CONSTANTS)
    assert_honest(summary, CONSTANTS)


def test_the_longer_a_label_goes_unscanned_the_more_customers_write(snapshot) -> None:
    """The sample brand's customers write ten times as often on the fourth day after the shipping email."""
    days = snapshot.sql("from cause_hazard where parcel_state = 'label_created' and day_in_state < 4").pl()
    first, later = days.filter(pl.col("day_in_state") == 0), days.filter(pl.col("day_in_state") > 1)
    later_rate = 100 * later["ticket_count"].sum() / later["parcel_days"].sum()
    assert later_rate > first["upper_per_100"][0] > first["per_100_parcels"][0] > 0
