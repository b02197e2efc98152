"""The dashboard as a person meets it."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from dashboard import metrics, reference, warehouse
from wismo.periods import last_full_week

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Visit

    from wismo.home import Home

pytestmark = pytest.mark.browser
BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


def test_a_page_opened_on_a_phone_in_the_dark(visit: Callable[..., Visit]) -> None:
    tab = visit(width=390, theme="dark").open("carriers")
    assert tab.too_wide() <= 0
    assert tab.page.evaluate(BACKGROUND) == "rgb(18, 22, 28)"
    words = tab.page.locator("[data-testid=stPlotlyChart] .xtick text").first
    assert words.evaluate("word => getComputedStyle(word).fill") == "rgb(230, 233, 238)"
    assert tab.outside == []
    assert tab.errors == []


def test_no_other_site_may_hold_or_feed_a_page(address: str) -> None:
    with urlopen(address) as answer:  # noqa: S310 - our own server
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert _answer_to_a_socket(address, "attacker.example") == 403
    assert _answer_to_a_socket(address, "localhost") == 101


def test_charts_say_what_they_show(visit: Callable[..., Visit]) -> None:
    tab = visit().open("?closer=Where")
    charts = tab.page.locator("[data-testid=stPlotlyChart]")
    assert charts.count() == 3
    heard = tab.page.get_by_label("week of", exact=False).all()
    assert len(heard) >= 3


def test_a_filter_goes_into_the_address_and_to_the_next_page(visit: Callable[..., Visit]) -> None:
    tab = visit().open()
    assert tab.pick("owner", "The carrier").choices() == {"owner": ["The carrier"]}
    tab.page.keyboard.press("Escape")
    tab.page.get_by_role("link", name="Root causes").click()
    tab.settle()
    assert urlsplit(tab.page.url).path == "/root_causes"
    assert tab.choices() == {"owner": ["The carrier"]}
    tab.page.get_by_role("button", name="Clear filters").click()
    assert tab.settle().choices() == {}


def test_a_link_may_name_codes_and_a_wrong_name_is_dropped(visit: Callable[..., Visit]) -> None:
    tab = visit().open("root_causes?owner=carrier&carrier=nobody&group=owner")
    assert tab.choices()["owner"] == ["The carrier"]
    assert "carrier" not in tab.choices()
    assert tab.page.locator(".st-key-owner").get_by_text("The carrier").count() == 1


def test_a_bar_leads_to_its_tickets_and_a_ticket_to_its_order(visit: Callable[..., Visit], served_home: Home) -> None:
    tab = visit().open()
    chart = tab.page.locator(".st-key-chart_causes_of_the_week")
    chart.scroll_into_view_if_needed()
    bar = chart.locator(".bars .point path").first.bounding_box()
    assert bar is not None
    tab.page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    tab.page.wait_for_url("**/tickets**")
    asked = tab.settle().choices()
    assert set(asked) == {"root_cause"}
    snapshot = warehouse.live_snapshot(served_home)
    words = reference.look(snapshot, is_dark=False)
    week = last_full_week(reference.info(snapshot).reporting_through)
    code = next(
        name for name in words.labels["root_cause"] if words.label("root_cause", name) == asked["root_cause"][0]
    )
    where = {"root_cause": [code]}
    weekly = metrics.query(snapshot, "wismo_tickets", grain="week", where=where, start=week)["value"][0]
    assert tab.page.get_by_text(f"{weekly:,.0f} ticket").count() == 1
    rows = tab.page.locator("[data-testid=stDataFrame]").first.bounding_box()
    assert rows is not None
    tab.page.mouse.click(rows["x"] + 18, rows["y"] + 52)
    tab.page.wait_for_url("**/one_order**")
    assert {"order", "ticket"} <= set(tab.settle().choices())
    assert tab.page.get_by_text("The ticket you came for").count() == 1
    assert tab.page.get_by_text("Tied by:").count() > 0


def test_an_example_of_a_rule_opens_with_the_way_to_its_verdict(visit: Callable[..., Visit]) -> None:
    tab = visit(width=390, theme="dark").open("rules")
    rule = tab.page.locator(".st-key-rule_stalled_in_transit")
    rule.get_by_role("link", name="An example").click()
    tab.page.wait_for_url("**/one_order?ticket=**")
    tab.settle()
    assert tab.page.get_by_text("The ticket you came for").count() == 1
    assert tab.page.get_by_text("this ticket").last.is_visible()
    tab.page.get_by_text("How it was decided").first.click()
    tab.page.get_by_text("18. No scan for too long: yes, and decides").wait_for()
    assert tab.too_wide() <= 0
    assert tab.outside == []
    assert tab.errors == []


def test_the_file_holds_the_figures_of_the_chart(
    visit: Callable[..., Visit], tmp_path: Path, served_home: Home
) -> None:
    snapshot = warehouse.live_snapshot(served_home)
    week = last_full_week(reference.info(snapshot).reporting_through)
    owners = metrics.query(snapshot, "wismo_tickets", by=["owner"], grain="week", start=week).filter(period=week)
    owner, total = owners.sort("value").select("owner", "value").row(-1)
    tab = visit().open(f"?owner={owner}")
    with tab.page.expect_download() as waiting:
        tab.page.locator(".st-key-csv_causes_of_the_week button").first.click()
    assert waiting.value.suggested_filename.startswith(f"causes_of_the_week_owner-{owner}_")
    waiting.value.save_as(tmp_path / "figures.csv")
    lines = (tmp_path / "figures.csv").read_text().splitlines()
    assert lines[0] == "Week from,Root cause,WISMO tickets"
    assert sum(float(line.rpartition(",")[2]) for line in lines[1:]) == total > 0


def test_the_same_figures_as_a_table(visit: Callable[..., Visit]) -> None:
    tab = visit().open()
    before = tab.page.locator("[data-testid=stDataFrame]").count()
    tab.page.locator(".st-key-table_wismo_by_cause").get_by_text("Show as table").click()
    tab.settle()
    assert tab.page.locator("[data-testid=stDataFrame]").count() == before + 1


def test_an_open_page_moves_on_to_a_new_snapshot(visit: Callable[..., Visit], served_home: Home) -> None:
    tab = visit().open("definitions")
    assert tab.page.get_by_text("Snapshot 20260101T000000Z-one").count() == 1
    pointer = served_home.published / "CURRENT"
    live = pointer.read_text()
    pointer.write_text("20260102T000000Z-two.duckdb\n")
    try:
        tab.page.get_by_text("Snapshot 20260102T000000Z-two").wait_for(timeout=45_000)
    finally:
        pointer.write_text(live)


def _answer_to_a_socket(address: str, host: str) -> int:
    """The status that a page under another name gets when it asks for the data."""
    asked = {
        "Host": host, "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
    try:
        connection.request("GET", "/_stcore/stream", headers=asked)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_bar_leads_to_its_tickets_under_a_filter_too(visit: Callable[..., Visit]) -> None:
    tab = visit().open("root_causes?carrier=ups")
    bar = tab.page.locator("[class*=st-key-panel_causes] .bars .point path").first.bounding_box()
    assert bar
    # A sheet that takes the clicks lies over the bars.
    tab.page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    tab.page.wait_for_url("**/tickets?**", timeout=30_000)
    assert tab.settle().choices()["carrier"] == ["UPS"]
    assert "root_cause" in tab.choices()
    assert tab.page.locator("[data-testid=stException]").count() == 0
