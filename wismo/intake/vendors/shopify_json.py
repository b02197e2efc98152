"""Shopify's Admin API as JSON: REST and GraphQL answers, webhooks, and files of bulk operations.

In a bulk file everything stands on a line of its own and children name their parent by id, so that nothing
has to be looked up in another line, or another file. Shopify's times always name their offset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.keys import parts
from wismo.intake.vendors.shopify import ORDER_FIELDS
from wismo.intake.vendors.shopify_ids import kind_of, number_of
from wismo.intake.vendors.shopify_orders import (
    LINE_COLUMNS,
    ORDER_COLUMNS,
    SHIPPING_LINE_COLUMNS,
    line_row,
    line_rows,
    order_row,
    shipping_line_row,
)
from wismo.intake.vendors.shopify_shipments import (
    EVENT_COLUMNS,
    LOCATION_COLUMNS,
    NUMBER_COLUMNS,
    REQUEST_COLUMNS,
    SHIPMENT_COLUMNS,
    event_row,
    event_rows,
    location_row,
    number_rows,
    request_row,
    shipment_row,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_OBJECTS = {
    "orders": ORDER_COLUMNS,
    "order_lines": LINE_COLUMNS,
    "order_shipping_lines": SHIPPING_LINE_COLUMNS,
    "shipments": SHIPMENT_COLUMNS,
    "shipment_numbers": NUMBER_COLUMNS,
    "tracking_events": EVENT_COLUMNS,
    "fulfillment_orders": REQUEST_COLUMNS,
    "locations": LOCATION_COLUMNS,
}


def _add_order(found: Mapping[str, Found], position: int, order: dict, entry: Entry) -> None:
    number = number_of(order, "id", "legacyResourceId")
    found["orders"].add(position, order_row(order, entry))
    for row in line_rows(order):
        found["order_lines"].add(position, row)
    for fulfillment in parts(order, "fulfillments"):
        _add_shipment(found, position, fulfillment, entry, number)
    for request in parts(order, "fulfillment_orders", "fulfillmentOrders"):
        _add_request(found, position, request, entry, number)


def _add_line(found: Mapping[str, Found], position: int, line: dict, _: Entry) -> None:
    found["order_lines"].add(position, line_row(line, None))


def _add_shipping_line(found: Mapping[str, Found], position: int, line: dict, _: Entry) -> None:
    found["order_shipping_lines"].add(position, shipping_line_row(line))


def _add_shipment(
    found: Mapping[str, Found], position: int, fulfillment: dict, entry: Entry, order: str | None = None
) -> None:
    found["shipments"].add(position, shipment_row(fulfillment, order, entry))
    for row in number_rows(fulfillment):
        found["shipment_numbers"].add(position, row)
    for row in event_rows(fulfillment):
        found["tracking_events"].add(position, row)


def _add_event(found: Mapping[str, Found], position: int, event: dict, _: Entry) -> None:
    found["tracking_events"].add(position, event_row(event))


def _add_request(
    found: Mapping[str, Found], position: int, request: dict, entry: Entry, order: str | None = None
) -> None:
    row = request_row(request, order, entry)
    found["fulfillment_orders"].add(position, row)
    for fulfillment in parts(request, "fulfillments"):
        _add_shipment(found, position, fulfillment, entry, row["order_id"])


def _add_location(found: Mapping[str, Found], position: int, location: dict, _: Entry) -> None:
    found["locations"].add(position, location_row(location))


_READERS: dict[str, Callable[[Mapping[str, Found], int, dict, Entry], None]] = {
    "Order": _add_order,
    "LineItem": _add_line,
    "ShippingLine": _add_shipping_line,
    "Fulfillment": _add_shipment,
    "FulfillmentEvent": _add_event,
    "FulfillmentOrder": _add_request,
    "Location": _add_location,
}


def _is_known(record: dict) -> bool:
    return kind_of(record) in _READERS


def _add(found: Mapping[str, Found], position: int, record: dict, entry: Entry) -> None:
    _READERS[kind_of(record) or ""](found, position, record, entry)


FORMATS = (
    json_format("shopify", "Shopify", _OBJECTS, (Shape("record", _is_known, _add),), fields=ORDER_FIELDS, version=2),
)
