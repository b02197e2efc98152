"""Intercom's conversations and contacts, field by field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.damage import assert_no_damage
from tests.vendor_cases import lines, load, raw

INTERCOM = {"source_system": "intercom", "source_account": "main"}
ANN = {"type": "user", "id": "5c9553cb", "name": "Ann", "email": "ann@example.com"}
KIM = {"type": "admin", "id": "195", "name": "Kim", "email": "kim@brand.com"}
FIN = {"type": "bot", "id": "900", "name": "Fin", "email": None}


def part(number: str, kind: str, author: dict[str, Any], body: str | None = None) -> dict[str, Any]:
    return {
        "type": "conversation_part",
        "id": number,
        "part_type": kind,
        "body": body,
        "created_at": 1790591400,
        "author": author,
    }


SOURCE = {
    "type": "conversation",
    "id": "331494375",
    "delivered_as": "customer_initiated",
    "subject": "<p>Order</p>",
    "body": "<p>Where is my order?</p>",
    "author": ANN,
    "attachments": [],
}
PARTS = [
    part("1", "assignment", {"type": "bot", "id": "900"}),
    part("2", "comment", FIN, "<p>Have you looked at our page?</p>"),
    part("3", "comment", {**FIN, "from_ai_agent": True}, "It is in Lyon."),
    part("4", "note", KIM, "VIP"),
    part("5", "assignment", KIM, "<p>I am on it<br>Kim</p>"),
    part("6", "comment", ANN),
    part("7", "close", KIM),
]
CONVERSATION: dict[str, Any] = {
    "type": "conversation",
    "id": "21322009097",
    "title": None,
    "created_at": 1790586000,
    "updated_at": 1790599999,
    "waiting_since": None,
    "open": False,
    "state": "closed",
    "admin_assignee_id": 195,
    "source": SOURCE,
    "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": "5c9553cb", "external_id": "77"}]},
    "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": "1", "name": "wismo"}]},
    "custom_attributes": {"Order number": "#NL1042"},
    "statistics": {"first_admin_reply_at": 1790589600, "last_close_at": 1790596800, "count_reopens": 1},
    "conversation_rating": {"rating": 4, "remark": "ok"},
    "ai_agent_participated": True,
    "ai_agent": {"resolution_state": "escalated"},
    "conversation_parts": {"type": "conversation_part.list", "conversation_parts": PARTS, "total_count": 7},
}
SOURCES = "sources: [{format: intercom, fields: {order_ref: Order number}}]"


def test_a_conversation_with_its_parts(home):
    page: dict[str, Any] = {
        "type": "conversation.list",
        "conversations": [CONVERSATION],
        "pages": {"page": 1},
        "total_count": 1,
    }
    (report,) = load(home, SOURCES, page__json=json.dumps(page))
    assert report.format == "Intercom (json) as tickets, ticket_messages"
    assert raw(home, "tickets") == [
        {
            **INTERCOM,
            "ticket_id": "21322009097",
            "created_at": "2026-09-28T09:00:00Z",
            "updated_at": "2026-09-28T12:53:19Z",
            "closed_at": "2026-09-28T12:00:00Z",
            "first_response_at": "2026-09-28T10:00:00Z",
            "status": "closed",
            "channel": "conversation",
            "subject": "Order",
            "body": "Where is my order?",
            "customer_email": "ann@example.com",
            "requester_id": "5c9553cb",
            "tags": '["wismo"]',
            "order_ref": "#NL1042",
            "is_spam": "false",
            "is_from_agent": "false",
            "is_automated": "false",
            "reopen_count": "1",
            "csat": "4",
            "agent_id": "195",
        }
    ]
    messages = raw(home, "ticket_messages")
    assert messages[0] == {
        **INTERCOM,
        "message_id": "21322009097/source",
        "ticket_id": "21322009097",
        "created_at": "2026-09-28T09:00:00Z",
        "direction": "in",
        "author_id": "5c9553cb",
        "is_public": "true",
        "is_automated": "false",
        "body": "Where is my order?",
    }
    told = [(m["message_id"], m["direction"], m["is_public"], m["is_automated"], m.get("body")) for m in messages[1:]]
    assert told == [
        ("2", "out", "true", "true", "Have you looked at our page?"),
        ("3", "out", "true", "false", "It is in Lyon."),
        ("4", "note", "false", "false", "VIP"),
        ("5", "out", "true", "false", "I am on it\nKim"),
        ("6", "in", "true", "false", None),
    ]
    assert messages[1]["created_at"] == "2026-09-28T10:30:00Z"


@pytest.mark.parametrize(
    ("began", "author", "marked"),
    [
        ("customer_initiated", ANN, []),
        ("operator_initiated", FIN, []),
        ("admin_initiated", KIM, ["is_from_agent"]),
        ("automated", KIM, ["is_from_agent", "is_automated"]),
        ("campaigns_initiated", KIM, ["is_from_agent", "is_automated"]),
        (None, KIM, ["is_from_agent"]),
    ],
)
def test_conversations_that_no_customer_began(home, began, author, marked):
    asked = part("9", "comment", ANN, "<p>And my order?</p>")
    conversation = {**CONVERSATION, "source": {**SOURCE, "delivered_as": began, "author": author}}
    load(home, None, c__jsonl=lines({**conversation, "conversation_parts": {"conversation_parts": [asked]}}))
    (found,) = raw(home, "tickets")
    assert [name for name in ("is_from_agent", "is_automated") if found[name] == "true"] == marked
    assert found["body"] == ("Where is my order?" if author is ANN else "And my order?")
    assert found["requester_id"] == "5c9553cb"


def test_what_an_ai_resolved_alone(home):
    alone = {**CONVERSATION, "ai_agent": {"resolution_state": "confirmed_resolution"}, "statistics": {}}
    helped = {**alone, "id": "2", "statistics": {"first_admin_reply_at": 1790589600}}
    load(home, None, c__jsonl=lines(alone, helped))
    assert [ticket.get("handled_by") for ticket in raw(home, "tickets")] == ["ai", None]


def test_a_webhook_of_the_older_api(home):
    old: dict[str, Any] = {
        "type": "conversation",
        "id": "3",
        "created_at": 1790586000,
        "updated_at": 1790586000,
        "open": True,
    }
    old |= {"user": {**ANN, "type": "lead"}, "assignee": {"type": "admin", "id": "195"}, "tags": {"tags": []}}
    old |= {
        "conversation_message": {
            "id": "8",
            "subject": "",
            "body": "<p>Hello</p>",
            "author": {"type": "user", "id": "5c9553cb"},
        }
    }
    old |= {"conversation_parts": {"type": "conversation_part.list", "conversation_parts": PARTS[4:5]}}
    hook: dict[str, Any] = {
        "type": "notification_event",
        "topic": "conversation.admin.replied",
        "id": "notif_1",
        "created_at": 1790591400,
    }
    hook |= {"data": {"type": "notification_event_data", "item": old}}
    (report,) = load(home, None, hook__jsonl=lines(hook))
    assert (report.format, report.quarantined) == ("Intercom (jsonl) as tickets, ticket_messages", 0)
    (found,) = raw(home, "tickets")
    assert (found["status"], found["body"], found["agent_id"]) == ("open", "Hello", "195")
    assert (found["requester_id"], found["customer_email"]) == ("5c9553cb", "ann@example.com")
    assert [m["direction"] for m in raw(home, "ticket_messages")] == ["in", "out"]


def test_contacts_admins_and_parts_that_a_program_stored(home):
    contact: dict[str, Any] = {
        "type": "contact",
        "id": "5c9553cb",
        "external_id": "77",
        "role": "user",
        "updated_at": 1790586000123,
    }
    contact |= {"email": "ann@example.com", "phone": "+1555"}
    admin = {"type": "admin", "id": "195", "email": "kim@brand.com"}
    stored = {**PARTS[5], "conversation_id": "21322009097", "created_at": "2026-09-28T10:30:00.000000Z"}
    load(home, None, c__json=json.dumps({"type": "list", "data": [contact, admin, stored], "total_count": 3}))
    assert raw(home, "contacts") == [
        {
            **INTERCOM,
            "contact_id": "5c9553cb",
            "updated_at": "2026-09-28T09:00:00.123Z",
            "role": "customer",
            "customer_email": "ann@example.com",
            "customer_phone": "+1555",
        },
        {**INTERCOM, "contact_id": "195", "role": "agent", "customer_email": "kim@brand.com"},
    ]
    assert [(m["ticket_id"], m["created_at"]) for m in raw(home, "ticket_messages")] == [
        ("21322009097", "2026-09-28T10:30:00Z"),
    ]  # fmt: skip


def test_damaged_records_are_read_or_set_aside(home):
    few = {"type": "conversation_part.list", "conversation_parts": PARTS[2:4]}
    report = assert_no_damage(home, {**CONVERSATION, "conversation_parts": few}, "intercom")
    assert report.quarantined > 0


@pytest.mark.parametrize(
    "record",
    [
        {**CONVERSATION, "source": {**SOURCE, "delivered_as": "admin_initiated", "author": KIM, "subject": ""}},
        {
            **{key: value for key, value in CONVERSATION.items() if key != "source"},
            "conversation_message": {
                "type": "conversation_message",
                "id": "9",
                "subject": "",
                "body": "Hi",
                "author": KIM,
            },
        },
    ],
    ids=["newer", "older"],
)
def test_a_message_of_ours_that_nobody_answered_is_kept(home, record):
    load(home, None, c__jsonl=lines({**record, "tags": None, "conversation_parts": None}))
    (found,) = raw(home, "tickets")
    assert (found["is_from_agent"], found["body"]) == ("true", raw(home, "ticket_messages")[0]["body"])
    assert found.get("channel") == ("conversation" if "source" in record else None)


def test_the_bot_is_no_admin_whatever_an_answer_calls_it(home):
    operator = {"type": "admin", "id": "274", "name": "Operator", "email": "operator+abcd1234@intercom.io"}
    greeting = {**SOURCE, "delivered_as": "operator_initiated", "author": KIM, "body": "Hey there!"}
    parts = [part("1", "comment", operator, "Which order?"), part("2", "comment", ANN, "Where is it?")]
    load(home, None, c__jsonl=lines({**CONVERSATION, "source": greeting, "conversation_parts": parts}))
    (ticket,) = raw(home, "tickets")
    told = [(message["direction"], message["is_automated"]) for message in raw(home, "ticket_messages")]
    assert (ticket["body"], ticket["is_from_agent"]) == ("Where is it?", "false")
    assert sorted(told) == [("in", "false"), ("out", "true"), ("out", "true")]


def test_a_conversation_that_a_program_stored_without_its_type(home):
    load(
        home,
        None,
        c__jsonl=lines({key: CONVERSATION[key] for key in ("id", "created_at", "source", "conversation_parts")}),
    )
    assert [found["ticket_id"] for found in raw(home, "tickets")] == ["21322009097"]
