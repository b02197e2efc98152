"""What Shopify's Admin API says about sending: fulfillments, their events, requests to warehouses, locations.

A fulfillment is made when a label is printed or an order is marked as sent: that is no scan by a carrier.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.days import end_of_day
from wismo.intake.vendors.keys import boolean, numbered, part, parts, unique, word, words
from wismo.intake.vendors.shopify_ids import number_of, related

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.shopify_orders import Row

SHIPMENT_COLUMNS = (
    "shipment_id", "order_id", "order_name", "updated_at", "label_created_at", "latest_eta_at", "delivered_at",
    "carrier", "three_pl", "warehouse", "location_id", "tracking_number", "is_voided", "country", "region",
)  # fmt: skip
NUMBER_COLUMNS = ("shipment_id", "position", "updated_at", "tracking_number", "carrier")
EVENT_COLUMNS = (
    "shipment_id", "occurred_at", "recorded_at", "vendor", "status", "message", "place", "country",
)  # fmt: skip
REQUEST_COLUMNS = (
    "fulfillment_order_id", "order_id", "created_at", "updated_at", "status", "three_pl", "location_id",
    "promised_ship_by_at", "promised_at", "hold_reason",
)  # fmt: skip
LOCATION_COLUMNS = ("location_id", "name")

_VOID = {"cancelled", "canceled", "error", "failure"}
_SHOWN_AS_VOID = {"cancelled", "canceled", "label_voided"}  # a failure that is shown is one of the delivery
_OWN_SERVICES = {"manual", "gift_card"}  # the shop itself, not a party that it pays
_PLACE_IN_ORDER = re.compile(r"(?:\.|-F)\d+$")  # of a fulfillment's name: #1001.1, lately #1001-F1
_HOLDS = {
    "awaiting_payment": "payment",
    "high_risk_of_fraud": "fraud",
    "incorrect_address": "address",
    "inventory_out_of_stock": "stock",
}


def shipment_row(fulfillment: Mapping, order: str | None, entry: Entry) -> Row:
    """Return a fulfillment with the first of its tracking numbers."""
    order = order or related(fulfillment, "Order", "order", "order_id")
    number, carrier = next(iter(_numbers(fulfillment)), (None, None))
    location = part(fulfillment, "location", "assignedLocation")
    status, shown = word(fulfillment, "status"), word(fulfillment, "displayStatus", "display_status")
    is_void = (status or "").lower() in _VOID or (shown or "").lower() in _SHOWN_AS_VOID
    where = part(fulfillment, "destination")
    return {
        "shipment_id": number_of(fulfillment, "id", "legacyResourceId"),
        "order_id": order,
        "order_name": None if order else _order_name(fulfillment),
        "updated_at": word(fulfillment, "updated_at", "updatedAt"),
        "label_created_at": word(fulfillment, "created_at", "createdAt"),
        "latest_eta_at": end_of_day(
            word(fulfillment, "estimated_delivery_at", "estimatedDeliveryAt"), entry.time_zone or entry.day_zone
        ),
        # Beside events it would say the same twice.
        "delivered_at": None if parts(fulfillment, "events") else word(fulfillment, "deliveredAt", "delivered_at"),
        "carrier": carrier or word(fulfillment, "tracking_company"),
        "three_pl": word(location, "name") or _service(fulfillment),
        "warehouse": word(location, "name"),
        "location_id": number_of(fulfillment, "location_id") or number_of(location, "id"),
        "tracking_number": number,
        "is_voided": boolean(is_void) if status or shown else None,
        "country": country_code(word(where, "country_code", "countryCode", "country")),
        "region": word(where, "province_code", "provinceCode", "province"),
    }


def number_rows(fulfillment: Mapping) -> list[Row]:
    """Return the tracking numbers of a fulfillment after the first: each is a parcel of its own."""
    return [
        {
            "shipment_id": number_of(fulfillment, "id", "legacyResourceId"),
            "position": str(place),
            "updated_at": word(fulfillment, "updated_at", "updatedAt"),
            "tracking_number": number,
            "carrier": carrier,
        }
        for place, (number, carrier) in enumerate(_numbers(fulfillment)[1:], 2)
    ]


def event_rows(fulfillment: Mapping) -> list[Row]:
    """Return the events inside a fulfillment; without any, when it went into transit, where it says so."""
    number = number_of(fulfillment, "id", "legacyResourceId")
    events = parts(fulfillment, "events")
    if not events and (moved := word(fulfillment, "inTransitAt", "in_transit_at")):
        return [{"shipment_id": number, "occurred_at": moved, "vendor": "shopify", "status": "in_transit"}]
    return [event_row(event, number) for event in events]


def event_row(event: Mapping, shipment: str | None = None) -> Row:
    """Return an event. When it happened and when Shopify heard of it are two times."""
    status = word(event, "status")
    return {
        "shipment_id": shipment or related(event, "Fulfillment", "fulfillment", "fulfillment_id"),
        "occurred_at": word(event, "happened_at", "happenedAt"),
        "recorded_at": word(event, "created_at", "createdAt"),
        "vendor": "shopify",
        "status": status.lower() if status else None,
        "message": word(event, "message"),
        "place": ", ".join(unique([word(event, "city"), word(event, "province")])) or None,
        "country": country_code(word(event, "country")),
    }


def request_row(request: Mapping, order: str | None, entry: Entry) -> Row:
    """Return a fulfillment order: what a warehouse was asked to send, by when, and what holds it up."""
    location = part(request, "assigned_location", "assignedLocation")
    way = part(request, "delivery_method", "deliveryMethod")
    created, zone = word(request, "created_at", "createdAt"), entry.time_zone or entry.day_zone
    status = word(request, "status")
    holds = [word(hold, "reason") for hold in parts(request, "fulfillment_holds", "fulfillmentHolds")]
    reason = next((hold.lower() for hold in holds if hold), None)
    promised = word(way, "max_delivery_date_time", "maxDeliveryDateTime")
    return {
        "fulfillment_order_id": number_of(request, "id"),
        "order_id": order or related(request, "Order", "order", "order_id", "orderId"),
        "created_at": created,
        "updated_at": word(request, "updated_at", "updatedAt"),
        "status": status.lower() if status else None,
        "three_pl": word(location, "name"),
        "location_id": number_of(request, "assigned_location_id")
        or number_of(location, "location_id")
        or number_of(part(location, "location"), "id"),
        "promised_ship_by_at": end_of_day(word(request, "fulfill_by", "fulfillBy"), zone, created),
        "promised_at": end_of_day(promised, zone, created),
        "hold_reason": _HOLDS.get(reason, reason) if reason else None,
    }


def location_row(location: Mapping) -> Row:
    """Return a location's name."""
    return {"location_id": number_of(location, "id"), "name": word(location, "name")}


def _numbers(fulfillment: Mapping) -> list[tuple[str, str | None]]:
    """Return the tracking numbers with their carriers, each number once."""
    info = parts(fulfillment, "trackingInfo", "tracking_info")
    numbers = {number: word(item, "company") for item in reversed(info) if (number := numbered(word(item, "number")))}
    if numbers:
        return list(reversed(numbers.items()))
    company = word(fulfillment, "tracking_company")
    written = unique(map(numbered, [word(fulfillment, "tracking_number"), *words(fulfillment, "tracking_numbers")]))
    return [(number, company) for number in written]


def _order_name(fulfillment: Mapping) -> str | None:
    if name := word(part(fulfillment, "order"), "name"):
        return name
    name = word(fulfillment, "name")
    return _PLACE_IN_ORDER.sub("", name) if name else None


def _service(fulfillment: Mapping) -> str | None:
    service = fulfillment.get("service")
    name = word(service, "serviceName", "handle") if isinstance(service, dict) else word(fulfillment, "service")
    return None if name is None or name.lower() in _OWN_SERVICES else name
