"""Trend signals: the CUSUM by hand, verdicts that later weeks cannot move, and the table on the sample brand."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulate import trend as simulation
from wismo.metric import metric_frame
from wismo.statistics import signals
from wismo.statistics.drift import CONFIRMED, Drift, chance_of_height
from wismo.statistics.signals import trend_rows, without_false_alarms
from wismo.statistics.trend import FOUR_WEEKLY, NO_DRIFT, WEEKLY, Judgement, judge

MONDAY = date(2023, 1, 2)
VERDICTS = {"normal", "within_chance", "drifting", "changed", "not_enough_history", "not_enough_data"}


def run(deviates: list[float]) -> list[Drift]:
    drift, found = NO_DRIFT, []
    for index, deviate in enumerate(deviates):
        drift = drift.after(deviate, index)
        found.append(drift)
    return found


def weeks(tickets: list[int], orders: float | list[float] = 1_000.0, dimension="all", member="all") -> pl.DataFrame:
    days = [MONDAY + timedelta(weeks=index) for index in range(len(tickets))]
    exposure = orders if isinstance(orders, list) else [orders] * len(tickets)
    return pl.DataFrame(
        {"dimension": dimension, "member": member, "week_start": days, "tickets": tickets, "orders": exposure}
    ).cast({"tickets": pl.Int64, "orders": pl.Float64})


def no_seasons(count: int = 400) -> pl.DataFrame:
    return pl.DataFrame({"week_start": [MONDAY + timedelta(weeks=index) for index in range(count)]})


def steady(count: int, rate: float = 80.0, seed: int = 1) -> list[int]:
    return np.random.default_rng(seed).poisson(rate, count).tolist()


def test_the_sums_are_pages_and_say_when_they_began():
    found = run([0.2, 1.5, 2.5, 0.0, -3.0, -1.0])
    assert [side.up.height for side in found] == [0.0, 1.0, 3.0, 2.5, 0.0, 0.0]
    assert [side.up.start for side in found] == [None, 1, 1, 1, None, None]
    assert [side.down.height for side in found] == [0.0, 0.0, 0.0, 0.0, 2.5, 3.0]


@given(st.lists(st.floats(-4, 4), max_size=60))
def test_up_and_down_are_mirror_images(deviates):
    ours, mirrored = run(deviates), run([-deviate for deviate in deviates])
    assert [(side.up, side.down) for side in ours] == [(side.down, side.up) for side in mirrored]


def test_an_alarm_ends_when_the_series_is_back_and_not_before():
    # Eight weeks two deviations too high, then none: half of two is 1, so the fourth quiet week exceeds 3.
    found = run([2.0] * 8 + [0.0] * 5)
    alarms = [side.up.is_alarm for side in found]
    assert alarms == [False] * 4 + [True] * (len(alarms) - 6) + [False, False]
    assert found[-1].up.height == 0
    assert all(side.up.is_alarm for side in run([2.0] * 40)[4:])
    assert run([2.0] * 9)[-1].up.is_confirmed
    assert run([2.0] * 9)[-1].up.height > CONFIRMED


def test_the_chance_of_a_height_falls_with_it():
    chances = chance_of_height(np.array([0.0, 3.0, 6.0, 12.0]))
    assert chances[0] == 1.0
    assert chances[2] == pytest.approx(2 * math.exp(-0.6 * 6.583))
    assert all(np.diff(chances) < 0)


def judged_with(extra: int) -> list[Judgement]:
    series = simulation.world(np.random.default_rng(7), 1_000)
    count = len(series.counts) - 30
    counts = series.counts.copy()
    counts[count:] += extra
    return [found for found in judge(replace(series, counts=counts)) if found.index < count]


def test_later_weeks_move_no_verdict():
    assert judged_with(0) == judged_with(500)


def test_a_week_is_judged_by_earlier_ones_alone():
    series = simulation.world(np.random.default_rng(8), 1_000)
    counts = series.counts.copy()
    counts[90] *= 3
    plain, spiked = judge(series), judge(replace(series, counts=counts))
    at = 90 - WEEKLY.shortest
    assert spiked[at].expected == plain[at].expected
    assert spiked[at].verdict == "changed"
    assert spiked[at].outside == 1


def test_changed_weeks_stay_out_of_the_yardstick():
    series = simulation.world(np.random.default_rng(9), 5_000, change=0.5)
    last = judge(series)[-1]
    assert last.verdict == "changed"
    assert last.side.start in range(simulation.CHANGED_AT - 2, simulation.CHANGED_AT + 3)
    # Of the up to 104 weeks before the last quarter those after the change are missing.
    assert last.baseline <= WEEKLY.longest - 20
    assert last.expected == pytest.approx(5_000 * 0.08, rel=0.15)


def test_an_accepted_level_moves_the_line_and_keeps_the_old_one_beside_it():
    series = simulation.world(np.random.default_rng(10), 5_000, change=-0.3, accepted=(simulation.CHANGED_AT,))
    found = {one.index: one for one in judge(series)}
    known = simulation.CHANGED_AT + WEEKLY.after
    assert found[known - 1].before is None
    assert found[known].expected == pytest.approx(0.7 * (found[known].before or 0), rel=0.15)
    assert sum(found[index].verdict != "normal" for index in range(known, known + 20)) <= 2


def test_few_weeks_are_not_enough_history():
    rows = trend_rows(weeks(steady(WEEKLY.shortest)), no_seasons(), {})
    assert set(rows["verdict"]) == {"not_enough_history"}
    assert rows["expected"].null_count() == rows.height
    assert rows["value"].null_count() == 0
    longer = trend_rows(weeks(steady(WEEKLY.shortest + 1)), no_seasons(), {})
    assert longer["verdict"][-1] != "not_enough_history"


def test_rare_tickets_are_taken_four_weeks_at_a_time_and_very_rare_ones_not_at_all():
    rare = trend_rows(weeks(steady(120, 2.0)), no_seasons(), {})
    assert set(rare["weeks"]) == {FOUR_WEEKLY.weeks}
    assert {(day - signals.FIRST_PERIOD).days % 28 for day in rare["week_start"]} == {0}
    assert set(rare["method"]) == {"none", "own_history_four_weekly"}
    hardly = trend_rows(weeks(steady(120, 0.5)), no_seasons(), {})
    assert set(hardly["verdict"]) == {"not_enough_data"}
    # The first three days of data and the last stand in no whole period.
    assert rare["tickets"].sum() <= sum(steady(120, 2.0))


@pytest.mark.parametrize(
    "frame",
    [
        weeks([]),
        weeks([5]),
        weeks([0] * 80),
        weeks(steady(80), orders=0.0),
        weeks(steady(80), orders=[0.0] * 70 + [900.0] * 10),
        weeks(steady(80), orders=0.4),
        weeks([10_000_000] * 80, orders=1.0),
        weeks([0] * 79 + [100_000], orders=50.0),
    ],
)
def test_no_data_makes_neither_errors_nor_numbers_that_are_none(frame):
    rows = without_false_alarms(trend_rows(frame, no_seasons(), {("all", "all"): [MONDAY, date(2099, 1, 1)]}), 0.05)
    assert set(rows["verdict"]) <= VERDICTS
    for column in rows.select(pl.selectors.float()):
        assert column.drop_nulls().is_finite().all()


def test_of_many_slices_only_those_that_stand_out_are_flagged():
    rng = np.random.default_rng(11)
    drawn = {f"c{number:02}": rng.poisson(100, 70).tolist() for number in range(30)}
    drawn["c07"][-1] = 250
    frame = pl.concat([weeks(tickets, dimension="carrier", member=name) for name, tickets in drawn.items()])
    rows = without_false_alarms(trend_rows(frame, no_seasons(), {}), 0.05)
    last = rows.filter(pl.col("week_start") == rows["week_start"].max())
    assert last.filter(pl.col("verdict") == "changed")["member"].to_list() == ["c07"]
    quiet = rows.filter(pl.col("verdict") == "within_chance")
    assert quiet["changed_since"].null_count() == quiet.height


def test_an_empty_brand_has_an_empty_table(tmp_path):
    with duckdb.connect(str(tmp_path / "empty.duckdb")) as connection:
        connection.execute("""
            create table order_days (reporting_date date, carrier varchar, three_pl varchar, region varchar,
                lag_matched_orders double);
            create table ticket_days (reporting_date date, carrier varchar, three_pl varchar, region varchar,
                root_cause varchar, owner varchar, channel varchar, cause_status varchar, rated_wismo_count bigint);
            create table int_data_through (reporting_through date);
            create table calendar_days (iso_week_start date, season varchar);
            create table baselines (starts_on date, dimension varchar, member varchar);
            create table thresholds as select * from (
                values ('slices_false_share', 0.05), ('provisional_share', 0.1)
            ) as rows (name, value);
            create table carriers (carrier varchar, label varchar);
            create table three_pls (three_pl varchar, label varchar);
            create table root_causes (root_cause varchar, label varchar);
        """)
        signals.compute(connection)
        assert connection.execute("select count(*) from trend_signals").fetchone() == (0,)


# `make simulate` has two hundred worlds.
@pytest.mark.soak
def test_the_claims_hold_in_a_few_simulated_worlds():
    results = simulation.simulate(range(16))
    assert [result for result in results if not result.is_met] == []


def test_the_table_on_the_sample_brand_is_the_metric_judged(snapshot, demo_home):
    rows = snapshot.sql("select * from trend_signals").pl()
    assert set(rows["verdict"]) <= VERDICTS
    assert rows.select("dimension", "member", "week_start").is_unique().all()
    total = rows.filter(pl.col("dimension") == "all")
    first, last = total["week_start"].min(), total["week_start"].max()
    metric = metric_frame(demo_home, "wismo_rate", (), "week", start=first, end=last + timedelta(days=6))
    theirs = dict(metric.select("period", "value").iter_rows())
    if total["weeks"][0] == 1:
        for week, value in total.filter(pl.col("value").is_not_null()).select("week_start", "value").iter_rows():
            assert value == pytest.approx(theirs[week], abs=1e-5)
    assert total.height > 0
    for row in rows.iter_rows(named=True):
        assert_every_number_is_a_column(row)


def assert_every_number_is_a_column(row: dict) -> None:
    said = row["sentence"]
    for label in re.findall(r"“[^”]*”", said):
        said = said.replace(label, "")
    columns = ("value", "lower_limit", "upper_limit", "expected_before", "change_since")
    known = {f"{abs(row[name]):.2f}" for name in columns if row[name] is not None}
    assert set(re.findall(r"\d+\.\d+", said)) <= known
    if (row["value"] is None) != (row["verdict"] == "not_enough_data" and row["n"] < signals.SMALLEST_ORDERS):
        pytest.fail(f"a rate without enough orders, or none with them: {row}")
