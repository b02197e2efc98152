"""How vendor exports are recognised, and how sources.yml declares them."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.test_vendor_faults import (
    LINE,
    MESSAGE,
    NOTICES,
    ORDER,
    SHIPSTATION,
    SHOPIFY,
    TICKET,
    TRACKING,
    ZENDESK,
    only,
    raw,
)
from tests.vendor_cases import lines, load
from wismo.errors import WismoError
from wismo.intake.ledger import read_ledger
from wismo.intake.load import load_paths

RECOGNISED = {
    "shopify": (SHOPIFY + ORDER, "csv", "Shopify orders (csv) as orders, order_lines"),
    "tickets": (lines(TICKET), "jsonl", "Gorgias (jsonl) as tickets"),
    "messages": (lines(MESSAGE), "ndjson", "Gorgias (jsonl) as ticket_messages"),
    "page": (json.dumps({"data": [TICKET], "meta": {}}), "json", "Gorgias (json) as tickets"),
    "page line": (lines({"data": [MESSAGE]}), "jsonl", "Gorgias (jsonl) as ticket_messages"),
    "array": (json.dumps([TRACKING]), "json", "AfterShip (json) as shipments, tracking_events"),
    "webhook": (lines({"msg": TRACKING}), "jsonl", "AfterShip (jsonl) as shipments, tracking_events"),
    "one": (
        json.dumps({"data": {"tracking": TRACKING}}),
        "json",
        "AfterShip (json) as shipments, tracking_events",
    ),
    "shipstation": (
        SHIPSTATION,
        "csv",
        "ShipStation shipments (csv, times in America/Los_Angeles) as shipments",
    ),
    "notifications": (NOTICES, "csv", "notifications (csv) as notifications"),
}


@pytest.mark.parametrize("case", RECOGNISED)
def test_exports_are_recognised_by_shape_and_never_by_name(home, case):
    text, ending, format_ = RECOGNISED[case]
    report = only(load(home, None, **{f"zendesk_orders__{ending}": text}))
    assert (report.format, report.error, report.quarantined) == (format_, None, 0)
    assert report.records == report.loaded > 0
    again = only(load_paths(home, [home.root.parent / "files"], None))
    assert (again.loaded, again.duplicates) == (0, report.loaded)


def test_a_dry_run_says_what_it_recognised_and_keeps_nothing(home, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.csv.gz").write_bytes(gzip.compress((SHOPIFY + ORDER + LINE).encode()))
    report = only(load_paths(home, [tmp_path / "in"], None, dry_run=True))
    assert (report.format, report.records) == ("Shopify orders (csv) as orders, order_lines", 3)
    assert read_ledger(home) == []


def test_a_mapping_in_sources_goes_before_a_recognised_shape(home):
    sources = """
    sources:
      - {name: shop, object: orders, columns: {order_id: Id, created_at: Created at}}
    """
    report = only(load(home, sources, a__csv=SHOPIFY + ORDER))
    assert report.format == "csv as orders"
    assert raw(home, "orders")["source_system"].to_list() == ["shop"]


def test_two_accounts_of_a_vendor_are_told_apart_by_file(home):
    sources = """
    sources:
      - {format: gorgias, name: desk, account: eu, files: ["eu*"]}
      - {format: gorgias, name: desk, account: us, files: ["us*"]}
    """
    load(home, sources, eu__jsonl=lines(TICKET), us__jsonl=lines({**TICKET, "id": 2}))
    assert sorted(raw(home, "tickets")["source_account"]) == ["eu", "us"]
    reports = load(
        home, sources.replace(', files: ["eu*"]', "").replace(', files: ["us*"]', ""), x__jsonl=lines(MESSAGE)
    )
    assert only(reports).error == (
        "Several sources fit this file: desk (eu), desk (us). Say with files: which one reads it."
    )


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        (
            "{format: gorgias, fields: {csat: '1'}}",
            (
                "sources.yml, source 1 (gorgias), fields: 'csat' cannot be filled from a field. These can: order_ref, "
                "linked_order_id, tracking_ref, intent, handled_by, customer_id, customer_phone, refund_amount, "
                "coupon_amount."
            ),
        ),
        ("{format: shippo, fields: {order_id: a}}", "'order_id' cannot be filled from a field. These can: none."),
        ("{format: zendesk, columns: {ticket_id: Id}}", "unknown setting columns"),
        ("{format: shopify, fields: {three_pl: ''}}", "three_pl must name one field of the export"),
    ],
)
def test_a_wrong_declaration_is_one_sentence(home, sources, message):
    with pytest.raises(WismoError) as caught:
        load(home, f"sources: [{sources}]", a__csv=SHOPIFY + ORDER)
    assert message in str(caught.value)


def test_a_declared_file_of_another_shape_is_refused(home):
    report = only(load(home, "sources: [{format: gorgias, files: [t.jsonl]}]", t__jsonl=lines(TRACKING)))
    assert report.error == (
        "source gorgias reads Gorgias (json or jsonl) and Gorgias, landed by Airbyte (csv or parquet), and this file "
        "has another shape. "
        "It has: checkpoints, id, slug, tag, tracking_number. Correct files: or format: in sources.yml."
    )


def test_times_without_a_zone_are_refused_until_the_zone_is_declared(home):
    report = only(load(home, None, z__csv=ZENDESK))
    assert report.error == (
        "created_at of source zendesk holds times without a zone. "
        "Write time_zone: (such as America/New_York) at that source in sources.yml."
    )
    report = only(load(home, "sources: [{format: zendesk, time_zone: Europe/Berlin}]", z__csv=ZENDESK))
    assert (report.loaded, raw(home, "tickets")["created_at"][0]) == (1, "2026-09-28T07:00:00Z")
