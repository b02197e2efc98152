"""The next peak: how many tickets are to be expected, how sure that is, and the hours it takes to answer them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, page, panel, reference, say, sidebar
from dashboard.published import statistic
from dashboard.warehouse import has_table, rows
from wismo.labels import WEEKDAYS
from wismo.periods import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from dashboard.page import Here

WEEK_KINDS = {"busiest": "Busiest week ahead", "next": "Next week"}
# So many of the weeks that were stand before those ahead.
PAST_WEEKS = 26
# A forecast is judged by how those made so many weeks before have done.
LEADS = (1, 8)
# What people here mean by one person: paid hours a week.
FULL_WEEK = 40
MISSING = ("It takes 26 complete weeks of orders and tickets, and a year of orders or a plan.",
    "Load older exports, or enter planned weeks in `seeds/order_plan.csv`, then run `wismo build`.")  # fmt: skip


def forecast(at: Here) -> None:
    """Draw the weeks ahead with their interval, and say how such forecasts have done before."""
    found = statistic(at.snapshot, "peak_forecast")
    known = found.filter(pl.col("expected_tickets").is_not_null()) if found.height else found
    if known.is_empty():
        why = found["sentence"][0] if found.height else "No week ahead has been forecast."
        page.nothing("There is no forecast yet.", why, " ".join(MISSING))
        return
    known = known.sort("week_start")
    past = at.ask("wismo_tickets", start=at.weeks.last - (PAST_WEEKS - 1) * timedelta(weeks=1), narrowed={})
    if at.filters.chosen:
        say.caption("Filters do not narrow the forecast: it is of the whole brand.")
        past = past.clear()
    came = f"those of the last {past.height} complete weeks, and " if past.height else ""
    top = known.sort("expected_tickets", descending=True).row(0, named=True)
    end = known["week_start"][-1] + timedelta(days=6)
    panel.chart(
        "forecast",
        charts.ahead(
            past.select("period", "value"), known, at.look, bands=reference.bands(at.snapshot, at.weeks.last, end)
        ),
        _forecast_table(known),
        title=f"The busiest week ahead, {spoken(top['week_start'])}: {top['expected_tickets']:,.0f} WISMO tickets, "
        f"{top['lower_tickets']:,.0f} to {top['upper_tickets']:,.0f} in 8 cases of 10",
        about=f"WISMO tickets by week: {came}the {known.height} weeks ahead with the interval that should hold 8 weeks "
        f"in 10; filled points are peak weeks. n = {known['n'][0]:,} weeks learnt from, "
        f"{_peaks(known['peaks_seen'][0])}. {_source(known)}",
    )
    for sentence in track_record(at):
        say.text(sentence)
    with st.expander("How we know"):
        say.text(top["sentence"])
        for sentence in statistic(at.snapshot, "forecast_backtest")["sentence"]:
            say.caption(sentence)


def track_record(at: Here) -> list[str]:
    """Return how forecasts of weeks that are over have done, of peak weeks first, by the method that is used."""
    tested = statistic(at.snapshot, "forecast_backtest", method="last_year_orders")
    if tested.is_empty():
        return ["How such forecasts have done cannot be said yet: too few weeks are over."]
    told = []
    for kind, words in (("peak", "peak weeks"), ("all", "all weeks")):
        for lead in LEADS:
            row = tested.filter((pl.col("week_kind") == kind) & (pl.col("lead_weeks") == lead))
            if row.height and row["wape"][0] is not None:
                told.append(
                    f"Of {words}, those foretold {lead} week{'' if lead == 1 else 's'} before missed by "
                    f"{100 * row['wape'][0]:.0f} % of the tickets; {100 * row['coverage'][0]:.0f} % lay in the "
                    f"interval "
                    f"that should hold 80 % (n = {row['n'][0]:,} weeks)."
                )
    return told or ["How such forecasts have done cannot be said yet: too few weeks are over."]


def staffing(at: Here) -> None:
    """Draw the paid hours that WISMO tickets take, by hour of the week, for the busiest week ahead or the next."""
    kind = sidebar.choice("Week", list(WEEK_KINDS), "plan_week", WEEK_KINDS)
    found = statistic(at.snapshot, "staffing_plan", week_kind=kind)
    hours = found.filter(pl.col("expected_hours").is_not_null()) if found.height else found
    if hours.is_empty():
        page.nothing(
            "There is no staffing plan yet.", "It follows the forecast by channel and hour.", " ".join(MISSING)
        )
        return
    channels = hours.unique("channel").sort("n", "channel", descending=[True, False])
    names = {name: at.look.label("channel", name) for name in channels["channel"]}
    channel = sidebar.choice("Channel", list(names), "plan_channel", names)
    own = hours.filter(pl.col("channel") == channel)
    week, n = own["week_start"][0], own["n"][0]
    ahead = statistic(at.snapshot, "peak_forecast").filter(pl.col("week_start") == week).row(0, named=True)
    peak = own.sort("expected_hours", descending=True).row(0, named=True)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        scale, unit = (1, "hours") if peak["expected_hours"] >= 1 else (60, "minutes")
        most, upper = (_spoken(scale * peak[name], unit) for name in ("expected_hours", "upper_hours"))
        panel.chart(
            f"staffing_{kind}",
            charts.week_plan(
                own.select(
                    "weekday", "hour", value=pl.col("expected_hours") * scale, upper=pl.col("upper_hours") * scale
                ),
                at.look,
                figures=".1f" if unit == "hours" else ".0f",
                unit=f"paid {unit}",
            ),
            _plan_table(hours, at),
            title=f"{names[channel]} needs most on {WEEKDAYS[peak['weekday'] - 1]} from {peak['hour']:02d}:00: "
            f"{most}, {upper} at the upper end",
            about=f"Paid {unit} for WISMO tickets in each hour of the brand's day, {names[channel]}, week of "
            f"{spoken(week)}; the shape is that of {_shape(own['method'][0])}, n = {n:,} tickets.",
        )
    with right:
        _people(at, ahead, week)
    thin = sorted(set(found["channel"]) - set(names))
    if thin:
        say.caption(
            f"Too few tickets for an hourly plan: {', '.join(at.look.label('channel', name) for name in thin)}."
        )


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


def _forecast_table(known: pl.DataFrame) -> pl.DataFrame:
    return known.select(
        pl.col("week_start").alias("Week from"),
        pl.col("is_peak").replace_strict({True: "yes", False: "no"}, return_dtype=pl.String).alias("Peak"),
        pl.col("orders").round(0).alias("Orders it is about"),
        pl.col("expected_tickets").round(1).alias("WISMO tickets expected"),
        pl.col("lower_tickets").alias("from"),
        pl.col("upper_tickets").alias("to"),
        pl.col("expected_hours").round(1).alias("Paid hours"),
        pl.col("upper_hours").round(1).alias("Paid hours, upper end"),
        pl.col("sentence").alias("In words"),
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


def _spoken(size: float, unit: str) -> str:
    return f"{size:.1f} paid hours" if unit == "hours" else f"{size:.0f} paid minutes"


def _peaks(seen: int) -> str:
    return "no peak seen yet" if not seen else f"{seen} peak{'' if seen == 1 else 's'} seen"


def _source(known: pl.DataFrame) -> str:
    if (known["method"] == "last_year_orders").all():
        return f"No order plan is entered: orders are last year's times {known['growth'][0]:.2f}, the growth since."
    return "Orders are those of seeds/order_plan.csv, where it has the week."


def _shape(method: str) -> str:
    return "the last peak" if method == "last_peak" else "the last eight ordinary weeks"
