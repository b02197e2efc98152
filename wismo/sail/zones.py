"""Where Sail and DuckDB, which each bring a table of time zones of their own, read a clock differently."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb

from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    Ask = Callable[[str], list[tuple]]

CHECK = "engine_time_zones"
# Seeds that name a zone in each row, or leave it open.
SEEDS = ("destination_time_zones", "three_pls")
YEARS_AHEAD = 2
# A zone, an hour, and by how many microseconds its clock is ahead of UTC from then on.
Change = tuple[str, datetime, int]


def differing_clocks(ask: Ask, time_zone: str) -> str | None:
    """Say which zones of the brand and the seeds the engines disagree on, and from when; None where they agree.

    ``ask`` puts a query to Sail. The clocks are compared hour by hour from the first order to two years after the
    last, when something can still be due.
    """
    # Text that ends in Z sorts as the instants do.
    days = ask("select substr(min(created_at), 1, 10), substr(max(created_at), 1, 10) from raw.orders")[0]
    if None in days:
        return None
    first, last = map(datetime.fromisoformat, days)
    last = last.replace(year=last.year + YEARS_AHEAD, day=min(last.day, 28))
    ours, known = _of_duckdb(_zones(time_zone), first, last)
    return told(ours, _of_sail(ask, known, first, last))


def told(ours: Iterable[Change], theirs: Iterable[Change]) -> str | None:
    """Return a sentence without a full stop on the changes that only one engine knows; None where there are none."""
    since: dict[str, datetime] = {}
    for zone, hour, _ in set(ours) ^ set(theirs):
        since[zone] = min(hour, since.get(zone, hour))
    if not since:
        return None
    by_day = defaultdict(list)
    for zone, hour in sorted(since.items()):
        by_day[hour.date()].append(zone)
    parts = [f"from {day.day} {day:%B %Y} in {', '.join(zones)}" for day, zones in sorted(by_day.items())]
    return f"Sail and DuckDB read the clock differently {'; '.join(parts)}: days and hours there are those of Sail"


def _zones(time_zone: str) -> set[str]:
    found = {time_zone}
    for seed in SEEDS:
        with (project_root() / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
            found.update(row.get("time_zone") or "" for row in csv.DictReader(file))
    return found


def _of_duckdb(zones: Collection[str], first: datetime, last: datetime) -> tuple[list[Change], list[str]]:
    """Return the changes, and the zones that exist: what a seed misspells, its own test names."""
    query = _changes(
        "epoch_us(timezone(zone, timezone('UTC', {at}))) - epoch_us({at})",
        zones="unnest($zones)",
        hours="unnest(generate_series($first, $last, interval '1' hour))",
        first="$first",
    )
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        known = {name for (name,) in connection.execute("select name from pg_timezone_names()").fetchall()}
        asked = sorted(known.intersection(zones))
        return connection.execute(query, {"zones": asked, "first": first, "last": last}).fetchall(), asked


def _of_sail(ask: Ask, zones: Iterable[str], first: datetime, last: datetime) -> list[Change]:
    start, end = (f"timestamp '{instant:%Y-%m-%d %H:%M:%S}'" for instant in (first, last))
    query = _changes(
        "unix_micros(from_utc_timestamp({at}, zone)) - unix_micros({at})",
        zones="explode(array({}))".format(", ".join(f"'{zone}'" for zone in zones)),
        hours=f"explode(sequence({start}, {end}, interval '1' hour))",
        first=start,
    )
    return ask(query)


def _changes(ahead: str, *, zones: str, hours: str, first: str) -> str:
    """Return a query for the first hour, and for each at which a clock is not as far ahead as an hour before."""
    now, before = (ahead.format(at=instant) for instant in ("hour_at", "(hour_at - interval '1' hour)"))
    return f"""
        select zone, hour_at, {now}
        from (select {zones} as zone) as zones cross join (select {hours} as hour_at) as hours
        where {now} <> {before} or hour_at = {first}
    """  # noqa: S608 - zones are those of DuckDB's own list
