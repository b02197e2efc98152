"""What must hold for the verdict on any ticket whatever, on thousands of random timelines in one real build."""

from __future__ import annotations

import csv
import re
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.random_timelines import COPIES, Case, make_case, raw_rows
from wismo.home import Home, project_root
from wismo.intake.raw import ensure_raw
from wismo.models import run_models, working_database

SEEDS = (1, 2, 3, 5, 8)
CASES = 250
OWNERS = {"brand", "three_pl", "carrier", "customer", "notification", "expectation", "unproven", "data"}
NOT_A_REASON = re.compile(r"\b(?:NULL|None|nan)\b|_|(?<!\w)-\d|^\s*$|; *$|\( *\)")
VERDICT = (
    "root_cause", "root_cause_known", "cause_detail", "cause_status", "owner", "reason", "lesser_causes",
    "parcel_state", "parcel_state_known", "match_method", "order_id", "shipment_id",
)  # fmt: skip
KNOWN = ("root_cause_known", "parcel_state_known")

Verdicts = dict[tuple[str, str], dict[str, Any]]


def causes() -> set[str]:
    with (project_root() / "seeds" / "root_causes.csv").open() as file:
        return {row["root_cause"] for row in csv.DictReader(file)}


def make_warehouse(home: Home, cases: list[Case]) -> None:
    """Write every copy of every case into raw, as intake would: all text."""
    ensure_raw(home)
    raw: dict[str, list[dict[str, str]]] = {}
    for case in cases:
        for copy in COPIES:
            for name, row in raw_rows(case, copy):
                raw.setdefault(name, []).append(row)
    for at in ("2026-01-01T12:00:00Z", "2026-12-01T12:00:00Z"):  # so that every feed reaches over every case
        raw["orders"].append({"order_id": at, "created_at": at})
        raw["tickets"].append({"ticket_id": at, "created_at": at})
        raw["shipments"].append({"shipment_id": at, "order_id": at, "label_created_at": at, "tracking_number": at})
        raw["tracking_events"].append({"tracking_number": at, "status": "in_transit", "occurred_at": at})
        raw["notifications"].append({"notification_id": at, "kind": "delayed", "sent_at": at, "order_id": at})
    for name, rows in raw.items():
        frame = pl.DataFrame(rows, infer_schema_length=None)
        frame = frame.with_columns(source_system=pl.lit("made"), source_account=pl.lit("up"))
        frame.write_parquet(home.raw / name / "made.parquet")


@pytest.fixture(scope="module")
def cases() -> dict[int, list[Case]]:
    return {seed: [make_case(seed, number) for number in range(CASES)] for seed in SEEDS}


