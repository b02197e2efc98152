"""Progress to a target on weeks whose truth is known."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.made_weeks import cells, monday
from tests.simulate import targets as simulation
from tests.test_tactics import empty_like
from wismo.statistics import targets
from wismo.statistics.targets import Target, progress

Rate = Callable[[str, int], float]
START = 80
TARGET = Target("t", "wismo_rate", "all", "all", monday(START), monday(START + 40), 0.15, None)


def rows(target: Target, weeks: int = 130, orders: float = 1_000.0, rate: Rate = lambda *_: 0.08) -> dict[int, dict]:
    """Return the target's rows by the number of their week."""
    numbers = {monday(number): number for number in range(-10, 200)}
    found = pl.DataFrame(progress(target, cells(weeks, orders=orders, rate=rate, seed=5)), infer_schema_length=None)
    return {numbers[row["week_start"]]: row for row in found.iter_rows(named=True)}


def test_the_line_falls_from_the_baseline_to_fifteen_percent_below_on_the_day_it_is_due():
    found = rows(TARGET, weeks=100)
    assert sorted(found) == list(range(START, START + 41))
    shares = {week: row["target_line"] / row["baseline"] for week, row in found.items()}
    assert shares[START] == pytest.approx(1.0, abs=0.01)
    assert shares[START + 40] == pytest.approx(0.85, abs=1e-5)
    assert np.all(np.diff([shares[week] for week in sorted(shares)]) < 0)
    assert found[START]["baseline"] == pytest.approx(8.0, rel=0.05)


def test_an_absolute_target_is_a_rate_on_the_day_it_is_due():
    found = rows(replace(TARGET, reduction=None, target=6.0), weeks=100)
    assert found[START + 40]["target_line"] == pytest.approx(6.0, rel=0.1)


@pytest.mark.parametrize(("factor", "status"), [(0.6, "ahead"), (1.3, "behind"), (0.93, "on_line")])
def test_a_rate_far_from_the_line_is_told_from_it_and_a_near_one_is_not(factor, status):
    found = rows(TARGET, weeks=100, rate=lambda _, week: 0.08 * (factor if week >= START else 1.0))
    row = found[99]
    assert row["status"] == status
    assert row["change_lower"] < factor - 1 < row["change_upper"]
    assert row["weeks_counted"] == 8
    assert f"(plausibly {targets.signed(row['change_lower'])}" in row["sentence"]


def test_a_week_that_is_not_over_has_a_line_and_no_rate():
    found = rows(TARGET, weeks=100)
    assert [(row["status"], row["rate"]) for week, row in found.items() if week >= 100] == [("to_come", None)] * 21
    assert [found[START + count]["status"] for count in range(3)] == ["too_early"] * 3
    assert found[START + 2]["sentence"] == "Too early to tell: 3 weeks of 4."


def test_with_little_before_the_start_there_is_no_baseline():
    found = rows(replace(TARGET, starts_on=monday(12), due_on=monday(20)), weeks=30)
    assert {row["status"] for row in found.values()} == {"not_enough_data"}
    assert found[12]["sentence"] == ("Not enough data: before the start are no 13 weeks with orders and 30 tickets.")
    assert {row["status"] for row in rows(TARGET, orders=1.0).values()} == {"not_enough_data"}
    assert {row["status"] for row in rows(replace(TARGET, dimension="carrier", member="dhl")).values()} == {
        "not_enough_data"
    }


@settings(max_examples=20, deadline=None)
@given(
    start=st.integers(-5, 90),
    length=st.integers(1, 60),
    weeks=st.integers(0, 80),
    orders=st.sampled_from([0.0, 0.5, 30.0, 1e6]),
    aim=st.sampled_from([(0.15, None), (0.999, None), (None, 0.001), (None, 999.0)]),
)
def test_whatever_the_weeks_no_figure_is_nan(start, length, weeks, orders, aim):
    target = Target("t", "wismo_rate", "three_pl", "north", monday(start), monday(start) + timedelta(length), *aim)
    found = progress(target, cells(weeks, orders=orders, seed=1))
    assert found
    assert all(math.isfinite(value) for row in found for value in row.values() if isinstance(value, float))


def test_claims_hold_in_a_few_simulated_worlds():
    assert all(result.is_met for result in simulation.simulate(range(30)))


def test_the_sample_brands_target_has_a_row_a_week(snapshot):
    table = snapshot.sql("select * from target_progress order by week_start").pl()
    assert table["week_start"].dt.weekday().unique().to_list() == [1]
    assert table["week_start"].is_unique().all()
    assert {"to_come"} < set(table["status"])
    assert table["sentence"].null_count() == 0


def test_an_empty_brand_has_targets_without_figures(working):
    connection = empty_like(working)
    targets.compute(connection)
    assert connection.sql("select distinct status from target_progress").fetchall() == [("not_enough_data",)]
    connection.execute("delete from targets")
    targets.compute(connection)
    assert connection.sql("select count(*) from target_progress").fetchall() == [(0,)]
