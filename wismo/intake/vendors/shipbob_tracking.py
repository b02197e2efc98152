"""What ShipBob tells of a parcel on its way: the timeline of a shipment, trackings, updates by webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.intake.vendors.carrier_times import promise
from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.keys import part, parts, word
from wismo.intake.vendors.tracking import own_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

    Row = dict[str, str | None]

THREE_PL = "ShipBob"
EVENT_COLUMNS = (
    "tracking_number", "shipment_id", "occurred_at", "vendor", "status", "substatus", "message", "place", "carrier",
    "is_time_known",
)  # fmt: skip
# No document lists the numbers of the timeline; public programs agree on these.
_STEPS = {
    "601": "Created", "602": "Picked", "603": "Packed", "604": "Labeled", "605": "LabelValidated",
    "606": "PreTransit", "607": "InTransit", "608": "OutForDelivery", "609": "Delivered",
    "611": "DeliveryAttemptFailed",
}  # fmt: skip


def step_row(step: Mapping, shipment: str | None) -> Row:
    """Return a step of a shipment's timeline as an event."""
    return {
        "shipment_id": shipment,
        "occurred_at": word(step, "timestamp"),
        "vendor": "shipbob",
        "status": _STEPS.get(word(step, "log_type_id") or "") or word(step, "log_type_name"),
        "message": word(step, "log_type_text"),
    }


def _is_step(record: dict) -> bool:
    return {"log_type_id", "timestamp"} <= record.keys()


def _is_update(record: dict) -> bool:
    return {"event_time", "status", "tracking"} <= record.keys()


def _is_tracking(record: dict) -> bool:
    return {"carrier_tracking_number", "status"} <= record.keys() and bool({"tracking_id", "history"} & record.keys())


def _add_step(found: Mapping[str, Found], position: int, step: dict, _: Entry) -> None:
    # The answer itself names no shipment; who pulled it may have written it beside.
    found["tracking_events"].add(position, step_row(step, word(step, "shipment_id")))


def _add_update(found: Mapping[str, Found], position: int, update: dict, _: Entry) -> None:
    tracking = part(update, "tracking")
    row = {
        "tracking_number": word(tracking, "tracking_number", "tracking_id"),
        "occurred_at": word(update, "event_time"),
        "vendor": "shipbob",
        "status": word(update, "status"),
        "carrier": word(tracking, "carrier"),
    }
    found["tracking_events"].add(position, row)


def _add_tracking(found: Mapping[str, Found], position: int, tracking: dict, entry: Entry) -> None:
    number = word(tracking, "carrier_tracking_number", "tracking_id")
    carrier, changed = word(tracking, "carrier"), word(tracking, "last_updated")
    about = {"tracking_number": number, "vendor": "shipbob", "carrier": carrier}
    history = parts(tracking, "history")
    for item in history:
        found["tracking_events"].add(position, about | _said(item) | {"occurred_at": word(item, "timestamp")})
    # The state of now may be newer than the history; then the time is that at which ShipBob heard of it.
    newest = max(history, key=lambda item: word(item, "timestamp") or "", default={})
    if changed and _state(tracking) != _state(newest):
        now = about | _said(tracking) | {"occurred_at": changed, "is_time_known": "false"}
        found["tracking_events"].add(position, now)
    # Under an id of its own: a newer version of the shipment it would be one without an order.
    parcel = {
        "shipment_id": own_id("tracking", number),
        "updated_at": changed,
        "latest_eta_at": promise(word(tracking, "eta"), entry.day_zone),
        "carrier": carrier,
        "service": word(tracking, "service"),
        "three_pl": THREE_PL,
        "tracking_number": number,
    }
    found["shipments"].add(position, parcel)


def _said(item: Mapping) -> Row:
    """Return what a state of the parcel, now or then, says of it."""
    status, substatus = _state(item)
    return {
        "status": status,
        "substatus": substatus,
        "message": word(item, "carrier_message", "message"),
        "place": word(item, "location"),
    }


def _state(item: Mapping) -> tuple[str | None, str | None]:
    return word(item, "status"), word(item, "substatus")


TRACKING_SHAPES = (
    Shape("step", _is_step, _add_step),
    Shape("tracking update", _is_update, _add_update),
    Shape("tracking", _is_tracking, _add_tracking),
)
