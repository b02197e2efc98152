"""The page At risk: what it lists is what is counted, what a role sees of it, and what it says of what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard import metrics, partner_notes, warehouse
from dashboard.export import csv_text
from dashboard.filters import Filters
from dashboard.open_list import MOST_LINES, NARROWING, helpdesk_table, line_table, on_their_way, unanswered
from dashboard.published import statistic
from dashboard.reference import look
from tests.pages import changed_home, figure, open_page, said

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from streamlit.testing.v1 import AppTest

    from dashboard.warehouse import Snapshot
    from wismo.home import Home

WAITING = {"at_risk": "Who waits for an answer"}


def test_the_list_holds_what_is_counted_under_each_filter(live: Snapshot) -> None:
    assert on_their_way(live, Filters()).height == metrics.query(live, "open_parcels")["value"][0] > 10
    for cut in NARROWING:
        counts = metrics.query(live, "open_parcels", by=[cut])
        for member, count in counts.select(cut, "value").iter_rows():
            found = on_their_way(live, Filters(chosen=((cut, (member,)),)))
            assert found.height == count
            assert found["risk_position"].is_sorted()
    # Nobody has written yet, so a channel narrows nothing.
    assert on_their_way(live, Filters(chosen=(("channel", ("email",)),))).height == on_their_way(live, Filters()).height


def test_the_waiting_tickets_are_those_that_are_counted_and_the_oldest_stands_first(live: Snapshot) -> None:
    for filters in (Filters(), Filters(chosen=(("channel", ("email",)),))):
        found = unanswered(live, filters)
        counted = metrics.query(live, "unanswered_wismo_tickets", where=dict(filters.chosen))["value"][0]
        assert found.height == counted
        assert found["waited_minutes"].is_sorted(descending=True)
        ages = metrics.query(live, "unanswered_wismo_tickets", by=["waiting_age"], where=dict(filters.chosen))
        over_a_day = ages.filter(pl.col("waiting_age").is_in(["1 to 3 days", "3 to 7 days", "over 7 days"]))
        assert found.filter(pl.col("waited_minutes") >= 24 * 60).height == over_a_day["value"].sum()


def test_the_page_draws_what_is_counted(monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot) -> None:
    page = _open(monkeypatch, demo_home, {"open_by": "Carrier", "owner": "expectation"})
    counts = metrics.query(live, "open_parcels", by=["carrier"], where={"owner": ["expectation"]})
    bars = figure(page, "on_their_way")["data"][0]
    drawn = dict(zip((member for (member,) in bars["customdata"]), bars["x"], strict=True))
    assert drawn == dict(counts.select("carrier", "value").iter_rows())
    assert len(page.dataframe[0].value) == counts["value"].sum()
    assert len(page.code) > 0


def test_how_good_the_list_is_stands_as_it_was_tested(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path, live: Snapshot
) -> None:
    tested = statistic(live, "at_risk_backtest", grain="all")
    page = _open(monkeypatch, demo_home)
    used = tested.filter(pl.col("is_used"))["sentence"].to_list()
    assert used
    assert set(used) <= {line.value for line in page.text}
    home = changed_home(demo_home, tmp_path,
        "insert into at_risk_calibration by name select 1 as bin, 0.0 as lowest_chance, 0.1 as highest_chance, 5 as "
        "ticket_count, 0.05 as foretold_share, 0.04 as seen_share, 0.02 as seen_lower, 0.06 as seen_upper, 120 as n, "
        "'weekly_backtest' as method, 'As foretold.' as sentence",
    )  # fmt: skip
    bins = statistic(warehouse.live_snapshot(home), "at_risk_calibration")
    drawn = figure(_open(monkeypatch, home), "calibration")["data"][1]
    assert drawn["x"] == bins["foretold_share"].to_list()
    assert drawn["y"] == bins["seen_share"].to_list()


def test_an_order_that_nobody_asked_about_has_a_page(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    asked = warehouse.rows(live, "select distinct order_id from wismo.main.tickets where order_id is not null")
    quiet = on_their_way(live, Filters()).filter(~pl.col("order_id").is_in(asked["order_id"].to_list()))
    page = _open(monkeypatch, demo_home, {"order": quiet["order_id"][0]}, "one_order")
    assert any("No ticket is tied to this order." in line.value for line in page.text)


def test_without_a_test_of_the_past_the_page_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    home = changed_home(demo_home, tmp_path, "delete from at_risk_backtest")
    assert any("Nobody can say yet how good the list is" in line.value for line in _open(monkeypatch, home).info)


def test_an_older_snapshot_and_an_empty_list_explain_themselves(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    older = changed_home(demo_home, tmp_path / "a", "drop table open_shipments")
    assert any("The list of whom to write to is not here" in line.value for line in _open(monkeypatch, older).info)
    empty = changed_home(demo_home, tmp_path / "b", "delete from open_shipments", "delete from open_shipment_days",
        "update tickets set is_unanswered = false", "update reply_days set unanswered_count = 0",
    )  # fmt: skip
    assert any("Nothing is on its way" in line.value for line in _open(monkeypatch, empty).info)
    assert any("has been answered or closed" in line.value for line in _open(monkeypatch, empty, WAITING).info)


def test_who_waits_is_one_number_wherever_it_stands(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    for filtered in ({}, {"channel": "Email"}):
        where = {"channel": ["email"]} if filtered else {}
        counted = metrics.query(live, "unanswered_wismo_tickets", where=where)["value"][0]
        opening, list_page = _open(monkeypatch, demo_home, filtered), _open(monkeypatch, demo_home, WAITING | filtered)
        for page in (opening, list_page):
            assert f"{counted:,.0f} WISMO tickets wait for an answer." in said(page)
        assert f"{counted:,.0f} wait for a first answer" in said(list_page)
        assert "of these customers" not in said(opening)


def test_whoever_has_it_is_asked_about_all_of_it_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    every = warehouse.rows(live, """
        select open_shipments.*, shipments.first_scan_at
        from wismo.main.open_shipments as open_shipments
        left join wismo.main.shipments as shipments using (shipment_id)
    """)  # fmt: skip
    late = every.filter(root_cause="late_in_transit")
    assert late.height > late.filter(owner="carrier").height
    assert set(late["partner_to_ask"]) == {"carrier"}
    asked = every.filter(pl.col("partner_to_ask") != "nobody")
    is_unscanned = pl.col("first_scan_at").is_null()
    assert set(asked.filter(is_unscanned)["partner_to_ask"]) <= {"three_pl", "both"}
    assert set(asked.filter(~is_unscanned)["partner_to_ask"]) == {"carrier"}
    assert set(every.filter(cause_detail="handover_unclear")["partner_to_ask"]) <= {"both"}
    mine = asked.filter(pl.col("partner_to_ask").is_in(["carrier", "both"]) & (pl.col("carrier") == "ups"))
    counts = dict(mine["root_cause"].value_counts().iter_rows())
    assert f"UPS (carrier) {mine.height:,}" in said(_open(monkeypatch, demo_home))
    page = _open(monkeypatch, demo_home, {"ask_partner": "carrier:ups"})
    words = look(live, is_dark=False)
    for cause, count in counts.items():
        assert f"{words.label('root_cause', cause)}, n = {count:,}" in said(page)
        (text,) = (block.value for block in page.code if _is_about(block.value, live, cause, mine))
        assert len(text.splitlines()) - 2 == min(count, partner_notes.MOST_NAMED)


def _is_about(text: str, live: Snapshot, cause: str, mine: pl.DataFrame) -> bool:
    """Return whether a text to copy is the carrier's question of this cause, and names its first."""
    first = mine.filter(root_cause=cause).sort("risk_position")["order_id"][0]
    named = on_their_way(live, Filters(chosen=(("root_cause", (cause,)),))).filter(order_id=first)["order_name"][0]
    return text.startswith(partner_notes.question(live, "carrier", cause)) and named in text


