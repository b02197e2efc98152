"""Shopify orders: a CSV with two rows an order, answers of REST, and a bulk file of GraphQL."""

import json

from tests.fuzz.sample import MARKERS, Sample, answer, json_lines, lines

_HEADER = (
    "Name,Email,Financial Status,Paid at,Fulfilled at,Currency,Total,Shipping Method,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem sku,Shipping Country,Note Attributes,Cancelled at,Id,Tags,Source"
)


def _rows(mark: str) -> list[str]:
    order = f"#{mark},a{mark}@example.com,paid,2026-01-01 09:00:05 -0500,,USD,48.50,Standard,2026-01-01 09:00:00 -0500"
    line = f'1,"Cup, large {mark}",CUP-{mark},US,,,54{mark},"gift, {mark}",web'
    return [f"{order},{line}", f"#{mark},a{mark}@example.com,,,,,,,,2,Saucer {mark},SAU-{mark},,,,,,"]


def fulfillment(mark: str) -> dict:
    """Return a fulfillment with two numbers."""
    return {
        "id": int(f"7{mark}"), "order_id": int(f"54{mark}"), "name": f"#{mark}.1", "status": "success",
        "created_at": "2026-01-02T01:59:59-05:00", "updated_at": "2026-01-02T03:00:01-05:00", "location_id": 501,
        "shipment_status": "in_transit", "tracking_company": "UPS", "tracking_number": f"1Z{mark}",
        "tracking_numbers": [f"1Z{mark}", f"2Z{mark}"], "destination": {"province_code": "ON", "country_code": "CA"},
    }  # fmt: skip


def event(mark: str) -> dict:
    """Return an event of a fulfillment."""
    return {
        "id": int(f"8{mark}"), "fulfillment_id": int(f"7{mark}"), "order_id": int(f"54{mark}"), "city": "Ottawa",
        "status": "out_for_delivery", "message": f"{mark} on the van", "happened_at": "2026-01-03T01:30:00-05:00",
        "created_at": "2026-01-03T03:00:00-05:00", "province": "Ontario", "country": "Canada", "zip": "K2P0V6",
    }  # fmt: skip


def request(mark: str) -> dict:
    """Return a fulfillment order."""
    return {
        "id": int(f"3{mark}"), "order_id": int(f"54{mark}"), "assigned_location_id": 501,
        "request_status": "submitted", "status": "on_hold", "created_at": "2026-01-01T10:00:00-05:00",
        "updated_at": "2026-01-01T11:00:00-05:00", "fulfill_by": "2026-01-04",
        "fulfillment_holds": [{"reason": "high_risk_of_fraud"}],
        "delivery_method": {"method_type": "shipping", "max_delivery_date_time": "2026-01-06T23:59:59-05:00"},
        "assigned_location": {"name": "Harborline", "location_id": 501},
    }  # fmt: skip


def location(mark: str) -> dict:
    """Return a place."""
    return {"id": int(mark), "name": f"Dock {mark}", "address1": "1 Road", "legacy": False, "active": True}


def order(mark: str) -> dict:
    """Return an order with its lines and a fulfillment."""
    return {
        "id": int(f"54{mark}"), "name": f"#{mark}", "order_number": int(mark), "test": False, "currency": "USD",
        "created_at": "2026-01-01T01:30:00-05:00", "updated_at": "2026-01-02T09:00:00-05:00", "cancelled_at": None,
        "financial_status": "paid", "fulfillment_status": None, "email": f"a{mark}@example.com", "phone": None,
        "tags": f"gift, t{mark}", "note_attributes": [{"name": "Promised Delivery", "value": "2026-01-05"}],
        "source_name": "web", "total_price": "48.50", "customer": {"id": 6001, "email": f"a{mark}@example.com"},
        "shipping_address": {"phone": f"+1555{mark}", "province_code": "NY", "country_code": "US"},
        "shipping_lines": [{"title": "Standard", "code": "std"}], "refunds": [],
        "line_items": [{"id": int(f"9{mark}"), "sku": f"S{mark}", "name": "Tray", "quantity": 2}],
        "fulfillments": [fulfillment(mark)],
    }  # fmt: skip


def _bulk(mark: str) -> list[dict]:
    parent = {"__parentId": f"gid://shopify/Order/54{mark}"}
    return [
        {
            "id": f"gid://shopify/Order/54{mark}", "legacyResourceId": f"54{mark}", "name": f"#{mark}",
            "createdAt": "2026-01-01T05:30:00Z", "updatedAt": "2026-01-02T13:00:00Z", "sourceName": "web",
            "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "FULFILLED", "tags": [f"t{mark}"],
            "customer": {"id": f"gid://shopify/Customer/6{mark}", "email": f"a{mark}@example.com"},
            "totalPriceSet": {"shopMoney": {"amount": "48.50", "currencyCode": "USD"}}, "test": False,
            "shippingAddress": {"provinceCode": "NY", "countryCodeV2": "US"},
        },
        {"id": f"gid://shopify/LineItem/9{mark}", "sku": f"S{mark}", "name": "Tray", "quantity": 2, **parent},
        {
            "id": f"gid://shopify/Fulfillment/7{mark}", "displayStatus": "IN_TRANSIT", "status": "SUCCESS",
            "createdAt": "2026-01-02T06:59:59Z", "updatedAt": "2026-01-02T07:00:01Z",
            "trackingInfo": [{"company": "UPS", "number": f"1Z{mark}"}], **parent,
        },
        {
            "id": f"gid://shopify/FulfillmentEvent/8{mark}", "status": "OUT_FOR_DELIVERY", "message": f"{mark} went",
            "happenedAt": "2026-01-03T06:30:00Z", "__parentId": f"gid://shopify/Fulfillment/7{mark}",
        },
    ]  # fmt: skip


_OWN = "sources: [{format: shopify, fields: {promised_at: Promised Delivery}}]"
SAMPLES = (
    Sample("shopify_orders", "orders.csv", lines([_HEADER, *(row for mark in MARKERS for row in _rows(mark))])),
    Sample("shopify_json", "orders.json", answer(orders=order), sources=_OWN),
    Sample("shopify_json", "bulk.jsonl", lines([json.dumps(record) for mark in MARKERS for record in _bulk(mark)])),
    Sample("shopify_json", "sending.json", answer(fulfillments=fulfillment, fulfillment_events=event)),
    Sample("shopify_json", "requests.jsonl", json_lines(request, location)),
)
