"""Zendesk's CSV of tickets, whose times need a declared zone, and what its API and webhooks hold."""

from tests.fuzz.sample import MARKERS, Sample, answer, json_lines, lines

_HEADER = (
    "Summation column,Id,Requester,Requester email,Submitter,Subject,Tags,Status,Via,Created at,Updated at,Reopens,"
    "First reply time in minutes"
)
_ROWS = [
    f'1,{mark},Ann {mark},a{mark}@example.com,Ann {mark},"Where, oh where is {mark}?",wismo t{mark},Open,Mail,'
    "2026-01-01 09:00:00,2026-01-01 10:00:00,0,30"
    for mark in MARKERS
]


def ticket(mark: str) -> dict:
    """Return a ticket."""
    return {
        "id": int(mark), "created_at": "2026-01-01T09:00:00Z", "updated_at": "2026-01-02T09:00:00Z",
        "via": {"channel": "email", "source": {"from": {"address": f"a{mark}@example.com"}, "rel": None}},
        "subject": f"Where is {mark}?", "description": f"Hi, {mark}", "status": "solved", "priority": None,
        "requester_id": int(f"36{mark}"), "submitter_id": int(f"36{mark}"), "assignee_id": 12, "tags": [f"t{mark}"],
        "custom_fields": [{"id": 5501, "value": f"#{mark}"}, {"id": 5502, "value": [f"1Z{mark}"]}],
        "satisfaction_rating": {"score": "good"}, "is_public": True, "from_messaging_channel": False,
    }  # fmt: skip


def comment(mark: str) -> dict:
    """Return a comment that names its ticket."""
    return {
        "id": int(f"7{mark}"), "ticket_id": int(mark), "type": "Comment", "author_id": 36, "body": f"Hi {mark}",
        "plain_body": "Hi", "public": True, "audit_id": 699, "via": {"channel": "email", "source": {}},
        "created_at": "2026-01-01T09:00:00Z",
    }  # fmt: skip


def user(mark: str) -> dict:
    """Return a user."""
    return {
        "id": int(f"36{mark}"), "email": f"a{mark}@example.com", "phone": f"+1555{mark}", "role": "end-user",
        "time_zone": "Berlin", "organization_id": None, "updated_at": "2026-01-01T00:00:00Z", "suspended": False,
    }  # fmt: skip


def metrics(mark: str) -> dict:
    """Return a set of metrics."""
    return {
        "id": int(f"4{mark}"), "ticket_id": int(mark), "reopens": 2, "replies": 1, "solved_at": "2026-01-02T09:30:00Z",
        "updated_at": "2026-01-02T10:00:00Z", "reply_time_in_minutes": {"calendar": 61, "business": 31},
    }  # fmt: skip


def rating(mark: str) -> dict:
    """Return a rating."""
    return {
        "id": int(f"5{mark}"), "ticket_id": int(mark), "requester_id": 36, "score": "bad",
        "created_at": "2026-01-03T09:00:00Z", "updated_at": "2026-01-03T09:00:00Z",
    }  # fmt: skip


def _whole(mark: str) -> dict:
    return {**ticket(mark), "comments": [comment(mark)], "metric_set": metrics(mark)}


def _audit(mark: str) -> dict:
    return {
        "id": int(f"6{mark}"), "ticket_id": int(mark), "created_at": "2026-01-01T09:00:00Z", "author_id": 36,
        "via": {"channel": "web", "source": {}},
        "events": [comment(mark), {"id": 1, "type": "Change", "field_name": "status", "value": "solved"}],
    }  # fmt: skip


def _event(mark: str) -> dict:
    return {
        "account_id": 1, "id": f"2b{mark}", "time": "2026-01-01T09:00:01.254571515Z",
        "type": "zen:event-type:ticket.merged", "subject": f"zen:ticket:{mark}",
        "zendesk_event_version": "2022-11-06", "detail": {**ticket(mark), "id": mark, "status": "OPEN"},
        "event": {"target_ticket_id": f"8{mark}"},
    }  # fmt: skip


_OWN = 'sources: [{format: zendesk, fields: {order_ref: "5501", tracking_ref: "5502"}}]'
SAMPLES = (
    Sample(
        "zendesk_tickets", "tickets.csv", lines([_HEADER, *_ROWS]),
        sources="sources: [{format: zendesk, time_zone: Europe/Berlin}]",
    ),
    Sample("zendesk_json", "page.json", answer(tickets=ticket, users=user, metric_sets=metrics), sources=_OWN),
    Sample("zendesk_json", "export.jsonl", json_lines(_whole), sources=_OWN),
    Sample("zendesk_json", "rest.jsonl", json_lines(comment, rating, _audit, _event)),
)  # fmt: skip
