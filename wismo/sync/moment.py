"""Moments as vendors write them, for comparing and for asking; the objects keep their own text."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


def read_moment(text: object) -> datetime | None:
    """Return a vendor's time in UTC, None where it is none; without an offset it is UTC, as their documents say."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def go_on_from(until: object, look_back: timedelta, since: datetime) -> datetime:
    """Return from where to pull: a little before ``until``, which the last pull left, and never before ``since``."""
    done = read_moment(until)
    return max(since, done - look_back) if done else since


def write_moment(moment: datetime) -> str:
    """Return a moment as `2026-01-31T08:15:00Z`, which every vendor reads; fractions are cut off."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def http_date(text: str | None) -> datetime | None:
    """Return the moment of an HTTP header such as Date; None where it is missing or unreadable."""
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
