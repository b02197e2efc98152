"""Zendesk's audits, events and webhooks, and records that are damaged in every way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.damage import assert_no_damage
from tests.vendor_cases import lines, load, raw
from tests.zendesk_cases import COMMENT, EVENT, FOUND, METRICS, RATING, TICKET, USER


def test_audits_and_ticket_events_bring_their_comments(home):
    change = {"id": 1, "type": "Change", "field_name": "status", "value": "solved"}
    spoken = {**{k: v for k, v in COMMENT.items() if k not in ("created_at", "author_id")}, "id": 710}
    audit: dict[str, Any] = {"id": 699, "ticket_id": 90210, "created_at": "2026-09-28T09:00:00Z", "author_id": 36001}
    audit |= {"via": {"channel": "web", "source": {}}, "events": [spoken, change, {**COMMENT, "type": "VoiceComment"}]}
    event: dict[str, Any] = {
        "id": 800,
        "ticket_id": 90211,
        "timestamp": 1790586000,
        "updater_id": 12,
        "via": "Web form",
    }
    child = {"id": 711, "event_type": "Comment", "public": True, "body": "Thanks"}
    event |= {"event_type": "Audit", "child_events": [child, {"id": 2, "event_type": "Change", "status": "open"}]}
    load(home, None, a__json=json.dumps({"audits": [audit]}), b__json=json.dumps({"ticket_events": [event]}))
    assert [
        (m["message_id"], m["ticket_id"], m["created_at"], m["author_id"]) for m in raw(home, "ticket_messages")
    ] == [
        ("710", "90210", "2026-09-28T09:00:00Z", "36001"),
        ("700", "90210", "2026-09-28T09:00:00Z", "36001"),
        ("711", "90211", "2026-09-28T09:00:00Z", "12"),
    ]


def test_webhooks_tell_what_makes_and_ends_a_ticket(home):
    comment = {"id": "700", "body": "Hi", "is_public": True, "author": {"id": "12", "is_staff": True}}
    said = {"actor": {"id": "a1", "type": "end_user"}, "message": {"id": "m1", "body": "Hello"}}
    start = "zen:event-type:"
    (report,) = load(
        home,
        None,
        hooks__jsonl=lines(
            EVENT,
            {**EVENT, "type": f"{start}ticket.comment_added", "event": {"comment": comment}},
            {**EVENT, "type": f"{start}ticket.status_changed", "event": {"current": "SOLVED"}},
            {**EVENT, "type": f"{start}ticket.merged", "event": {"target_ticket_id": "90211"}},
            {**EVENT, "type": f"{start}ticket.soft_deleted"},
            {**EVENT, "type": f"{start}user.created", "detail": USER},
            {**EVENT, "type": f"{start}messaging_ticket.message_added", "detail": {"id": "9"}, "event": said},
        ),
    )
    assert report.quarantined == 0
    made, merged, gone = raw(home, "tickets")
    same = {key: value for key, value in FOUND.items() if key not in ("customer_email", "csat", "agent_id")}
    assert made == {**same, "status": "OPEN"}
    assert (merged["merged_into_ticket_id"], gone["is_spam"]) == ("90211", "true")
    told = [(m["message_id"], m["ticket_id"], m["direction"], m["author_id"]) for m in raw(home, "ticket_messages")]
    assert told == [("700", "90210", "out", "12"), ("m1", "9", "in", "a1")]
    assert raw(home, "contacts")[0]["contact_id"] == "36001"


@pytest.mark.parametrize("record", [TICKET, COMMENT, USER, METRICS, RATING, EVENT], ids=lambda record: list(record)[1])
def test_damaged_records_are_read_or_set_aside(home, record):
    extra = {"comments": [COMMENT], "metric_set": METRICS} if record is TICKET else {"ticket_id": 90210}
    report = assert_no_damage(home, {**record, **extra} if record in (TICKET, COMMENT) else record, "zendesk")
    assert report.quarantined > 0
