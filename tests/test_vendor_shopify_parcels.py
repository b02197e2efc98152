"""What Shopify's API says about sending, field by field: fulfillments, events, fulfillment orders, locations."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.test_vendor_shopify_orders import GRAPHQL as GRAPHQL_ORDER
from tests.vendor_cases import from_source, lines, load, load_one, only, records
from wismo.home import Home
from wismo.intake.contract import read_contract

REST: dict[str, Any] = {
    "id": 7001,
    "order_id": 12,
    "name": "#1001.2",
    "status": "success",
    "created_at": "2026-03-08T01:59:59-05:00",
    "updated_at": "2026-03-08T03:00:01-04:00",
    "service": "manual",
    "location_id": 501,
    "shipment_status": "in_transit",
    "tracking_company": "UPS",
    "tracking_number": "1Z1",
    "tracking_numbers": ["1Z1", "1Z2", None, "1Z2", "1Z3"],
    "tracking_urls": [],
    "destination": {"first_name": "Ann", "province_code": "ON", "country_code": "CA"},
    "origin_address": {"country_code": "US"},
    "line_items": [{"id": 1, "order_id": 12}],
    "receipt": {},
}
GRAPHQL: dict[str, Any] = {
    "id": "gid://shopify/Fulfillment/7001",
    "name": "#1001-F2",
    "status": "SUCCESS",
    "displayStatus": "IN_TRANSIT",
    "createdAt": "2026-03-08T06:59:59Z",
    "updatedAt": "2026-03-08T07:00:01Z",
    "inTransitAt": "2026-03-09T07:00:00Z",
    "deliveredAt": "2026-03-12T15:00:00Z",
    "estimatedDeliveryAt": "2026-03-12T23:00:00Z",
    "location": {"id": "gid://shopify/Location/501", "name": "Harborline"},
    "service": {"serviceName": "Manual"},
    "order": {"id": "gid://shopify/Order/12", "name": "#1001"},
    "trackingInfo": [
        {"company": "UPS", "number": "1Z1", "url": None},
        {"company": "USPS", "number": "94001"},
        {"company": "UPS", "number": None},
    ],
}
EVENT = {
    "id": 88,
    "fulfillment_id": 7001,
    "order_id": 12,
    "status": "out_for_delivery",
    "message": "On the van",
    "happened_at": "2026-11-01T01:30:00-05:00",
    "created_at": "2026-11-01T03:00:00-05:00",
    "estimated_delivery_at": "2026-11-01T20:00:00-05:00",
    "city": "Ottawa",
    "province": "Ontario",
    "country": "Canada",
    "zip": "K2P0V6",
    "admin_graphql_api_id": "gid://shopify/FulfillmentEvent/88",
}
GRAPHQL_EVENT = {
    "id": "gid://shopify/FulfillmentEvent/88",
    "status": "OUT_FOR_DELIVERY",
    "message": "On the van",
    "happenedAt": "2026-11-01T06:30:00Z",
    "createdAt": "2026-11-01T08:00:00Z",
    "city": "Ottawa",
    "province": "Ontario",
    "country": "Canada",
}
EXPECTED_EVENT = from_source(
    "shopify",
    shipment_id="7001",
    occurred_at="2026-11-01T06:30:00Z",
    recorded_at="2026-11-01T08:00:00Z",
    vendor="shopify",
    status="out_for_delivery",
    message="On the van",
    place="Ottawa, Ontario",
)
REQUEST = {
    "id": 301,
    "order_id": 12,
    "assigned_location_id": 501,
    "request_status": "submitted",
    "status": "on_hold",
    "created_at": "2026-03-07T10:00:00-05:00",
    "updated_at": "2026-03-07T11:00:00-05:00",
    "fulfill_by": "2026-03-10",
    "fulfillment_holds": [{"reason": None}, {"reason": "high_risk_of_fraud", "reason_notes": "look"}],
    "delivery_method": {
        "method_type": "shipping",
        "min_delivery_date_time": "2026-03-12T12:00:00-04:00",
        "max_delivery_date_time": "2026-03-14T23:59:59-04:00",
    },
    "assigned_location": {"name": "Harborline", "location_id": 501, "phone": "1"},
}
GRAPHQL_REQUEST = {
    "id": "gid://shopify/FulfillmentOrder/301",
    "orderId": "gid://shopify/Order/12",
    "requestStatus": "SUBMITTED",
    "status": "ON_HOLD",
    "createdAt": "2026-03-07T15:00:00Z",
    "updatedAt": "2026-03-07T16:00:00Z",
    "fulfillBy": "2026-03-11T03:59:59Z",
    "fulfillmentHolds": [{"reason": "HIGH_RISK_OF_FRAUD"}],
    "deliveryMethod": {"methodType": "SHIPPING", "maxDeliveryDateTime": "2026-03-15T03:59:59Z"},
    "assignedLocation": {"name": "Harborline", "location": {"id": "gid://shopify/Location/501"}},
}
LOCATION = {"id": 501, "name": "Harborline", "address1": "1 Dock", "legacy": False, "active": True}
SHIPMENT = {
    "shipment_id": "7001",
    "order_id": "12",
    "updated_at": "2026-03-08T07:00:01Z",
    "label_created_at": "2026-03-08T06:59:59Z",
    "carrier": "UPS",
    "location_id": "501",
    "tracking_number": "1Z1",
    "is_voided": "false",
}


@pytest.mark.parametrize(
    "shape", [{"fulfillment": REST}, REST, {"fulfillments": [REST]}, {**REST, "tracking_number": ""}]
)
def test_a_fulfillment_and_its_further_numbers(home, shape):
    load_one(home, shape)
    assert only(home, "shipments") == from_source("shopify", **SHIPMENT, country="CA", region="ON")
    assert [(row["position"], row["tracking_number"], row["carrier"]) for row in records(home, "shipment_numbers")] == [
        ("2", "1Z2", "UPS"),
        ("3", "1Z3", "UPS"),
    ]
    assert records(home, "tracking_events") == []


def test_a_fulfillment_in_graphql(home):
    load_one(home, {"data": {"fulfillment": GRAPHQL}})
    where = {"three_pl": "Harborline", "warehouse": "Harborline"}
    times = {"latest_eta_at": "2026-03-12T23:00:00Z", "delivered_at": "2026-03-12T15:00:00Z"}
    assert only(home, "shipments") == from_source("shopify", **SHIPMENT, **where, **times)
    (number,) = records(home, "shipment_numbers")
    assert (number["tracking_number"], number["carrier"], number["shipment_id"]) == ("94001", "USPS", "7001")
    assert only(home, "tracking_events") == from_source(
        "shopify", shipment_id="7001", occurred_at="2026-03-09T07:00:00Z", vendor="shopify", status="in_transit"
    )


def test_events_inside_a_fulfillment_say_when_it_arrived(home):
    load_one(home, {**GRAPHQL, "events": {"edges": [{"node": GRAPHQL_EVENT}]}})
    assert "delivered_at" not in only(home, "shipments")
    assert only(home, "tracking_events") == {**EXPECTED_EVENT, "country": "CA"}


@pytest.mark.parametrize("shape", [{"fulfillment_event": EVENT}, {**GRAPHQL_EVENT, "__parentId": GRAPHQL["id"]}])
def test_an_event_by_itself_happened_before_shopify_heard_of_it(home, shape):
    load_one(home, shape)
    assert only(home, "tracking_events") == {**EXPECTED_EVENT, "country": "CA"}


@pytest.mark.parametrize("status", ["cancelled", "error", "failure", "CANCELLED"])
def test_a_fulfillment_that_came_to_nothing_is_void(home, status):
    load_one(home, {**REST, "status": status})
    assert only(home, "shipments")["is_voided"] == "true"


@pytest.mark.parametrize(
    "shape", [{"tracking_numbers": ["Local pickup", "N/A"]}, {"trackingInfo": [{"number": "N/A"}]}]
)
def test_a_word_instead_of_a_number_is_none(home, shape):
    load_one(home, {**REST, "tracking_number": "Local pickup", "tracking_numbers": [], **shape})
    found = only(home, "shipments")
    assert (found.get("tracking_number"), found["carrier"]) == (None, "UPS")
    assert records(home, "shipment_numbers") == []


@pytest.mark.parametrize(("shown", "voided"), [("FAILURE", "false"), ("LABEL_VOIDED", "true"), ("CANCELED", "true")])
def test_a_delivery_that_failed_is_shown_and_voids_no_label(home, shown, voided):
    load_one(home, {**GRAPHQL, "displayStatus": shown})
    assert only(home, "shipments")["is_voided"] == voided


def test_a_fulfillment_that_names_no_order_is_known_by_its_name(home):
    lone = {key: value for key, value in GRAPHQL.items() if key != "order"}
    load_one(home, [lone | {"__parentId": "gid://shopify/FulfillmentOrder/301"}, {**lone, "id": 7, "name": "A-1.10"}])
    assert [row["order_name"] for row in records(home, "shipments")] == ["#1001"]
    load_one(home, {**REST, "service": "shipbob", "order_id": None})
    found = [row for row in records(home, "shipments") if row.get("three_pl") == "shipbob"]
    assert found[0]["order_name"] == "#1001"


@pytest.mark.parametrize(
    "shape", [{"fulfillment_orders": [REQUEST]}, {"data": {"fulfillmentOrders": {"nodes": [GRAPHQL_REQUEST]}}}]
)
def test_what_a_warehouse_was_asked_to_send(home, shape):
    load_one(home, shape)
    assert only(home, "fulfillment_orders") == from_source(
        "shopify",
        fulfillment_order_id="301",
        order_id="12",
        created_at="2026-03-07T15:00:00Z",
        updated_at="2026-03-07T16:00:00Z",
        status="on_hold",
        three_pl="Harborline",
        location_id="501",
        promised_ship_by_at="2026-03-11T04:59:59Z" if "fulfillment_orders" in shape else "2026-03-11T03:59:59Z",
        promised_at="2026-03-15T03:59:59Z",
        hold_reason="fraud",
    )


@pytest.mark.parametrize(
    ("written", "promised"),
    [
        ("2026-03-14T00:00:00Z", "2026-03-15T03:59:59Z"),
        ("2026-03-14T00:00:00-04:00", "2026-03-15T03:59:59Z"),
        ("2026-03-14T09:00:00-04:00", "2026-03-14T13:00:00Z"),
    ],
)
def test_a_promise_written_as_midnight_is_for_the_whole_day(home, written, promised):
    sources = "{brand: {time_zone: America/New_York}, sources: [{format: shopify}]}"
    load_one(home, {**GRAPHQL_REQUEST, "deliveryMethod": {"maxDeliveryDateTime": written}}, sources)
    assert only(home, "fulfillment_orders")["promised_at"] == promised


@pytest.mark.parametrize("name", ["fulfillmentOrder", "node"])
def test_one_object_of_a_query_stands_under_its_own_name(home, name):
    load_one(home, {"data": {name: GRAPHQL_REQUEST}, "extensions": {"cost": {"requestedQueryCost": 3}}})
    assert only(home, "fulfillment_orders")["fulfillment_order_id"] == "301"


@pytest.mark.parametrize(
    "shape", [{"locations": [LOCATION]}, {"id": "gid://shopify/Location/501", "name": "Harborline"}]
)
def test_a_location_has_a_name_and_no_address(home, shape):
    load_one(home, shape)
    assert only(home, "locations") == from_source("shopify", location_id="501", name="Harborline")


def bulk_lines() -> list[dict]:
    order: dict[str, Any] = {**GRAPHQL_ORDER, "fulfillments": [GRAPHQL]}
    order_id = order["id"]
    children = [edge["node"] | {"__parentId": order_id} for edge in order.pop("lineItems")["edges"]]
    request = {key: value for key, value in GRAPHQL_REQUEST.items() if key != "orderId"}
    event = {key: value for key, value in GRAPHQL_EVENT.items() if key != "id"}
    return [
        order,
        *children,
        request | {"__parentId": order_id},
        event | {"__parentId": GRAPHQL["id"]},
        {"quantity": 1, "sku": "NO-ID", "id": None, "__parentId": order_id},
        {"title": "Standard", "__parentId": order_id},
    ]


def contents(home: Home) -> dict[str, list[str]]:
    found = {name: sorted(map(json.dumps, records(home, name))) for name in read_contract()}
    return {name: rows for name, rows in found.items() if rows}


def test_bulk_lines_may_come_in_any_order_and_in_any_number_of_files(home, tmp_path):
    every = bulk_lines()
    (report,) = load(home, whole__jsonl=lines(*every))
    # A line without an id has no number among its order's lines.
    assert report.reasons == {"line_number is empty, but every record needs it": 1}
    whole = contents(home)
    assert set(whole) == {
        "fulfillment_orders", "order_lines", "order_shipping_lines", "orders", "shipment_numbers", "shipments",
        "tracking_events",
    }  # fmt: skip
    other = Home(tmp_path / "other" / "home")
    other.root.parent.mkdir()
    # The last first, and a parent seldom in the file of its children.
    parts = {f"part{at}__jsonl": lines(*every[::-1][at::3]) for at in range(3)}
    assert all(entry.error is None for entry in load(other, **parts))
    assert contents(other) == whole
