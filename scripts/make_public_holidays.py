"""Writes seeds/public_holidays.csv and seeds/season_anchors.csv; run once a year, commit the result.

dbt reads the files, never the ``holidays`` library: a build must not change with a library's version.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import TYPE_CHECKING

import holidays

from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

COUNTRIES = ("US", "CA", "GB", "DE", "BR", "FR", "ES")
HOLIDAY_YEARS = range(2016, 2031)
ANCHOR_YEARS = range(2015, 2036)


def public_holidays() -> Iterator[tuple[str, str, str]]:
    """Yield (country, ISO date, English name) of nationwide public holidays."""
    for country in COUNTRIES:
        calendar = holidays.country_holidays(country, years=HOLIDAY_YEARS, language="en_US")
        for day in sorted(calendar):
            # A day with two reasons is one day off: the key is country and date.
            yield country, day.isoformat(), calendar[day]


def season_anchors() -> Iterator[tuple[int, str, str]]:
    """Yield (year, anchor, ISO date) of the movable days that seasons hang on."""
    lunar_new_years = {
        day.year: day
        for day, name in sorted(
            holidays.country_holidays("SG", years=ANCHOR_YEARS, language="en_US").items(),
            reverse=True,
        )
        if name.startswith("Chinese New Year") and "observed" not in name
    }
    for year in ANCHOR_YEARS:
        yield year, "easter", _easter(year).isoformat()
        yield year, "lunar_new_year", lunar_new_years[year].isoformat()
        yield year, "mothers_day_us", _weekday_of_month(year, 5, weekday=6, nth=2).isoformat()
        yield year, "thanksgiving", _weekday_of_month(year, 11, weekday=3, nth=4).isoformat()


def _weekday_of_month(year: int, month: int, *, weekday: int, nth: int) -> date:
    """Return the nth given weekday (Monday is 0) of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _easter(year: int) -> date:
    """Return Western Easter Sunday: the one Good Friday of the year plus two days."""
    # England keeps Good Friday in every year, whatever else moves.
    calendar = holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_US")
    return next(day for day, name in calendar.items() if name == "Good Friday") + timedelta(days=2)


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    seeds = project_root() / "seeds"
    _write(seeds / "public_holidays.csv", ("country", "date", "name"), public_holidays())
    _write(seeds / "season_anchors.csv", ("year", "anchor", "date"), season_anchors())
