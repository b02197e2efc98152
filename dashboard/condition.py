"""How well the data is: how far it reaches, what became of what was loaded, what it covers, and words nobody knows."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, compare, grid, metrics, page, panel, reference, say
from dashboard.details import account_table, account_words, feed_table, health_table, unmapped_table
from dashboard.figures import axis, figure
from dashboard.tables import as_table
from dashboard.warehouse import has_table, rows
from wismo.many import many

if TYPE_CHECKING:
    from dashboard.page import Here
    from dashboard.warehouse import Snapshot


def freshness(at: Here) -> None:
    """Say of each feed how far it reaches, and which checks on the data do not hold."""
    through = reference.info(at.snapshot).data_through
    reach = feeds(at.snapshot)
    say.subheader(freshness_words(reach))
    say.caption(
        f"How far each feed reaches, against the end of the data, {through:%-d %b %Y, %H:%M} UTC. Usual counts "
        "are those of the weeks before."
    )
    _table(at, "feeds", feed_table(reach, through), "How far each feed reaches")
    checks = reference.health(at.snapshot)
    bad = checks.filter(pl.col("status") != "ok").height
    hold = "does not hold" if bad == 1 else "do not hold"
    say.subheader(f"{bad} of {many(checks.height, 'check')} {hold}" if bad else f"All {checks.height} checks hold")
    say.caption("What the build knew of the data when it made this snapshot, the worst first.")
    _table(at, "checks", health_table(checks), "Checks on the data, the worst first")


def freshness_words(reach: pl.DataFrame) -> str:
    """Return which feeds are not as they usually are."""
    if reach.is_empty():
        return "No feed is loaded"
    odd = [f"{row['feed']} from {row['source_system']}" for row in reach.iter_rows(named=True) if row["is_odd"]]
    return f"Not as usual: {', '.join(odd).replace('_', ' ')}" if odd else "Every feed in use is as usual"


def loaded(at: Here) -> None:
    """Say what became of everything that was loaded."""
    accounts = row_accounts(at.snapshot)
    if accounts.is_empty():
        page.nothing(
            "What became of the loaded rows is not known.",
            "This snapshot is older than that account.",
            "Run `wismo build --full` to make a new one.",
        )
        return
    outside = accounts.filter(pl.col("outcome") != "in_mart").sort("row_count", "feed", descending=[True, False])
    title = "Every loaded row is in the figures"
    if outside.height:
        top = outside.row(0, named=True)
        what = account_words(top["outcome"])
        title = f"Most left out: {top['row_count']:,} {what[0].lower()}{what[1:]}"
    say.subheader(title)
    say.caption(
        "What became of every order, ticket, shipment record, event and message that was read. A build compares these "
        "sums with the raw files and publishes only where nothing is lost. Rows that we could not read are not among "
        "them: `wismo load --json` counts them by file, and they are kept in the folder quarantine."
    )
    _table(at, "row_accounts", account_table(accounts), "What became of what was loaded")


def coverage(at: Here) -> None:
    """Draw how many tickets are tied to an order, parcels have a promise, and are never scanned."""
    left, right = st.columns(2, gap="medium")
    with left:
        _share(at, "match_rate", "channel", "Tied to an order")
    with right:
        _share(at, "promise_coverage", "carrier", "With a known original promise")
    _never_scanned(at)


def _share(at: Here, name: str, dimension: str, words: str) -> None:
    metric = at.metric(name)
    whole = at.ask(name, grain="all")
    if whole.is_empty() or not whole["n"][0]:
        page.nothing(f"{metric.label} is not known.", "Nothing it counts is left.", "Widen the dates at the left.")
        return
    ranked = compare.with_words(metric, at.ask(name, by=[dimension], grain="all"))
    ranked = ranked.sort("value", dimension, descending=[True, False], nulls_last=True)
    value, n = whole.select("value", "n").row(0)
    panel.chart(
        name,
        charts.ranked(ranked, at.look, dimension, figures=axis(metric)),
        as_table(metric, ranked.drop("shown"), at.look),
        title=f"{words}: {figure(metric, value, n)}",
        about=f"{metric.description} {page.span(at)}, n = {n:,.0f}. Below {metric.smallest_n} no figure.",
        places=[dimension] if dimension == "channel" else (),
    )


def _never_scanned(at: Here) -> None:
    """Missing scans are counted over all time: such parcels wait still, and weeks of them cannot be added up."""
    metric = at.metric("first_scan_lag")
    found = metrics.query(at.snapshot, metric.name, by=["three_pl"]).sort("never_scanned", "three_pl", descending=True)
    if found.is_empty():
        page.nothing(
            "Missing scans are not known.",
            "No parcel has both a label and a tracker's record.",
            "Load a tracker's events to see them.",
        )
        return
    top = found.row(0, named=True)
    drawn = found.with_columns(
        value=pl.col("never_scanned").cast(pl.Float64),
        shown=pl.Series(
            [f"{missing:,} (n = {n:,.0f})" for missing, n in found.select("never_scanned", "n").iter_rows()],
            dtype=pl.String,
        ),
    )
    panel.chart(
        "never_scanned",
        charts.ranked(drawn, at.look, "three_pl", figures=",d"),
        as_table(metric, found, at.look, further={"never_scanned": "Never scanned so far"}),
        title=f"Never scanned so far: most at {at.look.label('three_pl', top['three_pl'])}, {top['never_scanned']:,} "
        f"of {many(top['n'], 'parcel')}",
        about="Parcels with a label and no carrier scan by the end of the data, by 3PL, over all time; n counts those "
        "with a label. The filters do not narrow it.",
    )


def words(at: Here) -> None:
    """List what trackers, stores and helpdesks call things and no seed knows."""
    unknown = reference.unmapped_words(at.snapshot)
    if unknown.is_empty():
        say.subheader("Every word is known")
        say.text("Every status, carrier, 3PL and channel has a name of ours.")
        return
    top = unknown.row(0, named=True)
    found = many(top["row_count"], "record")
    say.subheader(f"{many(unknown.height, 'unknown word')}; the most frequent, {top['word']}, in {found}")
    say.caption("`wismo doctor` says which line to add to which seed. The most frequent first.")
    _table(at, "unmapped_words", unmapped_table(unknown), "Unmapped words, the most frequent first")


@lru_cache(maxsize=8)
def feeds(snapshot: Snapshot) -> pl.DataFrame:
    """Return how far each feed reaches (UTC) and what was said of its volume; empty sentences in older snapshots."""
    if not has_table(snapshot, "feed_health"):
        empty = pl.lit(None, dtype=pl.String)
        return reference.feeds(snapshot).with_columns(is_odd=pl.lit(value=False), sentence=empty, status=empty)
    sql = """
        select feed, source_system, first_at, last_at, row_count, coalesce(is_odd, false) as is_odd, status, sentence
        from wismo.main.feed_coverage
        left join wismo.main.feed_health using (feed, source_system)
        order by is_odd desc, feed, source_system
    """
    return rows(snapshot, sql)


@lru_cache(maxsize=8)
def row_accounts(snapshot: Snapshot) -> pl.DataFrame:
    """Return how many rows of each feed came to what; empty in older snapshots."""
    if not has_table(snapshot, "row_accounts"):
        return pl.DataFrame()
    sql = """
        select feed, outcome, row_count from wismo.main.row_accounts
        order by feed, outcome <> 'in_mart', row_count desc, outcome
    """
    return rows(snapshot, sql)


def _table(at: Here, name: str, table: pl.DataFrame, alt: str) -> None:
    grid.draw(table, f"list_{name}", alt, height="content")
    panel.download(name, table, at)
