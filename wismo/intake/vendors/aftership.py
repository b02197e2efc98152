"""AfterShip trackings, both generations: one tracking is one shipment, its checkpoints are tracking events.

AfterShip's own times (``created_at``, ``updated_at``) are GMT. Those of carriers are local where the scan
was, often without saying so: without a zone in sources.yml their hour counts as unknown.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.format import Shape, inside, objects_in, text
from wismo.intake.vendors.items import json_format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_OBJECTS = {
    "shipments": (
        "shipment_id", "order_id", "order_name", "updated_at", "label_created_at", "pickup_at", "promised_at",
        "latest_eta_at", "delivered_at", "carrier", "service", "tracking_number", "leg_of_tracking_number",
        "delivery_point", "country", "region",
    ),
    "tracking_events": (
        "tracking_number", "occurred_at", "recorded_at", "vendor", "status", "substatus", "message", "place",
        "country", "carrier", "is_time_known",
    ),
}  # fmt: skip
_ESTIMATES = (
    "latest_estimated_delivery", "courier_estimated_delivery_date", "aftership_estimated_delivery_date",
    "custom_estimated_delivery_date", "expected_delivery",
)  # fmt: skip
_UNSURE = timedelta(hours=14)  # how far from UTC a clock can be whose zone nobody says
_IS_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:T00:00(?::00)?)?")
_ETA_KEYS = ("datetime_max", "estimated_delivery_date_max", "datetime", "estimated_delivery_date")
_DELIVERY_POINTS = {"door_to_door": "door", "pickup_at_store": "pickup_point", "pickup_at_courier": "pickup_point"}


def _is_tracking(record: dict) -> bool:
    return {"tracking_number", "slug"} <= record.keys() and bool({"checkpoints", "tag", "subtag"} & record.keys())


def _add_tracking(found: Mapping[str, Found], position: int, tracking: dict, entry: Entry) -> None:
    zone = entry.time_zone
    checkpoints = objects_in(tracking.get("checkpoints"))
    found["shipments"].add(position, _shipment(tracking, checkpoints, zone, entry.day_zone))
    number, slug = text(tracking.get("tracking_number")), text(tracking.get("slug"))
    for checkpoint in checkpoints:
        found["tracking_events"].add(position, _event(checkpoint, number, slug, zone))


def _shipment(tracking: dict, checkpoints: list[dict], zone: str | None, day_zone: str) -> dict[str, str | None]:
    number = text(tracking.get("tracking_number"))
    slug = text(tracking.get("slug"))
    order_id, order_name = text(tracking.get("order_id")), text(tracking.get("order_number"))
    first_leg = text(inside(tracking, "first_mile", "tracking_number"))
    latest = next(filter(None, map(_eta, map(tracking.get, _ESTIMATES))), None)
    promised = text(tracking.get("order_promised_delivery_date")) or _eta(tracking.get("first_estimated_delivery"))
    return {
        "shipment_id": text(tracking.get("id")) or (number and f"{slug}/{number}"),
        "order_id": order_id,
        # Older accounts keep the order's name in order_id; as a name it is tried too.
        "order_name": order_name or order_id,
        "updated_at": _gmt(tracking.get("updated_at")),
        "label_created_at": _label_time(tracking, checkpoints, zone),
        "pickup_at": _sure(tracking.get("shipment_pickup_date"), zone),
        "promised_at": _end_of_day(promised, zone, day_zone),
        "latest_eta_at": _end_of_day(latest, zone, day_zone),
        "delivered_at": None if checkpoints else _sure(tracking.get("shipment_delivery_date"), zone),
        "carrier": slug,
        "service": text(tracking.get("shipping_method")) or text(tracking.get("shipment_type")),
        "tracking_number": number,
        "leg_of_tracking_number": first_leg if first_leg != number else None,
        "delivery_point": _DELIVERY_POINTS.get(text(tracking.get("delivery_type")) or ""),
        "country": country_code(
            text(tracking.get("destination_country_region"))
            or text(tracking.get("destination_country_iso3"))
            or text(tracking.get("courier_destination_country_iso3"))
        ),
        "region": text(tracking.get("destination_state")),
    }


def _event(checkpoint: dict, number: str | None, slug: str | None, zone: str | None) -> dict[str, str | None]:
    read = checkpoint.get
    when = text(read("checkpoint_time"))
    # A day alone leaves the hour open whatever the zone.
    is_known = when is None or (len(when) > 10 if zone else _has_zone(when))
    return {
        "tracking_number": number,
        "occurred_at": _zoned(when, zone),
        "recorded_at": _gmt(read("created_at")),
        "vendor": "aftership",
        "status": text(read("tag")),
        "substatus": text(read("subtag")),
        "message": text(read("message")),
        "place": text(read("location")) or ", ".join(filter(None, (text(read("city")), text(read("state"))))) or None,
        "country": country_code(text(read("country_region")) or text(read("country_iso3"))),
        "carrier": text(read("slug")) or slug,
        "is_time_known": "true" if is_known else "false",
    }


def _label_time(tracking: dict, checkpoints: list[dict], zone: str | None) -> str | None:
    """Return when the parcel became known to AfterShip, as long as no checkpoint is older.

    Stores announce parcels when the label is printed. An import of old parcels is later than its scans,
    and says nothing about the label.
    """
    created = _gmt(tracking.get("created_at"))
    known = _instant(created, None)
    if known is None:
        return created
    for checkpoint in checkpoints:
        scanned = _instant(text(checkpoint.get("checkpoint_time")), zone)
        if scanned is not None and scanned < known:
            return None
    return created


def _instant(when: str | None, zone: str | None) -> datetime | None:
    """Return the latest moment that a time can mean; None where it is no time."""
    try:
        moment = datetime.fromisoformat(when or "")
        if moment.tzinfo:
            return moment
        return moment.replace(tzinfo=ZoneInfo(zone)) if zone else moment.replace(tzinfo=UTC) + _UNSURE
    except (ValueError, OverflowError):
        return None


def _eta(value: object) -> str | None:
    """Return the latest moment of an estimate, which is a text or an object with a window."""
    if isinstance(value, dict):
        return next(filter(None, (text(value.get(name)) for name in _ETA_KEYS)), None)
    return text(value)


def _end_of_day(when: str | None, zone: str | None, day_zone: str) -> str | None:
    """Take a day without an hour as its last moment in the brand's zone: a promise holds until its day ends."""
    if when and _IS_DAY.fullmatch(when):
        return _last_moment(when[:10], day_zone)
    return _zoned(when, zone)


