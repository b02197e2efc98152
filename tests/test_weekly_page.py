"""The weekly review: its cards, titles and charts hold the numbers of the metrics, and the log does what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import headlines, metrics, reference, saved_views, sidebar, signals, visitor, warehouse
from dashboard.compare import Card, Reading, card
from dashboard.figures import figure
from dashboard.filters import Filters
from dashboard.published import statistic
from dashboard.registry import Metric
from dashboard.theme import Look
from tests import pages
from tests.copied_home import copied_home
from wismo.home import Home, project_root
from wismo.periods import WEEK, Weeks, last_full_week
from wismo.snapshot import current_snapshot, semantic_manifest_path
from wismo.team.actions import Decision, add_action, list_actions
from wismo.team.file import team_file
from wismo.team.views import SavedView, add_view, list_views

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.warehouse import Snapshot

APP = str(project_root() / "dashboard" / "app.py")
MONDAY = date(2026, 10, 5)
COUNT = Metric(
    name="wismo_tickets", label="WISMO tickets", description="d", kind="count", format="integer", unit="tickets",
    direction="down_is_good", smallest_n=0, term="t", dimensions={},
)  # fmt: skip
CARD = Card(COUNT, Reading(33, 33), Reading(30, 30), Reading())
LOOK = Look(is_dark=False)


@pytest.fixture
def own(demo_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose snapshot and team file a test may change, behind the pages that it opens."""
    home = copied_home(demo_home, tmp_path / "own", "20260103T000000Z-w")
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    return home


def opened(address: dict[str, str] | None = None) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    for key, value in (address or {}).items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def ranked(values: list[float]) -> pl.DataFrame:
    names = [f"cause_{place}" for place in range(len(values))]
    words = {"shown": [f"{value:,.0f}" for value in values], "before": [1.0] * len(values)}
    return pl.DataFrame({"root_cause": names, "value": values, **words})


def test_titles_say_what_is_seen_and_no_more() -> None:
    normal = pl.DataFrame({"lower": [16.0], "upper": [58.0]})
    assert headlines.of_the_week(CARD, normal) == "33 WISMO tickets, as many as a normal week brings (16 to 58)"
    more = replace(CARD, now=Reading(59, 59))
    assert headlines.of_the_week(more, normal) == "59 WISMO tickets, more than a normal week brings (16 to 58)"
    assert headlines.of_the_week(CARD, None) == "33 WISMO tickets, 30 the week before"
    assert headlines.of_the_week(CARD, normal.clear()) == "33 WISMO tickets, 30 the week before"
    lead = headlines.leader(COUNT, ranked([5, 4]), "root_cause", LOOK)
    assert lead == "“Cause 0” leads with 5; 1 the week before"
    assert headlines.leader(COUNT, ranked([4, 4, 1]), "root_cause", LOOK) == "“Cause 0” and “Cause 1” lead with 4 each"
    assert headlines.leader(COUNT, ranked([4, 4, 4]), "root_cause", LOOK) == "3 share the most, 4 each"
    assert headlines.leader(COUNT, ranked([0]), "root_cause", LOOK) == "No WISMO tickets in this week"


def test_a_count_without_a_row_is_0_only_where_the_data_goes_back_so_far() -> None:
    weeks = Weeks(MONDAY, MONDAY, MONDAY - WEEK, MONDAY - 52 * WEEK, is_aligned=False, partial=None)
    schema = {"period": pl.Date, "value": pl.Float64, "n": pl.Float64, "numerator": pl.Float64}
    empty = pl.DataFrame(schema=schema)
    found = card(COUNT, empty, weeks, MONDAY - WEEK)
    assert (found.now.value, found.before.value, found.year_before.value) == (0, 0, None)
    assert card(replace(COUNT, kind="rate"), empty, weeks, MONDAY - WEEK).now.value is None


