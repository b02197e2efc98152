"""Fivetran's tables of both generations of its Shopify connector, field by field."""

from __future__ import annotations

import pytest

from tests.landed_cases import FIVETRAN, SHOPIFY, as_csv, as_parquet
from tests.vendor_cases import load, raw

ORDER = {
    "id": "2674098602081", "note": "hash", "email": "bo@example.com", "currency": "GBP", "total_price": "2.8",
    "created_at": "2026-09-11 19:35:42.000 ", "updated_at": "2026-09-11 19:35:46.000", "name": "#4135",
    "shipping_address_name": "Bo Li", "shipping_address_phone": "", "shipping_address_country": "United Kingdom",
    "shipping_address_country_code": "GB", "shipping_address_province_code": "", "shipping_address_province": "Kent",
    "billing_address_phone": "+44 555 0101", "customer_id": "3589760876641", "order_number": "5135",
    "financial_status": "refunded", "fulfillment_status": None, "processed_at": "2026-09-11 19:35:42.000",
    "cancelled_at": "2026-09-12 00:00:00.000", "source_name": "web", "test": "FALSE",
    "_fivetran_synced": "2026-09-12 00:15:10.199 ", "total_price_set": {"shop_money": {"amount": "3.00"}},
}  # fmt: skip
FULFILLMENT = {
    "id": "423844", **FIVETRAN, "created_at": "2026-09-13 01:17:22.000000", "location_id": "77",
    "order_id": "2674098602081", "status": "success", "tracking_company": "UPS", "tracking_number": "1Z1",
    "updated_at": "2026-09-13 01:17:23.000000", "tracking_numbers": ["1Z1", "1Z2"], "tracking_urls": [],
    "shipment_status": None, "service": "manual", "name": "#4135.1",
}  # fmt: skip
EVENT = {
    "id": "451", **FIVETRAN, "city": "LONDON", "country": "GB", "created_at": "2026-09-14 20:52:39.000000",
    "fulfillment_id": "423844", "happened_at": "2026-09-14 18:00:00.000000", "message": "Delay", "province": None,
    "status": "out_for_delivery", "zip": "CR0", "_fivetran_deleted": "false",
}  # fmt: skip


@pytest.mark.parametrize("as_file", [as_csv, as_parquet])
def test_shopify_rest(home, as_file):
    line = {
        "order_id": "2674098602081", "id": "57", "name": "Pillow - L", "title": "Pillow", "quantity": "2", "sku": "A-1",
        "gift_card": "FALSE", "requires_shipping": "TRUE", "index": "1", **FIVETRAN,
    }  # fmt: skip
    shipping = {
        "id": "8", "order_id": "2674098602081", **FIVETRAN, "carrier_identifier": None, "code": "std", "phone": None,
        "title": "Standard",
    }  # fmt: skip
    tag = {"index": "1", "order_id": "2674098602081", **FIVETRAN, "value": "vip"}
    place = {
        "id": "77",
        **FIVETRAN,
        "active": "true",
        "address_1": "1 Tree Rd",
        "legacy": "false",
        "name": "Harborline",
    }
    ending = "csv" if as_file is as_csv else "parquet"
    tables = {"o": ORDER, "f": FULFILLMENT, "e": EVENT, "l": line, "s": shipping, "t": tag, "p": place}
    reports = load(home, None, **{f"{name}__{ending}": as_file(row) for name, row in tables.items()})
    assert [(report.error, report.quarantined) for report in reports] == [(None, 0)] * 7
    order = "2674098602081"
    assert raw(home, "orders") == [
        {
            **SHOPIFY, "order_id": order, "order_name": "#4135", "created_at": "2026-09-11T19:35:42Z",
            "updated_at": "2026-09-11T19:35:46Z", "cancelled_at": "2026-09-12T00:00:00Z", "is_fully_refunded": "true",
            "customer_email": "bo@example.com", "customer_phone": "+44 555 0101", "customer_id": "3589760876641",
            "country": "GB", "region": "Kent", "sales_channel": "web", "is_test": "false", "order_value": "2.8",
            "currency": "GBP",
        }
    ]  # fmt: skip
    assert raw(home, "order_lines") == [
        {
            **SHOPIFY, "order_id": order, "line_number": "57", "sku": "A-1", "title": "Pillow - L", "quantity": "2",
            "requires_shipping": "true",
        }
    ]  # fmt: skip
    assert raw(home, "order_shipping_lines") == [
        {**SHOPIFY, "order_id": order, "line_number": "8", "shipping_method": "Standard"}
    ]
    assert raw(home, "order_tags") == [{**SHOPIFY, "order_id": order, "tag": "vip"}]
    assert raw(home, "locations") == [{**SHOPIFY, "location_id": "77", "name": "Harborline"}]
    assert raw(home, "shipments") == [
        {
            **SHOPIFY, "shipment_id": "423844", "order_id": order, "updated_at": "2026-09-13T01:17:23Z",
            "label_created_at": "2026-09-13T01:17:22Z", "carrier": "UPS", "location_id": "77",
            "tracking_number": "1Z1", "is_voided": "false",
        }
    ]  # fmt: skip
    assert raw(home, "shipment_numbers") == [
        {
            **SHOPIFY, "shipment_id": "423844", "position": "2", "updated_at": "2026-09-13T01:17:23Z",
            "tracking_number": "1Z2", "carrier": "UPS",
        }
    ]  # fmt: skip
    assert raw(home, "tracking_events") == [
        {
            **SHOPIFY, "shipment_id": "423844", "occurred_at": "2026-09-14T18:00:00Z",
            "recorded_at": "2026-09-14T20:52:39Z", "vendor": "shopify", "status": "out_for_delivery",
            "message": "Delay", "place": "LONDON", "country": "GB",
        }
    ]  # fmt: skip


