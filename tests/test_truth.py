"""`wismo score`: the truth it compares with, the figures it names, and that nothing else reads the truth."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from wismo.cli import run
from wismo.errors import WismoError
from wismo.home import Home, project_root
from wismo.sample import demand, transit, verdict, write_sample
from wismo.sample.clock import DAY, FAR, HOUR
from wismo.truth.calibration import calibration
from wismo.truth.compare import score
from wismo.truth.confusion import confusion_matrix, said_as


@pytest.fixture(scope="module")
def result(demo_home, demo_truth):
    return score(demo_home, demo_truth)


def test_what_the_exports_can_tell_is_told(result):
    everything = next(row for row in result["wismo"] if row["helpdesk"] == "all")
    assert everything["precision"] > 0.9
    assert next(row for row in result["wismo"] if row["helpdesk"] == "gorgias")["recall"] > 0.9
    assert result["match"]["right_order"] > 0.97
    assert result["match"]["unmatched_right"] > 0.9
    for what in ("cause", "owner"):
        assert result[what]["agreement_where_attainable"] > 0.88, what
        assert result[what]["agreement"] < result[what]["ceiling"] < 0.95, what


def test_every_cause_has_its_line_and_the_figures_add_up(result):
    assert [row["root_cause"] for row in result["causes"]] == list(verdict.CAUSES)
    compared = result["cause"]["tickets"]
    assert sum(row["tickets"] for row in result["causes"]) == compared
    assert sum(row["said"] for row in result["causes"]) == compared
    hits = sum((row["recall"] or 0) * row["tickets"] for row in result["causes"])
    assert hits / compared == pytest.approx(result["cause"]["agreement"])
    assert set(result["weak"]) == {row["root_cause"] for row in result["causes"] if row["is_weak"]}


def test_confidence_is_compared_with_what_was_right(result):
    for name, total in (
        ("match_calibration", sum(row["tickets"] for row in result["match_methods"])),
        ("wismo_calibration", None),
    ):
        rows = result[name]
        assert total in (None, sum(row["tickets"] for row in rows))
        for row in rows:
            low, high = map(float, row["confidence"].split(" to "))
            assert low - 1e-9 <= row["mean_confidence"] <= high + 1e-9
            assert 0 <= row["right"] <= 1
    matched = sum(row["tickets"] for row in result["match_calibration"])
    for key in ("mean_confidence", "right"):
        assert sum(row[key] * row["tickets"] for row in result["match_calibration"]) / matched > 0.95, key


def test_every_pair_of_causes_is_counted_once(result):
    matrix = result["confusion_matrix"]
    assert list(matrix) == list(verdict.CAUSES) == list(next(iter(matrix.values())))
    for row in result["causes"]:
        true = row["root_cause"]
        assert sum(matrix[true].values()) == row["tickets"]
        assert sum(said[true] for said in matrix.values()) == row["said"]
        assert matrix[true][true] == pytest.approx((row["recall"] or 0) * row["tickets"])


def test_bins_and_confusions_worked_out_by_hand():
    with duckdb.connect() as connection:
        connection.execute(
            "create table judged as select * from (values "
            "('a', 'a', 0.4, true), ('a', 'b', 0.93, false), ('a', 'c', 0.93, true), ('a', 'b', 1.0, true), "
            "('c', 'c', 0.95, true)) as judged (root_cause, said_cause, sure, is_right)"
        )
        connection.execute("alter table judged add column is_compared boolean default true")
        connection.execute(
            "create table root_causes as from (values ('a', 1), ('b', 2), ('c', 3)) as causes (root_cause, rule_order)"
        )
        bins = calibration(connection, "sure", "is_right", "is_compared")
        matrix = confusion_matrix(connection)
    assert bins == [
        {"confidence": "0.00 to 0.50", "tickets": 1, "mean_confidence": 0.4, "right": 1.0},
        {"confidence": "0.90 to 0.95", "tickets": 2, "mean_confidence": 0.93, "right": 0.5},
        {"confidence": "0.95 to 0.98", "tickets": 1, "mean_confidence": 0.95, "right": 1.0},
        {"confidence": "0.98 to 1.00", "tickets": 1, "mean_confidence": 1.0, "right": 1.0},
    ]
    assert matrix == {"a": {"a": 1, "b": 2, "c": 1}, "b": {"a": 0, "b": 0, "c": 0}, "c": {"a": 0, "b": 0, "c": 1}}
    assert said_as(matrix) == [
        {"root_cause": "a", "tickets": 4, "right": 1, "said_instead": "b 2, c 1"},
        {"root_cause": "c", "tickets": 1, "right": 1, "said_instead": ""},
    ]


def test_a_wrong_answer_lowers_the_score(demo_home, demo_truth, tmp_path):
    for path in demo_truth.iterdir():
        shutil.copy(path, tmp_path)
    tickets = pl.read_parquet(demo_truth / "tickets.parquet").with_columns(
        root_cause=pl.when("is_wismo").then(pl.lit("customs_hold")),
        order_id=pl.lit("0"),
    )
    tickets.write_parquet(tmp_path / "tickets.parquet")
    wrong = score(demo_home, tmp_path)
    assert wrong["cause"]["agreement"] < 0.05
    assert wrong["match"]["right_order"] == 0
    [customs] = [row for row in wrong["causes"] if row["root_cause"] == "customs_hold"]
    assert (customs["tickets"], customs["is_weak"]) == (wrong["cause"]["tickets"], True)


def test_the_command_prints_tables_and_json(demo_home, demo_truth, monkeypatch, capsys):
    monkeypatch.setenv("WISMO_HOME", str(demo_home.root))
    assert run(["score", "--truth", str(demo_truth)]) == 0
    text = capsys.readouterr().out
    assert "Cause by cause" in text
    assert "18 (Gorgias, own data)" in text
    assert run(["score", "--truth", str(demo_truth), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tickets"] > 500


def test_what_is_missing_is_said_in_a_sentence(demo_home, tmp_path):
    with pytest.raises(WismoError, match="holds no tickets.parquet"):
        score(demo_home, tmp_path)
    write_sample(tmp_path / "files", orders=200, truth=tmp_path / "truth")
    with pytest.raises(WismoError, match="Nothing is published"):
        score(Home(tmp_path / "home"), tmp_path / "truth")
    tickets = pl.read_parquet(tmp_path / "truth" / "tickets.parquet").with_columns(ticket_id=pl.lit("x"))
    tickets.write_parquet(tmp_path / "truth" / "tickets.parquet")
    with pytest.raises(WismoError, match="the truth of another sample"):
        score(demo_home, tmp_path / "truth")


def test_nothing_else_in_the_product_reads_the_truth():
    folders = [project_root() / name for name in ("wismo", "dashboard", "models", "macros")]
    allowed = {project_root() / "wismo" / name for name in ("truth", "sample")}
    naming = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in {".py", ".sql", ".yml"} and not allowed & set(path.parents)
        if "wismo.truth" in path.read_text(encoding="utf-8") or "attainable" in path.read_text(encoding="utf-8")
    ]
    assert [Path(path).name for path in naming] == ["cli_truth.py"]


NOON = 20_000 * DAY + 12 * HOUR


def state(**given):
    """One ticket at noon about a parcel that moves, on time, in the state that ``given`` changes."""
    now = {
        "at": NOON, "has_label": True, "first_scan": NOON - 30 * HOUR, "last_scan": NOON - 5 * HOUR,
        "moved": NOON - 5 * HOUR, "pickup_due": NOON - 40 * HOUR, "email": FAR, "allowed_silence": 3, "kind": 0,
        "trouble": transit.NONE, "nobody_home": False, "numbered": True, "tracked": True, "hold": demand.NO_HOLD,
        "delivery": demand.SHIP, "three_pl": 0, "other_delivered": False, "peers_scanned": False, "has_promise": True,
        "is_released": True, "contract_date": 19_997, "ship_by_date": 19_998, "warehouse_date": 20_000,
        "ticket_date": 20_000, "last_scan_date": 20_000, "out_date": 20_000, "out_again_date": 20_000,
        "first_scan_date": 19_999, "standard_date": 20_001, "due_date": 20_002, "release_days": 0,
    }  # fmt: skip
    never = (
        "cancelled", "refunded", "returning", "lost", "claim_accepted", "delivered", "exception", "attempt",
        "out_again", "available", "out", "cleared", "stated", "released", "in_stock",
    )  # fmt: skip
    row = now | dict.fromkeys(never, FAR) | given
    return {name: np.array([value]) for name, value in row.items()}


@pytest.mark.parametrize(
    ("given", "cause", "owner"),
    [
        ({}, "in_transit_on_time", "expectation"),
        ({"cancelled": NOON - 1}, "cancelled_or_refunded", "brand"),
        ({"cancelled": NOON - 1, "lost": NOON - 2}, "lost_or_damaged", "carrier"),
        ({"delivered": NOON - HOUR}, "delivered_not_received", "expectation"),
        ({"delivered": NOON - 3 * HOUR}, "delivered_not_received", "unproven"),
        ({"exception": NOON - HOUR, "trouble": transit.CUSTOMS, "kind": 26}, "customs_hold", "customer"),
        ({"exception": NOON - 9 * HOUR, "trouble": transit.CUSTOMS, "kind": 26}, "in_transit_on_time", "expectation"),
        ({"available": NOON - HOUR, "trouble": transit.DIVERTED}, "awaiting_pickup", "carrier"),
        ({"out": NOON - 5 * HOUR, "out_date": 19_999}, "carrier_exception", "carrier"),
        ({"out": NOON - 5 * HOUR}, "out_for_delivery", "expectation"),
        ({"other_delivered": True}, "split_shipment", "expectation"),
        ({"other_delivered": True, "due_date": 19_999, "standard_date": 19_997}, "late_in_transit", "carrier"),
        ({"last_scan_date": 19_994}, "stalled_in_transit", "carrier"),
        ({"first_scan": FAR, "moved": 0, "pickup_due": NOON - 25 * HOUR, "peers_scanned": True},
         "label_no_scan_overdue", "three_pl"),
        ({"first_scan": FAR, "moved": 0, "pickup_due": NOON - 25 * HOUR}, "label_no_scan_overdue", "unproven"),
        ({"first_scan": FAR, "moved": 0, "pickup_due": NOON - 23 * HOUR, "email": NOON - HOUR},
         "label_no_scan_fresh", "notification"),
        ({"first_scan": FAR, "numbered": False}, "no_tracking", "data"),
        ({"has_label": False, "first_scan": FAR, "ship_by_date": 20_000}, "processing_normal", "expectation"),
        ({"has_label": False, "first_scan": FAR, "ship_by_date": 19_999}, "processing_late", "three_pl"),
        ({"has_label": False, "first_scan": FAR, "ship_by_date": 19_999, "is_released": False},
         "processing_late", "brand"),
        ({"has_label": False, "first_scan": FAR, "hold": demand.STOCK}, "backorder_or_preorder", "brand"),
    ],
)  # fmt: skip
def test_the_truth_follows_the_rules(given, cause, owner):
    causes, owners = verdict.judge(state(**given), asks_calmly=np.array([True]), is_matchable=np.array([True]))
    assert (verdict.CAUSES[causes[0]], verdict.OWNERS[owners[0]]) == (cause, owner)


def test_without_a_way_to_the_order_nothing_can_be_told():
    causes, _ = verdict.judge(state(), asks_calmly=np.array([True]), is_matchable=np.array([False]))
    assert verdict.CAUSES[causes[0]] == "unmatched"
