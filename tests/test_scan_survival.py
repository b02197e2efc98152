"""The wait for the first scan: against lifelines, in made-up worlds, and beside the metrics of the same parcels."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from tests.sentence_reader import problems
from tests.simulate import scan_survival as simulation
from wismo.statistics import backlog
from wismo.statistics.scan_survival import HOURS, survival

if TYPE_CHECKING:
    import duckdb


def test_it_agrees_with_lifelines() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own deprecated imports
        from lifelines import KaplanMeierFitter
    hours, is_censored = simulation.world(1, parcels=997)
    fitted = KaplanMeierFitter().fit(hours, ~is_censored)
    ours = survival(hours, is_censored, HOURS)
    limits = fitted.confidence_interval_survival_function_.ffill()
    for row in ours.iter_rows(named=True):
        upto = fitted.survival_function_["KM_estimate"].loc[: row["hours"]]
        assert row["unscanned"] == pytest.approx(upto.iloc[-1], abs=1e-12)
        if 0 < row["unscanned"] < 1:
            low, high = limits.loc[: row["hours"]].iloc[-1]
            assert (row["lower"], row["upper"]) == pytest.approx((low, high), abs=1e-9)
        assert row["at_risk"] == (hours >= row["hours"]).sum()


def test_nobody_knows_what_comes_after_the_last_parcel_that_was_looked_at() -> None:
    curve = survival(np.array([5.0, 10.0, 20.0]), np.array([False, False, True]), [0, 5, 10, 20, 21])
    assert curve["unscanned"].to_list()[:4] == pytest.approx([1, 2 / 3, 1 / 3, 1 / 3])
    assert np.isnan(curve["unscanned"][4])
    done = survival(np.array([5.0, 10.0]), np.array([False, False]), [4, 50])
    assert done["unscanned"].to_list() == [1, 0]
    assert done["upper"].to_list() == [1, 0]


def test_its_intervals_hold_the_truth_as_is_claimed() -> None:
    assert [result.claim for result in simulation.simulate(range(60)) if not result.is_met] == []


def test_the_curves_count_the_parcels_of_their_weeks(snapshot: duckdb.DuckDBPyConnection) -> None:
    curves = snapshot.sql("from first_scan_survival").pl()
    start, end = curves.select("period_start", "period_end").row(0)
    counted = snapshot.sql(
        "select count(*) filter (where is_tracked), count(*) filter (where is_tracked and handed_over_at is null), "
        "count(*) filter (where not is_tracked) from shipments where label_date between $start and $end",
        params={"start": start, "end": end},
    ).fetchall()
    whole = curves.filter((pl.col("three_pl") == "all") & (pl.col("clock") == "label"))
    assert whole.select("n", "never_scanned", "left_out").unique().rows() == counted
    assert whole["unscanned"].is_sorted(descending=True)
    assert set(curves["clock"]) == {"label", "pickup"}
    # The pickup comes after the label, so that less is still waiting as long after it.
    both = curves.filter(pl.col("three_pl") == "all").pivot("clock", index="hours", values="unscanned")
    assert (both["pickup"] <= both["label"] + 1e-9).all()
    assert [problem for row in curves.iter_rows(named=True) for problem in problems(row, [])] == []


def test_what_waits_is_counted_once_in_every_slice(snapshot: duckdb.DuckDBPyConnection) -> None:
    found = snapshot.sql("from backlog").pl()
    causes = {
        "no_label": ["processing_late", "processing_normal"],
        "no_scan": ["label_no_scan_overdue", "label_no_scan_fresh"],
    }
    for stage, (overdue, fresh) in causes.items():
        listed = snapshot.execute(
            "select count(*) filter (where root_cause = $1), count(*) from open_shipments where root_cause in ($1, $2)",
            [overdue, fresh],
        ).fetchone()
        own = found.filter(stage=stage)
        assert own.filter(three_pl="all", age="all").select("overdue", "n").rows() == [listed]
        for part in (
            own.filter((pl.col("three_pl") == "all") & (pl.col("age") != "all")),
            own.filter((pl.col("three_pl") != "all") & (pl.col("warehouse") == "all") & (pl.col("age") == "all")),
            own.filter((pl.col("warehouse") != "all") & (pl.col("age") != "all")),
        ):
            assert (part["overdue"].sum(), part["n"].sum()) == listed


def test_ages_begin_where_they_say() -> None:
    waiting = pl.DataFrame({
        "stage": ["no_scan"] * 4, "three_pl": ["dock"] * 4, "warehouse": ["A", "A", "B", "B"],
        "cutoff_time": ["14:00"] * 4, "state_hours": [23.9, 24.0, 167.9, 400.0],
        "is_overdue": [False, False, True, True], "as_of": [datetime(2026, 3, 9, tzinfo=UTC)] * 4,
    })  # fmt: skip
    counted = backlog.counts(waiting)
    assert counted.filter(warehouse="all", three_pl="all").select("age", "n", "overdue").rows() == [
        ("all", 4, 2), ("under a day", 1, 0), ("one to two days", 1, 0), ("three to seven days", 1, 1),
        ("over a week", 1, 1),
    ]  # fmt: skip
    assert counted.filter(warehouse="B", age="all")["n"].to_list() == [2]
