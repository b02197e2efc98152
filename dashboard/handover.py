"""From the 3PL to the carrier: two clocks, the wait for the first scan, and what waits now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, door_dates, grid, page, panel, partners, reference, say, sidebar
from dashboard.clock import clock
from dashboard.compare import versus
from dashboard.filters import TITLES
from dashboard.published import statistic
from dashboard.tables import as_table
from wismo.statistics.backlog import ALL

if TYPE_CHECKING:
    from dashboard.page import Here

CLOCKS = {"handover_label_clock": "Label clock", "handover_on_time": "Pickup clock"}
MEASURED = {**CLOCKS, "left_behind_share": "Left behind"}
SINCE = {"label": "Since the label", "pickup": "Since the pickup"}
STAGES = {"no_scan": "Labels without a scan", "no_label": "Orders without a label"}


def two_clocks(at: Here) -> None:
    """Draw the same parcels by the label clock and by the pickup clock, and one of the shares by week."""
    order = partners.members(at, "three_pl")
    is_known = len(partners.known(at, MEASURED)) == len(MEASURED)
    found = door_dates.measured(at, "three_pl", MEASURED) if is_known else pl.DataFrame({"three_pl": []})
    found = found.filter(pl.col("three_pl").is_in(order))
    if found.is_empty():
        page.nothing(
            "When parcels were handed over is not known.",
            "No tracked parcel of a known 3PL was due at its carrier in these weeks.",
            "Load the tracker's export, and name your 3PLs in `seeds/three_pls.csv` with their pickups.",
        )
        return
    grace = reference.threshold(at.snapshot, "label_scan_grace_hours")
    left, right = st.columns([2, 3], gap="medium")
    with left:
        panel.chart(
            "two_clocks",
            charts.ways(found.filter(pl.col("way").is_in(list(CLOCKS))), at.look, "three_pl", order, CLOCKS),
            door_dates.table(found, at, "three_pl", MEASURED),
            title=_apart(found, at),
            about=f"Share of tracked parcels that a carrier scanned within {grace:.0f} h of the label, and within "
            f"{grace:.0f} h of the next scheduled pickup, with 95 % intervals, {page.span(at)}. The same parcels "
            f"by both, never scanned ones late by both: n = {door_dates.totals(at, CLOCKS).rpartition(' ')[2]}.",
        )
    with right:
        name = sidebar.choice("By week", list(MEASURED), "handed", MEASURED)
        metric, weekly = at.metric(name), at.ask(name, by=["three_pl"])
        panel.chart(
            "handover_weeks",
            partners.lines(at, metric, weekly, "three_pl", order),
            as_table(metric, weekly, at.look),
            title=partners.spread(metric, versus(metric, weekly, "three_pl", at.weeks), "three_pl", at),
            about=f"{metric.description} {page.span(at)}. {partners.volumes(at, 'three_pl')}.",
        )
    page.tell_ignored(at, at.metric("handover_on_time"))


def first_scan(at: Here) -> None:
    """Draw the share of parcels that no carrier has scanned yet, by hours since the label or the pickup."""
    clock_name = sidebar.choice("Clock", list(SINCE), "clock", SINCE)
    found = statistic(at.snapshot, "first_scan_survival", clock=clock_name)
    is_party = (pl.col("three_pl") != ALL) & pl.col("unscanned").is_not_null() & (pl.col("hours") == 0)
    parties = found.filter(is_party) if found.height else found
    if parties.is_empty():
        page.nothing(
            "The wait for the first scan is not known.",
            "It takes a complete week of tracked labels of a 3PL, 30 at least, and a snapshot with this statistic.",
            "Load the tracker's and the 3PL's exports, then run `wismo build`.",
        )
        return
    page.tell_whole(at)
    order = parties.sort("n", "three_pl", descending=[True, False])["three_pl"].to_list()[: partners.LINES]
    start, end = found.select("period_start", "period_end").row(0)
    told = ", ".join(
        f"{at.look.label('three_pl', row['three_pl'])} {row['n']:,} ({row['never_scanned']:,} never scanned so far)"
        for row in parties.sort("n", descending=True).iter_rows(named=True)
    )
    whole = found.filter(pl.col("three_pl") == ALL).row(0, named=True)
    rounded = found.filter(pl.col("three_pl") != ALL).with_columns(
        (pl.col("unscanned", "lower", "upper") * 100).round(2)
    )
    panel.chart(
        "first_scan_survival",
        charts.survival(found, at.look, "three_pl", order, x_title=f"hours {SINCE[clock_name].lower()}"),
        rounded.select(
            pl.Series("3PL", [at.look.label("three_pl", name) for name in rounded["three_pl"]], dtype=pl.String),
            pl.col("hours").alias("Hours"),
            pl.col("unscanned").alias("Not scanned (%)"),
            pl.col("lower").alias("from (%)"),
            pl.col("upper").alias("to (%)"),
            pl.col("at_risk").alias("Still looked at"),
            pl.col("never_scanned").alias("Never scanned so far"),
            pl.col("n"),
        ),
        title=_slowest(found, order, at),
        about=f"Share of tracked parcels without a carrier scan, by hours {SINCE[clock_name].lower()}, with 95 % "
        f"intervals, labels of {start:%-d %b %Y} to {end:%-d %b %Y}; filters do not narrow it. Never scanned "
        f"ones count "
        f"as waiting. n: {told}; {whole['left_out']:,} parcels without any tracker record are left out.",
    )
    with st.expander("How we know"):
        say.caption(
            "Kaplan-Meier curves: a parcel not scanned yet counts as long as it was looked at, one whose order was "
            "cancelled up to that moment. The shaded area is Greenwood's 95 % interval. "
            + " ".join(found.filter(pl.col("hours") == 24)["sentence"])
        )


def waiting_now(at: Here) -> None:
    """Draw what waits at each 3PL as the data ends, by age, and by warehouse and cut-off below."""
    stage = sidebar.choice("What waits", list(STAGES), "stage", STAGES)
    found = statistic(at.snapshot, "backlog", stage=stage)
    if found.is_empty():
        page.nothing(
            f"{STAGES[stage]}: none is waiting, or nobody knows.",
            "Nothing of the kind is open as the data ends, or the snapshot is older than this count.",
            "Load the latest orders and parcels, then run `wismo build`.",
        )
        return
    page.tell_whole(at)
    whole = found.filter((pl.col("three_pl") == ALL) & (pl.col("age") == ALL)).row(0, named=True)
    total = found.filter((pl.col("three_pl") != ALL) & (pl.col("warehouse") == ALL) & (pl.col("age") == ALL))
    order = total.sort("overdue", "n", descending=True)["three_pl"].to_list()[: partners.LINES]
    aged = found.filter((pl.col("warehouse") == ALL) & (pl.col("age") != ALL) & pl.col("three_pl").is_in(order))
    first = total.sort("overdue", "n", descending=True).row(0, named=True)
    late = "are past their ship-by day" if stage == "no_label" else "are a day past their pickup"
    most = f", most at {at.look.label('three_pl', first['three_pl'])}" if total.height > 1 and first["overdue"] else ""
    as_of = clock(at.snapshot).said(whole["as_of"])
    panel.chart(
        f"backlog_{stage}",
        charts.waiting(aged, at.look, "three_pl", order),
        _table(found.filter(pl.col("three_pl") != ALL), at),
        title=f"{whole['overdue']:,} of {whole['n']:,} {STAGES[stage].lower()} {late}{most}",
        about=f"{STAGES[stage]} as the data ends ({as_of}), by hours since the "
        f"{'label' if stage == 'no_scan' else 'order'}, n = {whole['n']:,}; filters do not narrow it. Each is "
        f"judged by "
        "the rules of root causes. Not counted: orders that wait for stock, and parcels that no tracker knows.",
    )
    placed = found.filter((pl.col("warehouse") != ALL) & (pl.col("age") == ALL))
    say.caption("By warehouse and cut-off, the most overdue first:")
    shown = _table(placed.sort("overdue", "n", descending=True), at).drop("Age")
    grid.draw(shown, "backlog_places", " ".join(placed["sentence"]))


def _table(found: pl.DataFrame, at: Here) -> pl.DataFrame:
    named = pl.Series(
        TITLES["three_pl"], [at.look.label("three_pl", name) for name in found["three_pl"]], dtype=pl.String
    )
    return found.select(
        named,
        pl.col("warehouse").replace({ALL: "all", partners.UNKNOWN: "not known"}).alias("Warehouse"),
        pl.col("cutoff_time").replace({ALL: "all", partners.UNKNOWN: "not known"}).alias("Cut-off"),
        pl.col("age").alias("Age"),
        pl.col("overdue").alias("Overdue"),
        pl.col("n"),
    )


def _apart(found: pl.DataFrame, at: Here) -> str:
    """Return for whom the two clocks tell the most different story."""
    label, pickup = (found.filter(pl.col("way") == way) for way in CLOCKS)
    both = label.join(pickup, on="three_pl", suffix="_pickup").drop_nulls(["value", "value_pickup"])
    if both.is_empty():
        return "Too few parcels to compare the two clocks"
    row = both.sort(pl.col("value_pickup") - pl.col("value"), descending=True).row(0, named=True)
    return (
        f"{at.look.label('three_pl', row['three_pl'])}: {100 * row['value']:.0f} % in time by the label clock, "
        f"{100 * row['value_pickup']:.0f} % by the pickup clock"
    )


def _slowest(found: pl.DataFrame, order: list[str], at: Here) -> str:
    """Return who has most parcels without a scan after a day, and who has least, where intervals tell them apart."""
    day = found.filter((pl.col("hours") == 24) & pl.col("three_pl").is_in(order)).drop_nulls("unscanned")
    if day.is_empty():
        return "Too few parcels to say how long the first scan takes"
    ordered = day.sort("unscanned", descending=True)
    first, last = ordered.row(0, named=True), ordered.row(-1, named=True)
    told = f"{100 * first['unscanned']:.0f} % of {at.look.label('three_pl', first['three_pl'])}'s parcels"
    if day.height == 1:
        return f"After 24 h, {told} have no scan"
    if first["lower"] <= last["upper"]:
        return "After 24 h the 3PLs cannot be told apart"
    least = f"{100 * last['unscanned']:.0f} % at {at.look.label('three_pl', last['three_pl'])}"
    return f"After 24 h, {told} have no scan; {least}"
