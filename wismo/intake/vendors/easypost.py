"""EasyPost trackers, as answers, lists and webhook events bring them, alone or in the shipment they track.

One tracker is one shipment of ours; what EasyPost calls a shipment, a bought label, is another record of the same
parcel.

Its documents say that a scan's time gets the zone of its place, and that without a place good enough the
carrier's local time stands as if it were UTC. So the hour of a scan in UTC counts only where there is a place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.intake.vendors.carrier_times import has_zone, is_sure, label_time, promise, zoned
from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.fields import Fields
from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.record import as_word
from wismo.intake.vendors.tracking import OBJECTS, ORDER_FIELDS, add_tracking, own_id, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_REFUNDS = ("submitted", "refunded")  # of postage: the label is not to be used


def _is_tracker(record: dict) -> bool:
    return "tracking_code" in record and (record.get("object") == "Tracker" or "tracking_details" in record)


def _is_bought_label(record: dict) -> bool:
    names = record.keys()
    return {"tracking_code", "tracker", "postage_label", "to_address"} <= names or (
        record.get("object") == "Order" and {"shipments", "buyer_address"} <= names
    )


def _add_tracker(found: Mapping[str, Found], position: int, record: dict, entry: Entry) -> None:
    tracker = Fields(record)
    details = tracker.rows("tracking_details")
    add_tracking(found, position, [_shipment(tracker, details, entry)], _events(tracker, details, entry))


def _add_bought_labels(found: Mapping[str, Found], position: int, record: dict, entry: Entry) -> None:
    """Add a bought label, or those of an order, which is EasyPost's word for parcels that are sent together."""
    whole = Fields(record)
    shipments, events = [], []
    for bought in whole.rows("shipments") or [whole]:
        if not bought.text("tracking_code"):  # asked for prices alone: there is no parcel
            continue
        tracker = bought.inner("tracker")
        details = tracker.rows("tracking_details")
        shipments.append(_label(bought, entry))
        if tracker.text("tracking_code"):
            shipments.append(_shipment(tracker, details, entry))
        events += _events(tracker, details, entry)
    add_tracking(found, position, shipments, events)


def _label(bought: Fields, entry: Entry) -> dict[str, str | None]:
    options, label, rate = bought.inner("options"), bought.inner("postage_label"), bought.inner("selected_rate")
    destination = bought.inner("to_address")
    own = {name: bought.text(field) or options.text(field) for name, field in entry.fields.items()}
    is_void = bought.text("mode") == "test" or bought.text("refund_status") in _REFUNDS
    return {
        # order_id is EasyPost's own object; what a shop calls the order stands in a field of its choice.
        "shipment_id": bought.text("id"),
        "order_id": own.get("order_id"),
        "order_name": own.get("order_name"),
        "updated_at": zoned(bought.text("updated_at")),
        "label_created_at": zoned(label.text("created_at")),
        "carrier": rate.text("carrier"),
        "service": rate.text("service"),
        "tracking_number": bought.text("tracking_code"),
        "is_voided": as_word(is_void or None),
        "is_return": as_word(bought.flag("is_return")),
        "country": country_code(destination.text("country")),
        "region": destination.text("state"),
    }


def _shipment(tracker: Fields, details: list[Fields], entry: Entry) -> dict[str, str | None]:
    number, carrier = tracker.text("tracking_code"), _carrier(tracker)
    created = zoned(tracker.text("created_at"))
    carriers = tracker.inner("carrier_detail")
    destination = carriers.inner("destination_tracking_location")
    scans = (detail.text("datetime") for detail in details)
    return {
        # shipment_id is EasyPost's own object, and never an order.
        "shipment_id": tracker.text("id") or own_id(carrier, number),
        "updated_at": zoned(tracker.text("updated_at")),
        # A tracker comes into being with its label, or when a number bought elsewhere is announced.
        "label_created_at": label_time(created, scans, entry.time_zone),
        "promised_at": promise(carriers.text("guaranteed_delivery_date"), entry.day_zone),
        "latest_eta_at": promise(_estimate(tracker, carriers), entry.day_zone),
        "carrier": carrier,
        "service": carriers.text("service"),
        "tracking_number": number,
        # What test mode tracks is no parcel.
        "is_voided": as_word(tracker.text("mode") == "test" or None),
        "is_return": as_word(tracker.flag("is_return")),
        "country": country_code(destination.text("country")),
        "region": destination.text("state"),
    }


def _carrier(tracker: Fields) -> str | None:
    """Return who carries the parcel; where EasyPost could not find out it writes why instead."""
    carrier = tracker.text("carrier")
    return None if carrier == "ProcessingError" else carrier


def _estimate(tracker: Fields, carriers: Fields) -> str | None:
    """Return the estimate on the recipient's calendar, where EasyPost knows it."""
    day, hour = carriers.text("est_delivery_date_local"), carriers.text("est_delivery_time_local")
    if day:
        return f"{day[:10]}T{hour}" if hour else day[:10]
    estimate = tracker.text("est_delivery_date")
    # A placeholder, seen in test mode: nobody estimates a parcel to arrive as its tracker is made.
    return None if estimate == tracker.text("created_at") else estimate


def _events(tracker: Fields, details: list[Fields], entry: Entry) -> list[dict[str, str | None]]:
    number, carrier = tracker.text("tracking_code"), _carrier(tracker)
    return [_event(detail, number, carrier, entry.time_zone) for detail in details]


def _event(detail: Fields, number: str | None, carrier: str | None, zone: str | None) -> dict[str, str | None]:
    when = detail.text("datetime")
    where = detail.inner("tracking_location")
    return {
        "tracking_number": number,
        "occurred_at": zoned(when, zone),
        "vendor": "easypost",
        "status": detail.text("status"),
        "substatus": detail.text("status_detail"),
        "message": detail.text("message", "description"),
        "place": place(where.text("city"), where.text("state")),
        "country": country_code(where.text("country")),
        "carrier": detail.text("source") or carrier,
        "is_time_known": as_word(when is None or _is_certain(when, where, zone)),
    }


def _is_certain(when: str, where: Fields, zone: str | None) -> bool:
    if not has_zone(when):
        return is_sure(when, zone)
    has_place = where.text("zip") or (where.text("city") and where.text("state", "country"))
    return bool(has_place) or when[-1] not in "Zz"


FORMATS = (
    json_format(
        "easypost",
        "EasyPost",
        OBJECTS,
        (Shape("tracker", _is_tracker, _add_tracker), Shape("bought label", _is_bought_label, _add_bought_labels)),
        fields=ORDER_FIELDS,
        version=2,
    ),
)
