"""The page of seasons: years over each other, causes by season, and the weeks ahead as the statistics have them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest

from dashboard import metrics, reference, warehouse
from dashboard.published import statistic
from tests.copied_home import copied_home
from tests.pages import figure, open_page, said
from wismo.periods import WEEK, last_full_week
from wismo.snapshot import current_snapshot
from wismo.statistics import staffing_gaps

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.warehouse import Snapshot
    from wismo.home import Home


def test_a_line_per_year_holds_the_weeks_around_black_friday(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = open_page(monkeypatch, demo_home, "seasons", {"peak_measure": "WISMO tickets"})
    lines = figure(page, "black_friday")["data"]
    years = [line["name"] for line in lines]
    assert years == sorted(years)
    assert lines[-1]["line"]["width"] > lines[0]["line"]["width"]
    mondays = {
        distance: week for week, distance in reference.black_friday_weeks(live).items() if str(week.year) == years[-1]
    }
    weekly = dict(metrics.query(live, "wismo_tickets", grain="week").select("period", "value").iter_rows())
    for distance, value in zip(lines[-1]["x"], lines[-1]["y"], strict=True):
        assert value == weekly.get(mondays[distance], 0)


def test_the_mix_names_the_largest_rise_against_ordinary_weeks(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = open_page(monkeypatch, demo_home, "seasons", {"seasons": "Causes by season"})
    heat = figure(page, "season_mix")["data"][0]
    start, end = reference.first_full_week(live), last_full_week(reference.info(live).reporting_through) + WEEK
    rates = metrics.query(
        live, "wismo_rate", by=["root_cause", "season"], start=start, end=end - timedelta(days=1)
    ).filter(pl.col("n") >= 30)
    drawn = {round(value, 9) for row in heat["z"] for value in row if value is not None}
    assert drawn <= {round(value, 9) for value in rates["value"].drop_nulls()}
    assert len(drawn) > 20
    assert "rises most" in said(page) or "No cause is met more" in said(page)


def test_the_forecast_is_the_statistics(monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot) -> None:
    page = open_page(monkeypatch, demo_home, "seasons", {"seasons": "The next peak"})
    ahead = statistic(live, "peak_forecast").drop_nulls("expected_tickets").sort("week_start")
    came, low, high, expected = figure(page, "forecast")["data"]
    assert expected["y"] == pytest.approx(ahead["expected_tickets"].to_list())
    assert low["y"] == pytest.approx(ahead["lower_tickets"].to_list())
    assert high["y"] == pytest.approx(ahead["upper_tickets"].to_list())
    assert len(came["x"]) == 26
    top = ahead.sort("expected_tickets").row(-1, named=True)
    assert f"{top['expected_tickets']:,.0f} WISMO tickets" in said(page)
    scored = statistic(live, "forecast_backtest", method="last_year_orders", week_kind="all")
    one = scored.filter(pl.col("lead_weeks") == 1).row(0, named=True)
    if one["wape"] is not None:
        assert f"1 week before missed by {100 * one['wape']:.0f} %" in said(page)


def test_the_plan_is_the_statistics_and_its_placeholders_are_said(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    # The sample brand of the tests has too few tickets for a plan by the hour.
    home = copied_home(demo_home, tmp_path, "20260103T000000Z-plan")
    with duckdb.connect(str(current_snapshot(home))) as connection:
        connection.execute(
            "update staffing_plan set n = 40, method = 'last_peak', expected_tickets = 1, "
            "expected_hours = (weekday * 24 + hour) / 1000.0, upper_hours = (weekday * 24 + hour) / 500.0"
        )
        plan = connection.sql("from staffing_plan").pl()
        spans = connection.sql("select channel, weekday, opens_at, closes_at from staffed_hours").pl()
        staffing_gaps.TABLES[0].write(connection, staffing_gaps.gaps(plan, spans))
    live = warehouse.live_snapshot(home)
    page = open_page(monkeypatch, home, "seasons", {"seasons": "Staffing for it"})
    needed = statistic(live, "staffing_gaps", week_kind="busiest")
    whole = needed.filter(pl.col("hour").is_null()).row(0, named=True)
    assert f"Nobody is planned for {whole['unplanned_hours']:.1f} of the {whole['known_hours']:.1f} paid hours" in said(
        page
    )
    drawn = figure(page, "staffing_busiest")["data"][0]["z"]
    for weekday, hour, hours in needed.drop_nulls("hour").select("weekday", "hour", "expected_hours").iter_rows():
        scale = 60 if max(needed.drop_nulls("hour")["expected_hours"]) < 1 else 1
        assert drawn[hour][weekday - 1] == pytest.approx(scale * hours)
    plan = statistic(live, "staffing_plan", week_kind="busiest").drop_nulls("expected_hours")
    most = plan.unique("channel").sort("n", "channel", descending=[True, False])["channel"][0]
    one = {"plan_channel": reference.look(live, is_dark=False).label("channel", most)}
    page = open_page(monkeypatch, home, "seasons", {"seasons": "Staffing for it"} | one)
    assert "needs most on Sunday from 23:00: 11 paid minutes, 23 paid minutes at the upper end" in said(page)
    heat = figure(page, "staffing_busiest")["data"][0]
    cells = plan.filter(channel=most)
    for weekday, hour, hours in cells.select("weekday", "hour", "expected_hours").iter_rows():
        assert heat["z"][hour][weekday - 1] == pytest.approx(60 * hours)
    assert any("placeholders" in line.value for line in page.markdown)
    assumed = next(frame.value for frame in page.dataframe if "Shrinkage (%)" in frame.value.columns)
    assert len(assumed) == warehouse.rows(live, "select * from wismo.main.staffing").height


def test_without_a_year_it_says_what_would_bring_it(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    home = copied_home(demo_home, tmp_path, "20260103T000000Z-young")
    with duckdb.connect(str(current_snapshot(home))) as connection:
        connection.execute("update peak_forecast set expected_tickets = null, method = 'not_enough'")
        connection.execute("delete from staffing_plan")
        connection.execute("update calendar_days set black_friday_week = null")
    for shown, words in (
        ("Year over year", "No week near a Black Friday has data yet"),
        ("The next peak", "There is no forecast yet"),
        ("Staffing for it", "There is no staffing plan yet"),
    ):
        told = open_page(monkeypatch, home, "seasons", {"seasons": shown}).info[0].value
        assert words in told
        assert "oad " in told
