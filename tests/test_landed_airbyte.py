"""Airbyte's tables, field by field: the API's names, and JSON where the API nests."""

from __future__ import annotations

from tests.landed_cases import AIRBYTE, SHOPIFY, ZENDESK, as_csv, as_parquet
from tests.vendor_cases import load, raw

FRESHDESK = {"source_system": "freshdesk", "source_account": "main"}
GORGIAS = {"source_system": "gorgias", "source_account": "main"}


def test_zendesk(home):
    ticket = {
        **AIRBYTE, "id": 70012, "requester_id": 36002, "submitter_id": 36002, "status": "open", "assignee_id": None,
        "via": {"channel": "email", "source": {"from": {"address": "dee@example.com"}, "rel": None}},
        "created_at": "2026-09-28 09:00:00+00", "updated_at": "2026-09-28 10:00:00.5+00", "subject": "[URGENT] parcel",
        "description": "{where} is it", "tags": ["wismo", "vip"], "satisfaction_rating": {"score": "bad"},
        "custom_fields": [{"id": 1234567890123456789, "value": "#NL7"}], "generated_timestamp": 1790000000,
    }  # fmt: skip
    comment = {
        **AIRBYTE, "id": 502, "ticket_id": 70012, "author_id": 36002, "body": "hello?", "public": True,
        "created_at": "2026-09-28 11:30:00+00", "via": {"channel": "email"},
    }  # fmt: skip
    metric = {
        **AIRBYTE, "id": 5, "ticket_id": 70012, "reopens": 1, "replies": 2, "solved_at": None,
        "updated_at": "2026-09-28 12:00:00+00", "reply_time_in_minutes": {"calendar": 30, "business": 10},
    }  # fmt: skip
    user = {**AIRBYTE, "id": 12, "email": "agent@example.com", "role": "admin", "suspended": False, "phone": None}
    rating = {**AIRBYTE, "id": 9, "ticket_id": 70012, "requester_id": 36002, "score": "offered", "url": "x"}
    reports = load(
        home,
        'sources: [{format: zendesk, fields: {order_ref: "1234567890123456789"}}]',
        t__parquet=as_parquet(ticket),
        c__csv=as_csv(comment),
        m__csv=as_csv(metric),
        u__parquet=as_parquet(user),
        r__csv=as_csv(rating),
    )
    assert [(report.error, report.quarantined) for report in reports] == [(None, 0)] * 5
    assert raw(home, "tickets") == [
        {
            **ZENDESK, "ticket_id": "70012", "created_at": "2026-09-28T09:00:00Z",
            "updated_at": "2026-09-28T10:00:00.5Z", "status": "open", "channel": "email",
            "subject": "[URGENT] parcel", "body": "{where} is it", "customer_email": "dee@example.com",
            "requester_id": "36002", "tags": '["wismo","vip"]', "order_ref": "#NL7", "is_spam": "false",
            "is_from_agent": "false", "is_automated": "false", "csat": "1",
        }
    ]  # fmt: skip
    assert raw(home, "ticket_messages") == [
        {
            **ZENDESK, "message_id": "502", "ticket_id": "70012", "created_at": "2026-09-28T11:30:00Z",
            "author_id": "36002", "is_public": "true", "is_automated": "false", "body": "hello?",
        }
    ]  # fmt: skip
    assert raw(home, "ticket_metrics") == [
        {
            **ZENDESK, "metric_id": "metric_set:5", "ticket_id": "70012", "updated_at": "2026-09-28T12:00:00Z",
            "first_reply_minutes": "30", "reopen_count": "1",
        }
    ]  # fmt: skip
    assert raw(home, "contacts") == [
        {**ZENDESK, "contact_id": "12", "role": "agent", "customer_email": "agent@example.com"}
    ]


