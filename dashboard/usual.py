"""A usual week: what a weekday and an hour bring as the median of the last eight weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, coverage, page, panel
from dashboard.clock import clock
from dashboard.published import statistic

if TYPE_CHECKING:
    from dashboard.page import Here

ALL = "all"
# Where the fullest hour has fewer, the grid would be one of noughts.
LEAST_IN_AN_HOUR = 3


def section(at: Here) -> None:
    """Draw the hours and the days of a usual week, of one channel where the filters leave one."""
    chosen = at.filters.where(("channel",)).get("channel", ())
    channel = chosen[0] if len(chosen) == 1 else ALL
    found = statistic(at.snapshot, "usual_week", channel=channel)
    if found.is_empty():
        page.nothing(
            "A usual week cannot be told yet.",
            "It takes eight complete weeks of tickets, and a snapshot with this statistic.",
            "Load more weeks, then run `wismo build`.",
        )
        return
    if channel == ALL:
        page.tell_whole(at, whose="all WISMO contacts of the last eight complete weeks")
    else:
        page.tell_left_out(at, ("channel",))
    whose = "all channels" if channel == ALL else at.look.label("channel", channel)
    hours, days = found.filter(pl.col("opened_hour") != ALL), found.filter(opened_hour=ALL)
    hours = hours.sort("usual_contacts", "opened_weekday", "opened_hour", descending=[True, False, False])
    if hours["usual_contacts"][0] < LEAST_IN_AN_HOUR:
        _days(at, days, whose)
        page.nothing(
            "Too few come for the hours of a usual week.",
            f"No hour has {LEAST_IN_AN_HOUR} contacts in half of the weeks.",
            "Load more weeks of a busier time, or look at all weeks under When they write.",
        )
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _hours(at, hours, whose, None if channel == ALL else [channel])
    with right:
        _days(at, days, whose)


def _hours(at: Here, hours: pl.DataFrame, whose: str, channels: list[str] | None) -> None:
    top = hours.row(0, named=True)
    day = at.look.label("opened_weekday", top["opened_weekday"])
    spans = list(coverage.framed(at, channels))
    drawn = hours.select("opened_weekday", "opened_hour", value="usual_contacts")
    panel.chart(
        "usual_hours",
        charts.week_hours(drawn, at.look, spans, "contacts in a usual week", figures=",.1~f"),
        _table(at, hours.sort("opened_weekday", "opened_hour")),
        title=f"The fullest usual hour is {day} from {top['opened_hour']}:00: {top['usual_contacts']:g} contacts",
        about=f"WISMO contacts in each hour of a usual week, {whose}: the median of {_weeks(hours)}, "
        f"{clock(at.snapshot).zone} wall clock.{' Framed: hours in which somebody answers.' if spans else ''}",
    )


def _days(at: Here, days: pl.DataFrame, whose: str) -> None:
    by_size = days["usual_contacts"].sort()
    shown = [
        f"{usual:g} ({fewest:,} to {most:,})"
        for usual, fewest, most in days.select("usual_contacts", "fewest_contacts", "most_contacts").iter_rows()
    ]
    drawn = days.select("opened_weekday", pl.Series("shown", shown, dtype=pl.String), value="usual_contacts")
    panel.chart(
        "usual_days",
        charts.ranked(drawn, at.look, "opened_weekday", figures=",d"),
        _table(at, days),
        title=f"A usual day brings {by_size[0]:g} to {by_size[-1]:g} contacts, by its weekday",
        about=f"WISMO contacts on each day of a usual week, {whose}: the median of {_weeks(days)}; in brackets "
        "the fewest and the most of these weeks.",
    )


def _weeks(found: pl.DataFrame) -> str:
    row = found.row(0, named=True)
    return (
        f"the last {row['weeks']} complete weeks, {row['period_start']:%-d %b %Y} to {row['period_end']:%-d %b %Y}, "
        f"n = {row['n']:,}"
    )


def _table(at: Here, found: pl.DataFrame) -> pl.DataFrame:
    names = [at.look.label("opened_weekday", number) for number in found["opened_weekday"]]
    table = found.select(
        pl.Series("Weekday", names, dtype=pl.String),
        pl.col("opened_hour").alias("From hour"),
        pl.col("usual_contacts").alias("Usual WISMO contacts"),
        pl.col("fewest_contacts").alias("Fewest"),
        pl.col("most_contacts").alias("Most"),
        pl.col("weeks").alias("Weeks"),
    )
    return table.drop("From hour") if (found["opened_hour"] == ALL).all() else table
