"""The people that a week ahead needs, hour by hour, against the hours in which somebody is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, coverage, page, panel, say, sidebar
from dashboard.published import statistic
from dashboard.warehouse import has_table, rows
from dashboard.weeks_ahead import MISSING
from wismo.labels import WEEKDAYS
from wismo.periods import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from dashboard.drawing import Drawing
    from dashboard.page import Here

WEEK_KINDS = {"busiest": "Busiest week ahead", "next": "Next week"}
ALL = "all"
ONE_PERSON = {"hours": "one of them is one person", "minutes": "60 of them are one person"}
# What people here mean by one person: paid hours a week.
FULL_WEEK = 40


def section(at: Here) -> None:
    """Draw the paid hours that WISMO tickets take, by hour of the week, for the busiest week ahead or the next."""
    kind = sidebar.choice("Week", list(WEEK_KINDS), "plan_week", WEEK_KINDS)
    found = statistic(at.snapshot, "staffing_plan", week_kind=kind)
    hours = found.filter(pl.col("expected_hours").is_not_null()) if found.height else found
    if hours.is_empty():
        page.nothing(
            "There is no staffing plan yet.", "It follows the forecast by channel and hour.", " ".join(MISSING)
        )
        return
    page.tell_whole(at, whose="the whole brand")
    needed = statistic(at.snapshot, "staffing_gaps", week_kind=kind)
    channels = hours.unique("channel").sort("n", "channel", descending=[True, False])
    names = {name: at.look.label("channel", name) for name in channels["channel"]}
    choices = {ALL: "All channels"} | names if needed.height else names
    channel = sidebar.choice("Channel", list(choices), "plan_channel", choices)
    week = hours["week_start"][0]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if channel == ALL:
            _all_channels(at, needed, kind)
        else:
            _one_channel(at, hours, channel, kind)
    with right:
        ahead = statistic(at.snapshot, "peak_forecast").filter(pl.col("week_start") == week).row(0, named=True)
        _people(at, ahead, week)
    thin = sorted(set(found["channel"]) - set(names))
    if thin:
        say.caption(
            f"Too few tickets for an hourly plan: {', '.join(at.look.label('channel', name) for name in thin)}."
        )


def _all_channels(at: Here, needed: pl.DataFrame, kind: str) -> None:
    """Draw what all channels together need in each hour, and say for how much of it nobody is planned."""
    cells = needed.drop_nulls("hour")
    whole = needed.filter(pl.col("hour").is_null()).row(0, named=True)
    spans = list(coverage.framed(at))
    framed = " Framed: hours in which somebody is planned on at least one channel." if spans else ""
    panel.chart(
        f"staffing_{kind}",
        _plan(at, cells, spans),
        cells.select(
            pl.Series("Weekday", [WEEKDAYS[day - 1] for day in cells["weekday"]], dtype=pl.String),
            pl.col("hour").alias("From hour"),
            pl.col("expected_hours").round(3).alias("Paid hours"),
            pl.col("upper_hours").round(3).alias("Paid hours, upper end"),
            pl.col("unplanned_hours").round(3).alias("While nobody is planned"),
        ),
        title=_gap(cells, whole),
        about=f"Paid {_unit(cells)[1]} for WISMO tickets in each hour of the brand's day "
        f"({ONE_PERSON[_unit(cells)[1]]}), over all channels with a plan, week of {spoken(whole['week_start'])}, "
        f"n = {whole['n']:,} tickets learnt from.{framed}"
        + (f" {coverage.NOT_YOURS}" if spans and coverage.is_placeholder(at) else ""),
    )
    if whole["unplanned_hours"]:
        say.caption(
            "Paid hours hold breaks and absences. What comes while nobody is planned need not be answered at once: it "
            "can wait for the morning, go to an AI, or be planned for."
        )


def _gap(cells: pl.DataFrame, whole: Mapping[str, Any]) -> str:
    """Return the finding: for how many paid hours nobody is planned, and when most of them are."""
    if whole["unplanned_hours"] is None:
        return f"{_spoken(whole['expected_hours'])} are needed; when somebody is planned is not known"
    top = cells.sort("unplanned_hours", "weekday", "hour", descending=[True, False, False]).row(0, named=True)
    if not top["unplanned_hours"]:
        return f"Somebody is planned for all of {_spoken(whole['known_hours'])}"
    return (
        f"Nobody is planned for {whole['unplanned_hours']:.1f} of the {_spoken(whole['known_hours'])} that can be "
        f"placed, most on {WEEKDAYS[top['weekday'] - 1]} from {top['hour']:02d}:00"
    )


def _one_channel(at: Here, hours: pl.DataFrame, channel: str, kind: str) -> None:
    own = hours.filter(pl.col("channel") == channel)
    name = at.look.label("channel", channel)
    peak = own.sort("expected_hours", descending=True).row(0, named=True)
    scale, unit = _unit(own)
    most, upper = (_spoken(scale * peak[name], unit) for name in ("expected_hours", "upper_hours"))
    panel.chart(
        f"staffing_{kind}",
        _plan(at, own, list(coverage.framed(at, [channel]))),
        _plan_table(hours, at),
        title=f"{name} needs most on {WEEKDAYS[peak['weekday'] - 1]} from {peak['hour']:02d}:00: "
        f"{most}, {upper} at the upper end",
        about=f"Paid {unit} for WISMO tickets in each hour of the brand's day, {name}, week of "
        f"{spoken(own['week_start'][0])}; the shape is that of {_shape(own['method'][0])}, n = {own['n'][0]:,} "
        "tickets. Framed: hours in which somebody is planned.",
    )


def _plan(at: Here, cells: pl.DataFrame, spans: list[tuple[int, float, float]]) -> Drawing:
    scale, unit = _unit(cells)
    return charts.week_plan(
        cells.select("weekday", "hour", value=pl.col("expected_hours") * scale, upper=pl.col("upper_hours") * scale),
        at.look,
        figures=".1f" if unit == "hours" else ".0f",
        unit=f"paid {unit}",
        spans=spans,
    )


def _unit(cells: pl.DataFrame) -> tuple[int, str]:
    """Return by what paid hours are multiplied, and what they then are: minutes where no hour takes a whole one."""
    return (1, "hours") if cells.sort("expected_hours")["expected_hours"][-1] >= 1 else (60, "minutes")


def _people(at: Here, ahead: Mapping[str, Any], week: date) -> None:
    say.subheader(f"Week of {spoken(week)}, all channels")
    if ahead["expected_hours"] is None:
        say.text("The hours cannot be said: too few tickets by channel.")
    else:
        say.text(
            f"{ahead['expected_tickets']:,.0f} WISMO tickets are to be expected, {ahead['upper_tickets']:,.0f} at the "
            f"upper end. Answering them takes {ahead['expected_hours']:,.0f} paid hours, "
            f"{ahead['upper_hours']:,.0f} at "
            f"the upper end: {ahead['expected_hours'] / FULL_WEEK:.1f} to "
            f"{ahead['upper_hours'] / FULL_WEEK:.1f} people at "
            f"{FULL_WEEK} paid hours a week, for WISMO tickets alone."
        )
    table = assumptions(at)
    if table.is_empty():
        return
    if table["Source"].str.starts_with("placeholder").any():
        say.badge("Handling times are placeholders", colour="orange")
        say.caption("Enter your own minutes, chats at a time, occupancy and shrinkage in seeds/staffing.csv.")
    st.dataframe(table, hide_index=True, key="staffing_assumptions", alt="What the hours are worked out with")


def assumptions(at: Here) -> pl.DataFrame:
    """Return what the hours are worked out with, by channel."""
    if not has_table(at.snapshot, "staffing"):
        return pl.DataFrame()
    found = rows(at.snapshot, "select * from wismo.main.staffing order by channel")
    named = pl.Series("Channel", [at.look.label("channel", name) for name in found["channel"]], dtype=pl.String)
    return found.select(
        named,
        pl.col("handling_minutes").alias("Minutes a ticket"),
        pl.col("concurrency").alias("At a time"),
        (pl.col("occupancy") * 100).round(0).alias("Occupancy (%)"),
        (pl.col("shrinkage") * 100).round(0).alias("Shrinkage (%)"),
        pl.col("source").alias("Source"),
    )


def _plan_table(hours: pl.DataFrame, at: Here) -> pl.DataFrame:
    return hours.select(
        pl.Series("Channel", [at.look.label("channel", name) for name in hours["channel"]], dtype=pl.String),
        pl.Series("Weekday", [WEEKDAYS[day - 1] for day in hours["weekday"]], dtype=pl.String),
        pl.col("hour").alias("From hour"),
        pl.col("expected_tickets").round(3).alias("WISMO tickets"),
        pl.col("expected_hours").round(3).alias("Paid hours"),
        pl.col("upper_hours").round(3).alias("Paid hours, upper end"),
        pl.col("n"),
    )


def _spoken(size: float, unit: str = "hours") -> str:
    return f"{size:.1f} paid hours" if unit == "hours" else f"{size:.0f} paid minutes"


def _shape(method: str) -> str:
    return "the last peak" if method == "last_peak" else "the last eight ordinary weeks"
