"""Which week a digest is about, and the snapshot that it is read from."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dashboard import reference
from dashboard.filters import Filters
from dashboard.page import Here
from dashboard.warehouse import hold, live_snapshot
from wismo.errors import WismoError, safe
from wismo.periods import WEEK, last_full_week, weeks

if TYPE_CHECKING:
    from wismo.home import Home

ISO_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)


def scene(home: Home, week: str | None) -> Here:
    """Return the live snapshot as of a week such as ``2026-W46``, the last full one unless named; no filters.

    It is read as a viewer reads it: a digest is handed on, and a viewer's tables name no order and no customer.

    Raises:
        WismoError: nothing is published, the week is no week, is not over in the data, or is before it.
    """
    snapshot = live_snapshot(home, "viewer")
    through = reference.info(snapshot).reporting_through
    first, last = reference.first_full_week(snapshot), last_full_week(through)
    if last < first:
        raise WismoError("The data has no full week yet. Load more of it and run `wismo build`.")
    monday = _monday(week) if week else last
    if monday > last:
        raise WismoError(
            f"The week {named(monday)} is not over in the data, which goes to {through:%-d %b %Y}. "
            f"The last full week is {named(last)}."
        )
    if monday < first:
        raise WismoError(f"There is no full data for the week {named(monday)}; the first full week is {named(first)}.")
    filters = Filters(end=monday + WEEK - timedelta(days=1))
    shown = weeks(through, reference.black_friday_weeks(snapshot), None, filters.end)
    shown = replace(shown, first=max(shown.first, first))
    return Here(snapshot, filters, shown, reference.look(snapshot, is_dark=False), hold(snapshot))


def named(monday: date) -> str:
    """Return a week as ISO names it, as in ``2026-W46``."""
    return f"{monday:%G-W%V}"


def _monday(week: str) -> date:
    found = ISO_WEEK.fullmatch(week.strip())
    try:
        if found:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise WismoError(f"{safe(week)} is no week. Name it by its year and its number, as in 2026-W46.")
