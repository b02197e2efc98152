"""The page of carriers says what the metrics, the league and the list of claims say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest

from dashboard import claims, metrics, reference, warehouse
from dashboard.filters import Filters
from tests.copied_home import copied_home
from tests.pages import figure, forget, open_page, said, weeks_drawn
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.warehouse import Snapshot
    from wismo.home import Home


def test_the_funnel_draws_the_league(monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot) -> None:
    page = open_page(monkeypatch, demo_home, "carriers")
    sql = "select * from wismo.main.league_table where party_kind = 'carrier' and metric = 'late_per_parcel'"
    rows = warehouse.rows(live, sql)
    outer, inner, points, words = figure(page, "league_late_per_parcel")["data"]
    judged = rows.filter(pl.col("ratio").is_not_null())
    drawn = dict(zip((place[0] for place in points["customdata"]), points["x"], strict=True))
    assert drawn == dict(judged.select("party", "ratio").iter_rows())
    for bars, level in ((outer, "998"), (inner, "95")):
        limits = {
            place[0]: (base, base + size)
            for place, base, size in zip(points["customdata"], bars["base"], bars["x"], strict=True)
        }
        for party, low, high in judged.select("party", f"funnel_{level}_lower", f"funnel_{level}_upper").iter_rows():
            assert limits[party] == pytest.approx((low, high))
    assert len(words["text"]) == rows.height
    verdicts = set(rows["verdict"])
    assert ("no carrier is told from the average" in page.text[0].value.split(". ")[0]) == (
        not verdicts & {"worse than expected", "better than expected"}
    )


def test_on_time_is_shown_three_ways_on_parcels_of_their_own(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = open_page(monkeypatch, demo_home, "carriers", {"carriers": "On time, three ways"})
    start, end = weeks_drawn(live)
    drawn = {trace["name"]: trace for trace in figure(page, "on_time_ways")["data"]}
    names = ("on_time_promise", "on_time_last_eta", "on_time_standard")
    for name, title in zip(names, ("Original promise", "Last ETA shown", "Carrier standard"), strict=True):
        answer = metrics.query(live, name, by=["carrier"], start=start, end=end).filter(pl.col("n") >= 30)
        expected = {key: value for key, value in answer.select("carrier", "value").iter_rows() if key != "unassigned"}
        shown = {place[0]: x for place, x in zip(drawn[title]["customdata"], drawn[title]["x"], strict=True)}
        assert shown == pytest.approx(expected)
    assert "The first promise is known for" in said(page)


def test_by_week_says_how_many_parcels_each_shipped(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = open_page(monkeypatch, demo_home, "carriers", {"carriers": "By week"})
    start, end = weeks_drawn(live)
    shipped = metrics.query(live, "shipments", by=["carrier"], start=start, end=end)
    assert f"UPS {shipped.filter(carrier='ups')['value'][0]:,.0f}" in said(page)
    lines = {trace["name"]: trace for trace in figure(page, "party_trend")["data"]}
    transit = metrics.query(live, "transit_time", by=["carrier"], grain="week", start=start, end=end)
    ups = transit.filter((pl.col("carrier") == "ups") & (pl.col("n") >= 30))
    drawn = [value for value in lines["UPS"]["y"] if value is not None]
    assert drawn == pytest.approx(ups["value"].drop_nulls().to_list())


def test_cells_have_their_n_and_blank_ones_their_reason(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = open_page(monkeypatch, demo_home, "carriers", {"carriers": "Root causes"})
    start, end = weeks_drawn(live)
    rates = metrics.query(live, "wismo_rate", by=["root_cause", "carrier"], start=start, end=end)
    heat, marks = figure(page, "party_by_cause")["data"]
    hover = {tuple(place): text for place, text in zip(marks["customdata"], marks["text"], strict=True)}
    one = rates.filter((pl.col("n") >= 30) & (pl.col("numerator") > 0) & (pl.col("carrier") == "ups")).row(
        0, named=True
    )
    assert hover[one["root_cause"], "ups"] == f"{one['value']:.2f} (n = {one['n']:,.0f})"
    assert heat["z"]


def test_claims_that_run_out_are_the_list_and_the_metric(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot, tmp_path: Path
) -> None:
    home = copied_home(demo_home, tmp_path, "20260103T000000Z-claims")
    through = reference.info(live).reporting_through
    path = current_snapshot(home)
    with duckdb.connect(str(path)) as connection:
        for table, column in (("claims", "closes_on"), ("claim_days", "reporting_date")):
            connection.execute(
                f"update {table} set {column} = $day where carrier = 'ups'", {"day": through + timedelta(3)}
            )
    changed = warehouse.live_snapshot(home)
    first, last = through + timedelta(days=1), through + timedelta(days=7)
    counted = metrics.query(changed, "closing_claims", start=first, end=last)["value"][0]
    listed = claims.parcels(changed, Filters(), first, last)
    assert listed.height == counted > 1
    assert listed["closes_on"].is_between(first, last).all()
    assert listed["tracking_number"].null_count() == 0
    page = open_page(monkeypatch, home, "carriers", {"carriers": "Claims that run out"})
    assert f"{counted:,.0f} claims run out by" in page.text[0].value
    bars = figure(page, "closing_claims")["data"][0]
    assert sum(bars["x"]) == counted
    shown = next(frame.value for frame in page.dataframe if "Tracking number" in frame.value.columns)
    assert len(shown) == counted
    ups = claims.parcels(changed, Filters(chosen=(("carrier", ("ups",)),)), first, last)
    assert set(ups["carrier"]) == {"ups"}


def test_a_viewer_counts_claims_and_sees_no_parcel(monkeypatch: pytest.MonkeyPatch, demo_home: Home) -> None:
    page = open_page(monkeypatch, demo_home, "carriers", {"carriers": "Claims that run out"}, role="viewer")
    assert not [frame for frame in page.dataframe if "Tracking number" in frame.value.columns]
    assert "out by" in page.text[0].value


def test_an_older_snapshot_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path) -> None:
    home = copied_home(demo_home, tmp_path, "20260103T000000Z-older")
    with duckdb.connect(str(current_snapshot(home))) as connection:
        connection.execute("alter table league_table drop column method")
        connection.execute("delete from ticket_days")
        connection.execute("delete from shipment_days")
    forget(home, "claims", "claim_days", "deadline_days", "transit_time")
    for shown, words in (
        ("Against expected", "No carriers can be compared"),
        ("On time, three ways", "On time cannot be told"),
        ("By week", "is not known in these weeks"),
        ("Root causes", "No root cause is known in these weeks"),
        ("Claims that run out", "Claims that run out are not known"),
    ):
        assert words in said(open_page(monkeypatch, home, "carriers", {"carriers": shown}))
