"""AfterShip trackings, from v4 to the dated APIs: one tracking is one shipment, its checkpoints are tracking events.

AfterShip's own times (``created_at``, ``updated_at``) are GMT. Those of carriers are local where the scan
was, often without saying so: without a zone in sources.yml their hour counts as unknown. Estimates are on
the recipient's clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.intake.vendors.aftership_columns import Trackings
from wismo.intake.vendors.carrier_times import is_sure, label_time, promise, sure, zoned
from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.fields import Fields
from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.record import as_word
from wismo.intake.vendors.tracking import OBJECTS, ORDER_FIELDS, add_tracking, last_leg, own_id, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_ESTIMATES = (
    "latest_estimated_delivery", "courier_estimated_delivery_date", "aftership_estimated_delivery_date",
    "custom_estimated_delivery_date", "expected_delivery",
)  # fmt: skip
# The latest moment of an estimate: of latest_estimated_delivery and its like, then of a courier's.
_ETA_KEYS = ("datetime_max", "estimated_delivery_date_max", "datetime", "estimated_delivery_date")
_DELIVERY_POINTS = {"door_to_door": "door", "pickup_at_store": "pickup_point", "pickup_at_courier": "pickup_point"}


def _is_tracking(record: dict) -> bool:
    names = record.keys()
    if not {"tracking_number", "slug"} <= names:
        return {"tracking_number", "checkpoints"} <= names  # as of its first API, which named no courier
    return bool({"checkpoints", "checkpoint", "tag", "subtag"} & names)


def _add_tracking(found: Mapping[str, Found], position: int, record: dict, entry: Entry) -> None:
    tracking = Fields(record)
    last = tracking.inner("checkpoint")  # alone in the answer that asks for the last one
    checkpoints = tracking.rows("checkpoints") or ([last] if last.values else [])
    shipment = _shipment(tracking, checkpoints, entry)
    last_mile = tracking.inner("last_mile")
    legs = last_leg(shipment, last_mile.text("tracking_number"), last_mile.text("slug"))
    number, slug = shipment["tracking_number"], shipment["carrier"]
    add_tracking(
        found, position, [shipment, *legs], [_event(each, number, slug, entry.time_zone) for each in checkpoints]
    )


def _shipment(tracking: Fields, checkpoints: list[Fields], entry: Entry) -> dict[str, str | None]:
    zone, day_zone = entry.time_zone, entry.day_zone
    number, slug = tracking.text("tracking_number"), tracking.text("slug")
    custom = tracking.inner("custom_fields")
    own = {name: custom.text(field) for name, field in entry.fields.items()}
    order_id = own.get("order_id") or tracking.text("order_id")
    first_leg = tracking.inner("first_mile").text("tracking_number")
    first, latest = _etas(tracking.values)
    promised = tracking.text("order_promised_delivery_date") or first
    scans = (checkpoint.text("checkpoint_time") for checkpoint in checkpoints)
    known = label_time(zoned(tracking.text("created_at")), scans, zone)
    return {
        "shipment_id": tracking.text("id") or own_id(slug, number),
        "order_id": order_id,
        # Older accounts keep the order's name in order_id; as a name it is tried too.
        "order_name": own.get("order_name") or tracking.text("order_number") or order_id,
        "updated_at": zoned(tracking.text("updated_at")),
        # When the merchant handed it out, where the account says so; v4 writes a day there.
        "label_created_at": sure(tracking.text("tracking_ship_date"), zone) or known,
        "pickup_at": sure(tracking.text("shipment_pickup_date"), zone),
        "promised_at": promise(promised, day_zone),
        "latest_eta_at": promise(latest, day_zone),
        "delivered_at": None if checkpoints else sure(tracking.text("shipment_delivery_date"), zone),
        "carrier": slug,
        "service": tracking.text("shipping_method", "shipment_type"),
        "location_id": tracking.text("location_id"),
        "tracking_number": number,
        "leg_of_tracking_number": first_leg if first_leg != number else None,
        "delivery_point": _DELIVERY_POINTS.get(tracking.text("delivery_type") or ""),
        "country": country_code(
            tracking.text(
                "destination_country_region", "destination_country_iso3", "courier_destination_country_region",
                "courier_destination_country_iso3",
            )
        ),
        "region": tracking.text("destination_state"),
    }  # fmt: skip


def _event(checkpoint: Fields, number: str | None, slug: str | None, zone: str | None) -> dict[str, str | None]:
    when = checkpoint.text("checkpoint_time")
    return {
        "tracking_number": number,
        "occurred_at": zoned(when, zone),
        "recorded_at": zoned(checkpoint.text("created_at")),
        "vendor": "aftership",
        "status": checkpoint.text("tag"),
        "substatus": checkpoint.text("subtag"),
        "message": checkpoint.text("message"),
        "place": checkpoint.text("location") or place(checkpoint.text("city"), checkpoint.text("state")),
        "country": country_code(checkpoint.text("country_region", "country_iso3", "country_name")),
        "carrier": checkpoint.text("slug") or slug,
        "is_time_known": as_word(when is None or is_sure(when, zone)),
    }


def _eta(tracking: Fields, name: str) -> str | None:
    """Return the latest moment of an estimate, which is a text (v4) or an object with a window."""
    value = tracking.values.get(name)
    if value is None:
        return None
    if isinstance(value, str):
        return tracking.text(name)
    return tracking.inner(name).text(*_ETA_KEYS)


def _etas(record: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return the first and the latest estimate."""
    tracking = Fields(record)
    latest = next(filter(None, (_eta(tracking, name) for name in _ESTIMATES)), None)
    return _eta(tracking, "first_estimated_delivery"), latest


def _together(entry: Entry) -> Trackings:
    return Trackings(entry, _etas, _DELIVERY_POINTS)


FORMATS = (
    json_format(
        "aftership",
        "AfterShip",
        OBJECTS,
        (Shape("tracking", _is_tracking, _add_tracking, _together),),
        fields=ORDER_FIELDS,
        version=3,
    ),
)
