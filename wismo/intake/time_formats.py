"""What a ``time_format:`` of sources.yml makes of a column, and how it shows that day and month are exchanged."""

from __future__ import annotations

import polars as pl

from wismo.errors import WismoError

# What in a time_format stands for an hour; without one it writes days.
HOURS = ("%H", "%I", "%k", "%l", "%T", "%X", "%R", "%r", "%c", "%s", "%+")


def as_iso(values: pl.Series, pattern: str | None, place: str) -> pl.Series:
    """Return times that ``pattern`` reads (None: none) in the form of ISO 8601; others stay as they are.

    Raises:
        WismoError: as ``check_day_first``.
    """
    if pattern is None:
        return values
    is_day = not any(sign in pattern for sign in HOURS)
    zone = "UTC" if "%z" in pattern or "%:z" in pattern else None
    moments = values.str.to_datetime(pattern, strict=False, time_unit="us", time_zone=zone)
    check_day_first(values, moments, pattern, place)
    form = "%Y-%m-%d" if is_day else "%Y-%m-%d %H:%M:%S" + ("Z" if zone else "")
    return moments.dt.strftime(form).fill_null(values)


def check_day_first(values: pl.Series, moments: pl.Series, pattern: str, place: str) -> None:
    """Refuse days that were read with day and month exchanged: the wrong ones among them look right.

    ``moments`` are ``values`` as ``pattern`` reads them, NULL where it cannot.

    Raises:
        WismoError: some of the others can only be read with day and month the other way round.
    """
    if "%d" not in pattern or "%m" not in pattern or not moments.drop_nulls().len():
        return
    exchanged = pattern.replace("%d", "%-").replace("%m", "%d").replace("%-", "%m")
    others = values.filter(moments.is_null() & values.is_not_null())
    zone = "UTC" if moments.dtype == pl.Datetime("us", "UTC") else None
    read = others.str.to_datetime(exchanged, strict=False, time_unit="us", time_zone=zone)
    if read.drop_nulls().len():
        raise WismoError(
            f"{place} holds days that fit only with day and month the other way round than {pattern!r} says, so that "
            "the rest would be read wrongly. Correct time_format: in sources.yml, or export the file again."
        )
