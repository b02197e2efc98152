"""Gorgias tickets with their messages as lines, and a page of messages."""

import json

from tests.fuzz.sample import MARKERS, Sample, lines


def _message(mark: str, number: int) -> dict:
    return {
        "id": int(f"{mark}{number}"), "ticket_id": int(mark), "public": True, "channel": "email", "via": "email",
        "from_agent": number > 1, "body_text": f"Where is {mark}?",
        "created_datetime": f"2026-01-01T0{number}:00:00+00:00", "intents": [{"name": "shipping/status"}],
    }  # fmt: skip


def _ticket(mark: str) -> dict:
    return {
        "id": int(mark), "status": "open", "channel": "email", "via": "email", "from_agent": False, "spam": False,
        "subject": f"Order {mark}?", "created_datetime": "2026-01-01T08:00:00+00:00",
        "tags": [{"id": 1, "name": f"tag{mark}"}], "customer": {"id": 7, "email": f"a{mark}@example.com"},
        "messages": [_message(mark, 1), _message(mark, 2)],
    }  # fmt: skip


_PAGE = {"data": [_message(mark, 1) for mark in MARKERS], "meta": {"next_cursor": None}}

SAMPLES = (
    Sample("gorgias_tickets", "tickets.jsonl", lines([json.dumps(_ticket(mark)) for mark in MARKERS]), MARKERS),
    Sample("gorgias_messages", "messages.json", json.dumps(_PAGE, indent=1).encode(), MARKERS),
)
