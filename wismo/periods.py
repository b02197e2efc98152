"""Which weeks a page talks about. Weeks are ISO weeks, named by their Monday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WEEK = timedelta(weeks=1)
# The same weekday a year earlier.
YEAR = timedelta(weeks=52)
SHOWN_WEEKS = 53
PEAK_MONTHS = (10, 11, 12)


@dataclass(frozen=True)
class Weeks:
    """The headline week and what it is compared with, all complete.

    ``first`` is the earliest week drawn, ``partial`` the running week that has data but is not complete.
    ``is_aligned`` tells that last year's week was chosen by its distance from Black Friday.
    """

    first: date
    last: date
    before: date
    year_before: date
    is_aligned: bool
    partial: date | None

    @property
    def last_day(self) -> date:
        """The Sunday of the headline week."""
        return self.last + WEEK - timedelta(days=1)


def monday(day: date) -> date:
    """Return the first day of the ISO week."""
    return day - timedelta(days=day.weekday())


def last_full_week(through: date) -> date:
    """Return the latest week whose seven days are all on or before ``through``."""
    return monday(through + timedelta(days=1)) - WEEK


def weeks(
    through: date, black_friday_weeks: Mapping[date, int], start: date | None = None, end: date | None = None
) -> Weeks:
    """Return the weeks of a page.

    ``through`` is the last complete day of the data, ``black_friday_weeks`` gives each Monday's distance
    in weeks from the Black Friday week of its year. ``start`` and ``end`` narrow what is drawn.
    """
    last = last_full_week(min(through, end) if end else through)
    first = last - (SHOWN_WEEKS - 1) * WEEK
    if start:
        first = min(last, monday(start - timedelta(days=1)) + WEEK)
    year_before = last - YEAR
    aligned = _same_distance(last, black_friday_weeks) if last.month in PEAK_MONTHS else None
    running = last_full_week(through) + WEEK
    is_running = through >= running and (end is None or end >= running)
    return Weeks(first, last, last - WEEK, aligned or year_before, aligned is not None, running if is_running else None)


def _same_distance(week: date, black_friday_weeks: Mapping[date, int]) -> date | None:
    distance = black_friday_weeks.get(week)
    a_year_ago = [other for other in black_friday_weeks if timedelta(weeks=50) <= week - other <= timedelta(weeks=54)]
    return next((other for other in a_year_ago if black_friday_weeks[other] == distance), None)


def spoken(week: date) -> str:
    """Return a week as people say it, as in ``5-11 October 2026``."""
    end = week + timedelta(days=6)
    if week.month == end.month:
        return f"{week.day}–{end.day} {end:%B %Y}"
    if week.year == end.year:
        return f"{week.day} {week:%B} – {end.day} {end:%B %Y}"
    return f"{week.day} {week:%B %Y} – {end.day} {end:%B %Y}"
