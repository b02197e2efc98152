"""The page Tactics: its figures are those of the statistics, and each part says why it has nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from dashboard import charts, left_to_gain, metrics, picking, programme, reference, replay, tactics, visitor, warehouse
from dashboard.published import statistic
from dashboard.theme import Look
from tests.pages import changed_home, figure, open_page, told
from wismo.periods import last_full_week

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.warehouse import Snapshot
    from wismo.home import Home

LOOK = Look(is_dark=False)
ROW = {
    "name": "A <b>new</b> page", "three_pl": "north", "carrier": None, "region": None, "launched_on": date(2026, 6, 8),
    "n": 1234, "state": "lower", "effect": -0.25, "effect_lower": -0.4, "effect_upper": -0.05,
    "smallest_visible_effect": 0.3, "addressable_share": 0.46, "addressable_tickets": 46, "wismo_tickets": 100,
    "excess_share": 0.39, "excess_lower": 34.0, "excess_upper": 44.0, "sentence": "It fell.",
}  # fmt: skip
AIM = {
    "metric": "wismo_rate", "dimension": "all", "member": "all", "due_on": date(2027, 6, 27), "reduction": 0.15,
    "target": None, "status": "ahead", "sentence": "Lower than it.",
}  # fmt: skip


def test_the_three_figures_of_a_tactic_are_falls_on_one_scale() -> None:
    frame = tactics.figures([ROW], LOOK)
    assert frame["value"].to_list() == [-46.0, -39.0, -25.0]
    assert frame.select("lower", "upper").rows()[1:] == [(-44.0, -34.0), (-40.0, pytest.approx(-5.0))]
    assert frame["unseen"].to_list() == [None, None, -30.0]
    assert frame["is_told"].to_list() == [True, True, True]
    assert frame["shown"][2] == "25 % fewer (40 % fewer to 5 % fewer)"
    drawn = charts.intervals(frame, LOOK, x_title="%", figures=".0f")
    assert list(drawn.data[1].x) == frame["value"].to_list()
    assert "&lt;b&gt;new" in drawn.layout.annotations[0].text


def test_what_cannot_be_told_is_hollow_and_said() -> None:
    vague = ROW | {"state": "not_distinguishable", "effect_upper": 0.1, "excess_lower": -5.0, "addressable_share": None}
    frame = tactics.figures([vague], LOOK)
    assert frame["shown"].to_list() == [
        "not known",
        "39 % (\u22125 to 44 %), not above normal",
        "25 % fewer (40 % fewer to 10 % more), could be chance",
    ]
    drawn = charts.intervals(frame, LOOK, x_title="%", figures=".0f")
    assert list(drawn.data[1].marker.symbol) == ["diamond-open", "diamond-open"]
    assert tactics.finding([vague]) == "No tactic can be told from no effect so far"
    planned = ROW | {"state": "planned", "effect": None, "smallest_visible_effect": None}
    assert tactics.figures([planned], LOOK)["shown"][2] == "planned"


def test_a_fall_larger_than_its_window_is_warned_of_in_plain_words() -> None:
    assert not tactics.beyond_window(ROW)
    more = ROW | {"addressable_share": 0.18}
    assert "Tickets fell by 25 %, but only 18 % of them" in tactics.beyond_window(more)
    assert "between 5 %, the least that is plausible, and 18 %" in tactics.beyond_window(more)
    assert "Even the least that is plausible, 20 %," in tactics.beyond_window(more | {"effect_upper": -0.2})
    assert not tactics.beyond_window(more | {"state": "not_distinguishable"})


def test_the_answer_says_each_target_then_the_tactics_and_claims_no_proof() -> None:
    said = programme.answer([(programme.aim(AIM, "WISMO per 100 orders", LOOK), AIM)], [ROW])
    assert said.startswith(
        "Ahead of the line to the target: WISMO per 100 orders (all parcels) 15 % below the own seasonal baseline by "
        "27 Jun 2027. Lower than it.\nAfter launch, fewer tickets than expected: A <b>new</b> page."
    )
    assert said.endswith(programme.NO_PROOF)
    assert "No target is set" in programme.answer([], [])
    assert "at 4.00 by 27 Jun 2027" in programme.aim(AIM | {"target": 4.0}, "WISMO", LOOK)


def test_the_longest_wait_that_leaves_nobody_longer_in_silence_is_found() -> None:
    def wait(hours: int | None, silent: int, tickets: int) -> dict:
        return {
            "waits_at_most_hours": hours, "silent_24h": 30, "silent_24h_then": silent, "tickets_between": tickets,
            "wismo_tickets": 99,
        }  # fmt: skip

    waits = [wait(24, 30, 14), wait(48, 116, 28), wait(None, 116, 53)]
    assert replay.steps(waits, "24").rows() == [
        ("as it is now", 30, 0), ("wait 24 h at most", 30, 14), ("wait 48 h at most", 116, 28),
        ("wait until the scan", 116, 53),
    ]  # fmt: skip
    title, chosen = replay.finding(waits, "24")
    assert (chosen["waits_at_most_hours"], "could touch 14 of 99 tickets" in title) == (24, True)
    assert replay.finding(waits[1:], "24")[0].startswith("Any wait leaves more customers")


def test_the_page_draws_what_the_statistics_say(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    register = programme.tactics(live)
    page = open_page(monkeypatch, demo_home, "tactics")
    marks = figure(page, "tactics")["data"][1]
    effects = [100 * row["effect"] for row in register if row["effect"] is not None]
    shares = [-100 * row["addressable_share"] for row in register if row["addressable_share"] is not None]
    assert {*effects, *shares} <= set(marks["x"])
    assert shares
    target = programme.targets(live)[0]
    weeks = statistic(live, "target_progress", target_id=target["target_id"])
    assert target["sentence"] in told(page)
    judged = weeks.filter(pl.col("status") != programme.UNTOLD)
    assert judged.is_empty() or target["sentence"] == judged["sentence"][-1]
    drawn = {trace["name"]: trace["y"] for trace in figure(page, "target")["data"]}
    assert drawn["baseline"] == weeks["baseline"].to_list()
    assert drawn["each week"] == weeks["rate"].to_list()


def test_the_weeks_of_a_tactic_are_those_of_its_table_and_its_link(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    # The sample of the tests has too few orders a week for a rate.
    home = changed_home(demo_home, tmp_path, "update tactic_series set rate = 1 + n where n is not null")
    live = warehouse.live_snapshot(home)
    for row in programme.tactics(live):
        weeks = statistic(live, "tactic_series", tactic_id=row["tactic_id"])
        page = open_page(monkeypatch, home, "tactics", {"tactic": row["name"]})
        drawn = figure(page, "tactic_weeks")
        assert drawn["data"][-1]["y"] == weeks["rate"].to_list()
        assert weeks["rate"].null_count() < weeks.height
        assert row["window_sentence"] in told(page)
        assert [note["text"] for note in drawn["layout"]["annotations"]][-1] == "launch"


def test_the_email_and_the_load_are_drawn_from_their_tables(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = open_page(
        monkeypatch, demo_home, "tactics", {"programme": "Hold the email until the scan", "silence": "48 hours"}
    )
    rows = statistic(live, "email_replay", three_pl="all").sort("waits_at_most_hours", nulls_last=True)
    path = figure(page, "email_replay")["data"][0]
    assert path["x"] == [rows["silent_48h"][0], *rows["silent_48h_then"]]
    assert path["y"] == [0, *rows["tickets_between"]]

    page = open_page(monkeypatch, demo_home, "tactics", {"programme": "Promise and pick and pack load"})
    last = last_full_week(reference.info(live).reporting_through)
    asked = metrics.query(live, picking.METRIC, grain="week", end=last + timedelta(days=6))
    drawn = figure(page, "promise_and_load")["data"]
    assert drawn[0]["y"][-1] == asked["n"][-1]
    for place, column in ((1, "p50_hours"), (3, "promised_p50_hours")):
        days = (asked[column] / 24).to_list()[-len(drawn[place]["y"]) :]
        assert drawn[place]["y"] == days
        assert {*days} - {None}


def test_what_to_try_next_lists_nine_and_what_is_registered(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = open_page(monkeypatch, demo_home, "tactics", {"programme": "What to try next"})
    said = told(page)
    assert all(f"{place}. " in said for place in range(1, 10))
    assert [badge for badge in said.split("\n") if badge == ":green-badge[registered]"] == [
        ":green-badge[registered]"
    ] * 2
    windows = statistic(live, "tactic_windows").filter(pl.col("kind") != "any")
    for row in windows.to_dicts():
        assert row["window_sentence"] in said
    assert f", since {windows['launched_on'].drop_nulls()[0]:%-d %b %Y}: " in said


def test_what_is_left_to_gain_is_drawn_by_3pl_and_led_by_the_most_a_week(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    # The sample of the tests has too few tickets of each 3PL.
    home = changed_home(
        demo_home,
        tmp_path,
        """update tactic_windows set wismo_tickets = 100, n = 100, excess_share = length(three_pl || kind) / 100,
            excess_tickets = length(three_pl || kind), excess_lower = 1, excess_upper = 60,
            excess_per_week = length(three_pl || kind) / 52""",
    )
    live = warehouse.live_snapshot(home)
    rows = left_to_gain.by_three_pl(statistic(live, "tactic_windows"), {"dynamic_window": "", "backlog_promise": ""})
    page = open_page(monkeypatch, home, "tactics", {"programme": "What to try next"})
    marks = figure(page, "left_to_gain")["data"][1]["x"]
    assert marks[-len(rows) :] == [-100 * row["excess_share"] for row in rows]
    assert "Most is left at " in told(page)
    most = statistic(live, "tactic_windows").filter(pl.col("three_pl") != "all")["excess_per_week"].max()
    assert f"about {most:.1f} tickets a week above normal" in told(page)
    address = {"programme": "What to try next", "left_by": "Kind of tactic, all of the brand"}
    assert figure(open_page(monkeypatch, home, "tactics", address), "tactic_windows")
    older = changed_home(home, tmp_path / "older", "alter table tactic_windows drop three_pl")
    page = open_page(monkeypatch, older, "tactics", {"programme": "What to try next"})
    assert figure(page, "tactic_windows")


def test_what_is_not_known_of_a_3pl_is_not_said_to_be_normal() -> None:
    kinds = {"dynamic_window": "A window", "backlog_promise": "The slowest"}
    row = {"three_pl": "north", "kind": "dynamic_window", "excess_lower": -3.0, "excess_per_week": 0.5}
    untold = {"three_pl": "south", "kind": "backlog_promise", "excess_lower": None, "excess_per_week": None}
    assert left_to_gain.finding([row], kinds, LOOK) == "At no 3PL is anything above normal"
    assert left_to_gain.unknown([row], kinds, LOOK) == ""
    said = left_to_gain.finding([row, untold], kinds, LOOK)
    assert said == "At no 3PL is anything above normal, as far as it is known"
    south = LOOK.label("three_pl", "south")
    assert left_to_gain.unknown([row, untold], kinds, LOOK) == (
        f" Not known, as too few tickets can be compared: The slowest at {south}."
    )
    above = left_to_gain.finding([row | {"excess_lower": 1.0}, untold], kinds, LOOK)
    assert above.startswith("Most is left at ")
    assert above.endswith(", as far as it is known")


@pytest.mark.parametrize("below", ["Week by week", *("Hold the email until the scan", "What to try next")])
def test_without_rows_each_part_says_why_and_what_to_add(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path, below: str
) -> None:
    tables = ("tactics", "tactic_effects", "targets", "target_progress", "email_replay", "tactic_windows")
    home = changed_home(demo_home, tmp_path, *(f"delete from {table}" for table in tables))
    said = told(open_page(monkeypatch, home, "tactics", {"programme": below}))
    assert "No target is set" in said
    assert "Enter your first tactic in seeds/tactics.csv" in said
    assert "Load the notification log" in said or below != "Hold the email until the scan"
    assert "What each tactic could touch is not known" in said or below != "What to try next"


@pytest.mark.parametrize("below", ["Week by week", "Promise and pick and pack load"])
def test_an_older_snapshot_is_explained(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path, below: str
) -> None:
    home = changed_home(demo_home, tmp_path, "drop table tactic_series", "drop table click_to_ship")
    assert "older than the" in told(open_page(monkeypatch, home, "tactics", {"programme": below}))
    older = changed_home(
        demo_home,
        tmp_path / "b",
        *(f"alter table {name} drop method" for name in ("tactic_effects", "target_progress")),
    )
    assert "before tactics were judged" in told(open_page(monkeypatch, older, "tactics", {"programme": below}))


@pytest.mark.parametrize("below", ["Week by week", "Hold the email until the scan", "What to try next"])
def test_a_viewer_reads_the_whole_page(monkeypatch: pytest.MonkeyPatch, demo_home: Home, below: str) -> None:
    monkeypatch.setattr(visitor, "_role_without_sign_in", lambda: "viewer")
    page = open_page(monkeypatch, demo_home, "tactics", {"programme": below})
    assert "After launch, " in told(page)
    is_thin = below == "Week by week"
    assert ("Each has too few orders for a rate." in told(page)) == is_thin
    assert len(page.get("plotly_chart")) == (2 if is_thin else 3)
