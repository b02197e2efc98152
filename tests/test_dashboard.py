"""The locked snapshot behind the pages, and every page in a few states."""

from __future__ import annotations

import ast
import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import lists, lookup, metrics, reference, signals, warehouse
from dashboard.filters import Filters
from dashboard.markup import literal
from dashboard.rules import rules
from tests.pages import figure
from wismo.errors import WismoError
from wismo.home import Home, project_root
from wismo.many import many
from wismo.periods import last_full_week
from wismo.snapshot import current_snapshot, semantic_manifest_path

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.warehouse import Snapshot

APP = str(project_root() / "dashboard" / "app.py")


def test_filters_apply_where_they_can() -> None:
    chosen = Filters(date(2026, 9, 1), None, (("carrier", ("ups",)), ("root_cause", ("late_in_transit",))))
    assert chosen.where({"carrier": "carrier"}) == {"carrier": ("ups",)}
    assert chosen.ignored({"carrier": "carrier"}) == ["Root cause"]
    assert chosen.slug() == "20260901_carrier-ups_root_cause-late_in_transit"
    assert Filters(chosen=(("carrier", ("../a b",)),)).slug() == "carrier----a-b"


def test_the_list_holds_the_tickets_that_the_metric_counts(live: Snapshot) -> None:
    through = reference.info(live).reporting_through
    since = last_full_week(through) - timedelta(weeks=12)
    cause = metrics.query(live, "wismo_tickets", by=["root_cause"], start=since, end=through)
    for name, count in cause.select("root_cause", "value").iter_rows():
        narrowed = Filters(chosen=(("root_cause", (name,)),))
        assert lists.tickets(live, narrowed, since, through).height == count
    assert cause.height > 2


@pytest.mark.parametrize(
    "statement",
    [
        "from read_csv('/etc/hostname')",
        "copy (select 1) to '/dev/null'",
        "attach '/tmp/other.duckdb' as other",
        "set enable_external_access = true",
        "set memory_limit = '64GB'",
        "create table wismo.main.mine as select 1",
        "delete from wismo.main.tickets",
        "install httpfs",
    ],
)
def test_the_snapshot_is_shut_off_from_everything(live: Snapshot, statement: str) -> None:
    connection = warehouse._connection(live)
    with pytest.raises(duckdb.Error):
        connection.cursor().execute(statement)


def test_python_variables_are_not_tables(live: Snapshot) -> None:
    secret = pl.DataFrame({"a": [1]})
    assert secret.height
    with pytest.raises(duckdb.Error):
        warehouse.rows(live, "from secret")


def test_pages_follow_the_pointer(tmp_path: Path, demo_home: Home) -> None:
    home = _copy_of(demo_home, tmp_path, "20260101T000000Z-a", "20260102T000000Z-b")
    assert warehouse.live_snapshot(home).version == "20260102T000000Z-b"
    (home.published / "CURRENT").write_text("20260101T000000Z-a.duckdb\n")
    older = warehouse.live_snapshot(home)
    assert older.version == "20260101T000000Z-a"
    assert warehouse.has_table(older, "tickets")
    assert not warehouse.has_table(older, "nothing")


def test_a_broken_snapshot_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    home.published.mkdir()
    (home.published / "20260101T000000Z-a.duckdb").write_bytes(b"not a database" * 1000)
    (home.published / "CURRENT").write_text("20260101T000000Z-a.duckdb")
    with pytest.raises(WismoError, match="cannot be read. Run `wismo rollback`"):
        warehouse.rows(warehouse.live_snapshot(home), "select 1")
    page = _open(monkeypatch, home)
    assert "is damaged: the file that defines its metrics is missing. Run `wismo build`" in page.text[0].value


def test_nothing_published_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(monkeypatch, Home(tmp_path))
    assert page.title[0].value == "Nothing to show yet"
    assert "Nothing is published yet" in page.text[0].value