def test_seven_cards_hold_what_the_metrics_say(own: Home) -> None:
    page, live = opened(), warehouse.live_snapshot(own)
    week = last_full_week(reference.info(live).reporting_through)
    shown = {each.label: each.value for each in page.metric}
    names = ["wismo_rate", "wismo_tickets", "wismo_share", "first_eta_time", "first_scan_lag", "on_time_promise"]
    expected = []
    for name in [*names, "handling_cost"]:
        answer = metrics.query(live, name, grain="week", start=week, end=week + timedelta(days=6))
        value, n = answer.select("value", "n").row(0)
        expected.append(figure(metrics.registry(live)[name], value, n))
    assert list(shown.values()) == expected
    assert len(shown) == 7


def test_charts_hold_what_the_metrics_say_by_cause_and_by_owner(own: Home) -> None:
    live = warehouse.live_snapshot(own)
    week = last_full_week(reference.info(live).reporting_through)
    total = metrics.query(live, "wismo_tickets", start=week, end=week + timedelta(days=6))["value"][0]
    for cut, words, name in (("root_cause", "Root cause", "cause"), ("owner", "Owner", "owner")):
        page = opened({"trend": words})
        asked = metrics.query(live, "wismo_tickets", by=[cut], start=week, end=week + timedelta(days=6))
        bars = pages.figure(page, f"{name}s_of_the_week")["data"][0]
        shown = {point[0]: x for point, x in zip(bars["customdata"], bars["x"], strict=True) if x}
        assert shown == dict(asked.select(cut, "value").iter_rows())
        weeks = [bar for bar in pages.figure(page, f"wismo_by_{name}")["data"] if bar["type"] == "bar"]
        last = [y for bar in weeks for x, y in zip(bar["x"], bar["y"], strict=True) if x[:10] == week.isoformat()]
        assert sum(last) == total
        running = (week + WEEK).isoformat()
        assert not [x for bar in weeks for x in bar["x"] if x[:10] >= running]
        assert f"n = {total:,.0f}." in pages.told(page)


def test_the_target_in_counts_is_its_rate_times_the_orders(live: Snapshot) -> None:
    rates = metrics.query(live, "wismo_rate", grain="week")
    found = signals.target_weeks(live, rates, Filters())
    assert found is not None
    line = statistic(live, "target_progress", metric="wismo_rate", dimension="all").select("week_start", "target_line")
    known = found.join(line, left_on="period", right_on="week_start").join(rates, on="period")
    assert known.height == found.height > 3
    for value, of_100, orders in known.select("value", "target_line", "n").iter_rows():
        assert value == pytest.approx(of_100 * orders / 100)
    assert signals.target_weeks(live, rates, Filters(chosen=(("carrier", ("ups",)),))) is None


def test_progress_to_the_target_is_the_tables(own: Home) -> None:
    live, page = warehouse.live_snapshot(own), opened({"closer": "Progress to the target"})
    week = last_full_week(reference.info(live).reporting_through)
    rows = statistic(live, "target_progress").sort("week_start")
    now = rows.filter(pl.col("week_start") <= week).row(-1, named=True)
    lines = {line["name"]: line["y"] for line in pages.figure(page, "target")["data"]}
    assert lines["baseline"] == rows["baseline"].to_list()
    assert lines["target"] == rows["target_line"].to_list()
    assert lines["each week"] == rows["rate"].to_list()
    assert now["sentence"] in pages.told(page)


def test_without_a_target_the_page_says_what_to_add(own: Home) -> None:
    _change(own, "delete from target_progress")
    page = opened({"closer": "Progress to the target"})
    assert "Add a row to seeds/targets.csv" in pages.told(page)
    assert "Dashed" not in pages.told(page)
    _change(own, "alter table target_progress drop column method")
    assert "Add a row to seeds/targets.csv" in pages.told(opened({"closer": "Progress to the target"}))


def test_a_step_leads_to_its_week_and_what_it_is_about(own: Home) -> None:
    # So small a brand has too few tickets to say where.
    _change(own, "update thresholds set value = 1 where name = 'drivers_fewest_tickets'")
    live = warehouse.live_snapshot(own)
    week = metrics.query(live, "wismo_tickets", grain="week").sort("value")["period"][-1]
    page = opened({"to": (week + timedelta(days=6)).isoformat()})
    steps = pages.figure(page, "why")["data"][0]["customdata"]
    assert steps[0] == [(week - WEEK).isoformat(), None, None, None, None]
    assert steps[-1] == [week.isoformat(), None, None, None, None]
    causes = {place[4] for place in steps if place and place[4]}
    assert causes <= set(reference.cause_order(live))
    assert causes


