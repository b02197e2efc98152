"""Help Scout's conversations, threads and customers, field by field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.damage import assert_no_damage
from tests.vendor_cases import lines, load, raw

HELPSCOUT = {"source_system": "helpscout", "source_account": "main"}
ANN = {"id": 238604, "type": "customer", "first": "Ann", "last": "Lee", "email": "ann@example.com"}
KIM = {"id": 99, "type": "user", "first": "Kim", "email": "kim@brand.com"}


def thread(number: int, kind: str, author: dict[str, Any], at: str, **more: Any) -> dict[str, Any]:
    line: dict[str, Any] = {
        "id": number,
        "type": kind,
        "status": "active",
        "state": "published",
        "createdBy": author,
        **more,
    }
    return {"body": "", "source": {"type": "email", "via": author["type"]}, "action": {}, "createdAt": at, **line}


QUESTION = thread(1, "customer", ANN, "2026-09-28T09:00:00Z", body="<p>Where is <b>#NL1042</b>?</p>")
REPLY = thread(2, "message", KIM, "2026-09-28T10:00:00Z", body="On its way")
THREADS = [
    thread(6, "lineitem", KIM, "2026-09-28T11:00:00Z", body=None),
    thread(5, "message", KIM, "2026-09-28T10:30:00Z", body="not yet", state="draft"),
    thread(4, "note", KIM, "2026-09-28T09:30:00Z", body="asked the carrier"),
    REPLY,
    thread(3, "message", KIM, "2026-09-28T09:00:05Z", body="We got it", source={"type": "workflows", "via": "user"}),
    QUESTION,
]
CONVERSATION: dict[str, Any] = {
    "id": 123,
    "number": 12,
    "threads": 6,
    "type": "email",
    "folderId": 11,
    "status": "closed",
    "state": "published",
    "subject": "Help",
    "preview": "On its way",
    "mailboxId": 13,
    "assignee": KIM,
    "createdBy": ANN,
    "createdAt": "2026-09-28T09:00:00Z",
    "closedAt": "2026-09-29T09:00:00Z",
    "userUpdatedAt": "2026-09-29T09:00:00Z",
    "source": {"type": "email", "via": "customer"},
    "tags": [{"id": 9150, "color": "#929499", "tag": "wismo"}],
    "primaryCustomer": ANN,
    "customFields": [
        {"id": 8, "name": "Order number", "value": "#NL1042", "text": ""},
        {"id": 9, "name": "Reason", "value": "8518", "text": "Where is it"},
    ],
    "_embedded": {"threads": THREADS},
    "_links": {"self": {"href": "https://api.helpscout.net/v2/conversations/123"}},
}
SOURCES = "sources: [{format: helpscout, fields: {order_ref: Order number, intent: '9'}}]"


def test_a_list_of_conversations_with_their_threads(home):
    page = {"_embedded": {"conversations": [CONVERSATION]}, "_links": {}, "page": {"number": 1, "totalPages": 1}}
    (report,) = load(home, SOURCES, page__json=json.dumps(page, indent=1))
    assert report.format == "Help Scout (json) as tickets, ticket_messages"
    assert raw(home, "tickets") == [
        {
            **HELPSCOUT,
            "ticket_id": "123",
            "created_at": "2026-09-28T09:00:00Z",
            "updated_at": "2026-09-29T09:00:00Z",
            "closed_at": "2026-09-29T09:00:00Z",
            "first_response_at": "2026-09-28T10:00:00Z",
            "status": "closed",
            "channel": "email",
            "subject": "Help",
            "body": "Where is #NL1042?",
            "customer_email": "ann@example.com",
            "requester_id": "238604",
            "tags": '["wismo"]',
            "order_ref": "#NL1042",
            "intent": "Where is it",
            "is_spam": "false",
            "is_from_agent": "false",
            "is_automated": "false",
            "agent_id": "99",
        }
    ]
    told = [
        (m["message_id"], m["direction"], m["is_public"], m["is_automated"], m.get("author_id"))
        for m in raw(home, "ticket_messages")
    ]
    assert told == [
        ("1", "in", "true", "false", "238604"),
        ("3", "out", "true", "true", None),
        ("4", "note", "false", "false", None),
        ("2", "out", "true", "false", None),
        ("5", "out", "false", "false", None),
    ]
    assert raw(home, "ticket_messages")[0]["ticket_id"] == "123"


def test_a_webhook_and_a_program_that_stores_conversations(home):
    """The old spelling: threads and tags as plain lists, `customer`; and names in small letters."""
    hook: dict[str, Any] = {
        key: CONVERSATION[key] for key in ("id", "number", "type", "status", "subject", "createdAt", "source")
    }
    hook |= {"customer": ANN, "mailbox": {"id": 13}, "owner": KIM, "threads": [QUESTION], "tags": ["wismo"]}
    stored: dict[str, Any] = {
        "id": 124,
        "number": 13,
        "threads": 1,
        "status": "spam",
        "mailbox_id": 13,
        "created_at": "2026-09-28T09:00:00Z",
    }
    stored |= {"preview": "Cheap pens", "primary_customer": ANN, "type": "email", "custom_fields": [], "tags": []}
    line: dict[str, Any] = {
        "id": 7,
        "conversation_id": 124,
        "type": "customer",
        "state": "published",
        "body": "Cheap pens",
    }
    line |= {"created_by": ANN, "created_at": "2026-09-28T09:00:00Z"}
    (report,) = load(home, None, h__jsonl=lines(hook, stored, line))
    assert report.quarantined == 0
    one, two = raw(home, "tickets")
    assert (one["customer_email"], one["tags"], one["agent_id"]) == ("ann@example.com", '["wismo"]', "99")
    assert (two["is_spam"], two["body"], two["requester_id"]) == ("true", "Cheap pens", "238604")
    assert [(m["message_id"], m["ticket_id"]) for m in raw(home, "ticket_messages")] == [("1", "123"), ("7", "124")]


@pytest.mark.parametrize(
    ("change", "channel", "marked"),
    [
        ({"source": {"type": "web", "via": "user"}, "createdBy": KIM}, "email", "is_from_agent"),
        ({"type": "phone", "source": {"type": "web", "via": "user"}, "createdBy": KIM}, "phone", None),
        ({"source": {"type": "workflows", "via": "user"}}, "email", "is_automated"),
        ({"createdBy": {**KIM, "type": "system_user"}}, "email", "is_automated"),
        ({"status": "spam"}, "email", "is_spam"),
        ({"state": "deleted"}, "email", "is_spam"),
        ({"source": {"type": "beacon", "via": "customer"}}, "beacon", None),
        ({"type": "chat", "source": {"type": "beacon", "via": "customer"}}, "chat", None),
    ],
)
def test_who_opened_a_conversation_and_where(home, change, channel, marked):
    load(home, None, c__jsonl=lines({**CONVERSATION, "_embedded": {}, **change}))
    (found,) = raw(home, "tickets")
    flags = [name for name in ("is_spam", "is_from_agent", "is_automated") if found[name] == "true"]
    assert (found["channel"], flags) == (channel, [marked] if marked else [])
    assert "body" not in found  # the preview is of the newest of six threads


def test_chats_are_told_by_their_authors_and_calls_are_the_customers(home):
    at = "2026-09-28T09:00:00Z"
    said = [thread(1, "beaconchat", ANN, at), thread(2, "chat", KIM, at), thread(3, "phone", KIM, at, body="Asks")]
    said.append(thread(4, "riddle", KIM, at, body="?"))
    (report,) = load(home, None, c__jsonl=lines({**CONVERSATION, "_embedded": {"threads": said}}))
    assert [(m["message_id"], m["direction"]) for m in raw(home, "ticket_messages")] == [
        ("1", "in"), ("2", "out"), ("3", "in"),
    ]  # fmt: skip
    assert report.reasons == {"one of direction, author_id must be filled": 1}
    assert raw(home, "tickets")[0]["body"] == "Asks"


def test_customers(home):
    customer: dict[str, Any] = {"id": 238604, "firstName": "Ann", "photoUrl": None, "updatedAt": "2026-09-02T09:00:00Z"}
    customer |= {"_embedded": {"emails": [{"id": 1, "value": "ann@example.com"}], "phones": [{"value": "+1555"}]}}
    load(home, None, c__json=json.dumps({"_embedded": {"customers": [customer]}, "page": {"size": 50}}))
    assert raw(home, "contacts") == [
        {
            **HELPSCOUT,
            "contact_id": "238604",
            "updated_at": "2026-09-02T09:00:00Z",
            "role": "customer",
            "customer_email": "ann@example.com",
            "customer_phone": "+1555",
        }
    ]


def test_damaged_records_are_read_or_set_aside(home):
    report = assert_no_damage(home, {**CONVERSATION, "_embedded": {"threads": [QUESTION, REPLY]}}, "helpscout")
    assert report.quarantined > 0


def test_a_record_that_is_nested_without_end_does_no_harm(home):
    deep = "[" * 700 + "]" * 700
    line = json.dumps(CONVERSATION)[:-1] + f', "more": {deep}}}\n'
    (report,) = load(home, None, c__jsonl=line)
    assert (report.error, report.quarantined) == (None, 0)


def test_people_who_work_here_are_no_customers_and_no_other_vendors(home):
    user = {
        "id": 99, "firstName": "Kim", "lastName": "Ho", "email": "kim@brand.com", "role": "owner",
        "timezone": "America/New_York", "photoUrl": None, "type": "user", "createdAt": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    (report,) = load(home, None, u__json=json.dumps({"_embedded": {"users": [user]}, "page": {"number": 1}}))
    assert report.format == "Help Scout (json) as contacts"
    common = {**HELPSCOUT, "updated_at": "2026-01-01T00:00:00Z"}
    assert raw(home, "contacts") == [{**common, "contact_id": "99", "role": "agent", "customer_email": "kim@brand.com"}]


@pytest.mark.parametrize(("word", "csat"), [("great", "5"), ("Okay", "3"), ("not_good", "1")])
def test_how_a_customer_rated_an_answer(home, word, csat):
    rating = {"id": 1, "conversationId": 123, "threadId": 10, "rating": word, "createdAt": "2026-09-30T12:12:13"}
    load(home, None, r__jsonl=lines(rating))
    common = {**HELPSCOUT, "metric_id": "rating:1", "ticket_id": "123", "updated_at": "2026-09-30T12:12:13Z"}
    assert raw(home, "ticket_metrics") == [{**common, "csat": csat}]


def test_threads_that_do_not_name_their_conversation_are_set_aside_with_what_to_do(home):
    page = {"_embedded": {"threads": [QUESTION, THREADS[0]]}, "page": {"number": 1}}
    (report,) = load(home, None, t__json=json.dumps(page))
    (reason,) = report.reasons
    assert (report.records, report.quarantined, "embed=threads" in reason) == (1, 1, True)


def test_a_message_of_ours_that_nobody_answered_is_kept(home):
    ours = {**CONVERSATION, "createdBy": KIM, "subject": None, "tags": [], "_embedded": {"threads": [REPLY]}}
    load(home, None, c__jsonl=lines(ours))
    (found,) = raw(home, "tickets")
    assert (found["is_from_agent"], found["body"]) == ("true", "On its way")
