"""The list of tickets, and one order on its page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from dashboard import lists, metrics, one, reference, warehouse
from dashboard.explanation import explain
from dashboard.filters import Filters
from dashboard.moments import Moment
from dashboard.theme import Look
from dashboard.timeline import near, timeline
from tests.pages import figure, open_page, told

if TYPE_CHECKING:
    import pytest

    from dashboard.warehouse import Snapshot
    from wismo.home import Home

MORNING = datetime(2026, 6, 1, 8, tzinfo=UTC)
LOOK = Look(is_dark=False)


def test_orders_begin_with_what_they_promise(live: Snapshot) -> None:
    through = reference.info(live).reporting_through
    span = (Filters(), through - timedelta(weeks=30), through)
    opened = lists.tickets(live, *span)["created_at"]
    assert opened.is_sorted(descending=True)
    assert lists.tickets(live, *span, "oldest")["created_at"].is_sorted()
    waited = lists.tickets(live, *span, "slowest")["first_response_minutes"]
    assert waited.drop_nulls().is_sorted(descending=True)
    assert waited.head(waited.null_count()).null_count() == waited.null_count()
    assert lists.tickets(live, *span, "cause")["root_cause"].is_sorted()


def test_the_page_says_how_many_there_are_and_how_many_are_listed(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    monkeypatch.setattr(lists, "MOST_TICKETS", 20)
    lists.tickets.cache_clear()
    page = open_page(monkeypatch, demo_home, "tickets", {"from": "2025-01-01", "sort": "Oldest first"})
    shown = page.dataframe[0].value
    lists.tickets.cache_clear()
    assert list(shown.columns)[:3] == ["Root cause", "Owner", "Reason"]
    assert len(shown) == 20
    assert shown[next(name for name in shown.columns if name.startswith("Opened"))].is_monotonic_increasing
    end = reference.info(live).reporting_through
    total = metrics.query(live, "wismo_tickets", start=datetime(2025, 1, 1, tzinfo=UTC).date(), end=end)["value"][0]
    assert total > 20
    assert " tickets, 1 Jan 2025 to " in told(page)


def test_the_days_around_a_ticket_leave_out_what_is_far_away() -> None:
    def moment(days: float, kind: str, when: str = "before") -> Moment:
        at = MORNING + timedelta(days=days)
        return Moment(at, at, kind, "in_transit", "t1" if kind == "ticket" else None, None, when)

    story = [moment(0, "order"), *(moment(20 + step, "scan") for step in range(5)), moment(26, "ticket", "this_ticket")]
    window = near([*story, moment(27, "scan", "after"), moment(60, "ticket", "after")])
    assert window is not None
    days = [(end - MORNING.replace(tzinfo=None)) / timedelta(days=1) for end in window]
    assert 19 < days[0] < 22
    assert 60 <= days[1] < 64 or 28 <= days[1] < 31
    assert near(story[:-1]) is None
    assert near([moment(0, "order"), moment(1, "ticket", "this_ticket"), moment(2, "scan", "after")]) is None
    picture = timeline(story, LOOK, "UTC", "t1", window)
    assert [shape.line.dash for shape in picture.layout.shapes] == ["solid"]
    assert picture.layout.annotations[0].text == "this ticket"


def test_an_order_opens_with_the_reason_and_its_ids_can_be_copied(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    through = reference.info(live).reporting_through
    asked = lists.tickets(live, Filters(), through - timedelta(weeks=20), through)
    row = asked.drop_nulls("order_id").row(0, named=True)
    page = open_page(monkeypatch, demo_home, "one_order", {"ticket": row["ticket_id"]})
    told = explain(live, row["ticket_id"])
    assert page.text[0].value == one.in_short(told, reference.look(live, is_dark=False))
    assert row["reason"][1:] in page.text[0].value
    copied = [block.value for block in page.code]
    assert {row["ticket_id"], row["native_id"], row["order_id"]} <= set(copied)
    points = [point for lane in figure(page, "timeline")["data"] for point in lane["x"]]
    assert len(points) == len(told.timeline)


def test_a_ticket_on_something_else_has_no_cause(live: Snapshot) -> None:
    sql = "select ticket_id from wismo.main.tickets where not is_wismo and order_id is not null order by 1 limit 1"
    told = explain(live, warehouse.rows(live, sql)["ticket_id"][0])
    assert one.in_short(told, LOOK) == "This ticket does not ask where the order is, so there is no cause."


def test_tickets_of_a_viewer_have_no_ids_and_open_nothing(demo_home: Home) -> None:
    viewer = warehouse.live_snapshot(demo_home, "viewer")
    through = reference.info(viewer).reporting_through
    found = lists.tickets(viewer, Filters(), through - timedelta(weeks=20), through, "slowest")
    assert not {"ticket_id", "order_id", "native_id"} & set(found.columns)
    assert found.select(pl.len()).item() > 0
