"""What is said of the root-cause rules is what the models do: facts, thresholds, conditions, and the document."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from dashboard import lists, metrics, warehouse
from dashboard.conditions import conditions, words
from dashboard.rules import rules, rules_of_the_project
from wismo.errors import WismoError
from wismo.home import project_root
from wismo.rules_page import page_file, page_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODELS = project_root() / "models"
USED = re.compile(r"threshold\('(\w+)'\)")
# What a rule asks of a key is told as a yes or no; the ticket's own second is on every line.
TOLD_AS = {
    "order_id": "has_order",
    "shipment_id": "has_parcel",
    "parcel_number": "has_number",
    "created_at": None,
}
# Decides how many working days are allowed; the number itself is shown.
BEHIND_A_FACT = {"lane", "service", "delivered_substatus", "customer_reason", "says_delivered", "says_not_received"}


@pytest.fixture(scope="module")
def steps(demo_home) -> dict[str, dict[str, Any]]:
    """The steps of the model of the rules as DuckDB parses them: by step, each named expression."""
    sql = next((demo_home.work / "target" / "compiled").rglob("int_ticket_rules.sql")).read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        tree = json.loads(connection.execute("select json_serialize_sql(?)", [sql]).fetchall()[0][0])
    parsed = tree["statements"][0]["node"]["cte_map"]["map"]
    return {
        step["key"]: {item["alias"]: item for item in step["value"]["query_node"]["select_list"] if item["alias"]}
        for step in parsed
    }


def test_every_rule_shows_each_fact_that_its_condition_compares(steps):
    flags = dict(re.findall(r"(\w+) as holds_(\w+)", (MODELS / "marts" / "ticket_rules.sql").read_text()))
    causes = {rule.root_cause: rule for rule in rules_of_the_project()}
    assert set(flags.values()) == set(causes)
    for flag, cause in flags.items():
        compared = {TOLD_AS.get(name, name) for name in _facts(steps["held"][flag], steps)} - {None}
        shown = {fact.name for fact in causes[cause].facts}
        assert compared
        assert compared <= shown, f"{cause} compares {compared - shown} and does not say so"


def test_every_rule_shows_each_threshold_of_its_condition():
    found = set()
    for rule in rules_of_the_project():
        asked = set(_thresholds(rule.condition))
        assert asked <= {item.name for item in rule.thresholds}, rule.root_cause
        found |= asked
    assert found == set(USED.findall((MODELS / "intermediate" / "int_ticket_rules.sql").read_text(encoding="utf-8")))
    assert "stalled_slow_business_days" in found


def test_every_threshold_behind_a_cause_stands_with_some_rule():
    behind: set[str] = set()
    for name, text in _upstream("int_ticket_causes").items():
        # Which tickets there are, and when a parcel is looked at, is decided before any rule is tried.
        if name not in ("int_tickets", "int_exposure_checks"):
            behind |= set(USED.findall(text))
    told = {item.name for rule in rules_of_the_project() for item in rule.thresholds}
    assert len(behind) >= 15
    assert behind == told


def test_conditions_are_cut_from_the_model():
    found = conditions()
    assert set(found) == {rule.root_cause for rule in rules_of_the_project()}
    assert found["label_no_scan_overdue"] == (
        "is_unscanned and (created_at > pickup_due_at + label_scan_grace_hours * interval '1' hour) is true"
    )
    assert all("{{" not in sql and "--" not in sql for sql in (*found.values(), *words().values()))
    assert words()["exception_kind"] == "problem_kind(exception_substatus)"


def test_the_document_is_up_to_date():
    assert page_file().read_text(encoding="utf-8") == page_text(), "run scripts/rules_page"


def test_the_document_names_every_threshold_with_its_value_and_unit():
    text = page_text()
    for rule in rules_of_the_project():
        part = text.partition(f"\n## {rule.order}. {rule.label}\n")[2].partition("\n## ")[0]
        assert rule.sentence in part
        for item in rule.thresholds:
            assert f"* `{item.name}` = {item.size}. {item.description}" in part
        for detail, _ in rule.details:
            assert detail.replace("_", " ") in part


def test_a_snapshot_tells_the_rules_it_was_built_with(demo_home):
    live = warehouse.live_snapshot(demo_home)
    assert rules(live) == rules_of_the_project()
    examples = lists.examples(live)
    counted = metrics.query(live, "wismo_tickets", by=["root_cause"])
    assert set(counted.filter(counted["value"] > 0)["root_cause"]) <= set(examples)
    for cause, ticket_id in examples.items():
        sql = "select root_cause from wismo.main.tickets where ticket_id = $id"
        assert warehouse.rows(live, sql, {"id": ticket_id})["root_cause"].to_list() == [cause]


def test_an_older_snapshot_says_how_to_get_the_rules(tmp_path: Path):
    path = tmp_path / "20260101T000000Z-old.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table root_causes (root_cause varchar)")
    with pytest.raises(WismoError, match="Run `wismo build --full`"):
        rules(warehouse.Snapshot(path.stem, path))


def _facts(node: Any, steps: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The columns of the facts that an expression compares, through names that the model gives on the way."""
    shown = {fact.name for rule in rules_of_the_project() for fact in rule.facts}
    for names in _columns(node):
        name = names[-1]
        if len(names) > 1 or name in BEHIND_A_FACT:
            continue
        if name in steps["situations"] and name not in shown:
            yield from _facts(steps["situations"][name], steps)
        else:
            yield name


def _thresholds(sql: str) -> Iterator[str]:
    """The thresholds that a condition names, through names that the model gives on the way."""
    known = {item.name for rule in rules_of_the_project() for item in rule.thresholds}
    for name in re.findall(r"\w+", sql):
        if name in known:
            yield name
        elif name in words():
            yield from _thresholds(words()[name])


def _columns(node: Any) -> Iterator[list[str]]:
    if isinstance(node, dict):
        if node.get("class") == "COLUMN_REF":
            yield node["column_names"]
        for child in node.values():
            yield from _columns(child)
    elif isinstance(node, list):
        for child in node:
            yield from _columns(child)


def _upstream(name: str) -> dict[str, str]:
    """The SQL of a model and of everything it is made from, by name."""
    paths = {path.stem: path for path in MODELS.rglob("*.sql")}
    found: dict[str, str] = {}
    waiting = [name]
    while waiting:
        model = waiting.pop()
        if model in paths and model not in found:
            found[model] = paths[model].read_text(encoding="utf-8")
            waiting += re.findall(r"ref\('(\w+)'\)", found[model])
    return found