@pytest.fixture(scope="module")
def verdicts(cases, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """The rows of the mart `tickets`, by the case's name and the copy; ids without the copy's name."""
    home = Home(tmp_path_factory.mktemp("causes"))
    make_warehouse(home, [case for of_seed in cases.values() for case in of_seed])
    run_models(home, time_zone="America/New_York", progress=lambda _: None)
    with duckdb.connect(str(working_database(home)), read_only=True) as connection:
        rows = connection.sql("select * from wismo.main.tickets where is_wismo").pl().to_dicts()
    found: Verdicts = {}
    for row in rows:
        seed, number, copy = row["native_id"].split("-")
        key = (f"{seed}/{number}", copy)
        assert key not in found, f"two verdicts on {key}"
        found[key] = {
            name: value.replace(f"-{copy}", "") if isinstance(value, str) else value for name, value in row.items()
        }
    return found


def differences(case: Case, verdicts: Verdicts, copy: str, columns: tuple[str, ...]) -> dict[str, tuple[Any, Any]]:
    one, other = verdicts[case.name, "told"], verdicts[case.name, copy]
    return {name: (one[name], other[name]) for name in columns if one[name] != other[name]}


def report(case: Case, said: object) -> str:
    return f"\n{said}\n{case}"


@pytest.mark.parametrize("seed", SEEDS)
def test_every_ticket_has_one_cause_one_owner_and_a_sentence(seed, cases, verdicts):
    known = causes()
    for case in cases[seed]:
        row = verdicts[case.name, "told"]
        assert row["root_cause"] in known, report(case, row)
        assert row["root_cause_known"] in known, report(case, row)
        assert row["owner"] in OWNERS, report(case, row)
        assert row["cause_status"] in {"final", "provisional", "uncertain"}, report(case, row)
        assert not NOT_A_REASON.search(row["reason"]), report(case, row["reason"])
        assert row["root_cause"] not in (row["lesser_causes"] or "").split(","), report(case, row)


@pytest.mark.parametrize("seed", SEEDS)
def test_neither_the_order_of_events_nor_their_repetition_changes_a_verdict(seed, cases, verdicts):
    for case in cases[seed]:
        found = differences(case, verdicts, "shuffled", VERDICT)
        assert found == {}, report(case, found)


def test_the_cases_reach_every_cause_and_every_owner(cases, verdicts):
    """What no case reaches, no property has tested."""
    told = [verdicts[case.name, "told"] for of_seed in cases.values() for case in of_seed]
    assert {row["root_cause"] for row in told} == causes()
    assert {row["owner"] for row in told} == OWNERS
    assert sum(row["root_cause"] != row["root_cause_known"] for row in told) > 10


def keeps_its_tracker(case: Case, copy: str) -> bool:
    """Whether every parcel that has events has one left in the copy."""
    left = {row["tracking_number"] for row in COPIES[copy](case).events}
    return left == {row["tracking_number"] for row in case.events}


def is_told_in_order(case: Case) -> bool:
    """Whether no parcel has an acceptance after the ticket and a scan before, or a delivery that is stated twice."""
    asked = case.ticket["created_at"]
    for parcel in case.parcels:
        rows = [row for row in case.events if row["tracking_number"] == parcel["tracking_number"]]
        later = {row["status"] for row in rows if row["occurred_at"] > asked}
        earlier = {row["status"] for row in rows if row["occurred_at"] <= asked}
        if "picked_up" in later - earlier and earlier - {"label_created"}:
            return False
        if "delivered" in later and parcel.get("delivered_at"):
            return False
    return True


def has_one_parcel(case: Case) -> bool:
    return len(case.orders) == 1 and len(case.parcels) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_what_happened_after_the_ticket_changes_nothing(seed, cases, verdicts):
    judged = [case for case in cases[seed] if keeps_its_tracker(case, "happened") and is_told_in_order(case)]
    assert len(judged) > CASES / 3
    for case in judged:
        found = differences(case, verdicts, "happened", VERDICT)
        assert found == {}, report(case, found)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_recorded_after_the_ticket_changes_nothing_that_was_known(seed, cases, verdicts):
    judged = [case for case in cases[seed] if keeps_its_tracker(case, "recorded") and has_one_parcel(case)]
    assert len(judged) > CASES / 10
    for case in judged:
        found = differences(case, verdicts, "recorded", KNOWN)
        assert found == {}, report(case, found)


def test_a_later_scan_of_the_same_kind_does_not_hide_an_earlier_fact(cases, verdicts):
    for case in [case for of_seed in cases.values() for case in of_seed if keeps_its_tracker(case, "happened")]:
        found = differences(case, verdicts, "happened", VERDICT)
        assert found == {}, report(case, found)


def test_a_reason_is_a_sentence_and_its_times_lie_before_the_ticket(cases, verdicts):
    for case in [case for of_seed in cases.values() for case in of_seed]:
        row = verdicts[case.name, "told"]
        assert row["reason"] != row["root_cause"].replace("_", " "), report(case, row["reason"])
        if row["reason"].startswith("label"):
            assert row["hours_since_label"] >= 0, report(case, row["reason"])
