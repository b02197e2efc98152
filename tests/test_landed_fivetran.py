"""Fivetran's tables of Zendesk, field by field."""

from __future__ import annotations

from tests.landed_cases import FIVETRAN, ZENDESK, as_csv
from tests.vendor_cases import load, raw

TICKET = {
    "id": "70011", **FIVETRAN, "allow_channelback": "FALSE", "assignee_id": "12", "brand_id": "3",
    "created_at": "2026-09-28 09:00:00", "description": "Where is #NL1042?", "external_id": None,
    "followup_ids": "[]", "has_incidents": "FALSE", "is_public": "TRUE", "merged_ticket_ids": "[]", "priority": None,
    "recipient": "help@example.com", "requester_id": "36001", "status": "solved", "subject": "My parcel",
    "submitter_id": "36001", "type": None, "updated_at": "2026-09-29 10:00:00 ", "via_channel": "email",
    "via_source_from_address": "ann@example.com", "via_source_from_title": None, "via_source_rel": None,
    "via_source_to_address": "help@example.com", "via_source_to_name": "Help", "custom_order_number": "#NL1042",
}  # fmt: skip
COMMENT = {
    "id": "501", **FIVETRAN, "body": "On its way", "created": "2026-09-28 11:30:00", "facebook_comment": "FALSE",
    "public": "TRUE", "ticket_id": "70011", "tweet": "FALSE", "user_id": "12", "voice_comment": "FALSE",
}  # fmt: skip
USER = {
    "id": "36001", **FIVETRAN, "active": "TRUE", "email": "ann@example.com", "name": "Ann Smith",
    "phone": "+1 555 0100", "role": "end-user", "suspended": "FALSE", "updated_at": "2026-09-01 00:00:00",
}  # fmt: skip


def test_zendesk(home):
    history = {
        "field_name": "status", "ticket_id": "70011", "updated": "2026-09-29 08:00:00", **FIVETRAN, "user_id": "12",
        "value": "solved",
    }  # fmt: skip
    tag = {"tag": "wismo", "ticket_id": "70011", **FIVETRAN}
    rating = {"id": "9", "ticket_id": "70011", "requester_id": "36001", "score": "good", **FIVETRAN}
    reports = load(
        home,
        "sources: [{format: zendesk, fields: {order_ref: Order Number}, time_zone: America/New_York}]",
        t__csv=as_csv(TICKET, bom=True),
        c__csv=as_csv(COMMENT),
        u__csv=as_csv(USER),
        g__csv=as_csv(tag, tag, {**tag, "_fivetran_synced": "2026-10-03 00:00:00"}),
        h__csv=as_csv(history, {**history, "value": "open"}, {**history, "field_name": "priority"}),
        r__csv=as_csv({**rating, "updated_at": "2026-09-30 00:00:00"}),
    )
    assert [report.error for report in reports] == [None] * 6
    assert reports[-1].format == "Zendesk, landed by Fivetran (csv) as contacts"
    # Times are UTC whatever the zone of the account's own exports.
    assert raw(home, "tickets") == [
        {
            **ZENDESK, "ticket_id": "70011", "created_at": "2026-09-28T09:00:00Z", "updated_at": "2026-09-29T10:00:00Z",
            "status": "solved", "channel": "email", "subject": "My parcel", "body": "Where is #NL1042?",
            "customer_email": "ann@example.com", "requester_id": "36001", "order_ref": "#NL1042", "is_spam": "false",
            "is_from_agent": "false", "is_automated": "false", "agent_id": "12",
        }
    ]  # fmt: skip
    assert raw(home, "ticket_messages") == [
        {
            **ZENDESK, "message_id": "501", "ticket_id": "70011", "created_at": "2026-09-28T11:30:00Z",
            "author_id": "12", "is_public": "true", "is_automated": "false", "body": "On its way",
        }
    ]  # fmt: skip
    assert raw(home, "contacts") == [
        {
            **ZENDESK, "contact_id": "36001", "updated_at": "2026-09-01T00:00:00Z", "role": "customer",
            "customer_email": "ann@example.com", "customer_phone": "+1 555 0100",
        }
    ]  # fmt: skip
    assert raw(home, "ticket_tags") == [{**ZENDESK, "ticket_id": "70011", "tag": "wismo"}]
    assert raw(home, "ticket_metrics") == [
        {
            **ZENDESK, "metric_id": "solved:70011", "ticket_id": "70011",
            "updated_at": "2026-09-29T08:00:00Z", "closed_at": "2026-09-29T08:00:00Z",
        },
        {
            **ZENDESK, "metric_id": "satisfaction_rating:9", "ticket_id": "70011",
            "updated_at": "2026-09-30T00:00:00Z", "csat": "5",
        },
    ]  # fmt: skip


def test_rules_of_the_vendor_are_those_of_its_json(home):
    rule = {**TICKET, "id": "1", "via_channel": "rule"}
    by_agent = {**TICKET, "id": "2", "submitter_id": "12"}
    note = {**COMMENT, "public": "f"}  # as Postgres writes it
    load(home, None, t__csv=as_csv(rule, by_agent), c__csv=as_csv(note))
    found = {row["ticket_id"]: (row["is_automated"], row["is_from_agent"]) for row in raw(home, "tickets")}
    assert found == {"1": ("true", "false"), "2": ("false", "true")}
    assert (raw(home, "ticket_messages")[0]["direction"], raw(home, "ticket_messages")[0]["is_public"]) == (
        "note",
        "false",
    )
