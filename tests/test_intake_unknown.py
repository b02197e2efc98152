"""JSON files that are no export: each is told for what it is, and an empty answer is no mistake."""

from __future__ import annotations

import pytest

from tests.vendor_cases import load, load_one
from wismo.intake.ledger import read_ledger

SCHEMA = "The file is a JSON schema: it describes records and holds none. Export the records themselves."
MEND = "Mend the cause at the API, then pull or export again."


@pytest.mark.parametrize(
    "document",
    [
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Ticket"},
        {"type": "object", "properties": {"id": {"type": "integer"}}},
        {"type": ["null", "object"], "properties": {"id": {"type": ["null", "integer"]}}},
        {"openapi": "3.1.0", "paths": {}},
        {
            "tracking": {"type": "object", "properties": {"id": {"type": "string"}}},
            "code": {"type": "string", "enum": ["UN"]},
            "number": {"allOf": [{"$ref": "#/number"}]},
        },
    ],
)
def test_a_schema_is_no_export(home, document):
    assert load_one(home, document).error == SCHEMA


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"meta": {"code": 401, "message": "Ann's key", "type": "Unauthorized"}, "data": {}}, "401"),
        ({"meta": {"code": 4004, "message": "x"}, "data": []}, "4004"),
        ({"error": {"code": "TRACKER.NOT_FOUND", "message": "x", "errors": []}}, "TRACKER.NOT_FOUND"),
        ({"error": "RecordNotFound", "description": "Not found"}, None),
        ({"request_id": "r", "errors": [{"error_code": "unauthorized", "message": "x"}]}, "unauthorized"),
        ({"code": -18010002, "data": {"errors": [{"code": -18010002, "message": "x"}]}}, "-18010002"),
        ({"errors": "[API] Invalid API key or access token"}, None),
        ({"data": None, "errors": [{"message": "x", "extensions": {"code": "THROTTLED"}}]}, None),
        ({"message": "Not Found", "code": 404}, "404"),
        ({"message": "You have to log in.", "code": "invalid_credentials"}, "invalid_credentials"),
        ({"detail": "Authentication credentials were not provided."}, None),
        ([{"error": {"code": 500}}], "500"),
    ],
)
def test_an_error_answer_is_no_export(home, document, code):
    code = f" (code {code})" if code else ""
    assert load_one(home, document).error == f"The file is an API's error answer{code} and no export. {MEND}"


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"data": [], "meta": {"next_cursor": None}},
        {"trackers": [], "has_more": False},
        {"code": 0, "data": {"accepted": [], "rejected": []}},
        {"meta": {"code": 200}, "data": {"trackings": []}},
        {"data": [], "errors": []},
    ],
)
@pytest.mark.parametrize(
    "sources",
    [
        None,
        "sources: [{format: gorgias, files: ['*.json']}]",
        "sources: [{name: shop, object: orders, format: jsonl, columns: {order_id: id, created_at: at}}]",
    ],
)
def test_an_empty_answer_is_no_records_and_no_error(home, document, sources):
    report = load_one(home, document, sources)
    assert (report.error, report.records, report.note) == (None, 0, "an answer without records")
    assert read_ledger(home) == []


@pytest.mark.parametrize(
    ("document", "error"),
    [
        ({}, "The file holds empty JSON objects and no records. Export it again."),
        ({"data": {"tracking": {}}}, "The file holds empty JSON objects and no records. Export it again."),
        ([1, 2], "The file's JSON values are no objects, so they are no records. Export a list of objects."),
        ("[null]", "The file's JSON values are no objects, so they are no records. Export a list of objects."),
    ],
)
def test_nothing_that_could_be_a_record(home, document, error):
    assert load_one(home, document).error == error


@pytest.mark.parametrize(
    ("record", "columns"),
    [
        ({"id": 1, "error": "none", "amount": 2}, "id, error, amount"),
        ({"sku": "CUP", "type": "string", "properties": "blue"}, "sku, type, properties"),
        ({"message": "Hi", "sender": "shop"}, "message, sender"),
        ({"meta": {"code": "QC401"}, "sku": "CUP"}, "meta, meta.code, sku"),
    ],
)
def test_records_of_an_unknown_kind_are_not_taken_for_an_answer(home, record, columns):
    assert load_one(home, [record]).error == (
        f"The columns are not those of one object of the contract (they are: {columns}). "
        "Describe the file in a sources.yml."
    )


def test_an_error_among_records_is_set_aside(home):
    ticket = '{"id": 1, "status": "open", "channel": "email", "created_datetime": "2026-09-28T09:00:00Z"}'
    error = '{"error": {"code": 500}}'
    (report,) = load(home, t__jsonl=f"{error}\n{ticket}\n{ticket}\n")
    assert report.reasons["the record is none of Gorgias that is known; it has: error"] == 1
