"""A promised day without an hour is kept until that day ends where it was promised."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

# Midnight, by some APIs midnight UTC, is how many programs write a day; a promise for the first second of one would
# be for the day before. A carrier that means eight in the evening in New York says its offset.
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_OFFSET = re.compile(r"[+-]\d{2}:?\d{2}$")


@lru_cache(maxsize=10_000)
def last_moment(day: str, zone: str) -> str:
    """Return the last second of a day (``2026-01-31``) in a zone, in UTC."""
    try:
        last = datetime.fromisoformat(f"{day}T23:59:59").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return f"{day} 23:59:59Z"  # no such day, or one of the far future: the check of the column says so
    return last.strftime("%Y-%m-%dT%H:%M:%SZ")


def end_of_day(when: str | None, zone: str, clock: str | None = None) -> str | None:
    """Take a day, alone or written as midnight, as its last moment, and leave every other time as it is.

    The day is that of ``clock``, a time of the same record, where it shows an offset; else that of ``zone``.
    """
    found = DAY.fullmatch(when) if when else None
    if found is None:
        return when
    offset = _OFFSET.search((clock or "")[10:])
    return f"{found[1]} 23:59:59{offset[0]}" if offset else last_moment(found[1], zone)
