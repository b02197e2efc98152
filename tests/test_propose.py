"""Files that no reader knows: what is proposed for them is right, and is valid by construction."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import polars as pl
import pytest
import yaml

from tests.unknown_files import couriers, held_out, helpdesks, late, mixed, more, others, shops, warehouses
from tests.unknown_files.judged import judge, propose_for
from wismo.intake.ledger import balance
from wismo.intake.load import load_paths
from wismo.intake.propose.run import propose_sources

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unknown_files.rows import Case
    from wismo.home import Home

LOOKED_AT = (*shops.CASES, *warehouses.CASES, *couriers.CASES, *helpdesks.CASES, *mixed.CASES, *more.CASES, *late.CASES)
OTHERS = {**others.LOOKED_AT, **others.MIXED, **others.HELD_OUT}
ALL = (*LOOKED_AT, *held_out.CASES)


def raw(home: Home, name: str) -> pl.DataFrame:
    return pl.read_parquet(home.raw / name / "*.parquet").sort(pl.col("_row").cast(pl.Int64))


def test_most_columns_are_proposed_as_an_analyst_would(tmp_path):
    scores = judge(LOOKED_AT, tmp_path)
    faults = [fault for score in scores.values() for fault in score.faults]
    assert {name for name, score in scores.items() if score.precision < 0.95 or score.recall < 0.9} == set(), faults


def test_most_columns_of_files_that_no_rule_was_made_for_are_proposed_right(tmp_path):
    scores = judge(held_out.CASES, tmp_path).values()
    right = sum(score.right for score in scores)
    faults = [fault for score in scores for fault in score.faults]
    assert right >= 0.9 * sum(score.proposed for score in scores), faults
    assert right >= 0.7 * sum(score.wanted for score in scores), faults


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_proposal_loads_its_file_and_leaves_nothing_to_propose(case: Case, tmp_path: Path, home: Home):
    folder = tmp_path / "exports"
    text = propose_for(case, folder)
    if "\nsources:" not in text:
        assert case in held_out.CASES
        return
    (folder / "sources.yml").write_text(text)
    (report,) = load_paths(home, [folder], None)
    assert (report.error, report.reasons) == (None, {})
    assert report.loaded > 0
    assert balance(home) == []
    for name, values in case.first.items() if case in LOOKED_AT else ():
        record = raw(home, name).row(0, named=True)
        assert {column: record[column] or "" for column in values} == values
    again = propose_sources([folder], None, set())
    assert (again.text, again.remarks) == (None, ())


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_none_of_ours_is_said_to_be(name, tmp_path):
    (tmp_path / name).write_bytes(OTHERS[name])
    advice = propose_sources([tmp_path], None, {name})
    assert advice.text is None
    ((file, why),) = advice.remarks
    assert file == name
    assert why.startswith(("nothing in it", "the nearest is"))


def test_what_is_none_of_ours_is_ignored_beside_what_is(tmp_path):
    (tmp_path / "products.csv").write_bytes(others.LOOKED_AT["products.csv"])
    text = propose_for(shops.OWN_SHOP, tmp_path)
    assert text.split("ignore:\n")[1].startswith('  - "products.csv"  # ')


def test_parts_of_an_export_are_one_entry(tmp_path):
    names, *records = shops.MAGENTO.content.decode().splitlines(keepends=True)
    for number in range(3):
        part = names + "".join(records[number * 10 : number * 10 + 10])
        (tmp_path / f"orders_{number + 1}.csv").write_text(part)
    (tmp_path / "order_notes.csv").write_bytes(others.LOOKED_AT["inventory.csv"])
    text = propose_sources([tmp_path], None, {f"orders_{n}.csv" for n in (1, 2, 3)} | {"order_notes.csv"}).text or ""
    assert text.count("- name:") == 1
    assert 'files: ["orders_*.csv"]' in text


def test_records_inside_records_are_named_as_not_reached(tmp_path):
    text = propose_for(shops.OWN_SHOP, tmp_path)
    assert '# lists of records inside a record, which a mapping does not reach: "items"' in text


def test_no_value_of_a_person_stands_in_a_proposal(tmp_path):
    for number, case in enumerate(ALL):
        text = propose_for(case, tmp_path / str(number))
        assert "mail.example" not in text
        assert not any(word in text for word in ("Robin", "Muster", "+1 212", "waiting for my parcel"))


def test_days_that_can_be_read_both_ways_are_settled_by_the_rest_of_the_file(tmp_path):
    text = propose_for(shops.SHEET, tmp_path)
    assert 'created_at: {from: "Order Date", time_format: "%m/%d/%y"}\n' in text


def test_days_that_nothing_settles_are_to_be_checked(tmp_path):
    rows = "".join(f"{n},0{n % 9 + 1}/0{n % 8 + 1}/2026,a{n}@mail.example\n" for n in range(1001, 1030))
    (tmp_path / "orders.csv").write_text("Order Number,Order Date,Email\n" + rows)
    text = propose_sources([tmp_path], None, {"orders.csv"}).text or ""
    assert "# check: day and month could be the other way round" in text


def test_a_zone_is_taken_from_what_the_shops_own_times_show(tmp_path):
    (tmp_path / "shipments_export.csv").write_bytes(warehouses.MONK.content)
    times = [f"2026-0{n % 9 + 1}-1{n % 8}T10:00:00{'-04:00' if 3 <= n % 9 + 1 < 11 else '-05:00'}" for n in range(9)]
    order = {"order_value": "1.00", "currency": "USD"}
    lines = [
        {"orderId": f"o-{n}", "placed_at": time, "email": f"a{n}@mail.example", **order} for n, time in enumerate(times)
    ]
    (tmp_path / "own.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (tmp_path / "conversations_export.csv").write_bytes(helpdesks.SHARED_INBOX.content)
    names = {"shipments_export.csv", "own.jsonl", "conversations_export.csv"}
    text = propose_sources([tmp_path], None, names).text or ""
    orders, tickets = text.split("  - name: shipments_export")[1], text.split("  - name: conversations_export")[1]
    assert "    time_zone: America/New_York  # check" in tickets
    # The warehouse's clock may be another: it is asked for.
    assert orders.count("    # time_zone: America/New_York  # the times have no zone") == 1
    # Also of the orders, which are there to be taken.
    assert text.count("# time_zone: America/New_York  # the times have no zone") == 2


def test_a_few_words_among_days_do_not_hide_that_they_are_days(tmp_path):
    rows = "".join(f"L{n},B{n},DHL,0034043416109400{n},{n % 28 + 1:02d}.09.2026 10:00\n" for n in range(1001, 1031))
    names = "Lieferschein,Bestellnummer,Paketdienst,Sendungsnummer,Versanddatum\n"
    (tmp_path / "versand.csv").write_text(names + rows + "L1,B1,DHL,003404341610940001,unbekannt\n")
    text = propose_sources([tmp_path], None, {"versand.csv"}).text or ""
    assert 'label_created_at: {from: "Versanddatum", time_format: "%d.%m.%Y %H:%M"}' in text


@pytest.mark.parametrize("number", [0, 2])
def test_a_part_of_an_export_whose_records_leave_a_key_out_is_a_part_all_the_same(number, tmp_path, home):
    folder = tmp_path / "exports"
    folder.mkdir()
    whole = {
        "order": "#1001",
        "tracking_number": "1Z999AA10123456784",
        "shipped": "2026-01-01T10:00:00Z",
        "carrier": "UPS",
    }
    part = {name: word for name, word in whole.items() if name != "carrier"} | {"tracking_number": "1Z999AA10123456795"}
    (folder / f"log_{number}.jsonl").write_text(json.dumps(whole))
    (folder / "log_1.jsonl").write_text(json.dumps(part))
    text = propose_sources([folder], None, {"log_1.jsonl", f"log_{number}.jsonl"}).text or ""
    assert 'files: ["log_*.jsonl"]' in text
    assert 'carrier: "carrier"' in text
    (folder / "sources.yml").write_text(text)
    assert [(report.error, report.loaded) for report in load_paths(home, [folder], None)] == [(None, 1)] * 2


@pytest.mark.parametrize("placed", ["", "Customer Email,Shipping Method,"])
def test_a_list_of_what_was_sent_invents_no_orders(placed: str, tmp_path: Path) -> None:
    header = f"Order No,Order Date,{placed}Country,Despatched,Carrier,Tracking No\n"
    given = "a{0}@example.com,Tracked 48," if placed else ""
    line = f"NL{{0}},2026-09-01 09:{{1:02d}},{given}GB,2026-09-02 15:{{1:02d}},Royal Mail,TT2{{0}}17GB\n"
    (tmp_path / "despatch.csv").write_text(header + "".join(line.format(10400 + i, i) for i in range(40)))
    written = propose_sources([tmp_path], None, {"despatch.csv"}).text or ""
    assert [entry["object"] for entry in yaml.safe_load(written)["sources"]] == ["shipments"]
    # For a brand whose shop gives no orders they are there to be taken.
    taken = re.sub(r"(?m)^  # (?=- name|  )", "  ", written)
    entries = yaml.safe_load(taken)["sources"]
    assert [entry["object"] for entry in entries] == ["shipments", "orders"]
    assert entries[1]["columns"]["created_at"] == "Order Date"
