"""The page of 3PLs: clocks, curves and counts as they are computed, and a pack that agrees with the metrics."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest

from dashboard import cover_sheet, handover_pack, metrics, reference, warehouse
from dashboard.filters import Filters
from dashboard.published import statistic
from tests.copied_home import copied_home
from tests.pages import changed_home, figure, forget, open_page, said, weeks_drawn
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.warehouse import Snapshot
    from wismo.home import Home


def test_two_clocks_stand_beside_each_other_on_the_same_parcels(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = open_page(monkeypatch, demo_home, "three_pls", {"three_pls": "Handover, two clocks"})
    start, end = weeks_drawn(live)
    drawn = {trace["name"]: trace for trace in figure(page, "two_clocks")["data"]}
    ns = []
    for name, title in (("handover_label_clock", "Label clock"), ("handover_on_time", "Pickup clock")):
        answer = metrics.query(live, name, by=["three_pl"], start=start, end=end).filter(
            (pl.col("n") >= 30) & (pl.col("three_pl") != "unassigned")
        )
        shown = {place[0]: x for place, x in zip(drawn[title]["customdata"], drawn[title]["x"], strict=True)}
        assert shown == pytest.approx(dict(answer.select("three_pl", "value").iter_rows()))
        ns.append(answer.sort("three_pl")["n"].to_list())
    assert ns[0] == ns[1]
    whole = metrics.query(live, "handover_on_time", start=start, end=end)
    assert f"n = {whole['n'][0]:,.0f}." in said(page)


def test_the_curve_is_that_of_the_statistic(monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot) -> None:
    page = open_page(
        monkeypatch, demo_home, "three_pls", {"three_pls": "Wait for the first scan", "clock": "Since the pickup"}
    )
    curves = statistic(live, "first_scan_survival", clock="pickup").filter(pl.col("unscanned").is_not_null())
    lines = {trace["name"]: trace for trace in figure(page, "first_scan_survival")["data"] if trace.get("name")}
    assert len(lines) > 1
    own = curves.filter(three_pl="harborline").sort("hours")
    line = lines[reference.look(live, is_dark=False).label("three_pl", "harborline")]
    assert line["y"] == pytest.approx(own["unscanned"].to_list())
    assert f"({own['never_scanned'][0]:,} never scanned so far)" in said(page)


def test_what_waits_adds_up_to_its_title(monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot) -> None:
    page = open_page(monkeypatch, demo_home, "three_pls", {"three_pls": "What waits now"})
    whole = statistic(live, "backlog", stage="no_scan", three_pl="all", age="all").row(0, named=True)
    bars = figure(page, "backlog_no_scan")["data"]
    assert sum(sum(bar["x"]) for bar in bars) == whole["n"] > 0
    assert f"{whole['overdue']:,} of {whole['n']:,} labels without a scan" in said(page)
    places = page.dataframe[0].value
    assert places["n"].sum() == whole["n"]


@pytest.mark.parametrize("chosen", [(), (("carrier", ("ups",)),)])
def test_the_pack_holds_what_the_metrics_count(live: Snapshot, chosen: tuple) -> None:
    start, end = weeks_drawn(live)
    where = dict(chosen) | {"three_pl": ["cascade"]}
    due, handed, behind = (
        metrics.query(live, name, where=where, start=start, end=end)["value"][0] for name in handover_pack.COUNTS
    )
    found = handover_pack.parcels(live, Filters(chosen=chosen), "cascade", start, end)
    assert found.height == due - handed > 0
    assert found["is_left_behind"].sum() == behind
    assert found["tracking_number"].null_count() == 0
    assert (found["minutes_late"] > 0).all()
    assert (found["minutes_before_pickup"] >= 0).all()
    assert (found["is_left_behind"] == (found["in_time_count"] > 0)).all()
    # Facts only: each is later than the scan was due, by the clock and the rule that stand beside them.
    late = found.filter(pl.col("handed_over_at").is_not_null())
    assert (late["handed_over_at"] > late["handover_due_at"]).all()
    assert (found["handover_due_at"] > found["label_created_at"]).all()


def test_the_lines_of_a_pickup_are_its_parcels_less_those_in_time(live: Snapshot) -> None:
    start, end = weeks_drawn(live)
    pickup = ["carrier", "pickup_due_at"]
    found = handover_pack.parcels(live, Filters(), "cascade", start, end)
    # The first days of the span cut pickups: a scan is due the day after.
    lines = found.group_by(*pickup, "in_time_count", "parcel_count").agg(n=pl.len())
    assert lines.height > 20
    assert (lines["n"] == lines["parcel_count"] - lines["in_time_count"]).all()
    late = found.filter(pl.col("handed_over_at").is_not_null()).row(0, named=True)
    seconds = (late["handed_over_at"] - late["handover_due_at"]).total_seconds()
    assert late["minutes_late"] == ceil(seconds / 60)
    assert set(found["known_by"].drop_nulls()) <= set(handover_pack.KNOWN_BY)


def test_the_cover_sheet_says_the_counts_the_rule_and_the_weekend(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    written: dict[str, str] = {}

    def kept(_name: str, table: str, _at: object, form: str = "csv") -> None:
        written[form] = table

    monkeypatch.setattr("dashboard.panel.download", kept)
    address = {"three_pls": "Evidence pack", "pack_span": "All weeks shown", "pack_of": "Cascade Pick & Pack"}
    open_page(monkeypatch, demo_home, "three_pls", address, role="agent")
    sheet = " ".join(written["txt"].split())
    start, end = weeks_drawn(live)
    due, handed, behind = (
        metrics.query(live, name, where={"three_pl": ["cascade"]}, start=start, end=end)["value"][0]
        for name in handover_pack.COUNTS
    )
    assert f"{due:,.0f} parcels were due." in sheet
    assert f"{due - handed:,.0f} were not, and each of them is a line" in sheet
    assert f"For {behind:,.0f} of these, other parcels of the same pickup" in sheet
    assert "Pickups: 16:00 (America/Los_Angeles) on Monday, Tuesday, Wednesday, Thursday, Friday, by its own" in sheet
    assert "On Saturday and Sunday there is no pickup" in sheet
    assert "{" not in sheet
    assert max(map(len, written["txt"].splitlines())) <= cover_sheet.WIDTH


def test_the_pack_opens_on_whom_the_league_finds_worse(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    for party in ("prairie_dock", "cascade"):
        home = changed_home(demo_home, tmp_path / party,
            "update league_table set verdict = 'not distinguishable'",
            "update league_table set verdict = 'worse than expected' where metric = 'late_per_parcel' "
            f"and party = '{party}'",
        )  # fmt: skip
        page = open_page(monkeypatch, home, "three_pls", {"three_pls": "Evidence pack"}, role="agent")
        name = reference.look(warehouse.live_snapshot(home), is_dark=False).label("three_pl", party)
        assert f"{name}: more than expected by the league, in late parcels." in said(page)
        assert any(line.value.startswith(name) and "were not scanned" in line.value for line in page.header)


def test_who_has_no_verdict_although_the_interval_leaves_out_one_is_explained(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    limits = "set verdict = 'not distinguishable', ratio = 1.2, ratio_lower = {}, ratio_upper = 1.4"
    words = "Why Harborline Fulfillment has no verdict although its 95 % interval leaves out 1"
    for lower, is_told in ((1.02, True), (0.98, False)):
        home = changed_home(demo_home, tmp_path / str(lower),
            "update league_table set ratio_lower = 0.9, ratio_upper = 1.1",
            f"update league_table {limits.format(lower)} where party = 'harborline'",
        )  # fmt: skip
        assert (words in said(open_page(monkeypatch, home, "three_pls"))) == is_told


def test_filters_that_narrow_nothing_say_so(monkeypatch: pytest.MonkeyPatch, demo_home: Home) -> None:
    for shown in ("Against expected", "Wait for the first scan", "What waits now"):
        for filtered in ({}, {"carrier": "UPS"}):
            page = open_page(monkeypatch, demo_home, "three_pls", {"three_pls": shown, **filtered})
            assert ("Your filters do not narrow this part" in said(page)) == bool(filtered)


def test_the_pack_says_its_clock_and_rule_and_is_for_agents(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    address = {"three_pls": "Evidence pack", "pack_span": "All weeks shown", "pack_of": "Cascade Pick & Pack"}
    page = open_page(monkeypatch, demo_home, "three_pls", address, role="agent")
    words = said(page)
    assert "Times are America/Los" in words
    assert "24 h after the first scheduled pickup" in words
    start, end = weeks_drawn(live)
    pack = next(frame.value for frame in page.dataframe if "Minutes late" in frame.value.columns)
    found = handover_pack.parcels(live, Filters(), "cascade", start, end)
    assert len(pack) == found.height
    assert pack["Pickup scheduled"].str.contains("-0[78]00").all()
    viewer = open_page(monkeypatch, demo_home, "three_pls", address, role="viewer")
    assert "names single parcels" in viewer.info[0].value
    assert not viewer.dataframe


def test_an_older_snapshot_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path) -> None:
    home = copied_home(demo_home, tmp_path, "20260103T000000Z-older")
    with duckdb.connect(str(current_snapshot(home))) as connection:
        connection.execute("alter table shipments drop column is_handed_over")
        connection.execute("delete from league_table")
    forget(home, "first_scan_survival", "backlog", "deadline_days", "pickups")
    for shown, words in (
        ("Against expected", "No 3PLs can be compared"),
        ("Handover, two clocks", "When parcels were handed over is not known"),
        ("Wait for the first scan", "The wait for the first scan is not known"),
        ("What waits now", "none is waiting, or nobody knows"),
        ("Evidence pack", "The evidence pack is not there"),
    ):
        assert words in said(open_page(monkeypatch, home, "three_pls", {"three_pls": shown}))


def test_without_a_3pl_every_part_says_so(monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path) -> None:
    home = copied_home(demo_home, tmp_path, "20260103T000000Z-none")
    with duckdb.connect(str(current_snapshot(home))) as connection:
        for table in ("shipment_days", "deadline_days", "order_days", "ticket_days", "shipments"):
            connection.execute(f"update {table} set three_pl = 'unassigned'")
        for table in ("league_table", "first_scan_survival", "first_scan_lag"):
            column = "party_kind" if table == "league_table" else "three_pl"
            connection.execute(f"delete from {table} where {column} <> 'all' and {column} <> 'carrier'")
    for shown in (
        "Against expected",
        "Handover, two clocks",
        "Wait for the first scan",
        "By week",
        "Root causes",
        "Evidence pack",
    ):
        page = open_page(monkeypatch, home, "three_pls", {"three_pls": shown})
        assert page.info, shown
