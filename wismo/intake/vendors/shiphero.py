"""ShipHero's shipments as JSON: as its older API wrote them, as GraphQL does, and as its webhooks send them.

All three count shipments alike: GraphQL's `id` is that number in base64, beside it stands as `legacy_id`. No
document says the zone of times without one; UTC is assumed, and said.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.keys import boolean, flag, numbered, part, parts, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_OBJECTS = {
    "shipments": (
        "shipment_id", "order_id", "order_name", "updated_at", "label_created_at", "carrier", "service", "three_pl",
        "warehouse", "location_id", "tracking_number", "is_voided", "country", "region",
    ),
    "shipment_numbers": ("shipment_id", "position", "tracking_number", "carrier"),
    "fulfillment_orders": (
        "fulfillment_order_id", "order_id", "created_at", "status", "promised_ship_by_at", "hold_reason",
    ),
}  # fmt: skip
_VOID = {"void", "voided", "canceled", "cancelled", "refunded"}
_HOLDS = (("fraud_hold", "fraud"), ("payment_hold", "payment"), ("address_hold", "address"))
_OTHER_HOLDS = ("operator_hold", "client_hold", "shipping_method_hold")
_STATES = {"fulfilled": "closed", "": None}  # what a store calls the same
_NODE = re.compile(r"[A-Za-z]+:(\d+)")


def _is_graphql_shipment(record: dict) -> bool:
    return {"id", "shipping_labels"} <= record.keys()


def _is_shipment(record: dict) -> bool:
    keys = record.keys()
    return {"shipment_id", "order_number"} <= keys and ("partner_order_id" in keys or {"tracking", "method"} <= keys)


def _is_webhook(record: dict) -> bool:
    return {"webhook_type", "fulfillment", "packages"} <= record.keys()


def _is_order(record: dict) -> bool:
    return {"id", "order_number", "partner_order_id"} <= record.keys()


def _add_graphql_shipment(found: Mapping[str, Found], position: int, shipment: dict, _: Entry) -> None:
    _add_labels(found, position, shipment, part(shipment, "order"))


def _add_order(found: Mapping[str, Found], position: int, order: dict, _: Entry) -> None:
    for shipment in parts(order, "shipments"):
        _add_labels(found, position, shipment, order)
    number, status = _number(order), (word(order, "fulfillment_status") or "").lower()
    row = {
        "fulfillment_order_id": number,
        "order_id": word(order, "partner_order_id"),
        "created_at": word(order, "created_at"),
        "status": "on_hold" if (reason := _hold(order)) else _STATES.get(status, status),
        "promised_ship_by_at": word(order, "required_ship_date"),
        "hold_reason": reason,
    }
    found["fulfillment_orders"].add(position, row)


def _add_webhook(found: Mapping[str, Found], position: int, webhook: dict, entry: Entry) -> None:
    shipment = part(webhook, "fulfillment")
    packages = parts(shipment, "packages") or parts(webhook, "packages")
    _add_shipment(found, position, shipment | {"packages": packages}, entry)


def _add_shipment(found: Mapping[str, Found], position: int, shipment: dict, _: Entry) -> None:
    order = part(shipment, "order")
    target = part(shipment, "address", "shipping_address") or part(order, "shipping_address")
    created, status = word(shipment, "date", "created_at", "created_date"), word(shipment, "status")
    warehouse = word(shipment, "warehouse")
    packages = parts(shipment, "packages")
    first = packages[0] if packages else {}
    number = numbered(word(shipment, "tracking", "tracking_number")) or _tracking(first)
    row = {
        "shipment_id": word(shipment, "shipment_id"),
        "order_id": word(shipment, "partner_order_id") or word(order, "partner_order_id"),
        "order_name": word(shipment, "order_number"),
        "updated_at": created,
        "label_created_at": created,
        "carrier": word(first, "shipping_carrier", "carrier") or word(shipment, "carrier", "shipping_carrier"),
        "service": word(first, "shipping_method") or word(shipment, "method", "shipping_method"),
        "three_pl": warehouse,
        "warehouse": warehouse,
        "location_id": _plain(word(shipment, "warehouse_id")),
        "tracking_number": number,
        "is_voided": boolean(status.lower() in _VOID) if status else None,
        "country": country_code(word(target, "country_code", "country", "address_country")),
        "region": word(target, "province_code", "province", "state", "address_state"),
    }
    found["shipments"].add(position, row)
    others = [(_tracking(package), word(package, "shipping_carrier", "carrier")) for package in packages]
    _add_numbers(found, position, row["shipment_id"], number, others)


def _add_labels(found: Mapping[str, Found], position: int, shipment: dict, order: dict) -> None:
    """Add a shipment of the labels that count: those that were not voided, where any is left."""
    labels = parts(shipment, "shipping_labels")
    kept = [label for label in labels if (word(label, "status") or "").lower() not in _VOID]
    first = next(iter(kept or labels), {})
    target, warehouse = part(shipment, "address"), part(shipment, "warehouse")
    created = word(shipment, "created_date")
    name = word(warehouse, "identifier", "profile")
    row = {
        "shipment_id": _number(shipment),
        "order_id": word(order, "partner_order_id"),
        "order_name": word(order, "order_number") or word(shipment, "order_number"),
        "updated_at": word(first, "created_date") or created,
        "label_created_at": word(first, "created_date") or created,
        "carrier": word(first, "carrier"),
        "service": word(first, "shipping_method", "shipping_name"),
        "three_pl": name,
        "warehouse": name,
        "location_id": _plain(word(shipment, "warehouse_id")),
        "tracking_number": _tracking(first),
        "is_voided": boolean(labels and not kept),
        "country": country_code(word(target, "country")),
        "region": word(target, "state"),
    }
    found["shipments"].add(position, row)
    numbers = [(_tracking(label), word(label, "carrier")) for label in kept]
    _add_numbers(found, position, row["shipment_id"], row["tracking_number"], numbers)


def _add_numbers(
    found: Mapping[str, Found],
    position: int,
    shipment: str | None,
    first: str | None,
    numbers: list[tuple[str | None, str | None]],
) -> None:
    others = {number: carrier for number, carrier in numbers if number and number != first}
    for place, (number, carrier) in enumerate(others.items(), 2):
        found["shipment_numbers"].add(
            position,
            {"shipment_id": shipment, "position": str(place), "tracking_number": number, "carrier": carrier},
        )


def _tracking(package: dict) -> str | None:
    own = word(package, "tracking_number", "tracking")
    return numbered(own or word(part(package, "shipping_label"), "tracking_number"))


def _hold(order: dict) -> str | None:
    holds = part(order, "holds")
    for name, reason in _HOLDS:
        if flag(holds, name) in ("true", "1"):
            return reason
    return "other" if any(flag(holds, name) in ("true", "1") for name in _OTHER_HOLDS) else None


def _number(record: dict) -> str | None:
    return word(record, "legacy_id") or _plain(word(record, "id"))


def _plain(node: str | None) -> str | None:
    """Return the number that all of ShipHero's APIs know a thing by; an id as it stands where it hides none."""
    try:
        found = _NODE.fullmatch(base64.b64decode(node or "", validate=True).decode("ascii"))
    except (binascii.Error, ValueError):
        found = None
    return found[1] if found else node


FORMATS = (
    json_format(
        "shiphero",
        "ShipHero",
        _OBJECTS,
        (
            Shape("webhook", _is_webhook, _add_webhook),
            Shape("GraphQL shipment", _is_graphql_shipment, _add_graphql_shipment),
            Shape("shipment", _is_shipment, _add_shipment),
            Shape("order", _is_order, _add_order),
        ),
        version=2,
        default_zone="UTC",
        says_zone=True,
    ),
)
