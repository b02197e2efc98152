"""Freshdesk's JSON and CSV, field by field, and what is wrong with them when something is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.damage import assert_no_damage
from tests.vendor_cases import lines, load, raw

FRESHDESK = {"source_system": "freshdesk", "source_account": "main"}
CONVERSATION: dict[str, Any] = {
    "id": 9001,
    "ticket_id": 40017,
    "user_id": 77,
    "incoming": True,
    "private": False,
    "source": 0,
    "body": "<div>Still <b>nothing</b> &amp; it is late<br>Ann</div>",
    "body_text": None,
    "from_email": "ann@example.com",
    "created_at": "2026-09-28T12:00:00Z",
    "updated_at": "2026-09-28T12:00:00Z",
}
TICKET: dict[str, Any] = {
    "id": 40017,
    "subject": "Order?",
    "description": "<div>Where is it?</div>",
    "description_text": "Where is it?",
    "status": 5,
    "priority": 1,
    "source": 2,
    "type": "Question",
    "requester_id": 77,
    "responder_id": 12,
    "fr_escalated": False,
    "spam": False,
    "tags": ["wismo", "late delivery"],
    "custom_fields": {"cf_order_number": "#NL1042", "cf_tracking": None},
    "requester": {"id": 77, "name": "Ann", "email": "ann@example.com", "mobile": None, "phone": "+12125550100"},
    "stats": {"first_responded_at": "2026-09-28T10:00:00Z", "resolved_at": None, "closed_at": "2026-09-29T09:00:00Z"},
    "created_at": "2026-09-28T09:00:00Z",
    "updated_at": "2026-09-29T09:00:00Z",
}
CONTACT: dict[str, Any] = {
    "id": 77,
    "email": "ann@example.com",
    "phone": None,
    "mobile": "+12125550100",
    "active": True,
    "view_all_tickets": False,
    "other_emails": [],
    "created_at": "2026-09-01T09:00:00Z",
    "updated_at": "2026-09-02T09:00:00Z",
}
SOURCES = "sources: [{format: freshdesk, fields: {order_ref: order_number, tracking_ref: cf_tracking}}]"


def test_a_ticket_with_requester_stats_and_conversations(home):
    (report,) = load(home, SOURCES, t__json=json.dumps([{**TICKET, "conversations": [CONVERSATION]}]))
    assert report.format == "Freshdesk (json) as tickets, ticket_messages"
    assert raw(home, "tickets") == [
        {
            **FRESHDESK,
            "ticket_id": "40017",
            "created_at": "2026-09-28T09:00:00Z",
            "updated_at": "2026-09-29T09:00:00Z",
            "closed_at": "2026-09-29T09:00:00Z",
            "first_response_at": "2026-09-28T10:00:00Z",
            "status": "closed",
            "channel": "portal",
            "subject": "Order?",
            "body": "Where is it?",
            "customer_email": "ann@example.com",
            "customer_phone": "+12125550100",
            "requester_id": "77",
            "tags": '["wismo","late delivery"]',
            "order_ref": "#NL1042",
            "is_spam": "false",
            "is_from_agent": "false",
            "is_automated": "false",
            "agent_id": "12",
        }
    ]
    first, second = raw(home, "ticket_messages")
    common = {**FRESHDESK, "ticket_id": "40017", "direction": "in", "author_id": "77", "is_public": "true"}
    assert first == {
        **common,
        "message_id": "40017/description",
        "created_at": "2026-09-28T09:00:00Z",
        "body": "Where is it?",
    }
    assert second == {
        **common,
        "message_id": "9001",
        "created_at": "2026-09-28T12:00:00Z",
        "body": "Still nothing & it is late\nAnn",
    }


@pytest.mark.parametrize(
    ("change", "direction", "is_public"),
    [
        ({"incoming": False, "user_id": 12}, "out", "true"),
        ({"private": True, "incoming": False}, "note", "false"),
        ({"private": True}, "note", "false"),
        ({"incoming": False, "source": 8}, "note", "false"),
    ],
)
def test_which_way_a_conversation_goes(home, change, direction, is_public):
    load(home, None, c__jsonl=lines({**CONVERSATION, **change}))
    (found,) = raw(home, "ticket_messages")
    assert (found["direction"], found["is_public"]) == (direction, is_public)


def test_codes_become_words_and_outbound_tickets_are_ours(home):
    tickets = [{**TICKET, "id": code, "source": code, "status": code} for code in (1, 2, 3, 7, 9, 10, 99)]
    load(home, None, t__json=json.dumps(tickets))
    assert [(t["channel"], t["status"], t["is_from_agent"]) for t in raw(home, "tickets")] == [
        ("email", "1", "false"),
        ("portal", "open", "false"),
        ("phone", "pending", "false"),
        ("chat", "7", "false"),
        ("feedback_widget", "9", "false"),
        ("outbound_email", "10", "true"),
        ("99", "99", "false"),
    ]
    assert [m["direction"] for m in raw(home, "ticket_messages") if m["ticket_id"] == "10"] == ["out"]


def test_spam_and_what_a_list_leaves_out(home):
    listed = {
        key: TICKET[key] for key in TICKET if key not in ("description", "description_text", "requester", "stats")
    }
    own = [{"name": "cf_order_number", "value": "#NL1043"}]
    load(home, SOURCES, t__jsonl=lines({**listed, "spam": True, "custom_fields": own}, {**listed, "deleted": True}))
    spam, deleted = raw(home, "tickets")
    assert (spam["is_spam"], deleted["is_spam"], spam["order_ref"]) == ("true", "true", "#NL1043")
    assert (spam["requester_id"], "body" in spam, raw(home, "ticket_messages")) == ("77", False, [])


def test_contacts_and_agents(home):
    agent = {"id": 12, "ticket_scope": 1, "occasional": False, "contact": {"email": "kim@brand.com", "phone": "1"}}
    load(home, None, c__json=json.dumps([CONTACT, agent]))
    assert raw(home, "contacts") == [
        {
            **FRESHDESK,
            "contact_id": "77",
            "updated_at": "2026-09-02T09:00:00Z",
            "role": "customer",
            "customer_email": "ann@example.com",
            "customer_phone": "+12125550100",
        },
        {**FRESHDESK, "contact_id": "12", "role": "agent", "customer_email": "kim@brand.com", "customer_phone": "1"},
    ]


def test_a_webhook_cannot_make_a_ticket(home):
    hook = {"freshdesk_webhook": {"ticket_id": "11", "ticket_subject": "Order?", "ticket_contact_email": "a@b.c"}}
    (report,) = load(home, None, h__jsonl=lines(hook))
    assert (report.records, report.loaded) == (1, 0)
    assert list(report.reasons) == [
        "a Freshdesk webhook does not say when its ticket was made; load tickets from the API or an export"
    ]


HEADER = (
    "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Created time,Due by Time,Resolved time,Closed time,"
    "Last update time,Initial response time,First response time (in hrs),Resolution time (in hrs),Tags,Survey results,"
    "Order number,Full name,Email,Work phone,Mobile phone,Contact ID\n"
)
ROW = (
    "40017,Caf\u00e9?,Closed,Low,Outbound Email,,Kim,2026-03-08 01:45:00,2026-03-09 09:00:00,,2026-03-09 10:00:00,"
    '2026-03-09 11:00:00,2026-03-08 03:15:00,,27:15:00,"wismo,late delivery",,#NL1042,Ann,'
    "ann@example.com,,+12125550100,77\n"
)
CSV_SOURCES = "sources: [{format: freshdesk, time_zone: America/New_York, fields: {order_ref: order Number}}]"


def test_an_export_in_the_helpdesks_zone(home):
    (report,) = load(home, CSV_SOURCES, e__csv=HEADER.replace("Created time", "Created Time") + ROW)
    assert report.format == "Freshdesk tickets (csv) as tickets"
    assert raw(home, "tickets") == [
        {
            **FRESHDESK,
            "ticket_id": "40017",
            "created_at": "2026-03-08T06:45:00Z",
            "updated_at": "2026-03-09T15:00:00Z",
            "closed_at": "2026-03-09T14:00:00Z",
            "first_response_at": "2026-03-08T07:15:00Z",  # clocks went forward in between
            "status": "Closed",
            "channel": "Outbound Email",
            "subject": "Caf\u00e9?",
            "customer_email": "ann@example.com",
            "customer_phone": "+12125550100",
            "requester_id": "77",
            "tags": '["wismo","late delivery"]',
            "order_ref": "#NL1042",
            "is_spam": "false",
            "is_from_agent": "true",
            "is_automated": "false",
        }
    ]


def test_an_export_without_a_zone_or_in_another_encoding_is_refused_until_it_is_named(home):
    (report,) = load(home, None, e__csv=HEADER + ROW)
    assert "Write time_zone:" in (report.error or "")
    latin = (HEADER + ROW).encode("cp1252")
    (report,) = load(home, CSV_SOURCES, e__csv=latin)
    assert "encoding" in (report.error or "")
    (report,) = load(home, CSV_SOURCES.replace("format:", "encoding: cp1252, format:"), e__csv=latin)
    assert (report.error, raw(home, "tickets")[0]["subject"]) == (None, "Caf\u00e9?")


@pytest.mark.parametrize("record", [TICKET, CONVERSATION, CONTACT], ids=["ticket", "conversation", "contact"])
def test_damaged_records_are_read_or_set_aside(home, record):
    record = {**record, "conversations": [CONVERSATION]} if record is TICKET else record
    assert assert_no_damage(home, record, "freshdesk").quarantined > 0


def test_a_ticket_of_version_1_of_the_api(home):
    note = {key: value for key, value in CONVERSATION.items() if key != "ticket_id"}
    old = {
        "display_id": 40017, "id": 5007268642, "subject": "Order?", "description": "Where is it?",
        "description_html": "<div>Where is it?</div>", "status": 2, "status_name": "Open", "source": 1,
        "requester_id": 77, "responder_id": 12, "frDueBy": None, "isescalated": False, "spam": False,
        "deleted": False, "created_at": "2026-09-28T19:00:00+10:00", "tags": ["wismo"],
        "custom_field": {"order_number_81234": "#NL1042"}, "notes": [{"note": note}],
    }  # fmt: skip
    load(home, SOURCES, t__json=json.dumps({"helpdesk_ticket": old}))
    (ticket,) = raw(home, "tickets")
    assert (ticket["ticket_id"], ticket["created_at"], ticket["order_ref"]) == (
        "40017", "2026-09-28T09:00:00Z", "#NL1042",
    )  # fmt: skip
    assert {(m["ticket_id"], m["direction"]) for m in raw(home, "ticket_messages")} == {("40017", "in")}
    assert len(raw(home, "ticket_messages")) == 2


@pytest.mark.parametrize(("code", "is_closed"), [(2, False), (3, False), (4, True), (5, True), (8, True)])
def test_what_was_opened_again_is_not_closed(home, code, is_closed):
    load(home, None, t__jsonl=lines({**TICKET, "status": code}))
    assert ("closed_at" in raw(home, "tickets")[0]) == is_closed
    row = ROW.replace("Closed,Low", f"{'Pending' if code < 4 else 'Resolved'},Low")
    load(home, CSV_SOURCES, e__csv=HEADER + row)
    assert [("closed_at" in ticket) for ticket in raw(home, "tickets")] == [is_closed, is_closed]


@pytest.mark.parametrize("is_nested", [True, False])
def test_a_note_says_that_a_ticket_went_into_another(home, is_nested):
    words = 'This ticket is closed and merged into ticket <a href="5">5</a>'
    note = {**CONVERSATION, "private": True, "incoming": False, "body": f"<div>{words}</div>"}
    quoted = {**CONVERSATION, "id": 9002, "body": words}  # a customer may write anything
    if is_nested:
        load(home, None, t__jsonl=lines({**TICKET, "conversations": [note, quoted]}))
    else:
        load(home, None, c__jsonl=lines(note, quoted))
    (found,) = raw(home, "ticket_metrics")
    assert (found["ticket_id"], found["merged_into_ticket_id"]) == ("40017", "5")


def test_a_ticket_with_its_conversations_beside_it(home):
    said = {key: value for key, value in CONVERSATION.items() if key != "ticket_id"}
    load(home, None, t__json=json.dumps({"ticket": TICKET, "conversations": [said]}))
    assert [message["ticket_id"] for message in raw(home, "ticket_messages")] == ["40017", "40017"]
    (report,) = load(home, None, c__jsonl=lines(said))
    (reason,) = report.reasons
    assert "does not say which ticket it is of" in reason


def test_an_export_of_freshservice(home):
    header = "Ticket Id,Subject,Status,Source,Requester Email,Created Time,Last Updated Time,Initial Response Time\n"
    row = "INC-12,Hi,Open,Portal,ann@example.com,2026-01-08 09:00:00,2026-01-08 11:00:00,2026-01-08 10:00:00\n"
    load(home, CSV_SOURCES, e__csv=header + row)
    (found,) = raw(home, "tickets")
    assert (found["ticket_id"], found["customer_email"]) == ("INC-12", "ann@example.com")
    assert found["updated_at"] == "2026-01-08T16:00:00Z"
