"""Times as sources write them, turned into UTC text without losing a second.

A local time that happens twice when clocks go back is taken as the first of the two. One that never
happens (clocks go forward over it) is a fault. A date alone is the first moment of that day, or its noon
where the contract says that it is a promise for the whole day: noon falls on the same day in nearly every zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from wismo.errors import WismoError
from wismo.intake.parsed import Parsed
from wismo.intake.time_formats import HOURS, check_day_first

YEARS = (2000, 2100)
EPOCH_UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1}

UNREADABLE = "is not a time; write it like 2026-01-31T08:15:00Z or 2026-01-31 08:15:00"
OF_ANOTHER_FORM = "is not a time written as {pattern}, the time_format: of that column in sources.yml"
IN_GAP = "is a local time that never happened: clocks went forward over it; check the source's time_zone"
WRONG_YEAR = "is before the year 2000 or after 2100"

# polars forgives spaces for digits and reads a 60th second; we do not.
_HEAD = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-5][0-9]$"
# A time in UTC to the second, of the years 2000 to 2100. A leap day is left out, to be looked at more closely.
_DAY = "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
READY = rf"^(?:20[0-9]{{2}}|2100)-{_DAY}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|\+00:00)$"
_TAIL = re.compile(r"(?:[.,](\d{1,9}))? ?(?:(Z|z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)?")
_SHORT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))? ?((?:Z|z|UTC|GMT|[+-]\d{2}:?\d{0,2})?)")


@dataclass(frozen=True)
class TimeRule:
    """How a source writes one time column."""

    place: str  # "source zendesk, column created_at", for messages
    zone: str | None = None
    epoch: str | None = None
    pattern: str | None = None
    is_whole_day: bool = False  # a date alone is a promise for that day


def parse_times(values: pl.Series, rule: TimeRule) -> Parsed:
    """Return ``values`` (trimmed text, empty as NULL) as ``YYYY-MM-DDTHH:MM:SS[.ffffff]Z`` with faults.

    Raises:
        WismoError: a time has no zone of its own and the rule names none.
    """
    if values.null_count() == len(values):
        return Parsed(values)
    if rule.epoch:
        moments, gap = _from_epoch(values, rule.epoch), None
    elif rule.pattern:
        moments, gap = _from_pattern(values, rule)
    else:
        moments, gap = _from_iso(values, rule)
    faults = []
    if gap is not None:
        faults.append((gap, IN_GAP))
    unreadable = OF_ANOTHER_FORM.format(pattern=rule.pattern) if rule.pattern and not rule.epoch else UNREADABLE
    faults.append((values.is_not_null() & moments.is_null(), unreadable))
    years = moments.dt.year()
    faults.append(((years < YEARS[0]) | (years > YEARS[1]), WRONG_YEAR))
    return Parsed(_to_text(moments), faults)


def ready_text(value: pl.Expr) -> pl.Expr:
    """Return what ``parse_times`` makes of times that are ``READY``."""
    return value.str.slice(0, 19) + "Z"


def aware_moments(values: pl.Series) -> pl.Series:
    """Return times that are written in full, each with its offset, as UTC; NULL where there is no such time.

    That is four times as fast as a format with ``%z``.
    """
    return _in_utc(values)[0]


def check_pattern(pattern: str, place: str) -> None:
    """Refuse a time format that cannot tell one moment from another.

    Raises:
        WismoError: a letter that means nothing, or no year, month, day, or half a day, in it.
    """
    moment = datetime(2026, 10, 31, 20, 15)  # noqa: DTZ001
    try:
        text = pl.Series([moment]).dt.replace_time_zone("UTC").dt.to_string(pattern)
        back = _from_pattern(text, TimeRule(place, "UTC", pattern=pattern))[0][0]
    except pl.exceptions.PolarsError:
        back = None
    if back is None or back.date() != moment.date():
        raise WismoError(
            f"{place}: time_format {pattern!r} does not say which day it is. Write one such as '%d/%m/%Y %H:%M', with "
            "%p where hours end at 12."
        )


def _to_text(moments: pl.Series) -> pl.Series:
    whole = moments.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    has_fraction = (moments.dt.microsecond() != 0).fill_null(value=False)
    if not has_fraction.any():
        return whole
    exact = moments.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f").str.strip_chars_end("0") + "Z"
    return exact.zip_with(has_fraction, whole)


def _from_epoch(values: pl.Series, unit: str) -> pl.Series:
    counts = values.cast(pl.Int64, strict=False)
    # Beyond these bounds the product could overflow; the year check could not see it then.
    limit = 10_000_000_000_000_000 // EPOCH_UNITS[unit]
    counts = counts.set(counts.abs() > limit, None)
    return (counts * EPOCH_UNITS[unit]).cast(pl.Datetime("us"))


def _from_pattern(values: pl.Series, rule: TimeRule) -> tuple[pl.Series, pl.Series | None]:
    pattern = rule.pattern or ""
    if "%z" in pattern or "%:z" in pattern:
        aware = values.str.to_datetime(pattern, strict=False, time_unit="us", time_zone="UTC")
        check_day_first(values, aware, pattern, rule.place)
        return aware.dt.replace_time_zone(None), None
    naive = values.str.to_datetime(pattern, strict=False, time_unit="us")
    check_day_first(values, naive, pattern, rule.place)
    if any(sign in pattern for sign in HOURS):
        return _localise(naive, rule)
    if rule.is_whole_day:
        naive += timedelta(hours=12)
    return _localise(naive, rule, values.is_not_null())


def _from_iso(values: pl.Series, rule: TimeRule) -> tuple[pl.Series, pl.Series | None]:
    values, is_day = _lengthen(values)
    moments, is_naive = _in_utc(values)
    if rule.is_whole_day and is_day is not None:
        moments = (moments + timedelta(hours=12)).zip_with(is_day.fill_null(value=False), moments)
    needs_zone = is_naive & moments.is_not_null()
    if not needs_zone.any():
        return moments, None
    local, gap = _localise(moments, rule, is_day)
    if needs_zone.all():
        return local, gap
    return local.zip_with(needs_zone, moments), (None if gap is None else gap & needs_zone)


def _in_utc(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return times that are written in full as UTC, those without a zone as they are; the second series marks these."""
    heads = values.str.slice(0, 19)
    # A space and a T are equally common; what does not fit a format takes polars three times as long.
    is_spaced = heads.str.contains(" ", literal=True).any()
    joined = heads.str.replace(" ", "T", literal=True) if is_spaced else heads
    naive = joined.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us")
    naive = naive.set(~heads.str.contains(_HEAD), None)
    tails = values.str.slice(19)
    kinds = tails.unique().drop_nulls()
    read = {tail: _read_tail(tail) for tail in kinds}
    texts = list(read)
    shift = [None if part is None else part[0] for part in read.values()]
    zoneless = [part is not None and part[1] for part in read.values()]
    if len(texts) == 1:  # by far the commonest: every time of the column ends alike
        shifts = pl.repeat(shift[0], len(values), dtype=pl.Int64, eager=True)
        is_naive = pl.repeat(zoneless[0], len(values), dtype=pl.Boolean, eager=True)
    else:
        shifts = tails.replace_strict(texts, shift, default=None, return_dtype=pl.Int64)
        is_naive = tails.replace_strict(texts, zoneless, default=False, return_dtype=pl.Boolean)
    return (naive.cast(pl.Int64) + shifts).cast(pl.Datetime("us")), is_naive


