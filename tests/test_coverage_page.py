"""The page Coverage: the hours of the week, the waits, second questions, and what it says where hours are not known."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from dashboard import charts, metrics, reference, warehouse
from dashboard.clock import clock, lasted
from dashboard.theme import Look
from tests.pages import changed_home, figure, open_page, said
from wismo.errors import WismoError
from wismo.periods import last_full_week, weeks

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from dashboard.warehouse import Snapshot
    from wismo.home import Home

PARTS = ("When they write", "How soon we answer", "Who asks twice", "What we named", "A usual week")


@pytest.fixture
def span(live: Snapshot) -> dict[str, Any]:
    """The days that pages draw."""
    through = reference.info(live).reporting_through
    drawn = weeks(through, reference.black_friday_weeks(live), None, None)
    first = max(drawn.first, reference.first_full_week(live))
    return {"start": first, "end": last_full_week(through) + timedelta(days=6)}


@pytest.mark.parametrize(("hours", "words"), [
    (0, "0 s"), (0.02, "72 s"), (0.5, "30 min"), (1.5, "1.5 h"), (47.9, "47.9 h"), (48, "2.0 days"),
])  # fmt: skip
def test_a_length_of_time_is_said_in_a_fitting_unit(hours: float, words: str) -> None:
    assert lasted(hours) == words


def test_an_hour_is_drawn_in_its_place_and_staffed_spans_are_framed() -> None:
    frame = pl.DataFrame({"opened_weekday": ["1", "7"], "opened_hour": ["00", "23"], "value": [3.0, 5.0]})
    drawn = charts.week_hours(frame, Look(is_dark=False), [(2, 9.5, 18.0), (2, 9.5, 18.0)], "contacts")
    shades = drawn.data[0].z
    assert (shades[0][0], shades[23][6], shades[12][3]) == (3, 5, 0)
    (framed,) = drawn.layout.shapes
    assert (framed.x0 < 1 < framed.x1, framed.y0, framed.y1) == (True, 9.5, 18.0)


def test_a_wait_is_drawn_from_half_to_nine_in_ten_and_one_of_too_few_is_blank() -> None:
    columns = {"label": ["a", "b", "c"], "p50_hours": [1.0, 2.0, None], "p90_hours": [10.0, None, None]}
    drawn = charts.spreads(pl.DataFrame(columns | {"is_strong": [True, False, False]}), Look(is_dark=True))
    assert [list(trace.x) for trace in drawn.data] == [[1.0, 10.0], [2.0], [None]]


def test_every_hour_of_the_week_is_drawn_as_it_is_counted(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot, span: dict[str, Any]
) -> None:
    page = _open(monkeypatch, demo_home, {"channel": "email"})
    found = metrics.query(
        live, "wismo_contacts", by=["opened_weekday", "opened_hour"], where={"channel": ["email"]}, **span
    )
    drawn = figure(page, "hours_of_the_week")["data"][0]["z"]
    assert found["value"].sum() > 20
    assert sum(map(sum, drawn)) == found["value"].sum()
    for day, hour, count in found.select("opened_weekday", "opened_hour", "value").iter_rows():
        assert drawn[int(hour)][int(day) - 1] == count
    outside = metrics.query(live, "unstaffed_share", where={"channel": ["email"]}, **span)["value"][0]
    assert f"{100 * outside:.1f} %" in page.text[0].value


def test_contacts_are_one_number_however_they_are_cut(live: Snapshot) -> None:
    whole = metrics.query(live, "wismo_contacts")["value"][0]
    for cut in (["staffed"], ["opened_weekday", "opened_hour"], ["waiting_age"], ["asked_again_after"], ["root_cause"]):
        assert metrics.query(live, "wismo_contacts", by=cut)["value"].sum() == whole
    days = warehouse.rows(live, "select sum(wismo_contact_count)::bigint as n from wismo.main.ticket_days")["n"][0]
    assert whole == days


def test_of_a_channel_that_hears_nothing_when_closed_it_is_not_known(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot, span: dict[str, Any]
) -> None:
    calls = metrics.query(live, "wismo_contacts", where={"channel": ["phone"]}, **span)["value"][0]
    known = metrics.query(live, "known_hours_contacts", where={"channel": ["phone"]}, **span)["value"][0]
    assert calls > known == 0
    page = _open(monkeypatch, demo_home)
    bars, words = figure(page, "outside_by_channel")["data"]
    shown = dict(zip(bars["y"], zip(bars["x"], words["text"], strict=True), strict=True))
    assert shown["Phone"] == (None, "  not known")
    assert "Phone: not known. What comes while nobody is there leaves no ticket" in said(page)


def test_calls_alone_are_not_known_as_they_leave_no_ticket_and_not_for_want_of_hours(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    no_ticket, no_row = "Phone: what comes while nobody is there leaves no ticket", "Phone: no row in seeds/staffed"
    page = _open(monkeypatch, demo_home, {"channel": "phone"})
    assert any(no_ticket in line and "say so in seeds/staffing.csv" in line for line in said(page).splitlines())
    assert "We do not know your hours" not in said(page)
    assert "Phone: not known. What comes while nobody is there leaves no ticket" in said(page)
    untimed = changed_home(demo_home, tmp_path, "delete from staffed_hours where channel = 'phone'")
    both = said(_open(monkeypatch, untimed, {"channel": "phone"}))
    assert no_row in both
    assert no_ticket in both
    assert "Phone: not known. No row in seeds/staffed_hours.csv. What comes" in both


def test_the_parts_of_the_week_add_up_to_what_came_when_nobody_was_there(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot, span: dict[str, Any]
) -> None:
    page = _open(monkeypatch, demo_home)
    bars = figure(page, "outside_by_time")["data"][0]
    assert sum(bars["x"]) == metrics.query(live, "unstaffed_contacts", **span)["value"][0] > 50
    by_day = metrics.query(live, "unstaffed_contacts", by=["opened_weekday"], **span)
    sunday = by_day.filter(opened_weekday="7")["value"][0]
    assert dict(zip(bars["y"], bars["x"], strict=True))["Sundays"] == sunday


def test_a_usual_week_is_the_median_of_eight_weeks(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    last = last_full_week(reference.info(live).reporting_through)
    weeks_back = [last - timedelta(weeks=place) for place in range(8)]
    for address, where in (({}, {}), ({"channel": "Email"}, {"channel": ["email"]})):
        page = _open(monkeypatch, demo_home, {"coverage": PARTS[4], **address})
        bars = figure(page, "usual_days")["data"][0]
        for weekday, drawn in enumerate(bars["x"]):
            counts = []
            for week in weeks_back:
                day = week + timedelta(days=weekday)
                found = metrics.query(live, "wismo_contacts", where=where, start=day, end=day)
                counts.append(found["value"][0] or 0)
            assert drawn == median(counts)


def test_hours_of_a_usual_week_are_drawn_where_there_are_enough(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    few = _open(monkeypatch, demo_home, {"coverage": PARTS[4]})
    assert "Too few come for the hours of a usual week." in said(few)
    busy = changed_home(demo_home, tmp_path,
        "update usual_week set usual_contacts = opened_hour::integer + opened_weekday::integer / 2 "
        "where opened_hour <> 'all'",
    )  # fmt: skip
    page = _open(monkeypatch, busy, {"coverage": PARTS[4]})
    drawn = figure(page, "usual_hours")["data"][0]["z"]
    assert (drawn[0][0], drawn[23][6], drawn[9][1]) == (0.5, 26.5, 10)
    assert "The fullest usual hour is Sunday from 23:00: 26.5 contacts" in said(page)


def test_the_hour_is_that_of_the_wall_clock(live: Snapshot) -> None:
    """Of every ticket, worked out a second way: by Python's own zones."""
    wall = clock(live)
    frame = warehouse.rows(live, "select created_at, opened_weekday, opened_hour from wismo.main.tickets")
    local = [wall.wall(instant) for instant in frame["created_at"]]
    assert [f"{moment:%H}" for moment in local] == frame["opened_hour"].to_list()
    assert [str(moment.isoweekday()) for moment in local] == frame["opened_weekday"].to_list()


