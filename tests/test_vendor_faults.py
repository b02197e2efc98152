"""Vendor exports with faults: kept as they came, with a reason, and read again once mended."""

from __future__ import annotations

import json

import polars as pl
import pytest

from tests.vendor_cases import lines, load
from wismo.home import Home
from wismo.intake.ledger import read_ledger
from wismo.intake.load import FileReport, load_paths
from wismo.intake.raw import ensure_raw


def only(reports: list[FileReport]) -> FileReport:
    (report,) = reports
    return report


def raw(home: Home, name: str) -> pl.DataFrame:
    return pl.read_parquet(home.raw / name / "*.parquet")


def quarantined(home: Home, name: str) -> str:
    (path,) = (home.quarantine / name).rglob("*.*")
    return path.read_text()


SHOPIFY = "Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem sku,Id,Total\n"
ORDER = "#1,a@b.c,paid,2026-09-28 09:00:00 -0400,1,Cup,CUP,5001,20.00\n"
LINE = "#1,a@b.c,,,2,Saucer,SAU,,\n"
TICKET = {"id": 1, "status": "open", "channel": "email", "created_datetime": "2026-09-28T09:00:00Z", "subject": "Hi"}
MESSAGE = {"id": 2, "ticket_id": 1, "created_datetime": "2026-09-28T09:00:00Z", "from_agent": False, "body_text": "Hi"}
POINT = {"checkpoint_time": "2026-09-28T09:00:00Z", "tag": "InTransit", "subtag": "InTransit_001"}
TRACKING = {"id": "t1", "tracking_number": "1Z1", "slug": "ups", "tag": "InTransit", "checkpoints": [POINT]}
ZENDESK = "Id,Requester,Subject,Via,Created at\n1,Ann,Hi,Mail,2026-09-28 09:00:00\n"
SHIPSTATION = "Order - Number,Shipment - Tracking Number,Date - Shipped Date\n#1,1Z1,2026-09-28\n"
NOTICES = "notification_id,sent_at,kind,order_name\nN1,2026-09-28T09:00:00Z,shipped,#1\n"


def test_shopify_faults_are_kept_as_they_came(home):
    no_date = "#2,b@b.c,paid,,1,Cup,CUP,5002,20.00\n"
    bad_sku = "#3,b@b.c,paid,2026-09-28 09:00:00 -0400,1,Cup,1.23E+11,5003,20.00\n"
    bad_id = "#4,b@b.c,paid,2026-09-28 09:00:00 -0400,1,Cup,CUP,5.45E+12,20.00\n"
    ragged = "#5,b@b.c,paid\n"
    report = only(load(home, None, o__csv=SHOPIFY + ORDER + LINE + no_date + bad_sku + bad_id + ragged))
    by_object = {entry.object: entry for entry in read_ledger(home)}
    counts = {name: (e.file_records, e.rows, e.unreadable, e.loaded, e.quarantined) for name, e in by_object.items()}
    assert counts == {"orders": (6, 5, 1, 2, 3), "order_lines": (6, 6, 1, 3, 3)}
    assert report.quarantined == 6
    kept = quarantined(home, "orders").splitlines()
    assert kept[0] == "_reason,_row," + SHOPIFY.strip()
    assert sorted(line.split(",#", 1)[1] + "\n" for line in kept[1:]) == [no_date[1:], bad_id[1:], ragged[1:]]
    assert bad_sku.strip() in quarantined(home, "order_lines")


def test_a_shopify_order_that_straddles_two_files(home):
    rest = LINE.replace("SAU", "POT")
    other = ORDER.replace("#1", "#9").replace("5001", "5009")
    first, second = load(home, None, a__csv=SHOPIFY + ORDER + LINE, b__csv=SHOPIFY + rest + other)
    assert (first.loaded, first.quarantined) == (3, 0)
    assert (second.records, second.loaded, second.quarantined) == (3, 3, 0)
    by_name = raw(home, "order_lines").filter(pl.col("order_id").is_null())
    assert by_name.select("order_name", "line_number", "sku").rows() == [("#1", "+1", "POT")]
    joined = only(load(home, None, whole__csv=SHOPIFY + ORDER + LINE + rest))
    assert (joined.loaded, joined.duplicates, joined.quarantined) == (1, 3, 0)
    assert sorted(raw(home, "order_lines").filter(pl.col("order_id") == "5001")["line_number"]) == ["1", "2", "3"]


def test_a_shopify_quarantine_file_loads_again_once_mended(home):
    load(home, None, o__csv=SHOPIFY + ORDER.replace("2026-09-28", "2026-02-30"))
    assert len(raw(home, "order_lines")) == 1
    report = only(load(home, None, mended__csv=quarantined(home, "orders").replace("2026-02-30", "2026-09-28")))
    assert (report.loaded, report.duplicates) == (1, 1)
    assert raw(home, "orders")["created_at"].to_list() == ["2026-09-28T13:00:00Z"]


def test_gorgias_faults(home):
    bad = ({**TICKET, "created_datetime": None}, {**TICKET, "id": None}, {"id": 9, "status": "open", "channel": "chat"})
    text = lines(TICKET, *bad) + '{"id": 5, "id": 6}\nnot json\n[1]\n'
    report = only(load(home, None, t__jsonl=text))
    by_object = {entry.object: entry for entry in read_ledger(home)}
    counts = {name: (e.file_records, e.rows, e.unreadable, e.quarantined) for name, e in by_object.items()}
    assert counts == {"tickets": (7, 7, 4, 6)}
    assert report.reasons == {
        "created_at is empty, but every record needs it": 1,
        "ticket_id is empty, but every record needs it": 1,
        "the record is none of Gorgias that is known; it has: id, status, channel": 1,
        "the record names a key twice, so which value counts is a guess": 1,
        "the record is not valid JSON": 1,
        "the record is not a JSON object": 1,
    }
    kept = [json.loads(line) for line in quarantined(home, "tickets").splitlines()]
    without_marks = [{key: value for key, value in line.items() if key[0] != "_"} for line in kept]
    refused = [json.dumps(line, sort_keys=True) for line in without_marks if "status" in line]
    assert sorted(refused) == sorted(json.dumps(line, sort_keys=True) for line in bad)