def _lengthen(values: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    """Write dates and times without seconds out in full; the second series marks the dates."""
    lengths = values.str.len_bytes()
    # 19 is a full naive time; 20 a full one with Z, and the commonest. 22 is 2026-01-31 08:15 +0100.
    is_short = ((lengths < 23) & (lengths != 19)).fill_null(value=False) & (values.str.slice(16, 1) != ":")
    if not is_short.any():
        return values, None
    uniques = values.filter(is_short).unique()
    full = {}
    for text in uniques:
        match = _SHORT.fullmatch(text)
        full[text] = f"{match[1]} {match[2] or '00:00'}:00{match[3]}" if match else None
    lengthened = values.replace_strict(list(full), list(full.values()), default=None, return_dtype=pl.String)
    return lengthened.zip_with(is_short, values), is_short & (lengths == 10)


def _read_tail(tail: str) -> tuple[int, bool] | None:
    """Return (microseconds to add to reach UTC or the full local time, has no zone); None if unreadable."""
    match = _TAIL.fullmatch(tail)
    if match is None:
        return None
    fraction, utc, sign, hours, minutes = match.groups()
    micros = int((fraction or "0").ljust(6, "0")[:6])
    if sign:
        if int(hours) > 15 or int(minutes or 0) > 59:
            return None
        offset = (int(hours) * 60 + int(minutes or 0)) * 60_000_000
        return (micros - offset if sign == "+" else micros + offset), False
    return micros, not utc


def _localise(naive: pl.Series, rule: TimeRule, is_day: pl.Series | None = None) -> tuple[pl.Series, pl.Series | None]:
    if rule.zone is None:
        raise WismoError(
            f"{rule.place} holds times without a zone. "
            "Write time_zone: (such as America/New_York) at that source in sources.yml."
        )
    utc = _to_utc(naive, rule.zone)
    if utc.null_count() == naive.null_count():
        return utc, None
    if is_day is not None:
        # Where clocks go forward at midnight the day begins an hour later.
        first = _to_utc(naive.dt.offset_by("1h"), rule.zone)
        utc = utc.fill_null(first.set(~is_day, None))
    return utc, naive.is_not_null() & utc.is_null()


def _to_utc(naive: pl.Series, zone: str) -> pl.Series:
    aware = naive.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return aware.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