def test_the_root_causes_tell_in_words_what_customers_were_told(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = _open(monkeypatch, demo_home, "root_causes", {"part": "Told when something is wrong"})
    through = last_full_week(reference.info(live).reporting_through) + timedelta(days=6)
    drawn = figure(page, "told_of_trouble")["data"][0]
    whole = metrics.query(live, "alert_coverage", end=through)
    assert "of customers whose parcel met a problem or passed its day were told (n = " in page.text[0].value
    assert whole["n"][0] > 0
    assert len(drawn["x"]) > 2
    page = _open(monkeypatch, demo_home, "root_causes", {"part": "Before the first scan", "carrier": "ups"})
    assert "of those emails went out before the carrier had the parcel (n = " in page.text[0].value
    assert len(figure(page, "notification_lead")["data"]) > 1
    assert figure(page, "asked_before_scan")["data"][0]["z"]


def test_the_weekly_review_shows_what_the_metric_says(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = _open(monkeypatch, demo_home)
    week = last_full_week(reference.info(live).reporting_through)
    tickets = metrics.query(live, "wismo_tickets", start=week, end=week + timedelta(days=6))["value"][0]
    shown = {card.label: card.value for card in page.metric}
    assert shown["WISMO tickets"] == f"{tickets:,.0f}"
    assert (
        f"{tickets:,.0f} WISMO ticket{'' if tickets == 1 else 's'} (“where is my order?”) came in" in page.text[0].value
    )
    bars = figure(page, "wismo_by_cause")
    drawn = [y for bar in bars["data"] for x, y in zip(bar["x"], bar["y"], strict=True) if x[:10] == week.isoformat()]
    assert sum(drawn) == tickets


def test_the_rates_card_has_the_verdict_of_the_trend_and_none_under_filters(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot, tmp_path: Path
) -> None:
    week = last_full_week(reference.info(live).reporting_through)
    judged = signals.verdict(live, metrics.registry(live)["wismo_rate"], Filters(), week)
    assert judged is not None
    assert judged.sentence in set(signals.total(live, "wismo_rate")["sentence"])
    page = _open(monkeypatch, demo_home)
    assert [badge for badge in _badges(page) if judged.words in badge]
    narrowed = _open(monkeypatch, demo_home, address={"carrier": "ups"})
    assert [badge for badge in _badges(narrowed) if "no verdict under filters" in badge]
    assert len(figure(page, "wismo_by_cause")["data"]) >= len(figure(narrowed, "wismo_by_cause")["data"])

    home = _copy_of(demo_home, tmp_path, "20260103T000000Z-d")
    path = current_snapshot(home)
    path.chmod(0o600)
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from trend_signals where dimension = 'all'")
        connection.execute(
            "insert into trend_signals by name select 'wismo_rate' as metric, 'all' as dimension, 'all' as member, "
            "$week as week_start, 1 as weeks, 20 as tickets, 100 as n, 20 as value, 10 as expected, 0 as lower_limit, "
            "15 as upper_limit, 'changed' as verdict, $week - 7 as changed_since, 104 as baseline_weeks, "
            "'own_history_weekly' as method, 'As it is.' as sentence",
            {"week": week},
        )
    changed = _open(monkeypatch, home)
    assert [badge for badge in _badges(changed) if badge.startswith(":red-badge[changed since the week of")]
    assert {trace["name"] for trace in figure(changed, "wismo_by_cause")["data"]} >= {"normal, at least"}


def test_a_version_without_verdicts_is_shown_without_them(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path
) -> None:
    home = _copy_of(demo_home, tmp_path, "20260103T000000Z-e")
    path = current_snapshot(home)
    path.chmod(0o600)
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table trend_signals drop column sentence")
    assert not [badge for badge in _badges(_open(monkeypatch, home)) if "verdict" in badge or "normal" in badge]


def test_pages_begin_where_every_ticket_has_orders_to_be_set_against(live: Snapshot) -> None:
    rates = metrics.query(live, "wismo_rate", grain="week")
    assert rates.filter(n=0).height > 0
    assert reference.first_full_week(live) == rates.filter(rates["n"] > 0)["period"][0]


def test_few_matches_are_told_on_every_page(monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path) -> None:
    home = _copy_of(demo_home, tmp_path, "20260103T000000Z-c")
    path = current_snapshot(home)
    path.chmod(0o600)
    with duckdb.connect(str(path)) as connection:
        connection.execute("update ticket_days set matched_wismo_count = 0, wismo_count = 1000 * wismo_count")
    for name in ("weekly_review", "seasons"):
        said = _open(monkeypatch, home, name).warning[0].value
        assert said.startswith("Only 0 % of the ")


def test_an_order_opens_by_its_address(monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot) -> None:
    week = last_full_week(reference.info(live).reporting_through)
    known = lists.tickets(live, Filters(), week - timedelta(weeks=8), week).drop_nulls("order_id").row(0, named=True)
    name = lookup.names_of(live, [known["order_id"]])[known["order_id"]]
    for address in (
        {"order": known["order_id"]},
        {"order": f"#{name.lower()}"},
        {"ticket": known["ticket_id"]},
        {"order": known["order_id"], "ticket": known["ticket_id"]},
    ):
        page = _open(monkeypatch, demo_home, "one_order", address)
        assert any(f"Reason: {known['reason']}" in line.value for line in page.text)
        assert figure(page, "timeline")["data"]
        titles = [line.value for line in page.header]
        assert ("The ticket you came for" in titles) == ("ticket" in address)
    unknown = _open(monkeypatch, demo_home, "one_order", {"order": "' or 1=1 --"})
    assert "No order has this id" in unknown.info[0].value


def test_a_ticket_of_another_order_does_not_lead_away_from_the_order_asked_for(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    sql = "select order_id, ticket_id from wismo.main.tickets where order_id is not null order by ticket_id"
    (order_id, own), (_, other) = (
        warehouse.rows(live, sql).unique("order_id", keep="first", maintain_order=True).rows()[:2]
    )
    page = _open(monkeypatch, demo_home, "one_order", {"order": order_id, "ticket": other})
    assert "The ticket you came for" not in [line.value for line in page.header]
    assert any(own.rpartition("|")[2] in line.value for line in page.text)


def test_names_from_outside_are_shown_and_not_obeyed() -> None:
    assert literal("NL1001") == "NL1001"
    assert literal("[a](http://b.c)") == "\\[a\\]\\(http\\:\u2060//b\\.c\\)"
    assert literal("www.b.c a@b.c") == "www\u2060\\.b\\.c a@\u2060b\\.c"
    assert literal(":material/x:_$*`") == r"\:material/x\:\_\$\*\`"


def test_a_ticket_without_an_order_has_a_page(monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot) -> None:
    sql = "select ticket_id from wismo.main.tickets where root_cause = 'unmatched' order by 1"
    ticket_id = warehouse.rows(live, sql)["ticket_id"][0]
    page = _open(monkeypatch, demo_home, "one_order", {"ticket": ticket_id})
    assert any("No order was found." in line.value for line in page.text)
    assert page.get("plotly_chart") == []


def test_the_page_of_rules_says_what_the_snapshot_compares_with_and_counts(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, live: Snapshot
) -> None:
    page = _open(monkeypatch, demo_home, "rules")
    titles = [line.value for line in page.subheader if line.value[0].isdigit()]
    assert titles == [f"{rule.order}. {literal(rule.label)}" for rule in rules(live)]
    said = "\n".join(line.value for line in page.text)
    for rule in rules(live):
        assert rule.sentence in said
        assert all(f"{item.size}: {item.description}" in said for item in rule.thresholds)
    counts = metrics.query(live, "wismo_tickets", by=["root_cause"])
    badges = [line.value for line in page.markdown if line.value.startswith(":blue-badge[")]
    by_cause = dict(counts.select("root_cause", "value").iter_rows())
    assert badges == [f":blue-badge[{many(by_cause.get(rule.root_cause, 0), 'ticket')}]" for rule in rules(live)]


def test_no_page_counts_for_itself() -> None:
    sources = [*(project_root() / "dashboard").rglob("*.py")]
    assert len(sources) > 20
    for source in sources:
        text = source.read_text(encoding="utf-8")
        for word in ("sum(", "count(", "avg(", "mean(", "group_by(", "group by", "import pandas", "unsafe_allow"):
            assert word not in text, f"{source.name} holds {word}"
        if source.parent.name == "views":
            assert text.count("\n") <= 80, source.name
        assert "duckdb" not in text or source.name in {"warehouse.py", "compiler.py"}, source.name


def _open(
    monkeypatch: pytest.MonkeyPatch, home: Home, name: str = "weekly_review", address: dict[str, str] | None = None
) -> AppTest:
    """A page as a visitor with this address gets it; any uncaught error fails the test."""
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    app = AppTest.from_file(APP, default_timeout=30)
    for key, value in (address or {}).items():
        app.query_params[key] = value
    app.run()
    if name != "weekly_review" and not app.exception and app.title[0].value != "Nothing to show yet":
        app.switch_page(f"views/{name}.py").run()
    assert not app.exception
    return app


def _badges(page: AppTest) -> list[str]:
    return [line.value for line in page.markdown if "-badge[" in line.value]


def _copy_of(home: Home, folder: Path, *versions: str) -> Home:
    copied = Home(folder)
    copied.published.mkdir()
    for version in versions:
        path = copied.published / f"{version}.duckdb"
        shutil.copy(current_snapshot(home), path)
        shutil.copy(semantic_manifest_path(current_snapshot(home)), semantic_manifest_path(path))
        (copied.published / "CURRENT").write_text(f"{path.name}\n")
    return copied


def test_no_two_pages_keep_different_choices_under_one_name_in_the_address() -> None:
    # A choice stays in the session when its page is left: the next page would take it for one of its own.
    sources = sorted((project_root() / "dashboard").rglob("*.py"))
    found = [(key, path.name) for path in sources for key in _keys(path)]
    names = [key for key, _ in found]
    assert len(names) > 30
    assert {pair for pair in found if names.count(pair[0]) > 1} == set()


def _keys(path: Path) -> list[str]:
    """Return the names under which a module keeps choices in the address."""
    places = {"choice": 2, "one_of": 2, "text_asked": 1}
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    asked = [(call, getattr(call.func, "attr", "")) for call in calls]
    keys = [call.args[places[name]] for call, name in asked if name in places]
    return [str(key.value) for key in keys if isinstance(key, ast.Constant)]