@lru_cache(maxsize=10_000)
def _last_moment(day: str, zone: str) -> str:
    try:
        last = datetime.fromisoformat(f"{day}T23:59:59").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return f"{day} 23:59:59Z"  # no such day, or one of the far future: the check of the column says so
    return last.strftime("%Y-%m-%dT%H:%M:%SZ")


def _sure(value: object, zone: str | None) -> str | None:
    """Return a carrier's time only where its zone is known: on the shipment nothing could mark the doubt."""
    when = text(value)
    return when if when and (zone is not None or _has_zone(when)) else None


def _gmt(value: object) -> str | None:
    return _zoned(text(value), None)


def _zoned(when: str | None, zone: str | None) -> str | None:
    """Mark a time without a zone as UTC, unless sources.yml names the zone that it will be read in."""
    if when is None or zone is not None or _has_zone(when) or not when[:4].isdigit():
        return when
    return f"{when}Z" if len(when) > 10 else f"{when} 00:00:00Z"


def _has_zone(when: str) -> bool:
    """`2026-01-31T08:15` is the shortest time; what follows it and is no second says the zone."""
    return len(when) > 16 and (when[-1] in "Zz" or "+" in when[16:] or "-" in when[16:])


FORMATS = (json_format("aftership", "AfterShip", _OBJECTS, (Shape("tracking", _is_tracking, _add_tracking),)),)