def test_freshdesk(home):
    ticket = {
        **AIRBYTE, "id": 81, "requester_id": 900, "responder_id": 3, "status": 5, "source": 10, "priority": 1,
        "spam": False, "subject": "Where", "description_text": "Where is it", "fr_due_by": "2026-10-01T00:00:00Z",
        "created_at": "2026-09-28T09:00:00Z", "updated_at": "2026-09-29T09:00:00Z", "tags": ["late"],
        "custom_fields": {"cf_order": "#F1"}, "stats": {"resolved_at": "2026-09-29T08:00:00Z"},
        "requester": {"id": 900, "email": "eve@example.com", "phone": None},
    }  # fmt: skip
    talk = {
        **AIRBYTE, "id": 82, "ticket_id": 81, "incoming": True, "private": False, "user_id": 900, "source": 0,
        "body": "<p>Hi</p>", "body_text": "Hi", "created_at": "2026-09-28T10:00:00Z", "to_emails": ["h@example.com"],
    }  # fmt: skip
    person = {
        **AIRBYTE, "id": 900, "email": "eve@example.com", "mobile": 15550103, "job_title": None, "language": "en",
        "updated_at": "2026-09-01T00:00:00Z", "active": True,
    }  # fmt: skip
    agent = {
        **AIRBYTE, "id": 3, "occasional": False, "ticket_scope": 1, "updated_at": "2026-09-01T00:00:00Z",
        "contact": {"email": "a@example.com"},
    }  # fmt: skip
    load(
        home,
        "sources: [{format: freshdesk, fields: {order_ref: order}}]",
        t__csv=as_csv(ticket),
        v__csv=as_csv(talk),
        p__parquet=as_parquet(person),
        a__csv=as_csv(agent),
    )
    (found,) = raw(home, "tickets")
    assert found == {
        **FRESHDESK, "ticket_id": "81", "created_at": "2026-09-28T09:00:00Z", "updated_at": "2026-09-29T09:00:00Z",
        "closed_at": "2026-09-29T08:00:00Z", "status": "closed", "channel": found["channel"], "subject": "Where",
        "body": "Where is it", "customer_email": "eve@example.com", "requester_id": "900", "tags": '["late"]',
        "order_ref": "#F1", "is_spam": "false", "is_from_agent": "true", "is_automated": "false", "agent_id": "3",
    }  # fmt: skip
    assert [(row["message_id"], row["direction"]) for row in raw(home, "ticket_messages")] == [
        ("81/description", "out"),
        ("82", "in"),
    ]
    assert [(row["contact_id"], row["role"], row.get("customer_phone")) for row in raw(home, "contacts")] == [
        ("3", "agent", None),
        ("900", "customer", "15550103"),
    ]


def test_gorgias(home):
    ticket = {
        **AIRBYTE, "id": 61, "channel": "email", "via": "email", "status": "closed", "from_agent": False,
        "spam": False, "subject": "Parcel", "excerpt": "Where is", "messages_count": 2,
        "created_datetime": "2026-09-28T09:00:00.123+00:00", "updated_datetime": "2026-09-28 10:00:00+00",
        "customer": {"id": 5, "email": "fay@example.com"}, "tags": [{"id": 1, "name": "wismo"}],
    }  # fmt: skip
    message = {
        **AIRBYTE, "id": 62, "ticket_id": 61, "channel": "email", "via": "email", "from_agent": False, "public": True,
        "created_datetime": "2026-09-28T09:00:00.123+00:00", "stripped_text": "Where is it?",
        "intents": [{"name": "shipping/status"}], "source": {"type": "email"},
    }  # fmt: skip
    survey = {
        **AIRBYTE, "id": 63, "ticket_id": 61, "score": 4, "sent_datetime": "2026-09-29T00:00:00+00:00",
        "scored_datetime": "2026-09-29T01:00:00+00:00",
    }  # fmt: skip
    person = {
        **AIRBYTE, "id": 5, "email": "fay@example.com", "created_datetime": "2026-01-01T00:00:00+00:00",
        "external_id": None, "channels": [{"type": "phone", "address": "+15550104"}],
    }  # fmt: skip
    load(
        home,
        None,
        t__csv=as_csv(ticket),
        m__parquet=as_parquet(message),
        s__csv=as_csv(survey),
        p__csv=as_csv(person),
    )
    assert raw(home, "tickets") == [
        {
            **GORGIAS, "ticket_id": "61", "created_at": "2026-09-28T09:00:00.123Z",
            "updated_at": "2026-09-28T10:00:00Z", "status": "closed", "channel": "email", "subject": "Parcel",
            "body": "Where is", "customer_email": "fay@example.com", "requester_id": "5",
            "tags": '["wismo"]', "is_spam": "false", "is_from_agent": "false", "is_automated": "false",
        }
    ]  # fmt: skip
    (found,) = raw(home, "ticket_messages")
    assert (found["body"], found["direction"], found["intent"]) == ("Where is it?", "in", "shipping/status")
    assert raw(home, "ticket_metrics") == [
        {
            **GORGIAS, "metric_id": "satisfaction_survey:63", "ticket_id": "61", "updated_at": "2026-09-29T01:00:00Z",
            "csat": "4",
        }
    ]  # fmt: skip
    assert raw(home, "contacts") == [
        {
            **GORGIAS, "contact_id": "5", "updated_at": "2026-01-01T00:00:00Z", "role": "customer",
            "customer_email": "fay@example.com", "customer_phone": "+15550104",
        }
    ]  # fmt: skip


