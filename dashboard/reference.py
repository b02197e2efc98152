"""What every page needs of a snapshot besides metrics: its dates, its calendar, its names and its health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from dashboard.canvas import Band, Mark
from dashboard.metrics import members
from dashboard.names import labels
from dashboard.theme import Look, owner_colours, series_colours
from dashboard.warehouse import has_column, has_table, rows
from wismo.labels import OWNER_LABELS
from wismo.periods import WEEK, monday

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from dashboard.warehouse import Snapshot

# The season of every day that no other season claims; it gets no band.
ORDINARY = "regular"
OWNER_PLACES = {owner: place for place, owner in enumerate(OWNER_LABELS)}


@dataclass(frozen=True)
class Info:
    """When the snapshot was made and how far its data goes. Times are UTC, ``reporting_through`` is a day."""

    version: str
    built_at: datetime
    data_through: datetime
    reporting_through: date


@lru_cache(maxsize=8)
def info(snapshot: Snapshot) -> Info:
    """Return the snapshot's own description."""
    sql = "select version, built_at, data_through, reporting_through from wismo.main.snapshot_info"
    return Info(*rows(snapshot, sql).row(0))


@lru_cache(maxsize=8)
def weeks_of_peak(snapshot: Snapshot) -> pl.DataFrame:
    """Return each Monday's ``peak_year`` (text) and distance in weeks from Black Friday, where it has one."""
    sql = """
        select peak_year::varchar as peak_year, black_friday_week, iso_week_start as period
        from wismo.main.calendar_days
        where date_day = iso_week_start and black_friday_week is not null
    """
    return rows(snapshot, sql)


@lru_cache(maxsize=8)
def black_friday_weeks(snapshot: Snapshot) -> Mapping[date, int]:
    """Return each Monday's distance in weeks from the Black Friday week of its year, where it has one."""
    return dict(weeks_of_peak(snapshot).select("period", "black_friday_week").iter_rows())


@lru_cache(maxsize=64)
def bands(snapshot: Snapshot, start: date, end: date) -> tuple[Band, ...]:
    """Return the seasons between two days, each run of days once."""
    sql = """
        select season, season_label, date_day from wismo.main.calendar_days
        where date_day between $start and $end order by date_day
    """
    found: list[Band] = []
    last = None
    for season, label, day in rows(snapshot, sql, {"start": start, "end": end}).iter_rows():
        if season != ORDINARY:
            if season == last:
                found[-1] = Band(label, found[-1].start, day)
            else:
                found.append(Band(label, day, day))
        last = season
    return tuple(found)


@lru_cache(maxsize=64)
def marks(snapshot: Snapshot, start: date, end: date) -> tuple[Mark, ...]:
    """Return the tactics launched between two days."""
    if not has_table(snapshot, "tactics"):
        return ()
    sql = "select name, launched_on from wismo.main.tactics where launched_on between $start and $end order by 2, 1"
    return tuple(Mark(name, day) for name, day in rows(snapshot, sql, {"start": start, "end": end}).iter_rows())


@lru_cache(maxsize=64)
def threshold(snapshot: Snapshot, name: str, otherwise: float | None = None) -> float:
    """Return a number of the seed ``thresholds``, in the unit the seed gives, as it was when the snapshot was built.

    ``otherwise`` stands for a threshold that snapshots may be older than.
    """
    found = rows(snapshot, "select value from wismo.main.thresholds where name = $name", {"name": name})
    return otherwise if found.is_empty() and otherwise is not None else found["value"][0]


@lru_cache(maxsize=8)
def first_full_week(snapshot: Snapshot) -> date:
    """Return the Monday of the first week whose seven days all have data, tickets and orders to set them against.

    For the first days it is not known how many orders their tickets could be about; a rate over them would be too high.
    """
    sql = """
        select reporting_date from wismo.main.order_days where lag_matched_orders is not null
        order by reporting_date limit 1
    """
    first = rows(snapshot, sql)
    earliest = first["reporting_date"][0] if first.height else info(snapshot).reporting_through
    return monday(earliest - timedelta(days=1)) + WEEK


def align(snapshot: Snapshot, frame: pl.DataFrame, before: int, after: int) -> pl.DataFrame:
    """Return the weeks of an answer by week that lie near a Black Friday, with their distance from it.

    ``peak_year`` (text) and ``black_friday_week`` come first, in the order of both.
    """
    near = weeks_of_peak(snapshot).filter(pl.col("black_friday_week").is_between(before, after))
    joined = near.join(frame, on="period").drop("period")
    return joined.sort("peak_year", "black_friday_week")


@lru_cache(maxsize=8)
def causes(snapshot: Snapshot) -> pl.DataFrame:
    """Return the root causes in the order of their rules."""
    return rows(snapshot, "select * from wismo.main.root_causes order by rule_order")


@lru_cache(maxsize=8)
def cause_order(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the root causes with those of one owner side by side, as their colours go together."""
    known = causes(snapshot).with_columns(owner_place=pl.col("owner_default").replace_strict(OWNER_PLACES))
    return tuple(known.sort("owner_place", "rule_order")["root_cause"])


def causes_met(snapshot: Snapshot, frame: pl.DataFrame) -> list[str]:
    """Return the root causes, in the order of ``cause_order``, that any row of an answer by root cause has met."""
    met = set(frame.filter(pl.col("numerator") > 0)["root_cause"])
    return [cause for cause in cause_order(snapshot) if cause in met]


@lru_cache(maxsize=8)
def look(snapshot: Snapshot, *, is_dark: bool) -> Look:
    """Return the names and colours of everything in the snapshot, for a dark or a light page."""
    known = causes(snapshot)
    shades = known["colour_dark" if is_dark else "colour_light"]
    colours = {
        "root_cause": dict(zip(known["root_cause"], shades, strict=True)),
        "owner": owner_colours(is_dark=is_dark),
    }
    for name in ("carrier", "three_pl", "region", "season", "channel"):
        colours[name] = series_colours(members(snapshot, name), is_dark=is_dark)
    years = sorted(weeks_of_peak(snapshot)["peak_year"].unique(), reverse=True)
    colours["peak_year"] = series_colours(years, is_dark=is_dark)
    return Look(is_dark, labels(snapshot), colours)


@lru_cache(maxsize=8)
def health(snapshot: Snapshot) -> pl.DataFrame:
    """Return the checks on the data, the worst first; ``detail`` is empty where the role may not read it."""
    detail = "detail" if has_column(snapshot, "data_health", "detail") else "null::varchar as detail"
    sql = f"""
        select check_name, status, value, {detail} from wismo.main.data_health
        order by case status when 'fail' then 0 when 'warn' then 1 else 2 end, check_name
    """  # noqa: S608 - one of two texts of ours
    return rows(snapshot, sql)


@lru_cache(maxsize=8)
def feeds(snapshot: Snapshot) -> pl.DataFrame:
    """Return how far each feed reaches; times are UTC."""
    sql = "select feed, source_system, first_at, last_at, row_count from wismo.main.feed_coverage order by 1, 2"
    return rows(snapshot, sql)


@lru_cache(maxsize=8)
def unmapped_words(snapshot: Snapshot) -> pl.DataFrame:
    """Return the words that no seed translates, the most frequent first; times are UTC."""
    if not has_table(snapshot, "unmapped_words"):
        return pl.DataFrame()
    sql = """
        select kind, feed, vendor, word, substatus, row_count, first_seen_at, last_seen_at
        from wismo.main.unmapped_words
        order by row_count desc, kind, feed, vendor, word, substatus nulls first
    """
    return rows(snapshot, sql)
