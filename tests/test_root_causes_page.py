"""Root causes: who brings most, when customers write, and what stands there where it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest

from dashboard import charts, hazards, metrics
from dashboard.published import statistic
from dashboard.theme import Look
from tests.copied_home import copied_home
from tests.pages import figure, open_page, told, weeks_drawn
from wismo.snapshot import current_snapshot
from wismo.statistics.pareto import how_many_are_most, pareto

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dashboard.warehouse import Snapshot
    from wismo.home import Home

LOOK = Look(is_dark=False)
CHANCE = {"part": "The chance that they write"}


def test_shares_run_up_to_the_whole() -> None:
    found = pareto(pl.DataFrame({"owner": ["b", "a", "c", "none"], "value": [30.0, 30.0, 40.0, 0.0]}), "owner")
    assert found["owner"].to_list() == ["c", "a", "b"]
    assert found["running_share"].to_list() == [0.4, 0.7, 1.0]
    assert how_many_are_most([0.4, 0.7, 1.0]) == 2
    assert how_many_are_most([0.8, 1.0]) == 1
    assert how_many_are_most([]) == 0
    assert pareto(found.head(0).select("owner", "value"), "owner").height == 0


def test_a_curve_has_the_interval_of_the_chosen_state_and_breaks_where_nothing_is_known() -> None:
    frame = pl.DataFrame(
        {
            "parcel_state": ["lost", "lost", "moving", "moving", "moving"],
            "day_in_state": [0, 1, 0, 1, 14],
            "per_100_parcels": [9.0, 8.0, 1.0, 2.0, None],
            "lower_per_100": [8.0, 7.0, 0.5, 1.5, None],
            "upper_per_100": [10.0, 9.0, 1.5, 2.5, None],
            "ticket_count": [90, 80, 10, 20, 1],
        }
    )
    picture = charts.chance_by_day(frame, LOOK, "moving")
    other, lower, upper, own = picture.data
    assert (list(other.y), list(own.y)) == ([9.0, 8.0], [1.0, 2.0, None])
    assert (list(lower.y), list(upper.y)) == ([0.5, 1.5], [1.5, 2.5])
    assert picture.layout.yaxis.range[1] == pytest.approx(3.0)
    assert picture.layout.xaxis.ticktext[-1] == "14+"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"half_hours": None, "n": 7}, "too few tickets (n = 7)"),
        (
            {"half_hours": 4, "half_lower_hours": 2, "half_upper_hours": 5, "write_by_hours": 0},
            "no hour is early enough",
        ),
        ({"half_hours": 46, "half_lower_hours": 43, "half_upper_hours": 48, "write_by_hours": 22}, "before hour 22"),
    ],
)
def test_the_hour_to_write_by_is_said_only_where_there_is_one(row: Mapping[str, int | None], words: str) -> None:
    assert words in hazards.write_first_words("Label created", {"n": 100, "ahead_share": 0.75, **row})


def test_a_highest_day_is_named_only_beyond_its_interval() -> None:
    days = {"day_in_state": [0, 3], "per_100_parcels": [1.0, 6.0], "upper_per_100": [1.2, 8.0]}
    clear = hazards.peak_words("Waiting", pl.DataFrame(days | {"lower_per_100": [0.8, 5.0]}))
    assert clear.startswith("Waiting: most write after 3 full days")
    assert "no day stands out" in hazards.peak_words("Waiting", pl.DataFrame(days | {"lower_per_100": [0.8, 1.1]}))


@pytest.mark.parametrize("cut", ["root_cause", "owner"])
def test_the_bars_are_the_metric_and_the_line_ends_at_all_of_it(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot, cut: str
) -> None:
    page = open_page(
        monkeypatch, demo_home, "root_causes", {"group": {"root_cause": "Root cause", "owner": "Owner"}[cut]}
    )
    start, end = weeks_drawn(live)
    asked = metrics.query(live, "wismo_tickets", by=[cut], start=start, end=end)
    counts = dict(asked.filter(pl.col("value") > 0).select(cut, "value").iter_rows())
    bars, line = figure(page, "causes")["data"]
    assert dict(zip([member for [member] in bars["customdata"]], bars["x"], strict=True)) == counts
    total = metrics.query(live, "wismo_tickets", start=start, end=end)["value"][0]
    assert line["x"][-1] == pytest.approx(total)
    assert f"n = {total:,.0f}" in told(page)
    proven = metrics.query(live, "owner_proven_share", start=start, end=end)["value"][0]
    assert f"proven for {100 * proven:.1f} % of them" in told(page)
    weekly = metrics.query(live, "wismo_rate", by=[cut], grain="week", start=start, end=end)
    lines = {trace["customdata"][0][1]: trace["y"] for trace in figure(page, "cause_trend")["data"]}
    for member, figures in lines.items():
        expected = weekly.filter((pl.col(cut) == member) & (pl.col("n") >= 30))["value"].to_list()
        assert [figure for figure in figures if figure is not None] == pytest.approx(expected)


def test_the_curve_and_the_hours_are_those_of_the_tables(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = open_page(monkeypatch, demo_home, "root_causes", CHANCE | {"waiting": "Label created"})
    curve = statistic(live, "cause_hazard", parcel_state="label_created")
    own = figure(page, "chance_by_day")["data"][-1]
    assert own["name"] == "Label created"
    assert own["y"] == curve["per_100_parcels"].to_list()
    hours = statistic(live, "hazard_summary", kind="parcel_state", member="label_created").row(0, named=True)
    assert f"write before hour {hours['write_by_hours']}" in told(page)
    halves, by, words = figure(page, "hours_to_write")["data"]
    place = by["y"].index("Label created")
    assert (halves["x"][place], by["x"][place]) == (hours["half_hours"], hours["write_by_hours"])
    few = statistic(live, "hazard_summary", kind="parcel_state").filter(pl.col("half_hours").is_null())
    assert few.height > 0
    assert sum("too few (n = " in text for text in words["text"]) == few.height
    assert len(page.get("plotly_chart")) <= 3


def test_an_older_snapshot_says_that_it_has_no_curve(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    home = copied_home(demo_home, tmp_path / "older")
    _run(home, "drop table cause_hazard", "create table cause_hazard (state varchar)")
    page = open_page(monkeypatch, home, "root_causes", CHANCE)
    assert "Run `wismo build --full`" in told(page)
    assert figure(page, "cause_hazard")["data"]


def test_without_messages_and_without_a_label_each_part_says_what_to_add(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    home = copied_home(demo_home, tmp_path / "silent")
    _run(home, "delete from notice_days", "delete from unscanned_ticket_days", "delete from notification_lead")
    page = open_page(monkeypatch, home, "root_causes", {"part": "Before the first scan"})
    assert "Add your email tool's log" in told(page)
    assert "Nobody wrote between label and first scan" in told(page)
    page = open_page(monkeypatch, home, "root_causes", {"part": "Told when something is wrong"})
    assert "Whether customers were told of trouble is not known" in told(page)


def test_who_asks_before_the_scan_is_counted_by_the_age_of_the_label(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = open_page(monkeypatch, demo_home, "root_causes", {"part": "Before the first scan"})
    start, end = weeks_drawn(live)
    asked = metrics.query(live, "unscanned_tickets", by=["label_age"], start=start, end=end)
    bars = figure(page, "asked_by_age")["data"][0]
    found = dict(zip([age for [age] in bars["customdata"]], bars["x"], strict=True))
    assert found == dict(asked.filter(pl.col("value") > 0).select("label_age", "value").iter_rows())
    assert len(page.get("plotly_chart")) == 3


def _run(home: Home, *statements: str) -> None:
    with duckdb.connect(str(current_snapshot(home))) as connection:
        for statement in statements:
            connection.execute(statement)
