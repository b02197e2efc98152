"""Why the WISMO rate of the headline week differs from another week's, under the filters of the page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, panel, reference, sidebar
from dashboard.sentence import BEFORE, YEAR_BEFORE
from wismo.periods import WEEK
from wismo.statistics.decomposition import CAUSE, Period, settled
from wismo.statistics.driver_words import COMPARISONS, MIXES, driver_name, driver_sentence
from wismo.statistics.drivers import DIMENSIONS, FEWEST_TICKETS, drivers, noise
from wismo.statistics.steps import REST, steps
from wismo.statistics.weeks import SHARED, TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from dashboard.page import Here

# In snapshots that are older than the threshold.
SMALLEST_N = 30
COLUMNS = {
    "part": "Part",
    "carrier": "Carrier",
    "three_pl": "3PL",
    "region": "Region",
    "root_cause": "Root cause",
    "now": "Per 100 orders",
    "before": "Before",
    "effect": "Points of the change",
    "standard_error": "Standard error",
    "ticket_effect": "Tickets of the change",
    "is_told_from_noise": "Told from noise",
    "n": "n",
    "sentence": "In words",
}


def changes(at: Here) -> dict[str, pl.DataFrame | None]:
    """Return the change of the headline week against the week before and the same week last year, with its parts.

    None where the data does not go back so far.
    """
    weekly = _weekly(at)
    fewest = reference.threshold(at.snapshot, FEWEST_TICKETS, SMALLEST_N)
    found: dict[str, pl.DataFrame | None] = {}
    for name, base in ((BEFORE, at.weeks.before), (YEAR_BEFORE, at.weeks.year_before)):
        if base < reference.first_full_week(at.snapshot):
            found[name] = None
        else:
            usual = noise(weekly, at.weeks.last, base, fewest)
            found[name] = drivers(_period(at, at.weeks.last), _period(at, base), usual)
    return found


def section(at: Here, found: Mapping[str, pl.DataFrame | None]) -> None:
    """Draw the steps from one rate to the other, and all parts as a table."""
    against = COMPARISONS[sidebar.choice("Against", list(COMPARISONS), "against", COMPARISONS)]
    parts = found[against]
    total = parts.row(0, named=True) if parts is not None else None
    st.subheader(f"Why it changed against {against}" + (f", n = {total['n']:,}" if total else ""))
    if parts is None or total is None:
        st.info(f"The data does not go back to {against}.")
        return
    said = driver_sentence(total, against, at.look.label)
    st.caption(said)
    # Of a total alone the sentence says why there is no more.
    if parts.height == 1:
        return
    drawn = steps(parts)
    named = drawn.with_columns(label=pl.Series([_name(row, at, against) for row in drawn.iter_rows(named=True)]))
    panel.chart("why", charts.steps(named, at.look), _table(parts, against, at), alt=said)


def _name(row: Mapping[str, Any], at: Here, against: str) -> str:
    match row["part"]:
        case "before":
            return against.capitalize()
        case "now":
            return "This week"
        case part if part in MIXES:
            return MIXES[part]
    return "All other causes" if row[CAUSE] == REST else driver_name(row, at.look.label)


def _table(parts: pl.DataFrame, against: str, at: Here) -> pl.DataFrame:
    said = [driver_sentence(row, against, at.look.label) for row in parts.iter_rows(named=True)]
    return parts.with_columns(sentence=pl.Series(said)).select(
        pl.col(name).alias(title) for name, title in COLUMNS.items()
    )


def _weekly(at: Here) -> pl.DataFrame:
    """Return tickets and orders by week for the total and each dimension, as ``noise`` wants them."""
    frames = []
    for dimension in (TOTAL, *DIMENSIONS):
        by = [] if dimension == TOTAL else [dimension]
        answer = at.ask("wismo_rate", by=by, start=reference.first_full_week(at.snapshot))
        member = pl.lit(TOTAL) if dimension == TOTAL else pl.col(dimension)
        frames.append(
            answer.select(
                pl.lit(dimension).alias("dimension"),
                member.alias("member"),
                pl.col("period").alias("week_start"),
                pl.col("numerator").fill_null(0).alias("tickets"),
                pl.col("denominator").fill_null(0).alias("orders"),
            )
        )
    return pl.concat(frames)


def _period(at: Here, week: date) -> Period:
    def counted(metric: str, name: str, *by: str) -> pl.DataFrame:
        answer = at.ask(metric, by=by, grain="all", start=week, end=week + WEEK - timedelta(days=1))
        return answer.filter(pl.col("value") > 0).select(*by, pl.col("value").alias(name))

    return Period(
        settled(counted("rated_wismo_tickets", "tickets", *SHARED, CAUSE, "cause_status")),
        counted("lag_matched_orders", "orders", *SHARED),
    )
