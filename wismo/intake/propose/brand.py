"""What a brand's files say about the brand: the zone of its clock, and what its order names look like."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wismo.intake.propose.profile import FileProfile

# Zones that most shops are in; of those that agree with the files the first is named.
_ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix",
    "America/Toronto", "America/Vancouver", "America/Sao_Paulo", "America/Mexico_City", "America/Bogota",
    "America/Argentina/Buenos_Aires", "America/Santiago", "Europe/London", "Europe/Berlin", "Europe/Athens",
    "Europe/Istanbul", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Perth",
    "Australia/Brisbane", "Australia/Sydney", "Pacific/Auckland", "Africa/Johannesburg",
)  # fmt: skip
_TIME = re.compile(r"^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)? ?([+-])(\d{2}):?(\d{2})$")
_ENOUGH_MOMENTS = 5


def zone_of(files: Iterable[FileProfile]) -> str | None:
    """Return the zone whose clock shows every time that a file writes with an offset; None where none does.

    Offsets of zero say nothing: that is how services write UTC.
    """
    moments: set[tuple[datetime, timedelta]] = set()
    for file in files:
        for column in file.columns:
            if column.time and column.time.has_zone and not column.time.epoch:
                moments |= _offsets(file.values[column.name].drop_nulls().unique().head(300).to_list())
    if len(moments) < _ENOUGH_MOMENTS:
        return None
    for zone in _ZONES:
        clock = ZoneInfo(zone)
        if all(moment.astimezone(clock).utcoffset() == offset for moment, offset in moments):
            return zone
    return None


def _offsets(texts: list[str]) -> set[tuple[datetime, timedelta]]:
    found = set()
    for text in texts:
        match = _TIME.match(text.strip())
        if match is None:
            continue
        day, clock, sign, hours, minutes = match.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes)) * (1 if sign == "+" else -1)
        try:
            moment = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC) - offset
        except ValueError:
            continue
        if offset:
            found.add((moment, offset))
    return found


def order_names(names: list[str]) -> tuple[str, str] | None:
    """Return the prefix that order names share and a pattern for them; None where they share no form.

    The pattern lets people leave the ``#`` out.
    """
    bare = [name.strip() for name in names if name and name.strip()]
    if len(bare) < _ENOUGH_MOMENTS:
        return None
    prefix = re.sub(r"[0-9]+$", "", _shared_start(bare))
    rests = [name.removeprefix(prefix) for name in bare]
    digits = [rest for rest in rests if re.fullmatch(r"[0-9]{3,12}", rest)]
    if len(digits) < 0.95 * len(bare) or re.search(r"[^#A-Za-z/_-]", prefix):
        return None
    shortest, longest = min(map(len, digits)), max(map(len, digits))
    letters = re.escape(prefix.removeprefix("#"))
    start = "#?" if prefix.startswith("#") or not prefix else ""
    return prefix, f"{start}{letters}[0-9]{{{shortest},{longest + 1}}}"


def _shared_start(names: list[str]) -> str:
    first, last = min(names), max(names)
    same = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[:same]