def test_waits_stand_as_the_table_has_them(monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot) -> None:
    page = _open(monkeypatch, demo_home, {"coverage": PARTS[1]})
    found = metrics.query(live, "first_response_time", by=["staffed", "handled_by"])
    half = {(row["staffed"], row["handled_by"]): row["p50_hours"] for row in found.iter_rows(named=True)}
    drawn = {trace["y"][0].replace("<br>", " "): trace["x"][0] for trace in figure(page, "waits")["data"]}
    assert drawn["People, nobody there"] == half["unstaffed", "agent"] > half["staffed", "agent"]
    assert len(drawn) == found.height
    together = metrics.query(live, "first_response_time", by=["staffed"])
    assert together["n"].sum() == metrics.query(live, "first_response_time")["n"][0]


def test_second_questions_are_counted_once_per_order(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot, span: dict[str, Any]
) -> None:
    page = _open(monkeypatch, demo_home, {"coverage": PARTS[2]})
    again = metrics.query(live, "asked_again_orders", **span)["value"][0]
    assert sum(figure(page, "second_question")["data"][0]["x"]) == again > 0
    factor = metrics.query(live, "repeat_contact_factor", **span)["value"][0]
    assert any(line.value.startswith(f"{factor:.2f} contacts per order asked about") for line in page.text)
    by_hand = """
        select count(distinct order_id) as orders from wismo.main.tickets
        where is_wismo_contact and order_id is not null
    """
    # All orders asked about, without those whose thirty days are not over.
    assert 0 < metrics.query(live, "asked_orders")["value"][0] <= warehouse.rows(live, by_hand)["orders"][0]