def test_shopify_graphql(home):
    order = {
        "_fivetran_deleted": "FALSE", **FIVETRAN, "cancelled_at": " ", "created_at": "2026-07-18 08:45:00",
        "currency_code": "USD", "customer_id": "1001", "display_financial_status": "PARTIALLY_REFUNDED",
        "display_fulfillment_status": "UNFULFILLED", "email": "cy@example.com", "id": "10001", "name": "#10001",
        "processed_at": "2026-07-18 09:00:00", "shipping_address_country_code": "CA",
        "shipping_address_phone": "+1 555 0102", "shipping_address_province_code": "ON", "source_name": "online",
        "test": "TRUE", "total_price_set_pres_amount": "60.00", "total_price_set_shop_amount": "55.00",
        "total_price_set_shop_currency_code": "USD", "updated_at": "2026-07-18 09:00:01",
    }  # fmt: skip
    fulfillment = {
        **FIVETRAN, "created_at": "2026-07-19 08:00:00", "display_status": "LABEL_VOIDED", "id": "6001",
        "location_id": "7001", "name": "#10001-F1", "order_id": "10001", "service_id": "x", "status": "SUCCESS",
        "total_quantity": "2", "updated_at": "2026-07-19 10:10:00",
    }  # fmt: skip
    info = {**FIVETRAN, "company": "USPS", "fulfillment_id": "6001", "index": "1", "number": "9400", "url": "x"}
    request = {
        **FIVETRAN, "id": "31", "order_id": "10001", "assigned_location_id": "7001",
        "assigned_location_name": "Prairie Dock", "created_at": "2026-07-18 09:00:00",
        "fulfill_by": "2026-07-20 04:00:00", "request_status": "ACCEPTED", "status": "IN_PROGRESS",
        "updated_at": "2026-07-18 12:00:00", "delivery_method_method_type": "SHIPPING",
        "delivery_method_max_delivery_date_time": "2026-07-25 03:59:59",
    }  # fmt: skip
    event = {name: value for name, value in EVENT.items() if name != "order_id"} | {"fulfillment_id": "6001"}
    place = {
        **FIVETRAN,
        "address_1": "x",
        "id": "7001",
        "is_active": "TRUE",
        "is_fulfillment_service": "TRUE",
        "name": "P",
    }
    line = {**FIVETRAN, "id": "11", "is_gift_card": "TRUE", "name": "Card", "order_id": "10001", "quantity": "1",
            "requires_shipping": "FALSE", "sku": "", "title": "Card"}  # fmt: skip
    tables = {"o": order, "f": fulfillment, "i": info, "r": request, "e": event, "p": place, "l": line}
    reports = load(home, None, **{f"{name}__csv": as_csv(row) for name, row in tables.items()})
    assert [(report.error, report.quarantined) for report in reports] == [(None, 0)] * 7
    assert raw(home, "orders") == [
        {
            **SHOPIFY, "order_id": "10001", "order_name": "#10001", "created_at": "2026-07-18T08:45:00Z",
            "updated_at": "2026-07-18T09:00:01Z", "is_fully_refunded": "false", "customer_email": "cy@example.com",
            "customer_phone": "+1 555 0102", "customer_id": "1001", "country": "CA", "region": "ON",
            "sales_channel": "online", "is_test": "true", "order_value": "55.00", "currency": "USD",
        }
    ]  # fmt: skip
    assert raw(home, "shipments") == [
        {
            **SHOPIFY, "shipment_id": "6001", "order_id": "10001", "updated_at": "2026-07-19T10:10:00Z",
            "label_created_at": "2026-07-19T08:00:00Z", "location_id": "7001", "is_voided": "true",
        }
    ]  # fmt: skip
    assert raw(home, "shipment_numbers") == [
        {**SHOPIFY, "shipment_id": "6001", "position": "1", "tracking_number": "9400", "carrier": "USPS"}
    ]
    assert raw(home, "fulfillment_orders") == [
        {
            **SHOPIFY, "fulfillment_order_id": "31", "order_id": "10001", "created_at": "2026-07-18T09:00:00Z",
            "updated_at": "2026-07-18T12:00:00Z", "status": "in_progress", "three_pl": "Prairie Dock",
            "location_id": "7001", "promised_ship_by_at": "2026-07-20T04:00:00Z", "promised_at": "2026-07-25T03:59:59Z",
        }
    ]  # fmt: skip
    assert raw(home, "tracking_events")[0]["shipment_id"] == "6001"
    assert raw(home, "locations") == [{**SHOPIFY, "location_id": "7001", "name": "P"}]
    assert raw(home, "order_lines")[0]["requires_shipping"] == "false"


def test_what_a_migration_to_graphql_leaves_behind(home):
    """Fivetran keeps the old generation's columns; what the new one says goes before."""
    order = {**ORDER, "financial_status": "paid", "display_financial_status": "REFUNDED", "currency_code": "USD"}
    nothing = {**FIVETRAN, "company": "USPS", "fulfillment_id": "6001", "index": "1", "number": None, "url": None}
    number = {**nothing, "index": "2", "number": "9400"}
    infos, orders = load(home, None, o__csv=as_csv(order), i__csv=as_csv(nothing, number))
    assert (orders.loaded, infos.loaded, infos.quarantined) == (1, 1, 0)
    assert (raw(home, "orders")[0]["is_fully_refunded"], raw(home, "orders")[0]["currency"]) == ("true", "USD")
