"""Instants on the wall clock of the brand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dashboard.warehouse import has_column, rows

if TYPE_CHECKING:
    from dashboard.warehouse import Snapshot


@dataclass(frozen=True)
class Clock:
    """A zone by its IANA name."""

    zone: str = "UTC"

    def local(self, instant: datetime) -> datetime:
        """Return a UTC instant without a zone as the same instant with the brand's offset."""
        return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone))

    def wall(self, instant: datetime) -> datetime:
        """Return what the brand's clock shows, without a zone: for charts and tables, which would convert it."""
        return self.local(instant).replace(tzinfo=None)

    def today(self) -> date:
        """Return the day that the brand's calendar shows now."""
        return datetime.now(ZoneInfo(self.zone)).date()

    def said(self, instant: datetime) -> str:
        """Return a UTC instant, or one with a zone, as a person writes it; its zone is named elsewhere."""
        local = instant.astimezone(ZoneInfo(self.zone)) if instant.tzinfo else self.local(instant)
        return f"{local:%a %-d %b %Y, %H:%M}"


@lru_cache(maxsize=8)
def clock(snapshot: Snapshot) -> Clock:
    """Return the clock of the brand: the zone that the snapshot was built for, UTC where an older one names none."""
    if not has_column(snapshot, "snapshot_info", "time_zone"):
        return Clock()
    zone = rows(snapshot, "select time_zone from wismo.main.snapshot_info")["time_zone"][0]
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, TypeError):
        return Clock()
    return Clock(zone)


def ago(earlier: datetime, later: datetime) -> str:
    """Return how long before ``later`` something was, as ``3 h before``, or ``after`` where it came later."""
    seconds = (later - earlier).total_seconds()
    hours = abs(seconds) / 3600
    if hours < 1:
        size = f"{int(abs(seconds) // 60)} min"
    else:
        size = f"{int(hours)} h" if hours < 72 else f"{int(hours // 24)} days"
    return f"{size} {'before' if seconds >= 0 else 'after'}"


def lasted(hours: float) -> str:
    """Return a length of time as a person says it: seconds, minutes, hours up to two days, then days."""
    seconds = 3600 * hours
    if seconds < 90:
        return f"{seconds:.0f} s"
    if hours < 1.5:
        return f"{60 * hours:.0f} min"
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"


def day(value: date) -> str:
    """Return a calendar day as a person writes it."""
    return f"{value:%a %-d %b %Y}"