def test_what_we_named_is_the_metric(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot, span: dict[str, Any]
) -> None:
    page = _open(monkeypatch, demo_home, {"coverage": PARTS[3], "kept_by": "Channel"})
    found = metrics.query(live, "first_reply_eta_share", by=["channel"], **span).filter(pl.col("n") >= 30)
    drawn = figure(page, "first_reply_eta_share")["data"][0]
    assert {value for value in drawn["x"] if value is not None} == set(found["value"])


def test_unknown_hours_are_said_and_never_taken_for_nobody(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    home = changed_home(demo_home, tmp_path, "delete from staffed_hours",
        "update tickets set staffed = 'not_known'",
        "update reply_days set staffed = 'not_known', known_hours_count = 0, unstaffed_count = 0",
    )  # fmt: skip
    page = _open(monkeypatch, home)
    assert any("We do not know your hours" in line.value for line in page.info)
    assert "nobody" not in page.text[0].value
    assert (
        "shapes" not in figure(page, "hours_of_the_week")["layout"]
        or not figure(page, "hours_of_the_week")["layout"]["shapes"]
    )
    assert {card.label: card.value for card in page.metric}["WISMO when nobody is there"] == "–"


def test_hours_as_shipped_are_called_the_samples_and_own_ones_are_not(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    ours = "The staffed hours are those of the sample brand"
    assert any(line.value.startswith(ours) for line in _open(monkeypatch, demo_home).caption)
    own = changed_home(demo_home, tmp_path, "update staffed_hours set source = 'rota of May'")
    assert not any(line.value.startswith(ours) for line in _open(monkeypatch, own).caption)


def test_an_older_table_without_the_hours_is_read_and_said_to_be_older(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    home = changed_home(demo_home, tmp_path, "delete from first_response_time where staffed <> 'all'",
        "alter table first_response_time drop column staffed",
    )  # fmt: skip
    snapshot = warehouse.live_snapshot(home)
    assert metrics.query(snapshot, "first_response_time")["n"][0] > 0
    with pytest.raises(WismoError, match="This snapshot is older than first_response_time by staffed"):
        metrics.query(snapshot, "first_response_time", by=["staffed"])
    page = _open(monkeypatch, home, {"coverage": PARTS[1]})
    assert any("This snapshot is older" in line.value for line in page.info)


@pytest.mark.parametrize("part", PARTS)
def test_nothing_left_and_hardly_anything_left_are_explained(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path, part: str
) -> None:
    empty = changed_home(demo_home, tmp_path / "a", "delete from reply_days")
    assert any("No WISMO contact is left" in line.value for line in _open(monkeypatch, empty, {"coverage": part}).info)
    few = changed_home(demo_home, tmp_path / "b",
        "delete from reply_days where reporting_date < (select max(reporting_date) - 20 from reply_days)",
        "delete from first_response_time",
    )  # fmt: skip
    _open(monkeypatch, few, {"coverage": part})


def _open(monkeypatch: pytest.MonkeyPatch, home: Home, address: dict[str, str] | None = None) -> AppTest:
    page = open_page(monkeypatch, home, "coverage", address)
    assert page.title[0].value == "Coverage"
    return page
