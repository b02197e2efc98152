"""17TRACK's first API, whose names are single letters: ``track`` holds the carriers' events in lists.

``z1`` are the events of the carrier that took the parcel over (``w1``), ``z2`` those of the one that delivers it
(``w2``), ``z9`` those of both where they are one. An event has a time without a zone (``a``), a place (``c`` or
``d``) and a text (``z``). Only the newest of them (``z0``) is what the state of the parcel (``e``) is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.intake.vendors.carrier_times import is_sure, newest, zoned
from wismo.intake.vendors.fields import Fields
from wismo.intake.vendors.record import as_word
from wismo.intake.vendors.tracking import add_tracking, of_unknown_status, own_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

# States that an event brings about, in the words of API v2. "Not found" (0) and "expired" (20) are no events, and
# "in transit" (10) is also said of parcels that are only announced.
_STATES = {"30": "AvailableForPickup", "35": "DeliveryFailure", "40": "Delivered", "50": "Exception"}
_LISTS = (("z1", "w1"), ("z2", "w2"), ("z9", "w1"))
_NEVER = "2079"  # a carrier that was not asked yet


def is_first_tracking(record: dict) -> bool:
    """Tell whether a record is a tracking of the first API."""
    track = record.get("track")
    return "number" in record and isinstance(track, dict) and bool({"z0", "z1", "z2", "z9"} & track.keys())


def add_first_tracking(found: Mapping[str, Found], position: int, record: dict, entry: Entry) -> None:
    """Add a tracking of the first API: a shipment and its events."""
    tracking = Fields(record)
    track = tracking.inner("track")
    number = tracking.text("number")
    keys = {name: key for name in ("w1", "w2") if (key := track.text(name)) != "0"}
    carrier = tracking.text("carrier") or keys.get("w1") or keys.get("w2")
    shipment = {
        "shipment_id": own_id(carrier, number),
        "order_name": tracking.text("order_no", "tag"),
        "updated_at": newest(_asked(track, name) for name in ("ylt1", "ylt2", "ylt9")),
        "carrier": carrier,
        "tracking_number": number,
    }
    last, state = track.inner("z0"), _STATES.get(track.text("e") or "")
    events: dict[tuple[str | None, ...], dict[str, str | None]] = {}
    for rows, carrier_key in _LISTS:
        for row in track.rows(rows):
            by = keys.get(carrier_key) or carrier
            events.setdefault(_content(row), _event(row, number, by, entry.time_zone))
    if last.values:
        told = events.setdefault(_content(last), _event(last, number, carrier, entry.time_zone))
        if state:
            told.update(vendor="17track", status=state)
    add_tracking(found, position, [shipment], events.values())


def _event(row: Fields, number: str | None, carrier: str | None, zone: str | None) -> dict[str, str | None]:
    when = row.text("a")
    return of_unknown_status(
        {
            "tracking_number": number,
            "occurred_at": zoned(when, zone),
            "vendor": "17track",
            "status": None,
            "message": row.text("z"),
            "place": row.text("c", "d"),
            "carrier": carrier,
            "is_time_known": as_word(when is None or is_sure(when, zone)),
        }
    )


def _content(row: Fields) -> tuple[str | None, ...]:
    return row.text("a"), row.text("z")


def _asked(track: Fields, name: str) -> str | None:
    """Return when 17TRACK last asked a carrier, by its own clock, which is UTC."""
    when = track.text(name)
    return None if when is None or when.startswith(_NEVER) else zoned(when)