def test_figures_that_do_not_follow_two_filters_say_so_on_their_card(own: Home) -> None:
    live = warehouse.live_snapshot(own)
    regions = [name for name in metrics.members(live, "region") if name != "unassigned"]
    page = opened({"carrier": "ups", "region": regions[0]})
    cards = {each.label: each.value for each in page.metric}
    assert len(cards) == 7
    assert cards["Label to scan, slowest tenth"] == "–"
    assert "Not worked out under these filters" in pages.told(page)
    assert "not narrowed by carrier and region" in pages.told(page)


def test_a_decision_is_written_down_and_closed(own: Home) -> None:
    page = opened()
    assert "No decision is open" in pages.told(page)
    page.button(key="add_action").click().run()
    assert page.query_params["action"] == "new"
    page.text_area(key="what_0").input("A second pickup")
    page.text_input(key="who_0").input("Olga")
    page.button(key="save_0").click().run()
    (kept,) = list_actions(own)
    assert (kept.what, kept.owner, kept.status) == ("A second pickup", "Olga", "open")
    assert "action" not in page.query_params
    assert "1 decision open" in pages.told(page)
    page.button(key="change_1").click().run()
    page.text_area(key="result_1").input("They come twice")
    page.segmented_control(key="status_1").set_value("done")
    page.button(key="save_1").click().run()
    assert [(action.status, action.result) for action in list_actions(own)] == [("done", "They come twice")]
    assert "No decision is open" in pages.told(page)
    assert page.expander[0].label == "Done or dropped (1)"


def test_what_cannot_be_saved_stays_in_the_form(own: Home) -> None:
    page = opened({"action": "new"})
    page.text_area(key="what_0").input("Nobody does it")
    page.button(key="save_0").click().run()
    assert "both are needed" in pages.told(page)
    assert page.text_area(key="what_0").value == "Nobody does it"
    add_action(own, Decision(MONDAY, "x", "Olga"))
    page.text_input(key="who_0").input("Olga")
    team_file(own).write_bytes(b"garbage" * 1000)
    page.button(key="save_0").click().run()
    assert "is damaged and was left as it is" in pages.told(page)
    assert str(own.root) not in pages.told(page)
    assert page.metric[1].value


def test_the_second_writer_is_told_and_may_insist(own: Home) -> None:
    number = add_action(own, Decision(MONDAY, "x", "Olga"))
    first, second = opened(), opened()
    for page, who in ((first, "Ann"), (second, "Bob")):
        page.button(key=f"change_{number}").click().run()
        page.text_input(key=f"who_{number}").input(who)
    first.button(key=f"save_{number}").click().run()
    second.button(key=f"save_{number}").click().run()
    assert "Somebody else changed this entry" in pages.told(second)
    assert list_actions(own)[0].owner == "Ann"
    assert second.text_input(key=f"who_{number}").value == "Bob"
    second.button(key=f"save_{number}").click().run()
    assert list_actions(own)[0].owner == "Bob"


def test_overdue_entries_stand_out_and_text_is_no_markup(own: Home) -> None:
    add_action(own, Decision(MONDAY, "[x](http://y.example) **b**", "**Olga**", date(2026, 1, 2)))
    page = opened()
    assert "1 decision open, 1 overdue" in pages.told(page)
    badges = [part.value for part in page.markdown if "-badge[" in part.value]
    assert ":red-badge[Overdue since 2 Jan 2026]" in badges
    assert r":gray-badge[\*\*Olga\*\*]" in badges
    assert "[x](http://y.example) **b**" in [part.value for part in page.text]


