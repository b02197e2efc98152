"""Freshdesk's CSV of tickets, and what its API and its webhooks hold."""

import json

from tests.fuzz.sample import MARKERS, Sample, json_lines, lines

_HEADER = (
    "Ticket ID,Subject,Status,Source,Created time,Resolved time,Last update time,Initial response time,Tags,"
    "Resolution status,Full name,Email,Work phone,Contact ID,Order"
)
_ROWS = [
    f'{mark},"Where, oh where is {mark}?",Closed,Email,2026-01-01 09:00:00,2026-01-02 09:00:00,2026-01-02 09:00:00,'
    f'2026-01-01 10:00:00,"late, t{mark}",Within SLA,Ann,a{mark}@example.com,+1555{mark},77,#{mark}'
    for mark in MARKERS
]


def conversation(mark: str) -> dict:
    """Return a message."""
    return {
        "id": int(f"9{mark}"), "ticket_id": int(mark), "user_id": 77, "incoming": True, "private": False, "source": 0,
        "body": f"<div>Still <b>nothing</b> of {mark}</div>", "body_text": None, "from_email": f"a{mark}@example.com",
        "created_at": "2026-01-01T12:00:00Z", "updated_at": "2026-01-01T12:00:00Z",
    }  # fmt: skip


def ticket(mark: str) -> dict:
    """Return a ticket."""
    return {
        "id": int(mark), "subject": f"Order {mark}?", "description": "<div>Where?</div>", "description_text": "Where?",
        "status": 5, "priority": 1, "source": 2, "requester_id": 77, "responder_id": 12, "fr_escalated": False,
        "fr_due_by": "2026-01-02T09:00:00Z", "spam": False, "tags": [f"t{mark}"],
        "custom_fields": {"cf_order": f"#{mark}"}, "requester": {"id": 77, "email": f"a{mark}@example.com"},
        "stats": {"first_responded_at": "2026-01-01T10:00:00Z", "closed_at": "2026-01-02T09:00:00Z"},
        "created_at": "2026-01-01T09:00:00Z", "updated_at": "2026-01-02T09:00:00Z",
    }  # fmt: skip


def contact(mark: str) -> dict:
    """Return a person."""
    return {
        "id": int(f"7{mark}"), "email": f"a{mark}@example.com", "phone": None, "mobile": f"+1555{mark}",
        "active": True, "view_all_tickets": False, "other_emails": [], "job_title": None, "language": "en",
        "time_zone": "UTC", "created_at": "2026-01-01T09:00:00Z", "updated_at": "2026-01-01T09:00:00Z",
    }  # fmt: skip


def agent(mark: str) -> dict:
    """Return an agent."""
    return {
        "id": int(f"3{mark}"), "occasional": False, "ticket_scope": 1, "contact": {"email": f"k{mark}@example.com"},
        "created_at": "2026-01-01T09:00:00Z", "updated_at": "2026-01-01T09:00:00Z",
    }  # fmt: skip


_TICKETS = [{**ticket(mark), "conversations": [conversation(mark)]} for mark in MARKERS]
_OWN = "sources: [{format: freshdesk, time_zone: Europe/Berlin, fields: {order_ref: %s}}]"
SAMPLES = (
    Sample("freshdesk_tickets", "tickets.csv", lines([_HEADER, *_ROWS]), sources=_OWN % "Order"),
    Sample("freshdesk_json", "tickets.json", json.dumps(_TICKETS).encode(), sources=_OWN % "cf_order"),
    Sample("freshdesk_json", "rest.jsonl", json_lines(conversation, contact, agent)),
)
