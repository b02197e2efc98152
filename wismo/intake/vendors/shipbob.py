"""ShipBob's API as JSON: orders with their shipments, shipments, returns; and what happened to parcels on their way.

What ShipBob calls an order is what a store asked it to send, and its `reference_id` the store's own id of the
order. A shipment is fulfilled when it is packed and its label printed, which is no scan by a carrier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.keys import boolean, part, parts, word
from wismo.intake.vendors.record import many, words
from wismo.intake.vendors.shipbob_tracking import EVENT_COLUMNS, THREE_PL, TRACKING_SHAPES, step_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_OBJECTS = {
    "shipments": (
        "shipment_id", "order_id", "order_name", "updated_at", "label_created_at", "latest_eta_at", "delivered_at",
        "carrier", "service", "three_pl", "warehouse", "location_id", "tracking_number", "is_voided", "is_return",
        "country", "region",
    ),
    "fulfillment_orders": (
        "fulfillment_order_id", "order_id", "created_at", "updated_at", "status", "three_pl", "location_id",
        "promised_ship_by_at", "hold_reason",
    ),
    "tracking_events": EVENT_COLUMNS,
}  # fmt: skip
_SHIPMENT_MARKS = {
    "actual_fulfillment_date", "estimated_fulfillment_date", "is_tracking_uploaded", "ship_option", "store_order_id",
}  # fmt: skip
# What a store calls the same state of what it asked for. An exception is one before the carrier: it waits.
_STATES = {"onhold": "on_hold", "exception": "on_hold", "completed": "closed", "labeledcreated": "closed"}
_HOLDS = {"outofstock": "stock", "invalidaddress": "address"}


def _is_order(record: dict) -> bool:
    return {"id", "reference_id"} <= record.keys() and bool({"shipments", "purchase_date"} & record.keys())


def _is_shipment(record: dict) -> bool:
    return {"id", "status"} <= record.keys() and bool(_SHIPMENT_MARKS & record.keys()) and not _is_return(record)


def _is_return(record: dict) -> bool:
    return "id" in record and bool({"original_shipment_id", "return_type"} & record.keys())


def _add_order(found: Mapping[str, Found], position: int, order: dict, _: Entry) -> None:
    reference, name = word(order, "reference_id"), word(order, "order_number")
    shipments = parts(order, "shipments")
    for shipment in shipments:
        _add_parcel(found, position, shipment, reference, name)
    if not shipments:  # nothing was split off yet
        found["fulfillment_orders"].add(position, _request(order, f"order-{word(order, 'id') or ''}", reference))


def _add_shipment(found: Mapping[str, Found], position: int, shipment: dict, _: Entry) -> None:
    _add_parcel(found, position, shipment, None, None)


def _add_parcel(
    found: Mapping[str, Found], position: int, shipment: dict, reference: str | None, name: str | None
) -> None:
    number = word(shipment, "id")
    order = word(shipment, "reference_id", "store_order_id") or reference
    found["shipments"].add(position, _shipment(shipment, order, name))
    if order:
        found["fulfillment_orders"].add(position, _request(shipment, number, order))
    for step in parts(shipment, "timeline", "logs"):
        found["tracking_events"].add(position, step_row(step, number))


def _add_return(found: Mapping[str, Found], position: int, back: dict, _: Entry) -> None:
    if word(back, "return_type") == "ReturnToSender":
        for row in _way_back(back):
            found["tracking_events"].add(position, row)
        return
    number, place = word(back, "id"), part(back, "fulfillment_center")
    done = word(back, "completed_date")
    row = {
        "shipment_id": number and f"return-{number}",
        "order_id": word(back, "store_order_id"),
        "updated_at": done or word(back, "insert_date"),
        "delivered_at": done,
        "three_pl": THREE_PL,
        "warehouse": word(place, "name"),
        "location_id": word(place, "id"),
        "tracking_number": word(back, "tracking_number"),
        "is_voided": boolean(word(back, "status") == "Cancelled"),
        "is_return": "true",
    }
    found["shipments"].add(position, row)


def _way_back(back: dict) -> list[dict[str, str | None]]:
    """Return what happened to a parcel that came back.

    As a return label under the parcel's own number it would hide that the parcel was ever sent.
    """
    original = word(back, "original_shipment_id")
    known = {
        "shipment_id": original,
        "tracking_number": None if original else word(back, "tracking_number"),
        "vendor": "shipbob",
        "status": "ReturnToSender",
    }
    created = known | {"occurred_at": word(back, "insert_date"), "substatus": "Created"}
    done = word(back, "completed_date")
    return [created, known | {"occurred_at": done, "substatus": "Completed"}] if done else [created]


def _shipment(shipment: dict, order: str | None, name: str | None) -> dict[str, str | None]:
    tracking, place = part(shipment, "tracking"), part(shipment, "location")
    target = part(part(shipment, "recipient"), "address")
    status = _state(shipment)
    return {
        "shipment_id": word(shipment, "id"),
        "order_id": order,
        "order_name": name or word(shipment, "order_number"),
        "updated_at": word(shipment, "last_update_at"),
        "label_created_at": word(shipment, "actual_fulfillment_date"),
        "delivered_at": word(shipment, "delivery_date"),
        "carrier": word(tracking, "carrier"),
        "service": word(tracking, "carrier_service") or word(shipment, "ship_option"),
        "three_pl": THREE_PL,
        "warehouse": word(place, "name"),
        "location_id": word(place, "id"),
        "tracking_number": word(tracking, "tracking_number", "pro_number"),
        "is_voided": boolean(status == "cancelled") if status else None,
        "is_return": "false",
        "country": country_code(word(target, "country")),
        "region": word(target, "state"),
    }


def _request(asked: dict, number: str | None, order: str | None) -> dict[str, str | None]:
    status = _state(asked)
    state = _STATES.get(status, status) if status else None
    return {
        "fulfillment_order_id": number,
        "order_id": order,
        "created_at": word(asked, "created_date"),
        "updated_at": word(asked, "last_update_at"),
        "status": state,
        "three_pl": THREE_PL,
        "location_id": word(part(asked, "location"), "id"),
        "promised_ship_by_at": word(asked, "estimated_fulfillment_date"),
        "hold_reason": _hold_reason(asked) if state == "on_hold" else None,
    }


def _hold_reason(asked: dict) -> str | None:
    names = [name.lower().replace(" ", "") for name in words(many(asked, "status_details"), "name")]
    return next((_HOLDS[name] for name in names if name in _HOLDS), names[0] if names else None)


def _state(record: dict) -> str | None:
    status = word(record, "status")
    return status.lower() if status else None


FORMATS = (
    json_format(
        "shipbob",
        "ShipBob",
        _OBJECTS,
        (
            Shape("return", _is_return, _add_return),
            Shape("order", _is_order, _add_order),
            Shape("shipment", _is_shipment, _add_shipment),
            *TRACKING_SHAPES,
        ),
        version=2,
        default_zone="UTC",
    ),
)
