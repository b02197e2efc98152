"""Shippo tracks, as answers and webhooks bring them. Times are UTC, whether they say so or not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wismo.intake.vendors.carrier_times import newest, promise
from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.fields import Fields
from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.record import as_word
from wismo.intake.vendors.tracking import OBJECTS, add_tracking, own_id, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

# Metadata is free text. `Order 000123` is Shippo's own example; a bare number may be anything.
_ORDER = re.compile(
    r"order(?:\s+(?:no\.?|number|name|id))?\b\s*:?\s*(#?[a-z0-9_-]*\d[a-z0-9_-]*)|(#[a-z0-9_-]*\d[a-z0-9_-]*)",
    re.IGNORECASE,
)
_MOCK = "shippo"  # the carrier of test mode


def _is_track(record: dict) -> bool:
    return {"carrier", "tracking_number"} <= record.keys() and bool(
        {"tracking_history", "tracking_status"} & record.keys()
    )


def _add_track(found: Mapping[str, Found], position: int, record: dict, entry: Entry) -> None:
    track = Fields(record)
    number, carrier = track.text("tracking_number"), track.text("carrier")
    events = [_event(status, number, carrier) for status in track.rows("tracking_history")]
    latest = _event(track.inner("tracking_status"), number, carrier)
    # The history can lack the latest status. One without a time (nothing known yet) is no event.
    if latest["occurred_at"] and _content(latest) not in map(_content, events):
        events.append(latest)
    add_tracking(found, position, [_shipment(track, events, entry)], events)


def _shipment(track: Fields, events: list[dict[str, str | None]], entry: Entry) -> dict[str, str | None]:
    number, carrier = track.text("tracking_number"), track.text("carrier")
    destination = track.inner("address_to")
    order = _ORDER.fullmatch(track.text("metadata") or "")
    return {
        "shipment_id": own_id(carrier, number),
        "order_name": (order[1] or order[2]) if order else None,
        # A track has no time of its own: it is as new as the newest thing it tells.
        "updated_at": newest(event["recorded_at"] for event in events),
        "promised_at": promise(track.text("original_eta"), entry.day_zone),
        "latest_eta_at": promise(track.text("eta"), entry.day_zone),
        "carrier": carrier,
        "service": track.inner("servicelevel").text("name", "token"),
        "tracking_number": number,
        # What test mode tracks is no parcel.
        "is_voided": as_word(track.flag("test") or carrier == _MOCK or None),
        "country": country_code(destination.text("country")),
        "region": destination.text("state"),
    }


def _event(status: Fields, number: str | None, carrier: str | None) -> dict[str, str | None]:
    when = status.text("status_date")
    where = status.inner("location")
    return {
        "tracking_number": number,
        "occurred_at": when,
        "recorded_at": status.text("object_created"),
        "vendor": "shippo",
        "status": status.text("status"),
        "substatus": status.inner("substatus").text("code"),
        "message": status.text("status_details"),
        "place": place(where.text("city"), where.text("state")),
        "country": country_code(where.text("country")),
        "carrier": carrier,
        "is_time_known": as_word(when is None or len(when) > 10),
    }


def _content(event: dict[str, str | None]) -> tuple[str | None, ...]:
    return event["occurred_at"], event["status"], event["substatus"], event["message"]


FORMATS = (json_format("shippo", "Shippo", OBJECTS, (Shape("track", _is_track, _add_track),), default_zone="UTC"),)
