"""Clocks, calendars and seasons, on arrays of seconds since 1970 UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

HOUR = 3_600
DAY = 86_400
FAR = 4_102_444_800
"""Stands for "never" in every array of times: 2100-01-01."""

EPOCH = date(1970, 1, 1)
FIRST_YEAR, LAST_YEAR = 2000, 2060
_BASE = (date(FIRST_YEAR, 1, 1) - EPOCH).days
_DAYS = (date(LAST_YEAR, 1, 1) - date(FIRST_YEAR, 1, 1)).days


def day_number(day: date) -> int:
    """Return days since 1970-01-01."""
    return (day - EPOCH).days


@lru_cache(maxsize=16)
def _offsets(zone: str) -> np.ndarray:
    """Return the UTC offset in seconds at noon UTC of each day from FIRST_YEAR on."""
    info = ZoneInfo(zone)
    noon = datetime(FIRST_YEAR, 1, 1, 12, tzinfo=UTC)
    shifts = ((noon + timedelta(days=k)).astimezone(info).utcoffset() for k in range(_DAYS))
    return np.array([shift.total_seconds() if shift else 0 for shift in shifts], dtype=np.int64)


def to_local(seconds: np.ndarray, zone: str) -> np.ndarray:
    """Return wall-clock seconds of UTC ``seconds`` in ``zone`` (the offset of the day's noon)."""
    return seconds + _offsets(zone)[np.clip(seconds // DAY - _BASE, 0, _DAYS - 1)]


def to_utc(wall: np.ndarray, zone: str) -> np.ndarray:
    """Return UTC seconds of wall-clock seconds ``wall`` in ``zone`` (the offset of the day's noon)."""
    return wall - _offsets(zone)[np.clip(wall // DAY - _BASE, 0, _DAYS - 1)]


def by_zone(seconds: np.ndarray, zone_of: np.ndarray, zones: tuple[str, ...], *, local: bool) -> np.ndarray:
    """Convert each value with the zone its row names; ``local`` picks the direction UTC to wall clock."""
    convert = to_local if local else to_utc
    out = np.empty_like(seconds)
    for index, zone in enumerate(zones):
        rows = zone_of == index
        out[rows] = convert(seconds[rows], zone)
    return out


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the ``nth`` Monday (0) to Sunday (6) of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def thanksgiving(year: int) -> date:
    """Return the fourth Thursday of November."""
    return nth_weekday(year, 11, 3, 4)


# Lunar New Year has no short rule; outside this list no supplier delay is simulated.
LUNAR_NEW_YEARS = (
    date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17),
    date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3),
)  # fmt: skip


@dataclass(frozen=True)
class Calendar:
    """The days that are simulated: ``start`` to ``until``, both inclusive, and factors per day."""

    start: date
    until: date

    @property
    def first_day(self) -> int:
        """The first day's number."""
        return day_number(self.start)

    @property
    def days(self) -> int:
        """How many days orders are placed on."""
        return (self.until - self.start).days + 1

    @property
    def end(self) -> int:
        """The moment the exports were taken: midnight in New York after the last day, UTC seconds."""
        return int(to_utc(np.array([(day_number(self.until) + 1) * DAY]), "America/New_York")[0])

    def years(self) -> range:
        """Return the years that any season of these days can start in."""
        return range(self.start.year - 1, self.until.year + 2)

    def window(self, table: np.ndarray, first: date, last: date, value: float | np.ndarray) -> None:
        """Set ``table`` (one value per simulated day and 60 days on) to ``value`` from first to last."""
        a = day_number(first) - self.first_day
        values = np.broadcast_to(np.asarray(value, dtype=float), (day_number(last) - day_number(first) + 1,))
        low, high = max(a, 0), min(a + len(values), len(table))
        if low < high:
            table[low:high] = values[low - a : high - a]

    def demand(self) -> np.ndarray:
        """Return the season's factor on orders, one per simulated day."""
        out = np.ones(self.days)
        for year in self.years():
            thursday = thanksgiving(year)
            mothers = nth_weekday(year, 5, 6, 2)
            self.window(out, date(year, 6, 1), date(year, 8, 31), 0.92)
            self.window(out, date(year, 7, 8), date(year, 7, 11), 1.35)
            self.window(out, date(year, 8, 1), date(year, 8, 31), 1.0)
            self.window(out, date(year, 1, 2), date(year, 1, 20), 0.88)
            self.window(out, date(year, 1, 31), date(year, 2, 11), np.linspace(1.1, 1.45, 12))
            self.window(out, mothers - timedelta(12), mothers - timedelta(3), np.linspace(1.1, 1.5, 10))
            self.window(out, thursday + timedelta(6), date(year, 12, 16), 1.55)
            self.window(out, date(year, 12, 17), date(year, 12, 21), 1.15)
            self.window(out, date(year, 12, 22), date(year, 12, 25), 0.6)
            self.window(out, date(year, 12, 26), date(year, 12, 31), 0.95)
            # Monday before Thanksgiving to the Tuesday after Cyber Monday: 2.3 on average.
            peak = np.array([1.55, 1.6, 1.8, 2.3, 3.6, 2.5, 2.3, 3.3, 1.75])
            self.window(out, thursday - timedelta(3), thursday + timedelta(5), peak)
        return out

    def peak(self) -> np.ndarray:
        """Return True on days when carriers and warehouses are strained, simulated days and 60 more."""
        out = np.zeros(self.days + 60)
        for year in self.years():
            self.window(out, thanksgiving(year) - timedelta(3), date(year, 12, 24), 1.0)
        return out > 0

    def supplier_delay(self) -> np.ndarray:
        """Return True on days when stock runs short after Lunar New Year."""
        out = np.zeros(self.days)
        for new_year in LUNAR_NEW_YEARS:
            self.window(out, new_year + timedelta(7), new_year + timedelta(35), 1.0)
        return out > 0

    def flag(self, table: np.ndarray, day_numbers: np.ndarray) -> np.ndarray:
        """Look up a per-day table for any day numbers; days outside take the nearest day's value."""
        return table[np.clip(day_numbers - self.first_day, 0, len(table) - 1)]


@lru_cache(maxsize=1)
def closed_days() -> np.ndarray:
    """Return the days on which no carrier or warehouse works, as ``datetime64[D]``."""
    days: list[date] = []
    for year in range(FIRST_YEAR, LAST_YEAR):
        days += [
            date(year, 1, 1), date(year, 7, 4), date(year, 12, 25), thanksgiving(year),
            nth_weekday(year, 9, 0, 1), nth_weekday(year, 6, 0, 1) - timedelta(7),
        ]  # fmt: skip
    return np.array(days, dtype="datetime64[D]")


def add_working_days(days: np.ndarray, count: np.ndarray | int, *, saturdays: bool = False) -> np.ndarray:
    """Return the day numbers ``count`` working days later; a closed first day rolls forward first."""
    mask = "1111110" if saturdays else "1111100"
    moved = np.busday_offset(days.astype("datetime64[D]"), count, roll="forward", weekmask=mask, holidays=closed_days())
    return moved.astype(np.int64)


def is_working_day(days: np.ndarray, *, saturdays: bool = False) -> np.ndarray:
    """Return True where a day number is a working day."""
    mask = "1111110" if saturdays else "1111100"
    return np.is_busday(days.astype("datetime64[D]"), weekmask=mask, holidays=closed_days())