def test_a_viewer_reads_the_log_and_writes_nothing(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    add_action(own, Decision(MONDAY, "A second pickup", "Olga"))
    add_view(own, "Late at UPS", "root_causes", "carrier=UPS", "")
    monkeypatch.setattr(visitor, "_role_without_sign_in", lambda: "viewer")
    page = opened({"action": "1.1"})
    assert "A second pickup" in [part.value for part in page.text]
    keys = {button.key for button in page.button}
    assert not [key for key in keys if key and key.startswith(("add_", "change_", "save_", "view_", "drop_"))]
    assert page.selectbox(key="saved_view").options == ["Late at UPS"]


def test_a_view_keeps_the_page_and_its_address(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebar, "address", lambda: "owner=The+carrier&action=3.1&trend=Owner")
    page = opened()
    page.text_input(key="view_name_0").input("The carrier's")
    page.button(key="view_save_0").click().run()
    (view,) = list_views(own)
    assert (view.name, view.page, view.query) == ("The carrier's", "weekly_review", "owner=The+carrier&trend=Owner")
    assert saved_views.address_of(view) == ("weekly_review", {"owner": ["The carrier"], "trend": ["Owner"]})
    gone = SavedView(9, "Old", "a_page_of_long_ago", "carrier=Nobody", "")
    assert saved_views.address_of(gone) == ("weekly_review", {"carrier": ["Nobody"]})
    page.selectbox(key="dropped_view").select(view.view_id).run()
    page.button(key="drop_view").click().run()
    assert list_views(own) == []


def test_views_that_cannot_be_read_stop_no_page(own: Home) -> None:
    add_view(own, "Late at UPS", "root_causes", "carrier=UPS", "")
    team_file(own).write_bytes(b"garbage" * 1000)
    page = opened()
    assert page.title[0].value == "Weekly review"
    assert "WISMO_HOME/team/team.sqlite is damaged" in pages.told(page)


def _change(home: Home, statement: str) -> None:
    """Publish what is live once more, changed: pages keep what they read of a version."""
    before = current_snapshot(home)
    after = before.with_name(f"{before.stem}x.duckdb")
    after.write_bytes(before.read_bytes())
    semantic_manifest_path(after).write_bytes(semantic_manifest_path(before).read_bytes())
    with duckdb.connect(str(after)) as connection:
        connection.execute(statement)
    (home.published / "CURRENT").write_text(f"{after.name}\n")


def test_what_is_out_of_the_ordinary_stands_there_whether_new_or_lasting_and_not_under_filters(
    own: Home, live: Snapshot
) -> None:
    week = last_full_week(reference.info(live).reporting_through)
    rows = [
        ("carrier", "weekly", week, 1, "changed", "A carrier changed."),
        ("carrier", "month", week - 3 * WEEK, 4, "drifting", "A rare one drifts over four weeks."),
        ("carrier", "usual", week, 1, "normal", "As usual."),
        ("carrier", "gone", week - WEEK, 1, "changed", "It was odd the week before."),
    ]
    with duckdb.connect(str(current_snapshot(own))) as connection:
        connection.execute("delete from trend_signals where dimension <> 'all'")
        for row in rows:
            connection.execute(
                "insert into trend_signals by name select 'wismo_rate' as metric, $1 as dimension, $2 as member, "
                "$3 as week_start, $4 as weeks, $5 as verdict, $6 as sentence, 10 as tickets, 100 as n, "
                "0 as baseline_weeks, 'none' as method, $3 as changed_since, 2 as value, 1 as expected",
                row,
            )
    shown = pages.told(opened())
    assert "A carrier changed." in shown
    assert "A rare one drifts over four weeks." in shown
    assert not any(words in shown for words in ("As usual.", "It was odd"))
    assert "A carrier changed." not in pages.told(opened({"carrier": "ups"}))


def test_dates_within_weeks_say_which_whole_weeks_are_counted_where_weeks_are(own: Home) -> None:
    live = warehouse.live_snapshot(own)
    week = last_full_week(reference.info(live).reporting_through)
    inside = {"from": (week - 2 * WEEK + timedelta(days=2)).isoformat(), "to": (week + timedelta(days=8)).isoformat()}
    page = opened(inside)
    assert "Only whole weeks are counted" in pages.told(page)
    page.switch_page("views/tickets.py").run()
    assert "Only whole weeks" not in pages.told(page)
    whole = {"from": (week - WEEK).isoformat(), "to": (week + timedelta(days=6)).isoformat()}
    assert "Only whole weeks" not in pages.told(opened(whole))