def test_what_nobody_proved_a_handover_of_is_asked_of_both_each_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    home = _with_open(demo_home, tmp_path, 3, "label_no_scan_overdue", "both")
    opening = said(_open(monkeypatch, home))
    for key, title in (("three_pl:north", "North (3PL) 3"), ("carrier:ups", "UPS (carrier) 3")):
        assert title in opening
        page = _open(monkeypatch, home, {"ask_partner": key})
        own = partner_notes.question(warehouse.live_snapshot(home), key.split(":")[0], "label_no_scan_overdue")
        assert sum(block.value.startswith(own) for block in page.code) == 1
        assert "Label printed and pickup overdue, n = 3." in said(page)


def test_more_than_the_list_holds_is_counted_whole_and_causes_with_one_question_stand_apart(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    shown = {"late_in_transit": MOST_LINES + 100, "customs_hold": 2, "address_problem": 30}
    home = demo_home
    for place, (cause, count) in enumerate(shown.items()):
        home = _with_open(home, tmp_path / str(place), count, cause, "carrier", keep=bool(place))
    live = warehouse.live_snapshot(home)
    assert partner_notes.question(live, "carrier", "customs_hold") == partner_notes.question(
        live, "carrier", "address_problem"
    )
    kept: dict[str, pl.DataFrame] = {}
    monkeypatch.setattr("dashboard.panel.download", lambda name, table, *_: kept.update({name: table}))
    words = said(_open(monkeypatch, home, {"ask_partner": "carrier:ups"}))
    for cause, count in shown.items():
        more = "; the first 25 are named here" if count > partner_notes.MOST_NAMED else ""
        assert f"{look(live, is_dark=False).label('root_cause', cause)}, n = {count:,}{more}." in words
    assert f"of each root cause the first {MOST_LINES}" in words
    assert "the file has all" not in words
    assert kept["questions_carrier_ups"].height == MOST_LINES + 32


def _with_open(home: Home, folder: Path, count: int, cause: str, asked: str, *, keep: bool = False) -> Home:
    """Return a copy of a home with so many things more on their way at UPS and the 3PL North; alone, or with others."""
    emptied = () if keep else ("delete from open_shipments", "delete from open_shipment_days")
    return changed_home(home, folder, *emptied,
        "insert into open_shipments by name select 'made-' || i as shipment_id, 'made-' || i as order_id, "
        f"'in_transit' as parcel_state, 'r' as reason, 'unproven' as owner, '{asked}' as partner_to_ask, i + 1 as "
        f"risk_position, '{cause}' as root_cause, 'ups' as carrier, 'north' as three_pl, 1.0 as state_hours, false as "
        f"has_unanswered_ticket, 9 as n, 'rules' as method, 's' as sentence from range({count}) as made (i)",
        "insert into open_shipment_days select (select max(reporting_through) + 1 from snapshot_info), "
        f"'{cause}', 'unproven', 'ups', 'north', 'unassigned', '{asked}', {count}, 0",
    )  # fmt: skip


def test_the_page_says_that_the_file_has_no_address(monkeypatch: pytest.MonkeyPatch, demo_home: Home) -> None:
    assert "The file has no name and no address to write to" in said(_open(monkeypatch, demo_home))


def test_a_viewer_sees_counts_and_no_line(monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot) -> None:
    monkeypatch.setattr("dashboard.visitor._role_without_sign_in", lambda: "viewer")
    for address in ({}, WAITING):
        page = _open(monkeypatch, demo_home, address)
        assert page.dataframe == []
        assert page.code == []
    bars = figure(_open(monkeypatch, demo_home), "on_their_way")["data"][0]["x"]
    assert sum(bars) == metrics.query(live, "open_parcels")["value"][0]


def test_the_file_for_the_helpdesk_has_names_messages_and_no_formula(live: Snapshot) -> None:
    words = look(live, is_dark=False)
    lines = on_their_way(live, Filters())
    table = helpdesk_table(lines, words)
    assert table.columns[:3] == ["Order", "Helpdesk tickets", "Order id in the shop"]
    asked = warehouse.rows(
        live, "select order_id, native_id from wismo.main.tickets where is_wismo and order_id is not null"
    )
    for order, told in lines["order_id", "helpdesk_tickets"].iter_rows():
        assert set(told.split(", ")) - {""} == set(asked.filter(order_id=order)["native_id"])
    assert (lines["helpdesk_tickets"] != "").any()
    assert table["Message to send"].to_list() == lines["suggested_message"].to_list()
    assert not table["Order"].str.contains("|", literal=True).any()
    by_rules = lines.with_columns(contact_probability_72h=pl.lit(None, dtype=pl.Float64))
    assert "Chance to write in 72 h" not in line_table(by_rules, words).columns
    odd = lines.head(1).with_columns(order_name=pl.lit("=1+1"))
    assert csv_text(helpdesk_table(odd, words)).splitlines()[1].startswith("'=1+1,")


def _open(
    monkeypatch: pytest.MonkeyPatch, home: Home, address: dict[str, str] | None = None, name: str = "at_risk"
) -> AppTest:
    page = open_page(monkeypatch, home, name, address)
    assert [title.value for title in page.title] == [name.replace("_", " ").capitalize()]
    return page
