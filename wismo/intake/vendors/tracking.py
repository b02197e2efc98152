"""What a tracker's record becomes, whoever the tracker is: shipments, and tracking events."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wismo.intake.vendors.format import Found

OBJECTS = {
    "shipments": (
        "shipment_id", "order_id", "order_name", "updated_at", "label_created_at", "pickup_at", "promised_at",
        "latest_eta_at", "delivered_at", "carrier", "service", "location_id", "tracking_number",
        "leg_of_tracking_number", "delivery_point", "is_voided", "is_return", "country", "region",
    ),
    "tracking_events": (
        "tracking_number", "occurred_at", "recorded_at", "vendor", "status", "substatus", "message", "place",
        "country", "carrier", "is_time_known",
    ),
}  # fmt: skip
ORDER_FIELDS = ("order_id", "order_name")


def add_tracking(
    found: Mapping[str, Found],
    position: int,
    shipments: Iterable[Mapping[str, str | None]],
    events: Iterable[Mapping[str, str | None]],
) -> None:
    """Add a record's shipments and events once all of it was read: a record is taken whole, or not at all."""
    shipments, events = list(shipments), list(events)
    for shipment in shipments:
        found["shipments"].add(position, shipment)
    for event in events:
        found["tracking_events"].add(position, event)


def of_unknown_status(event: dict[str, str | None]) -> dict[str, str | None]:
    """Return an event of which its tracker says what happened, but no status, as one of unknown status.

    What happened is text, and a status read out of text would be a guess. `unknown` is our word, not the tracker's.
    """
    if event["status"] or not event["message"]:
        return event
    return {**event, "vendor": None, "status": "unknown", "substatus": None}


def own_id(*parts: str | None) -> str | None:
    """Return an id for a tracking that has none of its own: carrier and number; none without a number."""
    return "/".join(filter(None, parts)) if parts[-1] else None


def last_leg(
    shipment: Mapping[str, str | None], number: str | None, carrier: str | None
) -> list[dict[str, str | None]]:
    """Return the shipment of the number under which another carrier ends the journey; none where there is none."""
    own = shipment.get("tracking_number")
    first = shipment.get("leg_of_tracking_number") or own
    if number is None or first is None or number in (first, own):
        return []
    shared = {name: shipment.get(name) for name in ("order_id", "order_name", "updated_at")}
    leg = {
        "shipment_id": own_id(shipment.get("shipment_id"), number),
        "carrier": carrier,
        "tracking_number": number,
        "leg_of_tracking_number": first,
    }
    return [{**shared, **leg}]


def place(*parts: str | None) -> str | None:
    """Return a place by its parts, such as city and state."""
    return ", ".join(filter(None, parts)) or None
