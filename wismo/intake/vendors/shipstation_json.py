"""ShipStation's API, version 1, as JSON: shipments, fulfillments made elsewhere, warehouses.

Its times have no zone and are, by all accounts though in no document, Pacific, as in its CSV. `time_zone:`
overrules that. The webhooks bring an address to ask and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.keys import flag, numbered, part, word
from wismo.intake.vendors.record import StrangeValueError
from wismo.intake.vendors.shipstation import FIELDS, ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_OBJECTS = {
    "shipments": (
        "shipment_id", "order_id", "order_name", "updated_at", "label_created_at", "promised_at", "delivered_at",
        "carrier", "service", "three_pl", "location_id", "tracking_number", "is_voided", "is_return", "country",
        "region",
    ),
    "locations": ("location_id", "name"),
}  # fmt: skip
_PARCEL = {"trackingNumber", "carrierCode", "shipDate", "voided"}
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00(?:\.0+)?")
_NO_PARCEL = (
    "this is an order of ShipStation's, of which it knows the store's name only; export its shipments, which say what "
    "was sent, and the orders from the store"
)
_ONLY_ADDRESS = (
    "this webhook of ShipStation only holds an address (resource_url) to ask for the shipments; load the answer "
    "from there, or an export"
)


def _is_shipment(record: dict) -> bool:
    return "shipmentId" in record and bool(_PARCEL & record.keys())


def _is_fulfillment(record: dict) -> bool:
    return "fulfillmentId" in record and bool(_PARCEL & record.keys())


def _is_warehouse(record: dict) -> bool:
    return {"warehouseId", "warehouseName"} <= record.keys()


def _is_order(record: dict) -> bool:
    return {"orderId", "orderKey", "orderStatus"} <= record.keys()


def _is_webhook(record: dict) -> bool:
    return {"resource_url", "resource_type"} <= record.keys() and "data" not in record


def _add_shipment(found: Mapping[str, Found], position: int, shipment: dict, entry: Entry) -> None:
    found["shipments"].add(position, _shipment(shipment, word(shipment, "shipmentId"), entry))


def _add_fulfillment(found: Mapping[str, Found], position: int, fulfillment: dict, entry: Entry) -> None:
    # Its numbers are counted apart from those of shipments.
    number = word(fulfillment, "fulfillmentId")
    found["shipments"].add(position, _shipment(fulfillment, number and f"fulfillment-{number}", entry))


def _add_warehouse(found: Mapping[str, Found], position: int, warehouse: dict, _: Entry) -> None:
    row = {"location_id": word(warehouse, "warehouseId"), "name": word(warehouse, "warehouseName")}
    found["locations"].add(position, row)


def _refuse_order(_found: Mapping[str, Found], _position: int, _record: dict, _entry: Entry) -> None:
    raise StrangeValueError(_NO_PARCEL)


def _refuse_webhook(_found: Mapping[str, Found], _position: int, _record: dict, _entry: Entry) -> None:
    raise StrangeValueError(_ONLY_ADDRESS)


def _shipment(shipment: dict, number: str | None, entry: Entry) -> dict[str, str | None]:
    target, options = part(shipment, "shipTo"), part(shipment, "advancedOptions")
    created, shipped = word(shipment, "createDate"), _day(word(shipment, "shipDate"))
    row = {
        "shipment_id": number,
        "order_name": word(shipment, "orderNumber"),
        "updated_at": word(shipment, "voidDate") or word(shipment, "modifyDate") or created or shipped,
        "label_created_at": created or shipped,
        "delivered_at": word(shipment, "deliveryDate"),
        "carrier": word(shipment, "carrierCode"),
        "service": word(shipment, "serviceCode", "fulfillmentServiceCode"),
        "three_pl": word(shipment, "sellerFillProviderName"),
        "location_id": word(shipment, "warehouseId") or word(options, "warehouseId"),
        "tracking_number": numbered(word(shipment, "trackingNumber")),
        "is_voided": flag(shipment, "voided"),
        "is_return": flag(shipment, "isReturnLabel"),
        "country": country_code(word(target, "country")),
        "region": word(target, "state"),
    }
    for column, title in entry.fields.items():
        if own := _own_field(shipment, options, title):
            row[column] = own
    return row


def _own_field(shipment: dict, options: dict, title: str) -> str | None:
    """Return a field of the account, which the CSV heads `Custom - Field 1` and the API calls customField1."""
    wanted = _plain(title)
    names = {_plain(name): (place, name) for place in (options, shipment) for name in place}
    place, name = names.get(wanted, ({}, ""))
    return word(place, name)


def _plain(title: str) -> str:
    return re.sub(r"[^a-z0-9]", "", title.casefold())


def _day(when: str | None) -> str | None:
    """Midnight to the second is how the API writes a day."""
    found = _MIDNIGHT.fullmatch(when) if when else None
    return found[1] if found else when


FORMATS = (
    json_format(
        "shipstation",
        "ShipStation",
        _OBJECTS,
        (
            Shape("shipment", _is_shipment, _add_shipment),
            Shape("fulfillment", _is_fulfillment, _add_fulfillment),
            Shape("warehouse", _is_warehouse, _add_warehouse),
            Shape("order", _is_order, _refuse_order),
            Shape("webhook", _is_webhook, _refuse_webhook),
        ),
        version=2,
        default_zone=ZONE,
        says_zone=True,
        fields=FIELDS,
    ),
)
