"""Gorgias beyond tickets with their messages: customers, surveys, and records as programs store them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.damage import assert_no_damage
from tests.schema_records import record_of
from tests.vendor_cases import lines, load, raw

GORGIAS = {"source_system": "gorgias", "source_account": "main"}
_PERSON = {
    "type": ["null", "object"],
    "properties": {"id": {"type": ["null", "integer"]}, "email": {"type": ["null", "string"]}},
}


def schema(**fields: Any) -> dict[str, Any]:
    """A schema as a tap of Gorgias writes it down: a type by name, or a whole schema."""
    kinds = {
        "text": {"type": ["null", "string"]},
        "number": {"type": ["null", "integer"]},
        "flag": {"type": ["null", "boolean"]},
        "time": {"type": ["null", "string"], "format": "date-time"},
    }
    parts = {name: kinds[kind] if isinstance(kind, str) else kind for name, kind in fields.items()}
    return {"type": ["null", "object"], "properties": parts}


TICKET = schema(
    id="number", uri="text", external_id="text", language="text", status="text", priority="text", channel="text",
    via="text", from_agent="flag", requester=_PERSON, customer=_PERSON, assignee_user=_PERSON, subject="text",
    excerpt="text", integrations={"type": "array", "items": schema(name="text", address="text", type="text")},
    meta="text", tags={"type": ["null", "array"], "items": {"id": {"type": "integer"}, "name": {"type": "string"}}},
    messages_count="number", created_datetime="time", opened_datetime="time", updated_datetime="time",
    closed_datetime="time", snooze_datetime="time",
)  # fmt: skip
MESSAGE = schema(
    id="number", message_id="text", ticket_id="number", public="flag", channel="text", via="text",
    source=schema(type="text", to={"type": "array", "items": schema(name="text")}, extra="text"), sender=_PERSON,
    integration_id="number", rule_id="number", from_agent="flag", receiver=_PERSON, subject="text", body_text="text",
    body_html="text", stripped_text="text", stripped_html="text", headers="text", meta="text",
    actions={"type": "array", "items": {"type": "string"}}, created_datetime="time", sent_datetime="time",
)  # fmt: skip
SURVEY: dict[str, Any] = {
    "id": 1234,
    "ticket_id": 40017,
    "customer_id": 120,
    "body_text": "Fine",
    "score": 4,
    "created_datetime": "2026-09-28T15:59:41.966927",
    "sent_datetime": "2026-09-28T16:59:41.966927",
    "scored_datetime": "2026-09-28T17:59:41.966927",
    "meta": {},
}
CUSTOMER: dict[str, Any] = {
    "id": 120,
    "email": "ann@example.com",
    "firstname": "Ann",
    "external_id": "x-7",
    "channels": [{"type": "email", "address": "ann@example.com"}, {"type": "phone", "address": "+12125550100"}],
    "integrations": {"6": {"__integration_type__": "shopify", "customer": {"id": 6001}, "orders": [{"id": 1}]}},
    "created_datetime": "2026-09-01T09:00:00",
    "updated_datetime": "2026-09-02T09:00:00",
}


def told(record: dict[str, Any], **columns: str) -> dict[str, str]:
    """What the columns hold that are filled from a record's places, each as text."""
    found = {}
    for column, path in columns.items():
        place: Any = record
        for step in path.split("."):
            place = place[int(step) if step.isdigit() else step]
        found[column] = str(place).replace("+00:00", "Z") if column.endswith("_at") else str(place)
    return found


@pytest.mark.parametrize("person", ["customer", "requester"])
def test_every_field_of_ours_that_a_ticket_of_the_schema_has_is_read(home, person):
    record = record_of(TICKET)
    record[{"customer": "requester", "requester": "customer"}[person]] = None
    load(home, None, t__jsonl=lines(record))
    assert raw(home, "tickets") == [
        {
            **GORGIAS,
            **told(
                record,
                ticket_id="id",
                created_at="created_datetime",
                updated_at="updated_datetime",
                closed_at="closed_datetime",
                status="status",
                channel="channel",
                subject="subject",
                body="excerpt",
                customer_email=f"{person}.email",
                requester_id=f"{person}.id",
                agent_id="assignee_user.id",
            ),
            "tags": '["tags.name"]',
            "is_spam": "false",
            "is_from_agent": "false",
            "is_automated": "false",
        }
    ]


def test_every_field_of_ours_that_a_message_of_the_schema_has_is_read(home):
    record = {**record_of(MESSAGE), "public": True}
    load(home, None, m__jsonl=lines(record))
    (found,) = raw(home, "ticket_messages")
    assert found == {
        **GORGIAS,
        **told(
            record,
            message_id="id",
            ticket_id="ticket_id",
            created_at="sent_datetime",
            author_id="sender.id",
            body="stripped_text",
        ),
        "direction": "in",
        "is_public": "true",
        "is_automated": "false",
    }


def test_customers_and_surveys(home):
    unscored = {**SURVEY, "id": 1235, "score": None, "scored_datetime": None}
    (report,) = load(home, None, p__json=json.dumps({"data": [CUSTOMER, SURVEY, unscored], "meta": {}}))
    assert (report.format, report.quarantined) == ("Gorgias (json) as contacts, ticket_metrics", 0)
    assert raw(home, "contacts") == [
        {
            **GORGIAS,
            "contact_id": "120",
            "updated_at": "2026-09-02T09:00:00Z",
            "role": "customer",
            "customer_email": "ann@example.com",
            "customer_phone": "+12125550100",
            "customer_id": "6001",
        }
    ]
    assert raw(home, "ticket_metrics") == [
        {
            **GORGIAS,
            "metric_id": "satisfaction_survey:1234",
            "ticket_id": "40017",
            "updated_at": "2026-09-28T17:59:41.966927Z",
            "csat": "4",
        }
    ]


@pytest.mark.parametrize("name", ["ticket", "message", "survey", "customer"])
def test_damaged_records_are_read_or_set_aside(home, name):
    made = {"ticket": record_of(TICKET), "message": record_of(MESSAGE), "survey": SURVEY, "customer": CUSTOMER}
    assert assert_no_damage(home, made[name], "gorgias").quarantined > 0


def test_what_we_wrote_first_is_kept_and_a_sample_counts_for_nothing(home):
    common = {"channel": "email", "via": "helpdesk", "status": "closed", "subject": None, "customer": {"id": 120}}
    said = {"id": 9, "public": True, "channel": "email", "from_agent": True, "body_text": "We ship late"}
    said["created_datetime"] = "2026-09-28T09:00:00"
    ours = {"id": 1, "created_datetime": "2026-09-28T09:00:00+00:00", "from_agent": True, "messages": [said], **common}
    asked = {**said, "id": 10, "from_agent": False, "body_text": "Congrats!"}
    sample = {**ours, "id": 2, "from_agent": False, "messages": [asked], "tags": [{"name": "sample ticket"}]}
    load(home, None, t__jsonl=lines(ours, sample))
    one, two = raw(home, "tickets")
    assert (one["body"], one["is_from_agent"], one["is_automated"]) == ("We ship late", "true", "false")
    assert (two["body"], two["is_from_agent"], two["is_automated"]) == ("Congrats!", "false", "true")
