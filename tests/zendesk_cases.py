"""Zendesk's JSON as its documents describe it, for the tests of its readers."""

from __future__ import annotations

from typing import Any

ZENDESK = {"source_system": "zendesk", "source_account": "main"}
TICKET: dict[str, Any] = {
    "id": 90210,
    "url": "https://brand.zendesk.com/api/v2/tickets/90210.json",
    "external_id": None,
    "via": {
        "channel": "email",
        "source": {"from": {"address": "ann@example.com", "name": "Ann"}, "to": {"name": "Help"}, "rel": None},
    },
    "created_at": "2026-09-28T09:00:00Z",
    "updated_at": "2026-09-29T10:00:00Z",
    "generated_timestamp": 1790000000,
    "type": "question",
    "subject": "Where is it?",
    "raw_subject": "Where is it?",
    "description": "Hi, where is #NL1042?",
    "priority": None,
    "status": "solved",
    "recipient": "help@brand.com",
    "requester_id": 36001,
    "submitter_id": 36001,
    "assignee_id": 12,
    "brand_id": 3,
    "tags": ["wismo", "late_delivery"],
    "custom_fields": [{"id": 5501, "value": "#NL1042"}, {"id": 5502, "value": ["1Z999"]}, {"id": 5503, "value": None}],
    "satisfaction_rating": {"id": 1, "score": "good"},
    "is_public": True,
    "from_messaging_channel": False,
}
FOUND = {
    **ZENDESK,
    "ticket_id": "90210",
    "created_at": "2026-09-28T09:00:00Z",
    "updated_at": "2026-09-29T10:00:00Z",
    "status": "solved",
    "channel": "email",
    "subject": "Where is it?",
    "body": "Hi, where is #NL1042?",
    "customer_email": "ann@example.com",
    "requester_id": "36001",
    "tags": '["wismo","late_delivery"]',
    "is_spam": "false",
    "is_from_agent": "false",
    "is_automated": "false",
    "csat": "5",
    "agent_id": "12",
}
COMMENT: dict[str, Any] = {
    "id": 700,
    "type": "Comment",
    "author_id": 36001,
    "body": "Hi, where is #NL1042?",
    "html_body": "<div>Hi</div>",
    "plain_body": "Hi",
    "public": True,
    "audit_id": 699,
    "via": {"channel": "email", "source": {}},
    "created_at": "2026-09-28T09:00:00Z",
}
USER: dict[str, Any] = {
    "id": 36001,
    "email": "ann@example.com",
    "phone": "+12125550100",
    "role": "end-user",
    "time_zone": "Berlin",
    "organization_id": None,
    "external_id": "77",
    "updated_at": "2026-09-01T00:00:00Z",
}
METRICS: dict[str, Any] = {
    "id": 41,
    "ticket_id": 90210,
    "reopens": 2,
    "replies": 1,
    "solved_at": "2026-09-29T09:30:00Z",
    "updated_at": "2026-09-29T10:00:00Z",
    "reply_time_in_minutes": {"calendar": 61, "business": 31},
}
RATING: dict[str, Any] = {
    "id": 41,
    "ticket_id": 90210,
    "requester_id": 36001,
    "score": "bad",
    "created_at": "2026-09-30T09:00:00Z",
    "updated_at": "2026-09-30T09:00:00Z",
}
EVENT: dict[str, Any] = {
    "account_id": 1,
    "id": "2b24ef10-19d4-4740-93cf-8f98ec4776c0",
    "time": "2026-09-28T09:00:01.254571515Z",
    "type": "zen:event-type:ticket.created",
    "subject": "zen:ticket:90210",
    "zendesk_event_version": "2022-11-06",
    "detail": {
        **{key: TICKET[key] for key in ("created_at", "updated_at", "subject", "description", "tags")},
        "id": "90210",
        "requester_id": "36001",
        "submitter_id": "36001",
        "assignee_id": "0",
        "status": "OPEN",
        "via": {"channel": "email"},
    },
    "event": {},
}
