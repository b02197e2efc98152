"""ShipHero's shipments, field by field: the older API, GraphQL and webhooks know a shipment by one number."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.vendor_cases import from_source, load_one, only, records


def node(kind: str, number: int) -> str:
    return base64.b64encode(f"{kind}:{number}".encode()).decode()


OLDER: dict[str, Any] = {
    "shipment_id": "315518042",
    "order_id": "777",
    "order_number": "#NL1042",
    "shipping_name": "UPS Ground",
    "carrier": "UPS",
    "date": "2026-03-02T15:04:05",
    "method": "Ground",
    "tracking": "1Z1",
    "label_cost": 7.5,
    "status": "completed",
    "warehouse": "Primary",
    "shipper_email": "kim@example.com",
    "order": {
        "id": 777,
        "partner_order_id": "5450000012345",
        "order_history": [{"username": "kim", "information": "packed", "created_at": "2026-03-02T15:00:00"}],
        "shipping_address": {"province_code": "TX", "country_code": "US", "first_name": "Ann"},
    },
}
GRAPHQL: dict[str, Any] = {
    "id": node("Shipment", 315518042),
    "legacy_id": 315518042,
    "order_id": node("Order", 777),
    "warehouse_id": node("Warehouse", 76733),
    "created_date": "2026-03-02T15:04:05+00:00",
    "delivered": True,
    "picked_up": True,
    "address": {"name": "Ann", "state": "TX", "country": "US"},
    "order": {"order_number": "#NL1042", "partner_order_id": "5450000012345"},
    "warehouse": {"identifier": "Primary", "profile": "default"},
    "shipping_labels": [
        {"tracking_number": "1Z0", "carrier": "UPS", "status": "void", "created_date": "2026-03-02T15:00:00"},
        {"tracking_number": "1Z1", "carrier": "UPS", "shipping_method": "Ground", "status": "valid"},
        {"tracking_number": "1Z2", "carrier": "FedEx", "shipping_method": "Home", "status": "valid"},
    ],
}
WEBHOOK: dict[str, Any] = {
    "test": "0",
    "webhook_type": "Shipment Update",
    "fulfillment": {
        "shipment_id": 315518042,
        "shipment_uuid": node("Shipment", 315518042),
        "warehouse": "Primary",
        "warehouse_id": 76733,
        "partner_order_id": "5450000012345",
        "order_number": "#NL1042",
        "tracking_number": "1Z1",
        "shipping_carrier": "old word",
        "created_at": "2026-03-02T15:04:05Z",
        "packages": [
            {"tracking_number": "1Z1", "shipping_carrier": "UPS", "shipping_method": "Ground"},
            {"tracking_number": "1Z2", "shipping_carrier": "FedEx"},
        ],
    },
}
EXPECTED = {
    "shipment_id": "315518042",
    "order_id": "5450000012345",
    "order_name": "#NL1042",
    "updated_at": "2026-03-02T15:04:05Z",
    "label_created_at": "2026-03-02T15:04:05Z",
    "carrier": "UPS",
    "service": "Ground",
    "three_pl": "Primary",
    "warehouse": "Primary",
    "tracking_number": "1Z1",
}
WHERE = {"country": "US", "region": "TX"}
PLACE = {"location_id": "76733"}


@pytest.mark.parametrize(
    ("shape", "more"),
    [
        ({"shipments": {"results": [OLDER]}}, {"is_voided": "false", **WHERE}),
        (OLDER, {"is_voided": "false", **WHERE}),
        (
            {"data": {"shipments": {"request_id": "a", "complexity": 1, "data": {"edges": [{"node": GRAPHQL}]}}}},
            {"is_voided": "false", **WHERE, **PLACE},
        ),
        (WEBHOOK, PLACE),
    ],
)
def test_a_shipment_is_one_in_all_apis(home, shape, more):
    report = load_one(home, shape)
    assert report.format.startswith("ShipHero (json, times in UTC) as shipments")
    assert report.quarantined == 0
    assert only(home, "shipments") == from_source("shiphero", **EXPECTED, **more)


@pytest.mark.parametrize("shape", [GRAPHQL, WEBHOOK, {**GRAPHQL, "legacy_id": None}])
def test_every_further_label_is_a_parcel(home, shape):
    load_one(home, shape)
    assert only(home, "shipment_numbers") == from_source(
        "shiphero", shipment_id="315518042", position="2", tracking_number="1Z2", carrier="FedEx"
    )


def test_a_shipment_whose_labels_are_all_void(home):
    load_one(home, {**GRAPHQL, "shipping_labels": GRAPHQL["shipping_labels"][:1]})
    found = only(home, "shipments")
    assert (found["is_voided"], found["tracking_number"]) == ("true", "1Z0")
    assert records(home, "shipment_numbers") == []


def test_an_order_brings_its_shipments_and_says_what_holds_it_up(home):
    order = {
        "id": node("Order", 777),
        "order_number": "#NL1042",
        "partner_order_id": "5450000012345",
        "fulfillment_status": "pending",
        "required_ship_date": "2026-03-04T00:00:00",
        "holds": {"fraud_hold": False, "payment_hold": None, "address_hold": True, "operator_hold": True},
        "shipments": [{key: value for key, value in GRAPHQL.items() if key != "order"}],
    }
    load_one(home, {"data": {"orders": {"data": {"edges": [{"node": order}]}}}})
    assert only(home, "shipments")["order_id"] == "5450000012345"
    assert only(home, "fulfillment_orders") == from_source(
        "shiphero",
        fulfillment_order_id="777",
        order_id="5450000012345",
        status="on_hold",
        promised_ship_by_at="2026-03-04T00:00:00Z",
        hold_reason="address",
    )


def test_an_id_that_hides_no_number_stays_as_it_stands(home):
    load_one(home, [{**GRAPHQL, "legacy_id": None, "id": "abc-1"}, {**GRAPHQL, "legacy_id": None, "id": "QUJD"}])
    assert [row["shipment_id"] for row in records(home, "shipments")] == ["abc-1", "QUJD"]


def test_the_packages_of_a_webhook_may_stand_beside_the_fulfillment(home):
    fulfillment = {key: value for key, value in WEBHOOK["fulfillment"].items() if key != "packages"}
    fulfillment |= {"shipping_address": {"address_state": "TX", "address_country": "US", "address_city": "AUSTIN"}}
    packages = [
        {"name": "Package #1", "tracking_number": "1Z1", "shipping_carrier": "UPS", "shipping_method": "Ground"},
        {"name": "Package #2", "shipping_carrier": "FedEx", "shipping_label": {"tracking_number": "1Z2"}},
    ]
    report = load_one(home, {**WEBHOOK, "fulfillment": fulfillment, "total_packages": 2, "packages": packages})
    assert (report.records, report.quarantined) == (2, 0)
    assert only(home, "shipments") == from_source("shiphero", **EXPECTED, **PLACE, **WHERE)
    assert only(home, "shipment_numbers") == from_source(
        "shiphero", shipment_id="315518042", position="2", tracking_number="1Z2", carrier="FedEx"
    )


@pytest.mark.parametrize(("said", "status"), [("fulfilled", "closed"), ("pending", "pending"), (None, None)])
def test_what_a_warehouse_is_done_with_is_closed(home, said, status):
    load_one(home, {"id": node("Order", 777), "order_number": "1", "partner_order_id": "5", "fulfillment_status": said})
    assert only(home, "fulfillment_orders").get("status") == status


def test_a_word_instead_of_a_number_is_none(home):
    load_one(home, {**WEBHOOK["fulfillment"], "tracking_number": "Pickup", "packages": []})
    assert "tracking_number" not in only(home, "shipments")