def test_aftership_faults(home):
    points = [POINT, {**POINT, "checkpoint_time": "soon"}, {**POINT, "tag": ""}, {"tag": "InTransit"}]
    page = json.dumps({"data": {"trackings": [{**TRACKING, "checkpoints": points}, {**TRACKING, "id": 7.0}]}}, indent=2)
    report = only(load(home, None, a__json=page))
    by_object = {entry.object: entry for entry in read_ledger(home)}
    counts = {name: (e.file_records, e.rows, e.loaded, e.duplicates, e.quarantined) for name, e in by_object.items()}
    assert counts == {"shipments": (2, 2, 1, 0, 1), "tracking_events": (2, 5, 1, 1, 3)}
    assert report.quarantined == 4
    kept = [json.loads(line) for line in quarantined(home, "tracking_events").splitlines()]
    assert [(line["_row"], line["checkpoints"] == points) for line in kept] == [(1, True)] * 3


def test_shipstation_faults(home):
    text = "Order - Number,Shipment - Tracking Number,Date - Shipped Date,Shipment - Voided\n"
    rows = (
        "#1,1Z1,2026-09-28,no",
        "#2,1Z2,31/12/2026,no",
        "#3,1.2E+15,2026-09-28,no",
        ",,2026-09-28,no",
        "#5,1Z5,,maybe",
    )
    report = only(load(home, None, s__csv=text + "\n".join(rows)))
    assert (report.records, report.loaded) == (5, 1)
    assert sorted(report.reasons) == sorted(
        (
            "label_created_at is not a time; write it like 2026-01-31T08:15:00Z or 2026-01-31 08:15:00",
            (
                "tracking_number is in scientific notation: a spreadsheet opened the file and cut the digits off; "
                "export it again and load it without opening it in Excel"
            ),
            "one of tracking_number, order_id, order_name must be filled",
            "is_voided is neither true nor false (also read: yes/no, y/n, 1/0, on/off)",
        )
    )


def test_zendesk_and_notification_faults(home):
    sources = "sources: [{format: zendesk, time_zone: America/New_York}]"
    gap = ZENDESK + "2,Ann,Hi,Mail,2026-03-08 02:30:00\n3,Ann,,Mail,2026-09-28 09:00:00\n"
    notices = NOTICES + "N2,,shipped,#1\nN3,2026-09-28T09:00:00Z,,#1\n"
    log, desk = load(home, sources, notices__csv=notices, z__csv=gap)
    assert (log.loaded, log.quarantined, desk.loaded, desk.quarantined) == (1, 2, 1, 2)
    assert "one of subject, body, tags, intent must be filled" in desk.reasons
    assert any("clocks went forward" in reason for reason in desk.reasons)


@pytest.mark.parametrize(
    "text", ['{"data": [{"id": 1}', '{"data": [1 2]}', "[", '{"data" 1}', "[{}", '{"data": [], "data": []}']
)
def test_a_broken_json_document_is_refused_whole(home, text):
    assert only(load(home, None, a__json=text)).error == (
        "The file is no valid JSON document, perhaps cut off. Export it again."
    )


def test_a_document_named_like_lines_and_lines_named_like_a_document_are_read(home):
    assert only(load(home, None, a__jsonl=json.dumps([TRACKING]))).loaded == 2
    other = {**TRACKING, "id": "t2", "tracking_number": "1Z2"}
    assert only(load(home, None, a__json=lines(TRACKING, other))).records == 4
    assert only(load(home, None, a__json=json.dumps(TRACKING, indent=2) + json.dumps(other, indent=2))).duplicates == 4


def test_splitting_and_shuffling_change_nothing(home, tmp_path):
    orders = [(ORDER + LINE).replace("#1", f"#{n}").replace("5001", str(n)) for n in range(40)]
    whole = SHOPIFY + "".join(orders)
    load(home, None, a__csv=whole)
    first = sorted(raw(home, "order_lines")["_record"]) + sorted(raw(home, "orders")["_record"])
    other = Home(tmp_path / "other")
    folder = tmp_path / "split"
    folder.mkdir()
    for part in range(4):
        (folder / f"{part}.csv").write_text(SHOPIFY + "".join(reversed(orders[part::4])))
    load_paths(other, [folder], None)
    ensure_raw(other)
    assert sorted(raw(other, "order_lines")["_record"]) + sorted(raw(other, "orders")["_record"]) == first


def test_an_order_is_followed_across_the_parts_a_large_file_is_read_in(home, monkeypatch):
    monkeypatch.setattr("wismo.intake.files.CHUNK_BYTES", 400)
    orders = [(ORDER + LINE * 3).replace("#1", f"#{n}").replace("5001", str(n)) for n in range(30)]
    report = only(load(home, None, a__csv=SHOPIFY + "".join(orders)))
    assert (report.loaded, report.quarantined) == (150, 0)
    lines_ = raw(home, "order_lines").group_by("order_id").agg(pl.col("line_number").sort())
    assert {tuple(numbers) for numbers in lines_["line_number"]} == {("1", "2", "3", "4")}
