"""The next peak: how many tickets are to be expected, and how sure that is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, page, panel, reference, say
from dashboard.published import statistic
from wismo.periods import spoken

if TYPE_CHECKING:
    from dashboard.page import Here

# So many of the weeks that were stand before those ahead.
PAST_WEEKS = 26
# A forecast is judged by how those made so many weeks before have done.
LEADS = (1, 8)
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


def _peaks(seen: int) -> str:
    return "no peak seen yet" if not seen else f"{seen} peak{'' if seen == 1 else 's'} seen"


def _source(known: pl.DataFrame) -> str:
    if (known["method"] == "last_year_orders").all():
        return f"No order plan is entered: orders are last year's times {known['growth'][0]:.2f}, the growth since."
    return "Orders are those of seeds/order_plan.csv, where it has the week."
