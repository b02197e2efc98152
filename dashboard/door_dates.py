"""On time in three ways: by the original promise, by the last ETA shown, by the carrier's own standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, page, panel, partners, say, sidebar
from dashboard.compare import versus, with_words
from dashboard.figures import figure
from dashboard.filters import TITLES
from dashboard.tables import as_table
from wismo.confidence import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.page import Here

WAYS = {
    "on_time_promise": "Original promise",
    "on_time_last_eta": "Last ETA shown",
    "on_time_standard": "Carrier standard",
}


def section(at: Here) -> None:
    """Draw the three ways side by side per carrier, and one of them by week."""
    order = partners.members(at, "carrier")
    ways = {name: WAYS[name] for name in partners.known(at, WAYS)}
    found = measured(at, "carrier", ways).filter(pl.col("carrier").is_in(order))
    if found.is_empty():
        page.nothing(
            "On time cannot be told in these weeks.",
            "No parcel with a promise, an ETA or a carrier scan was due.",
            "Load orders with their promised day, or the tracker's export.",
        )
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        panel.chart(
            "on_time_ways",
            charts.ways(found, at.look, "carrier", order, ways),
            table(found, at, "carrier", ways),
            title=_flattered(found, at),
            about=f"Share at the door in time, {page.span(at)}, with its 95 % interval; each way has its own n: "
            f"{totals(at, ways)}. ETAs move while a parcel is late, so only the first is the promise; the carrier's "
            "standard starts at its own first scan.",
        )
    with right:
        way = sidebar.choice("By week", list(ways), "way", ways)
        metric = at.metric(way)
        weekly = at.ask(way, by=["carrier"])
        panel.chart(
            "on_time_weeks",
            partners.lines(at, metric, weekly, "carrier", order),
            as_table(metric, weekly, at.look),
            title=partners.spread(metric, versus(metric, weekly, "carrier", at.weeks), "carrier", at),
            about=f"{metric.description} {page.span(at)}; a week with fewer than {metric.smallest_n} parcels is left "
            f"out. {partners.volumes(at, 'carrier')}.",
        )
    coverage = at.ask("promise_coverage", grain="all")
    if coverage.height and coverage["n"][0]:
        share = figure(at.metric("promise_coverage"), coverage["value"][0], coverage["n"][0])
        say.caption(f"The first promise is known for {share} of the parcels (n = {coverage['n'][0]:,.0f}).")
    page.tell_ignored(at, at.metric("on_time_promise"))


def measured(at: Here, party: str, ways: Mapping[str, str]) -> pl.DataFrame:
    """Return one row per party and way: ``value``, ``lower``, ``upper``, ``n``, ``shown``, empty where n is small."""
    parts = []
    for way in ways:
        metric = at.metric(way)
        own = with_words(metric, at.ask(way, by=[party], grain="all"))
        limits = [
            (None, None) if value is None else wilson(numerator, n)
            for value, numerator, n in own.select("value", "numerator", "n").iter_rows()
        ]
        parts.append(
            own.select(party, "value", "numerator", "n", "shown").with_columns(
                way=pl.lit(way),
                lower=pl.Series([low for low, _ in limits], dtype=pl.Float64),
                upper=pl.Series([high for _, high in limits], dtype=pl.Float64),
            )
        )
    return pl.concat(parts)


def table(found: pl.DataFrame, at: Here, party: str, ways: Mapping[str, str]) -> pl.DataFrame:
    """Return the ways as a table: shares in percent with their intervals."""
    share = {"value": "Share (%)", "lower": "from (%)", "upper": "to (%)"}
    return found.select(
        pl.Series(TITLES[party], [at.look.label(party, name) for name in found[party]], dtype=pl.String),
        pl.col("way").replace_strict(dict(ways)).alias("Clock"),
        *((pl.col(name) * 100).round(2).alias(title) for name, title in share.items()),
        pl.col("numerator").alias("Count"),
        pl.col("n"),
    )


def totals(at: Here, ways: Mapping[str, str]) -> str:
    """Return the n of each way under the page's filters."""
    answers = {title: at.ask(way, grain="all") for way, title in ways.items()}
    return ", ".join(
        f"{title[0].lower()}{title[1:]} {found['n'][0] if found.height else 0:,.0f}" for title, found in answers.items()
    )


def _flattered(found: pl.DataFrame, at: Here) -> str:
    """Return for whom the last ETA looks better than the promise by most, where their intervals do not touch."""
    first, last = (found.filter(pl.col("way") == way) for way in ("on_time_promise", "on_time_last_eta"))
    both = first.join(last, on="carrier", suffix="_last").filter(pl.col("lower_last") > pl.col("upper"))
    if both.is_empty():
        return "The last ETA and the original promise tell the same, within noise"
    row = both.sort(pl.col("value_last") - pl.col("value"), descending=True).row(0, named=True)
    return (
        f"The last ETA flatters {at.look.label('carrier', row['carrier'])} most: {100 * row['value_last']:.0f} "
        f"% by it, "
        f"{100 * row['value']:.0f} % by the promise"
    )
