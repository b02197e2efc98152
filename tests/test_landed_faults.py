"""Landed tables that are not as they should be, and rows that the vendor no longer has."""

from __future__ import annotations

import random

import pytest

from tests.landed_cases import AIRBYTE, DLT, FIVETRAN, as_csv, as_parquet, write_database
from tests.test_landed_fivetran import COMMENT, TICKET, USER
from tests.test_landed_fivetran_shopify import EVENT, FULFILLMENT, ORDER
from tests.vendor_cases import load, raw
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.load import load_paths
from wismo.intake.vendors import FORMATS

TAG = {"tag": "wismo", "ticket_id": "70011", **FIVETRAN}
AIRBYTE_ORDER = {
    **AIRBYTE, "id": 1, "name": "#1", "financial_status": "paid", "line_items": [],
    "created_at": "2026-01-05T00:00:00Z", "updated_at": "2026-01-05T00:00:00Z", "deleted_at": None,
}  # fmt: skip


def test_a_deleted_ticket_is_its_last_version(home):
    load(home, None, t__csv=as_csv({**TICKET, "_fivetran_deleted": "FALSE"}))
    load(home, None, t__csv=as_csv({**TICKET, "_fivetran_deleted": "TRUE"}))
    states = [(row["status"], row["is_spam"], row["updated_at"]) for row in raw(home, "tickets")]
    assert sorted(states) == [
        ("deleted", "true", "2026-10-02T03:04:05.678Z"),
        ("solved", "false", "2026-09-29T10:00:00Z"),
    ]


def test_other_deleted_rows_are_left_out_and_counted(home):
    gone = [{**EVENT, "_fivetran_deleted": word} for word in ("TRUE", "t", "false")]
    order = {**AIRBYTE_ORDER, "name": None, "financial_status": None, "created_at": None, "deleted_at": "2026-02-01"}
    removed = {
        "id": "8", "order_id": "1", **FIVETRAN, "carrier_identifier": None, "code": "std", "title": "Express",
        "is_removed": "TRUE",
    }  # fmt: skip
    reports = load(home, None, e__csv=as_csv(*gone), o__csv=as_csv(AIRBYTE_ORDER, order), s__csv=as_csv(removed))
    assert [(report.records, report.loaded, report.note) for report in reports] == [
        (1, 1, "left out, as the source has deleted them: 2"),
        (1, 1, "left out, as the source has deleted them: 1"),
        (0, 0, "left out, as the source has deleted them: 1"),
    ]
    assert {entry.object: (entry.rows, entry.not_applicable) for entry in read_ledger(home)} == {
        "tracking_events": (3, 2),
        "orders": (2, 1),
        "order_shipping_lines": (1, 1),
    }


def test_versions_of_a_record_are_kept_and_equal_ones_are_duplicates(home):
    later = {**AIRBYTE_ORDER, "updated_at": "2026-01-09T00:00:00Z", "financial_status": "refunded"}
    again = {**later, "_airbyte_raw_id": "another", "_airbyte_extracted_at": "2026-11-01 00:00:00+00"}
    (report,) = load(home, None, o__csv=as_csv(AIRBYTE_ORDER, later, again))
    assert (report.records, report.loaded, report.duplicates) == (3, 2, 1)


def test_json_that_was_cut_off_refuses_its_row_alone(home):
    good = {**AIRBYTE, "id": 1, "requester_id": 7, "submitter_id": 7, "status": "open", "via": '{"channel": "web"}',
            "created_at": "2026-09-28T09:00:00Z", "subject": "{not JSON", "tags": None}  # fmt: skip
    cut = {**good, "id": 2, "via": '{"channel": "we'}
    twice = {**good, "id": 3, "tags": '{"a": 1, "a": 2}'}
    strange = {**good, "id": 4, "tags": '{"a": 1}'}
    (report,) = load(home, None, t__csv=as_csv(good, cut, twice, strange))
    assert (report.records, report.loaded, report.quarantined) == (4, 1, 3)
    assert report.reasons == {
        "the row's JSON in via is not valid JSON; it was cut off: export the table again": 1,
        "the row's JSON in tags names a key twice, so which value counts is a guess; it was cut off: export the table "
        "again": 1,
        "the row's tags holds an object where a list is expected": 1,
    }
    assert raw(home, "tickets")[0]["subject"] == "{not JSON"
    (kept,) = (home.quarantine / "tickets").glob("*/t.csv")
    assert '"{""channel"": ""we"' in kept.read_text()


