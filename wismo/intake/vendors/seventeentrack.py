"""17TRACK's API: answers of ``gettrackinfo`` and ``register``, and the webhooks of updates and stops.

``time_iso`` has the zone of the scan's place, ``time_raw`` is what the carrier wrote: without a time of day
there, the hour of the others is made up. Numbers that an answer rejects hold an error and no tracking. This is
version 2 of the API; the first one is ``seventeentrack_v1``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wismo.intake.vendors.carrier_times import is_sure, newest, promise, sure, zoned
from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.fields import Fields
from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.record import as_word
from wismo.intake.vendors.seventeentrack_v1 import add_first_tracking, is_first_tracking
from wismo.intake.vendors.tracking import (
    OBJECTS,
    add_tracking,
    last_leg,
    of_unknown_status,
    own_id,
    place,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

# By the codes of rejections that 17TRACK documents.
_CURES = {
    "-18019901": "it is registered there already, so nothing is to be done",
    "-18019902": "register it there, and pull again",
    "-18019909": "its carrier tells nothing of it yet; pull again later",
    "-18010012": "what was sent there has not the right form",
    "-18019903": "name its carrier there, and pull again",
}


def _is_tracking(record: dict) -> bool:
    names = record.keys()
    return "number" in names and ("track_info" in names or ("carrier" in names and bool({"tag", "param"} & names)))


def _is_rejected(record: dict) -> bool:
    return {"number", "error"} <= record.keys()


def _add_rejected(found: Mapping[str, Found], position: int, record: dict, _: Entry) -> None:
    code = Fields(record).inner("error").text("code") or ""
    error = f" (error {code})" if re.fullmatch(r"-?\d{1,12}", code) else ""
    cure = _CURES.get(code, "17TRACK's list of errors says why")
    found["shipments"].refuse(position, f"is a number that 17TRACK rejected{error}; {cure}")


def _add_tracking(found: Mapping[str, Found], position: int, record: dict, entry: Entry) -> None:
    tracking = Fields(record)
    info = tracking.inner("track_info")
    providers = info.inner("tracking").rows("providers")
    number, key = tracking.text("number"), tracking.text("carrier")
    carrier = next(filter(None, (_name(each) for each in providers if _key(each) == key)), key)
    events = [
        _event(event, number, _name(provider) or carrier, entry.time_zone)
        for provider in providers
        for event in provider.rows("events")
    ]
    misc, recipient = info.inner("misc_info"), info.inner("shipping_info").inner("recipient_address")
    estimate = info.inner("time_metrics").inner("estimated_delivery_date")
    stages = {stage.text("key_stage"): _moment(stage, entry.time_zone) for stage in info.rows("milestone")}
    shipment = {
        # What was registered stands beside what was tracked, so that neither replaces the other.
        "shipment_id": own_id(key, number) if info.values else own_id(key, "registration", number),
        # Both are the account's own, given as the number was registered.
        "order_name": tracking.text("order_no", "tag"),
        "updated_at": newest(zoned(each.text("latest_sync_time")) for each in providers),
        "pickup_at": stages.get("PickedUp"),
        "latest_eta_at": promise(estimate.text("to", "from"), entry.day_zone),
        "delivered_at": None if events else stages.get("Delivered"),
        "carrier": carrier,
        "service": next(filter(None, (misc.text("service_type"), *(p.text("service_type") for p in providers))), None),
        "tracking_number": number,
        "country": country_code(recipient.text("country")),
        "region": recipient.text("state"),
    }
    local = misc.text("local_provider", "local_key")
    add_tracking(found, position, [shipment, *last_leg(shipment, misc.text("local_number"), local)], events)


def _event(event: Fields, number: str | None, carrier: str | None, zone: str | None) -> dict[str, str | None]:
    when, is_known = _time(event, zone)
    detail = event.text("sub_status")
    where = event.inner("address")
    told = {
        "tracking_number": number,
        "occurred_at": zoned(when, zone),
        "vendor": "17track",
        # A finer word begins with the coarse one: InTransit_PickedUp.
        "status": detail.split("_")[0] if detail else event.text("stage"),
        "substatus": detail,
        "message": event.text("description"),
        "place": event.text("location") or place(where.text("city"), where.text("state")),
        "country": country_code(where.text("country")),
        "carrier": carrier,
        "is_time_known": as_word(is_known),
    }
    return of_unknown_status(told)  # version 2.0 gives a stage to the events alone that begin one


def _time(event: Fields, zone: str | None) -> tuple[str | None, bool]:
    """Return when something happened, and whether its hour is certain."""
    raw = event.inner("time_raw")
    day, hour = raw.text("date"), raw.text("time")
    when = event.text("time_iso", "time_utc") or (f"{day}T{hour}" if day and hour else day)
    is_day_alone = day is not None and hour is None
    return when, when is None or (is_sure(when, zone) and not is_day_alone)


def _moment(stage: Fields, zone: str | None) -> str | None:
    when, is_known = _time(stage, zone)
    return sure(when, zone) if is_known else None


def _name(provider: Fields) -> str | None:
    return provider.inner("provider").text("name")


def _key(provider: Fields) -> str | None:
    return provider.inner("provider").text("key")


FORMATS = (
    json_format(
        "17track",
        "17TRACK",
        OBJECTS,
        (
            Shape("first tracking", is_first_tracking, add_first_tracking),
            Shape("tracking", _is_tracking, _add_tracking),
            Shape("rejected", _is_rejected, _add_rejected),
        ),
        version=2,
    ),
)
