"""Shopify's orders by API, field by field: REST, GraphQL and bulk files say the same of the same order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.vendor_cases import from_source, load, load_one, only, records

REST: dict[str, Any] = {
    "id": 5450000012345,
    "admin_graphql_api_id": "gid://shopify/Order/5450000012345",
    "name": "#NL1042",
    "order_number": 1042,
    "created_at": "2026-10-25T01:30:00-04:00",
    "processed_at": "2026-10-25T01:30:00-04:00",
    "updated_at": "2026-10-30T09:00:00-04:00",
    "cancelled_at": "2026-10-29T10:00:00-04:00",
    "cancel_reason": "customer",
    "financial_status": "refunded",
    "fulfillment_status": None,
    "email": "ann@example.com",
    "contact_email": "ann@example.com",
    "phone": None,
    "tags": "gift, pre-order",
    "note": "ring twice",
    "note_attributes": [{"name": "Promised Delivery", "value": "2026-10-31"}, {"name": "colour", "value": None}],
    "source_name": "web",
    "test": False,
    "total_price": "48.50",
    "currency": "USD",
    "customer": {"id": 6001, "email": "ann@example.com", "first_name": "Ann"},
    "shipping_address": {"phone": "+1 212 555 0100", "province_code": "NY", "country_code": "US", "name": "Ann A"},
    "billing_address": {"phone": "+1 212 555 0199", "country_code": "CA"},
    "shipping_lines": [{"title": "Pickup", "is_removed": True}, {"title": "Standard", "code": "std"}],
    "line_items": [
        {
            "id": 9001,
            "sku": "TRAY-01",
            "name": "Oak tray - large",
            "title": "Oak tray",
            "quantity": 2,
            "requires_shipping": True,
        },
        {"id": 9002, "sku": None, "name": "Gift card", "quantity": 1, "gift_card": True},
    ],
    "refunds": [
        {"id": 1, "created_at": "2026-10-30T08:00:00-04:00"},
        {"id": 2, "created_at": "2026-10-30T11:30:00Z"},
    ],
    "fulfillments": [],
}
GRAPHQL: dict[str, Any] = {
    "id": "gid://shopify/Order/5450000012345",
    "legacyResourceId": "5450000012345",
    "name": "#NL1042",
    "createdAt": "2026-10-25T05:30:00Z",
    "updatedAt": "2026-10-30T13:00:00Z",
    "cancelledAt": "2026-10-29T14:00:00Z",
    "displayFinancialStatus": "REFUNDED",
    "displayFulfillmentStatus": "UNFULFILLED",
    "email": None,
    "customer": {
        "id": "gid://shopify/Customer/6001",
        "defaultEmailAddress": {"emailAddress": "ann@example.com"},
        "defaultPhoneNumber": {"phoneNumber": "+1 212 555 0100"},
    },
    "tags": ["gift", "pre-order"],
    "customAttributes": [{"key": "promised delivery", "value": "2026-10-31"}],
    "sourceName": "web",
    "test": False,
    "totalPriceSet": {"shopMoney": {"amount": "48.50", "currencyCode": "USD"}},
    "shippingAddress": {"provinceCode": "NY", "countryCodeV2": "US"},
    "shippingLine": {"title": "Standard"},
    "lineItems": {
        "edges": [
            {
                "node": {
                    "id": "gid://shopify/LineItem/9001",
                    "sku": "TRAY-01",
                    "name": "Oak tray - large",
                    "quantity": 2,
                    "requiresShipping": True,
                }
            },
            {
                "node": {
                    "id": "gid://shopify/LineItem/9002",
                    "name": "Gift card",
                    "quantity": 1,
                    "requiresShipping": False,
                }
            },
        ]
    },
    "refunds": [{"createdAt": "2026-10-30T12:00:00Z"}, {"createdAt": "2026-10-30T11:30:00Z"}],
}
ORDER = from_source(
    "shopify",
    order_id="5450000012345",
    order_name="#NL1042",
    created_at="2026-10-25T05:30:00Z",
    updated_at="2026-10-30T13:00:00Z",
    cancelled_at="2026-10-29T14:00:00Z",
    refunded_at="2026-10-30T12:00:00Z",
    is_fully_refunded="true",
    customer_email="ann@example.com",
    customer_phone="+1 212 555 0100",
    customer_id="6001",
    country="US",
    region="NY",
    shipping_method="Standard",
    sales_channel="web",
    tags='["gift","pre-order"]',
    is_test="false",
    order_value="48.50",
    currency="USD",
)
LINES = [
    from_source(
        "shopify",
        order_id="5450000012345",
        line_number="9001",
        sku="TRAY-01",
        title="Oak tray - large",
        quantity="2",
        requires_shipping="true",
    ),
    from_source(
        "shopify",
        order_id="5450000012345",
        line_number="9002",
        title="Gift card",
        quantity="1",
        requires_shipping="false",
    ),
]


def as_bulk(order: dict) -> str:
    """The order as a bulk operation writes it: children on lines of their own, here before their parent."""
    lines = [edge["node"] | {"__parentId": order["id"]} for edge in order["lineItems"]["edges"]]
    parent = {key: value for key, value in order.items() if key != "lineItems"}
    return "".join(json.dumps(line) + "\n" for line in (*lines, parent))


SHAPES = {
    "REST": {"orders": [REST]},
    "webhook": REST,
    "old REST": {"order": {key: value for key, value in REST.items() if key != "admin_graphql_api_id"}},
    "GraphQL edges": {"data": {"orders": {"pageInfo": {"hasNextPage": False}, "edges": [{"node": GRAPHQL}]}}},
    "GraphQL nodes": {
        "data": {
            "orders": {
                "nodes": [{**GRAPHQL, "lineItems": {"nodes": [e["node"] for e in GRAPHQL["lineItems"]["edges"]]}}]
            }
        }
    },
    "bulk": as_bulk(GRAPHQL),
    "GraphQL without a global id": {"data": {"order": {key: value for key, value in GRAPHQL.items() if key != "id"}}},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_order_is_the_same_in_every_shape(home, shape):
    report = load_one(home, SHAPES[shape])
    assert (report.error, report.quarantined, report.loaded) == (None, 0, 3)
    order = only(home, "orders")
    assert len(order.pop("customer_key")) == len(order.pop("phone_key")) == 32
    assert order == ORDER
    assert records(home, "order_lines") == LINES


@pytest.mark.parametrize(
    ("order", "promised"),
    [
        (REST, "2026-11-01T03:59:59Z"),  # the day ends on the order's own clock
        (GRAPHQL, "2026-11-01T06:59:59Z"),  # UTC says nothing of the shop's: the brand's day
    ],
)
def test_the_accounts_own_fields_are_note_attributes_by_name(home, order, promised):
    sources = """
    brand: {time_zone: America/Los_Angeles}
    sources: [{format: shopify, fields: {promised_at: Promised Delivery, hold_reason: colour, three_pl: routed}}]
    """
    load_one(home, {**order, "routed": {"value": "Harborline"}}, sources)
    found = only(home, "orders")
    assert (found["promised_at"], found["three_pl"]) == (promised, "Harborline")
    assert "hold_reason" not in found


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"source_name": "pos", "shipping_lines": []}, "pickup"),
        ({"fulfillment_orders": [{"id": 1, "delivery_method": {"method_type": "pick_up"}}]}, "pickup"),
        ({"fulfillment_orders": [{"id": 1, "delivery_method": {"method_type": "none"}}]}, "digital"),
        ({"fulfillment_orders": [{"id": 1, "delivery_method": {"method_type": "shipping"}}]}, None),
    ],
)
def test_how_an_order_reaches_its_customer(home, change, expected):
    load_one(home, {**REST, **change})
    assert only(home, "orders").get("delivery_type") == expected


def test_a_partly_refunded_order_with_nothing_else(home):
    load_one(
        home, {"id": 1, "name": "#1", "created_at": "2026-03-08T02:30:00Z", "financial_status": "partially_refunded"}
    )
    assert only(home, "orders") == from_source(
        "shopify", order_id="1", order_name="#1", created_at="2026-03-08T02:30:00Z", is_fully_refunded="false"
    )


def test_a_shipping_line_of_a_bulk_file_stands_by_itself(home):
    line = {"id": "gid://shopify/ShippingLine/77", "title": "Express", "__parentId": "gid://shopify/Order/12"}
    load(home, bulk__jsonl=json.dumps(line))
    assert only(home, "order_shipping_lines") == from_source(
        "shopify", order_id="12", line_number="77", shipping_method="Express"
    )


def test_records_that_are_none_or_hold_the_wrong_kind_of_thing(home):
    bad = [
        {"id": "gid://shopify/Metafield/1", "__parentId": "gid://shopify/Order/1"},
        {**REST, "name": {"text": "#1"}},
        {**REST, "note_attributes": "Promised: soon"},
        {**REST, "line_items": [7]},
        {**REST, "id": None, "admin_graphql_api_id": "gid://shopify/Order/1"},
        {**REST, "refunds": [{"created_at": "soon"}]},
        {"name": "#1", "createdAt": "2026-10-25T05:30:00Z", "lineItems": {}, "fulfillments": [{"id": 3}]},
    ]
    report = load(home, "sources: [{format: shopify, fields: {promised_at: Day}}]", o__json=[REST, *bad])[0]
    assert report.error is None
    assert report.reasons == {
        "the record is none of Shopify that is known; it has: id, __parentId": 1,
        "name holds an object where text should stand": 1,
        "note_attributes holds text where a list should stand": 1,
        "line_items holds text where objects should stand": 1,
        "order_id is empty, but every record needs it": 2,
        "one of order_id, order_name must be filled": 2,
        "one of tracking_number, order_id, order_name must be filled": 1,
        "refunded_at is not a time; write it like 2026-01-31T08:15:00Z or 2026-01-31 08:15:00": 1,
    }