def test_what_airbyte_could_not_keep_is_not_taken_for_empty(home):
    lost = {"field": "updated_at", "change": "NULLED", "reason": "DESTINATION_TYPECAST_ERROR"}
    rows = [
        {**AIRBYTE_ORDER, "id": 2, "updated_at": None, "_airbyte_meta": {"sync_id": 3, "changes": [lost]}},
        {**AIRBYTE_ORDER, "id": 3, "_airbyte_meta": {"changes": [{**lost, "field": "client_details.browser_width"}]}},
        {**AIRBYTE_ORDER, "id": 4, "_airbyte_meta": "no JSON"},
    ]
    (report,) = load(home, None, o__csv=as_csv(AIRBYTE_ORDER, *rows))
    (reason,) = report.reasons
    assert reason == (
        "the row's updated_at could not be kept by Airbyte (NULLED, DESTINATION_TYPECAST_ERROR); sync the stream again"
    )
    assert (report.loaded, report.quarantined) == (3, 1)


@pytest.mark.parametrize("as_file", [as_csv, as_parquet])
def test_names_in_capitals_are_the_same(home, as_file):
    capitals = {name.upper(): value for name, value in ORDER.items()}
    name = "ORDER__csv" if as_file is as_csv else "ORDER__parquet"
    (report,) = load(home, None, **{name: as_file(capitals)})
    assert (report.format.split(" (")[0], report.loaded) == ("Shopify, landed by Fivetran", 1)
    assert raw(home, "orders")[0]["country"] == "GB"


def test_columns_that_differ_in_capitals_alone_are_refused(home):
    (report,) = load(home, None, t__csv=as_csv({**TAG, "Tag": "other"}))
    assert (report.error or "").startswith("Two columns differ in capitals alone")


def test_ids_that_lost_digits_are_refused(home):
    ids = ("2674098602081123456789", "2.67E+12", "36001.0", "007")
    (report,) = load(home, None, u__csv=as_csv(*({**USER, "id": number} for number in ids)))
    assert (report.loaded, report.quarantined) == (2, 2)
    assert {row["contact_id"] for row in raw(home, "contacts")} == {"2674098602081123456789", "007"}


def test_empty_tables_are_no_mistake(home, tmp_path):
    headers = {"t__csv": as_csv(TICKET).splitlines()[0] + "\n", "g__parquet": as_parquet(TAG)}
    reports = load(home, None, t__csv=headers["t__csv"])
    assert [(report.error, report.records) for report in reports] == [(None, 0)]
    database = write_database(tmp_path / "w.duckdb", z__tag="select 'a' tag, 1 ticket_id, 'x' _fivetran_synced limit 0")
    (report,) = load_paths(home, [database], None)
    assert (report.error, report.records) == (None, 0)
    assert balance(home) == []


def test_tables_that_nothing_reads_are_left_alone(home, tmp_path):
    product = {"id": 1, "title": "Pillow", "vendor": "x", **FIVETRAN}
    database = write_database(
        tmp_path / "w.duckdb",
        shopify__product="select 1 id, 'Pillow' title, '2026' _fivetran_synced",
        app__settings="select 1 a",
        zendesk__ticket_tag="select 'wismo' tag, 7 ticket_id, '2026' _fivetran_synced",
    )
    reports = load_paths(home, [database], None)
    assert {report.file.partition("/")[2]: (report.error, report.loaded, report.note) for report in reports} == {
        "app.settings": (None, 0, "left alone: no table that is read (docs/elt.md lists those that are)"),
        "shopify.product": (None, 0, "left alone: no table that is read (docs/elt.md lists those that are)"),
        "zendesk.ticket_tag": (None, 1, None),
    }
    first, second = load(home, None, a__csv=as_csv(product), b__csv="some,thing\n1,2\n")
    assert (first.error, (first.note or "")[:10]) == (None, "left alone")
    assert second.error is not None


def test_a_database_of_which_nothing_is_read_says_so(home, tmp_path):
    (_, whole) = load_paths(home, [write_database(tmp_path / "w.duckdb", app__settings="select 1 a")], None)
    assert whole.file == "w.duckdb"
    assert (whole.error or "").startswith("None of its tables is one that is read.")


