"""Claims against carriers that nobody has made yet, by the day on which the time for them runs out."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, compare, page, panel, reference, say
from dashboard.filters import TITLES
from dashboard.tables import as_table
from dashboard.warehouse import has_table, rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dashboard.filters import Filters
    from dashboard.page import Here
    from dashboard.warehouse import Snapshot

DAYS = 7
KINDS = {
    "lost": "Lost, says the carrier",
    "damaged": "Damaged, says the carrier",
    "undelivered": "Past its day and not brought",
}
NARROWED = ("carrier", "three_pl", "region")
UNKNOWN = "These claims are counted since a newer version: the snapshot is older."


def sentence(at: Here) -> str:
    """Return how many claims run out within a week of the data's end; empty where an older snapshot does not know."""
    if not has_table(at.snapshot, "claim_days"):
        return ""
    first, last = span(at)
    n = _claims(at, first, last)
    noun = "claim runs" if n == 1 else "claims run"
    return f"{n:,.0f} {noun} out by {day(last)}." if n else f"No claim runs out by {day(last)}."


def section(at: Here) -> None:
    """Draw which claims run out within a week, by carrier and kind, and list the parcels for whoever may see them."""
    if not has_table(at.snapshot, "claim_days"):
        page.nothing("Claims that run out are not known.", UNKNOWN, "Run `wismo build`.")
        return
    first, last = span(at)
    if page.is_stale(at):
        say.warning(
            f"These days are counted from where the data ends, {day(first - timedelta(days=1))}: some have passed by "
            "now, and later ones are not known. Load newer data and build before you rely on this list."
        )
    if at.filters.start or at.filters.end:
        say.caption("The dates at the left do not narrow this part: it looks a week ahead from where the data ends.")
    metric = at.metric("closing_claims")
    whole = at.ask(metric.name, by=["carrier", "kind"], grain="all", start=first, end=last)
    missed = _claims(at, first - timedelta(weeks=4), first - timedelta(days=1))
    gone = f"{missed:,.0f} ran out in the four weeks before without a claim that we know of."
    if whole.is_empty():
        page.nothing(
            f"No claim runs out from {day(first)} to {day(last)}.",
            f"No parcel that is lost, damaged or not brought reaches the end of its carrier's window then. {gone}",
            "Windows stand in `seeds/claim_windows.csv`; confirm them with your contract.",
        )
        return
    by_carrier = compare.with_words(metric, at.ask(metric.name, by=["carrier"], grain="all", start=first, end=last))
    ranked = by_carrier.sort("value", "carrier", descending=[True, False])
    n = _claims(at, first, last)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        panel.chart(
            "closing_claims",
            charts.ranked(ranked, at.look, "carrier", figures=",d"),
            as_table(metric, whole, at.look),
            title=f"{n:,.0f} claim{'s run' if n > 1 else ' runs'} out by {day(last)}",
            about=f"Parcels whose time for a claim ends from {day(first)} to {day(last)}, n = {n:,.0f}; none of "
            f"them is "
            f"known to have been claimed. {gone}",
        )
    with right:
        _list(at, first, last)
    say.caption(
        "Days run from the carrier's first scan. They are published figures or careful assumptions and must be "
        "confirmed with your contract: seeds/claim_windows.csv names the source of each."
    )
    page.tell_ignored(at, metric)


def day(value: date) -> str:
    """Return a day without its weekday."""
    return f"{value:%-d %b %Y}"


def span(at: Here) -> tuple[date, date]:
    """Return the first and the last of the days in which a claim is urgent: a week from the data's last full day on."""
    through = reference.info(at.snapshot).reporting_through
    return through + timedelta(days=1), through + timedelta(days=DAYS)


def _claims(at: Here, first: date, last: date) -> float:
    found = at.ask("closing_claims", grain="all", start=first, end=last)
    return found["value"][0] or 0 if found.height else 0


def _list(at: Here, first: date, last: date) -> None:
    if not at.may("agent"):
        say.text("Which parcels these are is shown to agents and admins.")
        return
    found = parcels(at.snapshot, at.filters, first, last)
    shown = as_list(found, at)
    say.subheader("The parcels, the most urgent first")
    st.dataframe(
        shown,
        hide_index=True,
        key="claims_list",
        alt="Parcels whose time for a claim runs out",
        column_config={name: st.column_config.DateColumn(format="D MMM YYYY") for name in ("Claim by", "First scan")},
    )
    panel.download("claims_to_make", shown, at)


def as_list(found: pl.DataFrame, at: Here) -> pl.DataFrame:
    """Return the rows of ``parcels`` in plain words."""

    def named(dimension: str) -> pl.Series:
        words: Mapping[str, str] = KINDS if dimension == "kind" else {}
        told = [words.get(name) or at.look.label(dimension, name) for name in found[dimension]]
        return pl.Series(TITLES[dimension], told, dtype=pl.String)

    return found.select(
        pl.col("closes_on").alias("Claim by"),
        named("kind"),
        named("carrier"),
        pl.col("tracking_number").alias("Tracking number"),
        pl.col("order_name").alias("Order"),
        named("three_pl"),
        pl.col("shipped_date").alias("First scan"),
        pl.col("window_days").alias("Days for a claim"),
        pl.col("is_window_confirmed").replace_strict({True: "confirmed", False: "to be confirmed"}).alias("Window"),
        pl.col("window_source").alias("Source of the window"),
    )


@lru_cache(maxsize=32)
def parcels(snapshot: Snapshot, filters: Filters, first: date, last: date) -> pl.DataFrame:
    """Return the parcels whose last day for a claim lies in the days given, the first to run out first."""
    where = filters.where(NARROWED)
    conditions = "".join(f" and claims.{name} in (select unnest(${name}))" for name in where)
    sql = f"""
        select claims.*, numbers.name as tracking_number, coalesce(orders.name, claims.order_id) as order_name
        from wismo.main.claims as claims
        left join wismo.main.identifiers as numbers
            on numbers.kind = 'tracking' and claims.shipment_id = numbers.id
        left join wismo.main.identifiers as orders on orders.kind = 'order' and claims.order_id = orders.id
        where claims.closes_on between $first and $last{conditions}
        order by claims.closes_on, claims.carrier, claims.shipment_id
    """  # noqa: S608 - our own names
    values = {name: list(members) for name, members in where.items()}
    return rows(snapshot, sql, values | {"first": first, "last": last})
