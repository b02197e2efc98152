"""The sheet that goes with an evidence pack: what was counted, by which rule, and how a line is checked."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from dashboard.pickup_terms import Terms

WIDTH = 96


@dataclass(frozen=True)
class Pack:
    """What a pack holds: its 3PL, its days (of the first scan due), its counts in words, and what narrows it."""

    party: str
    first: date
    last: date
    due: str
    in_time: str
    share: str
    late: str
    left_behind: str
    unclear: str
    data_ends: str
    version: str
    filters: str


SHEET = """\
Handover at {party}
* Parcels whose first carrier scan was due from {first} to {last}{filters}. The data ends {data_ends}; snapshot \
{version}.

Counts
* {due} parcels were due.
* {in_time} were scanned in time ({share}).
* {late} were not, and each of them is a line of the file.
* For {left_behind} of these, other parcels of the same pickup were scanned in time.
* For {unclear}, no parcel of the same pickup was: it is not proven whose delay it is.

The rule
* A parcel is in time when its carrier scanned it, in any way, no later than {grace:.0f} h after the first scheduled \
pickup that follows its label.
* Pickups: {pickup_time} ({zone}) on {days}, by {source}. {weekend}Public holidays of the warehouse's country and \
closures in seeds/calendar_closures.csv have no pickup.
* The cut-off of a pickup is the pickup itself: a label of {pickup_time} or before goes with that day's, a later one \
with the next. Each line says how many minutes before the pickup the label came.
* The {grace:.0f} h run through nights and weekends; any scan counts, also the first one in the carrier's own hub.
* The 3PL's cut-off for orders ({cutoff_time}) says when an order is to be labelled. It is not judged here: the clock \
begins at the label.

Not in the file
* Parcels that no tracker knows (nobody is late by missing data), labels that were voided, returns, and parcels whose \
order was cancelled before their scan was due.

How to read a line
* All times are {zone}, with their offset from UTC.
* First scan: the carrier's, as the tracker passed it on; "none by" and a time where there is none. First scan known \
by: which of the tracker's records gave it.
* Minutes late: begun minutes from the moment the scan was due to the scan, or to the end of the data where none came.
* Parcels of this pickup: those of the same 3PL, carrier and scheduled pickup that are judged by this rule. A parcel \
scanned more than {early:.0f} h before the pickup went with an earlier one and is in neither count. The parcels of a \
pickup less those scanned in time are its lines in this file, unless a filter left some out.
* To check a line, look the tracking number up at the carrier and compare the first scan.
"""
WEEKEND = (
    "On {days_off} there is no pickup; a label printed then, or after the last pickup before, goes with the next one. "
)


def cover(pack: Pack, by: Terms) -> str:
    """Return the sheet as plain text."""
    told = vars(pack) | {
        "first": f"{pack.first:%-d %b %Y}",
        "last": f"{pack.last:%-d %b %Y}",
        "grace": by.grace_hours,
        "early": by.early_hours,
        "pickup_time": by.pickup_time,
        "cutoff_time": by.cutoff_time,
        "zone": by.zone.zone,
        "days": by.days,
        "source": by.source,
        "weekend": WEEKEND.format(days_off=by.days_off) if by.days_off else "",
    }
    return "\n".join(_wrapped(line) for line in SHEET.format_map(told).split("\n"))


def _wrapped(line: str) -> str:
    return fill(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