def test_columns_that_are_nested_themselves_are_the_same_as_json(home, tmp_path):
    ticket = (
        "7 as id, 1 as requester_id, 1 as submitter_id, 'new' as status, '2026-01-01' as created_at, 'x' as subject"
    )
    nested = "{'channel': 'rule'} as via, ['wismo', 'vip'] as tags, '2026' as _airbyte_raw_id"
    as_json = """'{"channel": "rule"}'::json as via, '["wismo", "vip"]'::json as tags, 'x' as _airbyte_raw_id"""
    tables = {"a__tickets": f"select {ticket}, {nested}", "b__tickets": f"select {ticket}, {as_json}"}
    reports = load_paths(home, [write_database(tmp_path / "w.duckdb", **tables)], None)
    assert [(report.loaded, report.duplicates) for report in reports] == [(1, 0), (0, 1)]
    (found,) = raw(home, "tickets")
    assert (found["is_automated"], found["tags"]) == ("true", '["wismo","vip"]')


def test_accounts_in_schemas_of_one_database(home, tmp_path):
    columns = "'#1' as name, 'paid' as financial_status, now() as processed_at, '2026-01-01' as created_at, "
    order = "select {} as id, " + columns + "'2026' as _fivetran_synced"
    unread = "select 1 id, 'x' title, '2026' _fivetran_synced"
    write_database(
        tmp_path / "w.duckdb",
        us__order=order.format(1),
        eu__order=order.format(2),
        us__product=unread,
        hr__people="select 1 a",
    )
    (tmp_path / "sources.yml").write_text(
        "sources:\n"
        "  - {format: shopify, account: us, files: ['w.duckdb/us.*']}\n"
        "  - {format: shopify, account: eu, files: ['w.duckdb/eu.*']}\n"
    )
    reports = load_paths(home, [tmp_path / "w.duckdb"], None)
    assert [report.error for report in reports] == [None] * 4
    assert [(row["source_account"], row["order_id"]) for row in raw(home, "orders")] == [("eu", "2"), ("us", "1")]


def test_an_entry_that_names_a_table_must_fit_it(home, tmp_path):
    write_database(tmp_path / "w.duckdb", app__parcels="select 1 a")
    (tmp_path / "sources.yml").write_text(
        "sources: [{name: app, object: locations, files: [w.duckdb/app.parcels], columns: {location_id: id, name: a}}]"
    )
    (report, *_) = load_paths(home, [tmp_path / "w.duckdb"], None)
    assert "reads columns that this file does not have: id" in (report.error or "")


@pytest.mark.parametrize(
    "row",
    [
        {**COMMENT, "resource": "x", "subject": "an alert"} | {"facebook_comment": ""},
        {"id": 1, "status": "open", "requester_id": 7, "via": "{}", "subject": "x", **DLT},  # an end user's request
        {**TAG, "updated": "2026", "tagged": "TRUE"},
        {"id": 1, "email": "a@example.com", "role": {"name": "agent"}, "created_datetime": "2026", **AIRBYTE},
        {"id": 1, "name": "x", "active": True, **AIRBYTE},
    ],
)
def test_tables_that_look_alike_are_not_taken_for_others(home, row):
    row = {name: value for name, value in row.items() if name not in ("voice_comment", "tweet")}
    (report,) = load(home, None, x__csv=as_csv(row))
    assert (report.error, report.records) == (None, 0)
    assert (report.note or "").startswith("left alone")


def test_no_table_has_the_marks_of_two():
    for row in (TICKET, COMMENT, USER, TAG, ORDER, FULFILLMENT, EVENT, AIRBYTE_ORDER):
        fits = [name for name, form in FORMATS.items() if form.recognises and form.recognises(list(row))]
        assert len(fits) == 1, (fits, list(row))


def test_no_cell_breaks_a_reader(home):
    """Any text may stand in any cell: the row is read or set aside with a sentence, and the ledger balances."""
    strange = ("", " ", "null", "true", "7", "-1.5", "1e999", "x" * 9000, "2026-13-99", "[]", "[null]", '["x"]', "{}",
               '{"a": [1]}', '[{"id": {}}]', '"', "\\", "\x1f", "{", "2026-09-28 09:00:00+00", "é\u202e")  # fmt: skip
    draw = random.Random(5)  # the same cells every time
    for row in (TICKET, COMMENT, USER, TAG, ORDER, FULFILLMENT, EVENT, AIRBYTE_ORDER):
        rows = [{**row, name: word} for name in row for word in strange]
        rows += [{name: draw.choice(strange) for name in row} for _ in range(200)]
        (report,) = load(home, None, x__csv=as_csv(row, *rows))
        assert report.error is None
        assert report.loaded > 0
        assert all("Traceback" not in reason and len(reason) < 300 for reason in report.reasons)
