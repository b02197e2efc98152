"""Times as carriers give them to trackers: often local where the scan was, without saying so.

A time without a zone counts as UTC with an unknown hour, unless sources.yml names the zone it is in
(``zone``). A promise is a day: where only its day is certain it stands as the last moment of that day in the
brand's zone (``day_zone``), because a promise holds until its day ends.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wismo.intake.vendors.days import DAY, last_moment

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNSURE = timedelta(hours=14)  # how far from UTC a clock can be whose zone nobody says
_HAS_HOUR = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")


def has_zone(when: str) -> bool:
    """`2026-01-31T08:15` is the shortest time; what follows it and is no second says the zone."""
    return len(when) > 16 and (when[-1] in "Zz" or "+" in when[16:] or "-" in when[16:])


def is_sure(when: str, zone: str | None) -> bool:
    """Tell whether the hour of a time is certain. A day alone leaves it open whatever the zone."""
    return len(when) > 10 if zone else has_zone(when)


def zoned(when: str | None, zone: str | None = None) -> str | None:
    """Mark a time without a zone as UTC, unless sources.yml names the zone that it will be read in."""
    if when is None or zone is not None or has_zone(when) or not when[:4].isdigit():
        return when
    return f"{when}Z" if len(when) > 10 else f"{when} 00:00:00Z"


def sure(when: str | None, zone: str | None) -> str | None:
    """Return a carrier's time only where its hour is certain: on the shipment nothing could mark the doubt."""
    return when if when and _HAS_HOUR.fullmatch(when) and is_sure(when, zone) else None


def promise(when: str | None, day_zone: str) -> str | None:
    """Return a promised or estimated time; one without a zone is on the recipient's clock, so its day stands."""
    if when and DAY.fullmatch(when):
        return last_moment(when[:10], day_zone)
    return when if when is None or has_zone(when) else _local(when, day_zone)


@lru_cache(maxsize=10_000)
def _local(when: str, zone: str) -> str | None:
    try:
        moment = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return zoned(when)  # no such time, or one of the far future: the check of the column says so
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def newest(times: Iterable[str | None]) -> str | None:
    """Return the latest of some times; what is no time has no say."""
    known = {when: moment for when in times if when and (moment := _instant(when, None))}
    return max(known, key=lambda when: (known[when], when), default=None)


def label_time(created: str | None, scans: Iterable[str | None], zone: str | None) -> str | None:
    """Return when a parcel became known to its tracker, as long as no scan is older.

    Stores announce parcels when the label is printed. An import of old parcels is later than its scans,
    and says nothing about the label.
    """
    known = _instant(created, None)
    if known is None:
        return created
    for scan in scans:
        scanned = _instant(scan, zone)
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
