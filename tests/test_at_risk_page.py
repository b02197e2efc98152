"""The page At risk: what it lists is what is counted, what a role sees of it, and what it says of what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard import metrics, partner_notes, warehouse
from dashboard.export import csv_text
from dashboard.filters import Filters
from dashboard.open_list import NARROWING, helpdesk_table, line_table, on_their_way, unanswered
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


def test_a_partner_is_asked_about_what_waits_there_and_about_nothing_else(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    lines = on_their_way(live, Filters())
    texts = partner_notes.questions(live)
    mine = lines.filter((pl.col("owner") == "carrier") & (pl.col("carrier") == "ups"))
    assert mine.height > 0
    page = _open(monkeypatch, demo_home, {"ask_partner": "carrier:ups"})
    notes = [block.value for block in page.code if any(block.value.startswith(text) for text in texts.values())]
    named = [line for note in notes for line in note.splitlines()[2:]]
    asked = partner_notes.with_questions(mine, texts)
    waiting = metrics.query(live, "open_parcels", by=["carrier"], where={"owner": ["carrier"]})
    assert asked.height == mine.height == waiting.filter(carrier="ups")["value"][0]
    assert f"UPS (carrier) {mine.height:,}" in said(_open(monkeypatch, demo_home))
    parts = (asked.filter(question=question).head(partner_notes.MOST_NAMED) for question in asked["question"].unique())
    assert len(named) == sum(part.height for part in parts)
    assert all(any(order in line for line in named) for order in asked["order_name"].head(1))
    # Of any other cause the owner's own text; another owner is asked nothing.
    odd = mine.head(1).with_columns(root_cause=pl.lit("customs_hold"))
    assert partner_notes.with_questions(odd, texts)["question"][0] == texts["carrier", "*"]
    assert partner_notes.with_questions(odd.with_columns(owner=pl.lit("brand")), texts).is_empty()


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
