"""How a column writes its times: the form that reads all of them, and whether more than one form would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

# Day first, then month first: what only one of them reads settles which it is.
_DAY_FIRST = ("%d{s}%m{s}%Y", "%d{s}%m{s}%y")
_MONTH_FIRST = ("%m{s}%d{s}%Y", "%m{s}%d{s}%y")
_CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "T%H:%M:%S", ", %H:%M", ", %H:%M:%S")
_ZONES = ("", " %z", "%z")
_NAMED = (
    *(f"%d{sign}%b{sign}%{year}" for sign in " -/." for year in "Yy"),
    *(f"%b{sign}%d{sign}%{year}" for sign in "-/" for year in "Yy"),
    "%b %d, %Y", "%b %d %Y", "%d. %b %Y", "%d %B %Y", "%d. %B %Y", "%B %d, %Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d",
)  # fmt: skip
_ISO = r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)? ?(?:Z|z|UTC|GMT|[+-]\d{2}:?\d{0,2})?$"
_HAS_ZONE = r"(?:Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|:\d{2}[+-]\d{2})$"
_HOURS_ALONE = {
    r"^(?:[01]?[0-9]|2[0-3]):[0-5][0-9]$": "%H:%M",
    r"^(?:[01]?[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$": "%H:%M:%S",
    r"(?i)^(?:0?[1-9]|1[0-2]):[0-5][0-9] [AP]M$": "%I:%M %p",
    r"(?i)^(?:0?[1-9]|1[0-2]):[0-5][0-9]:[0-5][0-9] [AP]M$": "%I:%M:%S %p",
}
_EPOCHS = {"s": (r"^1[0-9]{9}$",), "ms": (r"^1[0-9]{12}$",), "us": (r"^1[0-9]{15}$",)}
_LIKE_A_DAY = (
    r"^(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\d{1,2}[ ./-]+\pL{3,9}[ ./-]\d{2,4}\b|\pL{3,9}[ /-]\d{1,2},?[ /-]\d{2,4}\b"
    r"|\d{8}(?:$|[ T]))"
)
_ENOUGH = 0.9


@dataclass(frozen=True)
class TimeForm:
    """How times are written: ISO 8601 where ``pattern`` and ``epoch`` are None.

    ``other`` is a second pattern that reads every value too (day and month could be swapped). ``has_zone``:
    every value says its offset. ``is_date``: no value has an hour.
    """

    pattern: str | None = None
    epoch: str | None = None
    other: str | None = None
    has_zone: bool = False
    is_date: bool = False


def find_time_form(filled: pl.Series) -> TimeForm | None:
    """Return how the filled, trimmed values write times; None where they are none."""
    if filled.is_empty():
        return None
    values = filled.head(500)
    if _share(values.str.contains(_ISO)) >= _ENOUGH:
        iso = values.filter(values.str.contains(_ISO))
        return TimeForm(
            has_zone=bool(iso.str.contains(_HAS_ZONE).all()), is_date=bool((iso.str.len_chars() == 10).all())
        )
    for unit, (pattern,) in _EPOCHS.items():
        if _share(values.str.contains(pattern)) >= _ENOUGH:
            return TimeForm(epoch=unit, has_zone=True)
    if _share(values.str.contains(_LIKE_A_DAY)) < _ENOUGH:
        return None
    return _with_pattern(values)


def _with_pattern(values: pl.Series) -> TimeForm | None:
    separators = [sign for sign in "./-" if values.str.contains(sign, literal=True).any()]
    day_first = [form.format(s=sign) for sign in separators for form in _DAY_FIRST]
    month_first = [form.format(s=sign) for sign in separators for form in _MONTH_FIRST]
    best: list[tuple[float, str]] = []
    for day in (*day_first, *month_first, *_NAMED):
        for clock in _CLOCKS:
            for zone in _ZONES if clock else ("",):
                share = _reads(values, f"{day}{clock}{zone}", has_zone=bool(zone))
                if share >= _ENOUGH:
                    best.append((share, f"{day}{clock}{zone}"))
    if not best:
        return None
    most = max(share for share, _ in best)
    fitting = [pattern for share, pattern in best if share == most]
    pattern = fitting[0]
    swapped = pattern.replace("%d", "%%").replace("%m", "%d").replace("%%", "%m")
    return TimeForm(
        pattern=pattern,
        other=swapped if swapped != pattern and swapped in fitting else None,
        has_zone="%z" in pattern,
        is_date=not _has_hours(pattern),
    )


def clock_form(filled: pl.Series) -> str | None:
    """Return how the filled, trimmed values write hours of the day; None where they are none."""
    values = filled.head(500)
    for pattern, form in _HOURS_ALONE.items():
        if _share(values.str.contains(pattern)) >= _ENOUGH:
            return form
    return None


def joined(day: TimeForm, clock: str) -> TimeForm | None:
    """Return the form of a day and its hour with a space between them."""
    pattern = "%Y-%m-%d" if day.pattern is None and day.epoch is None else day.pattern
    if pattern is None:
        return None
    other = f"{day.other} {clock}" if day.other else None
    return TimeForm(pattern=f"{pattern} {clock}", other=other)


def agree(forms: Iterable[TimeForm]) -> bool | None:
    """Tell whether months come first, where a column that can be read in one way only says so; None elsewhere."""
    settled = {
        form.pattern.startswith("%m")
        for form in forms
        if form.pattern and not form.other and re.match(r"%[dm].%[dm]", form.pattern)
    }
    return settled.pop() if len(settled) == 1 else None


def as_moments(values: pl.Series, form: TimeForm | None) -> pl.Series:
    """Return times to be compared with others of the same file; whatever zone they are in."""
    if form and form.epoch:
        scale = {"s": 1_000_000, "ms": 1_000, "us": 1}[form.epoch]
        return (values.cast(pl.Int64, strict=False) * scale).cast(pl.Datetime("us"))
    if form and form.pattern:
        if "%z" in form.pattern:
            return values.str.to_datetime(form.pattern, strict=False, time_zone="UTC").dt.replace_time_zone(None)
        read = values.str.to_datetime if _has_hours(form.pattern) else values.str.to_date
        return read(form.pattern, strict=False).cast(pl.Datetime("us"))
    day, hour = values.str.slice(0, 10), values.str.slice(11, 5)
    return (day + " " + hour.replace("", "00:00")).str.to_datetime("%Y-%m-%d %H:%M", strict=False, time_unit="us")


def reads_all(values: pl.Series, pattern: str) -> bool:
    """Tell whether a pattern reads every value."""
    return _reads(values, pattern, has_zone="%z" in pattern) == 1


def days_between(values: pl.Series, pattern: str) -> int:
    """Return how many days lie between the first and the last of values that a pattern reads."""
    days = values.str.to_datetime(pattern, strict=False).dt.date() if _has_hours(pattern) else _dates(values, pattern)
    first, last = days.min(), days.max()
    return (last - first).days if isinstance(first, date) and isinstance(last, date) else 0


def _dates(values: pl.Series, pattern: str) -> pl.Series:
    return values.str.to_date(pattern, strict=False)


def _has_hours(pattern: str) -> bool:
    return "%H" in pattern or "%I" in pattern


def _reads(values: pl.Series, pattern: str, *, has_zone: bool) -> float:
    # polars takes 26 for the year 26 where four digits are asked for.
    count = len(values)
    if "%Y" in pattern:
        values = values.filter(values.str.contains(r"\d{4}"))
    try:
        if not _has_hours(pattern):
            moments = _dates(values, pattern)
        elif has_zone:
            moments = values.str.to_datetime(pattern, strict=False, time_zone="UTC")
        else:
            moments = values.str.to_datetime(pattern, strict=False)
    except pl.exceptions.PolarsError:
        return 0
    return int(moments.is_not_null().sum()) / count


def _share(holds: pl.Series) -> float:
    return int(holds.sum()) / len(holds)
