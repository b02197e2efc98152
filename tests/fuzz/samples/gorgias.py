"""Gorgias tickets with their messages, customers and surveys as lines, and a page of messages."""

import json

from tests.fuzz.sample import MARKERS, Sample, json_lines


def message(mark: str, number: int = 1) -> dict:
    """Return a message."""
    return {
        "id": int(f"{mark}{number}"), "ticket_id": int(mark), "public": True, "channel": "email", "via": "email",
        "from_agent": number > 1, "body_text": f"Where is {mark}?", "source": {"type": "email"},
        "sender": {"id": 7, "email": f"a{mark}@example.com"}, "rule_id": None,
        "created_datetime": f"2026-01-01T0{number}:00:00+00:00", "intents": [{"name": "shipping/status"}],
    }  # fmt: skip


def ticket(mark: str) -> dict:
    """Return a ticket with two messages."""
    return {
        "id": int(mark), "status": "open", "channel": "email", "via": "email", "from_agent": False, "spam": False,
        "subject": f"Order {mark}?", "created_datetime": "2026-01-01T08:00:00+00:00",
        "tags": [{"id": 1, "name": f"tag{mark}"}], "custom_fields": {"12": {"id": 12, "value": f"#{mark}"}},
        "customer": {
            "id": 7, "email": f"a{mark}@example.com",
            "integrations": {"6": {"__integration_type__": "shopify", "orders": [{"id": int(f"54{mark}")}]}},
        },
        "messages": [message(mark, 1), message(mark, 2)],
    }  # fmt: skip


def survey(mark: str) -> dict:
    """Return an answer to a survey."""
    return {
        "id": int(mark), "ticket_id": int(mark), "score": 4, "body_text": "Fine",
        "sent_datetime": "2026-01-02T08:00:00", "scored_datetime": "2026-01-03T08:00:00.966927",
    }  # fmt: skip


def customer(mark: str) -> dict:
    """Return a customer."""
    return {
        "id": int(mark), "email": f"a{mark}@example.com", "firstname": "Ann", "external_id": f"x{mark}",
        "channels": [{"type": "phone", "address": f"+1555{mark}"}], "created_datetime": "2026-01-01T08:00:00",
    }  # fmt: skip


_PAGE = {"data": [message(mark) for mark in MARKERS], "meta": {"next_cursor": None}}

SAMPLES = (
    Sample(
        "gorgias_json", "tickets.jsonl", json_lines(ticket),
        sources="sources: [{format: gorgias, fields: {order_ref: '12'}}]",
    ),
    Sample("gorgias_json", "messages.json", json.dumps(_PAGE, indent=1).encode()),
    Sample("gorgias_json", "people.jsonl", json_lines(customer, survey)),
)  # fmt: skip
