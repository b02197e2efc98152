"""Tracking of ShipEngine, which ShipStation's API v2 shares: answers, and the webhooks that bring them.

``occurred_at`` (once ``event_date``) is UTC. ``carrier_occurred_at`` is the carrier's local time, often with a Z
that is not true. Events had no status of ShipEngine's own until 2021, and some carriers' have none today: then only
the tracking itself says how its newest event is to be read, and that the parcel was delivered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.intake.vendors.carrier_times import is_sure, newest, promise, sure, zoned
from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.fields import Fields
from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.record import as_word
from wismo.intake.vendors.tracking import OBJECTS, add_tracking, of_unknown_status, own_id, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_DELIVERED = "DE"


def _is_tracking(record: dict) -> bool:
    return {"tracking_number", "status_code", "events"} <= record.keys()


def _add_tracking(found: Mapping[str, Found], position: int, record: dict, entry: Entry) -> None:
    tracking = Fields(record)
    rows = tracking.rows("events")
    # carrier_id is the account's connection to a carrier; it stands in where no carrier is named.
    number, carrier = tracking.text("tracking_number"), tracking.text("carrier_code")
    shipment = {
        "shipment_id": own_id(carrier or tracking.text("carrier_id"), number),
        # ship_date stays out: it is neither the label's time nor said to be a scan's.
        "latest_eta_at": promise(tracking.text("estimated_delivery_date"), entry.day_zone),
        "carrier": carrier,
        "tracking_number": number,
    }
    events = [_event(row, number, carrier, entry.time_zone) for row in rows]
    last = newest(event["occurred_at"] for event in events)
    for row, event in zip(rows, events, strict=True):
        if event["occurred_at"] == last and _is_its_state(tracking, row):
            event.update(status=tracking.text("status_code"), substatus=tracking.text("status_detail_code"))
    events = [of_unknown_status(event) for event in events]
    is_untold = tracking.text("status_code") == _DELIVERED and all(event["status"] != _DELIVERED for event in events)
    if is_untold or not events:
        shipment["delivered_at"] = sure(tracking.text("actual_delivery_date"), entry.time_zone)
    # A tracking has no time of its own: it is as new as its newest event.
    shipment["updated_at"] = last
    add_tracking(found, position, [shipment], events)


def _event(event: Fields, number: str | None, carrier: str | None, zone: str | None) -> dict[str, str | None]:
    when = event.text("occurred_at", "event_date") or _local(event.text("carrier_occurred_at"))
    return {
        "tracking_number": number,
        "occurred_at": zoned(when, zone),
        "vendor": "shipengine",
        "status": event.text("status_code", "status_detail_code"),
        "substatus": event.text("status_detail_code"),
        "message": event.text("description", "carrier_status_description"),
        "place": place(event.text("city_locality"), event.text("state_province")),
        "country": country_code(event.text("country_code")),
        "carrier": carrier,
        "is_time_known": as_word(when is None or is_sure(when, zone)),
    }


def _is_its_state(tracking: Fields, event: Fields) -> bool:
    """Tell whether a tracking's state is that of its newest event, which has none of its own: the carrier's is."""
    code = event.text("carrier_status_code", "event_code")
    own = event.text("status_code", "status_detail_code")
    return own is None and code is not None and code == tracking.text("carrier_status_code")


def _local(when: str | None) -> str | None:
    """Take away the Z of a local time; a real offset stays."""
    return when.rstrip("Zz") if when else None


FORMATS = (
    json_format("shipengine", "ShipEngine", OBJECTS, (Shape("tracking", _is_tracking, _add_tracking),), version=2),
)