def test_shopify(home):
    order = {
        **AIRBYTE, "id": 5500000000001, "name": "#1001", "created_at": "2026-01-05 14:00:00+00",
        "updated_at": "2026-01-06 14:00:00+00", "financial_status": "paid", "fulfillment_status": None,
        "email": "gus@example.com", "currency": "USD", "total_price": 45.0, "test": False, "tags": "vip, gift",
        "shop_url": "brand", "customer": {"id": 77}, "shipping_address": {"country_code": "US", "province_code": "OH"},
        "note_attributes": [{"name": "delivery_date", "value": "2026-01-12"}], "refunds": [],
        "shipping_lines": [{"id": 1, "title": "Standard"}], "deleted_at": None,
        "line_items": [{"id": 11, "sku": "A-1", "name": "Pillow", "quantity": 2, "requires_shipping": True}],
        "fulfillments": [
            {
                "id": 900, "order_id": 5500000000001, "status": "success", "tracking_numbers": ["1Z1", "1Z2"],
                "tracking_company": "UPS", "created_at": "2026-01-06T08:00:00-05:00", "line_items": [{"id": 11}],
            }
        ],
    }  # fmt: skip
    alone = {
        **AIRBYTE, "id": 901, "order_id": 5500000000001, "status": "cancelled", "tracking_company": None,
        "tracking_numbers": [], "created_at": "2026-01-06 13:00:00+00", "name": "#1001.2",
    }  # fmt: skip
    request = {
        **AIRBYTE, "id": 31, "order_id": 5500000000001, "request_status": "accepted", "assigned_location_id": 7,
        "assigned_location": {"name": "Dock", "location_id": 7}, "status": "open", "fulfill_by": None,
        "fulfillment_holds": [{"reason": "incorrect_address"}],
    }  # fmt: skip
    place = {**AIRBYTE, "id": 7, "name": "Dock", "address1": "x", "legacy": False, "active": True}
    reports = load(
        home,
        "brand: {name: b, time_zone: Australia/Sydney}\n"
        "sources: [{format: shopify, fields: {promised_at: delivery_date}}]",
        o__parquet=as_parquet(order),
        f__csv=as_csv(alone),
        r__csv=as_csv(request),
        p__csv=as_csv(place),
    )
    assert [(report.error, report.quarantined) for report in reports] == [(None, 0)] * 4
    (found,) = raw(home, "orders")
    # The promised day ends where the brand is: the UTC of the table is no clock of the shop's.
    assert found["promised_at"] == "2026-01-12T12:59:59Z"
    assert (found["customer_id"], found["tags"], found["shipping_method"]) == ("77", '["vip","gift"]', "Standard")
    assert [row["line_number"] for row in raw(home, "order_lines")] == ["11"]
    assert {row["shipment_id"]: row["is_voided"] for row in raw(home, "shipments")} == {"900": "false", "901": "true"}
    assert [row["tracking_number"] for row in raw(home, "shipment_numbers")] == ["1Z2"]
    assert [(row["three_pl"], row["hold_reason"]) for row in raw(home, "fulfillment_orders")] == [("Dock", "address")]
    assert raw(home, "locations") == [{**SHOPIFY, "location_id": "7", "name": "Dock"}]
