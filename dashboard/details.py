"""Tables of things as they are: events and parcels of an order, definitions, and the health of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.moments import WHEN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from dashboard.moments import Moment
    from dashboard.registry import Metric
    from dashboard.theme import Look

STATUS_WORDS = {"ok": "Fine", "warn": "Look at this", "fail": "Wrong"}
WORD_KINDS = {"status": "Status", "carrier": "Carrier", "three_pl": "3PL", "channel": "Channel"}
ACCOUNTS = {
    "in_mart": "In the figures",
    "test_order": "Test orders",
    "voided_label": "Labels that were voided",
    "return_parcel": "Parcels on their way back from the customer",
    "no_parcel": "Events of a number that no shipment has",
    "no_number": "Events that name nothing",
    "no_order": "Messages whose order is not known",
}
DIRECTIONS = {"up_is_good": "higher is better", "down_is_good": "lower is better", "neutral": "neither"}


def moment_rows(moments: Sequence[Moment], look: Look, zone: str) -> pl.DataFrame:
    """Return what happened as a table; times are the wall clock of ``zone``."""
    rows = [
        {
            f"Happened ({zone})": moment.occurred_at.replace(tzinfo=None),
            f"Known to us ({zone})": moment.recorded_at and moment.recorded_at.replace(tzinfo=None),
            "What": event_words(moment.kind, moment.status, moment.detail, look),
            "When the customer wrote": WHEN_WORDS[moment.when],
            "Parcel": moment.shipment_id,
        }
        for moment in moments
    ]
    return pl.DataFrame(rows)


def parcel_table(parcels: pl.DataFrame, look: Look, zone: str, numbers: Mapping[str, str]) -> pl.DataFrame:
    """Return the parcels of an order in words, with their tracking ``numbers`` by id; times are as on ``zone``'s clock.

    The promise is the original one; the day that the carrier named last stands beside it.
    """

    def wall(column: str, title: str) -> pl.Expr:
        local = pl.col(column).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
        return local.dt.replace_time_zone(None).dt.strftime("%-d %b %Y, %H:%M").alias(f"{title} ({zone})")

    return parcels.select(
        pl.Series("Now", [look.label("state", name) for name in parcels["current_state"]], dtype=pl.String),
        pl.Series("Carrier", [look.label("carrier", name) for name in parcels["carrier"]], dtype=pl.String),
        pl.Series("3PL", [look.label("three_pl", name) for name in parcels["three_pl"]], dtype=pl.String),
        wall("label_created_at", "Label"),
        wall("first_scan_at", "First scan"),
        pl.col("first_scan_lag_hours").round(1).alias("Label to scan (hours)"),
        wall("promised_at", "Promised at first"),
        wall("latest_eta_at", "Carrier's latest ETA"),
        wall("delivered_at", "Delivered"),
        pl.Series("Tracking number", [numbers.get(key) for key in parcels["shipment_id"]], dtype=pl.String),
        pl.col("shipment_id").alias("Parcel"),
    )


def metric_table(metrics: Iterable[Metric]) -> pl.DataFrame:
    """Return every metric with its definition."""
    rows = [
        {
            "Metric": metric.label,
            "Means": metric.description,
            "Is": _made_of(metric),
            "Good": DIRECTIONS[metric.direction],
            "Shown from n": metric.smallest_n,
            "Can be cut by": ", ".join(metric.dimensions),
            "Technical term": metric.term,
            "Name": metric.name,
        }
        for metric in metrics
    ]
    return pl.DataFrame(rows)


def health_table(health: pl.DataFrame) -> pl.DataFrame:
    """Return the checks on the data in words."""
    return health.select(
        pl.Series("Status", [STATUS_WORDS.get(status, status) for status in health["status"]], dtype=pl.String),
        pl.Series("Check", [name.replace("_", " ").capitalize() for name in health["check_name"]], dtype=pl.String),
        pl.Series("Share", ["" if share is None else f"{share:.1%}" for share in health["value"]], dtype=pl.String),
        pl.col("detail").alias("What was found"),
    )


def feed_table(feeds: pl.DataFrame, through: datetime) -> pl.DataFrame:
    """Return how far each feed reaches and how far that is behind ``through``; times are UTC."""
    behind = (pl.lit(through) - pl.col("last_at")).dt.total_minutes() / 60
    return feeds.select(
        pl.col("feed").str.replace_all("_", " ").str.to_titlecase().alias("Feed"),
        pl.col("source_system").alias("Source"),
        pl.col("status").str.replace_all("_", " ").alias("Is"),
        pl.col("last_at").dt.strftime("%-d %b %Y, %H:%M").alias("Last (UTC)"),
        pl.max_horizontal(behind.round(1), pl.lit(0.0)).alias("Behind the data (hours)"),
        pl.col("row_count").alias("Records"),
        pl.col("first_at").dt.strftime("%-d %b %Y, %H:%M").alias("First (UTC)"),
        pl.col("sentence").alias("In words"),
    )


def account_words(outcome: str) -> str:
    """Return what became of rows, in words."""
    return ACCOUNTS.get(outcome, outcome.replace("_", " "))


def account_table(accounts: pl.DataFrame) -> pl.DataFrame:
    """Return what became of the rows of each feed."""
    return accounts.select(
        pl.col("feed").str.replace_all("_", " ").str.to_titlecase().alias("Feed"),
        pl.col("row_count").alias("Rows"),
        pl.Series("What became of them", [account_words(outcome) for outcome in accounts["outcome"]], dtype=pl.String),
    )


def unmapped_table(words: pl.DataFrame) -> pl.DataFrame:
    """Return the words that no seed translates; times are UTC."""
    return words.select(
        pl.Series("Kind", [WORD_KINDS.get(kind, kind) for kind in words["kind"]], dtype=pl.String),
        pl.col("vendor").alias("Whose word"),
        pl.col("word").alias("Word"),
        pl.col("substatus").alias("Finer word"),
        pl.col("feed").str.replace_all("_", " ").alias("In"),
        pl.col("row_count").alias("Records"),
        pl.col("first_seen_at").dt.strftime("%-d %b %Y, %H:%M").alias("First (UTC)"),
        pl.col("last_seen_at").dt.strftime("%-d %b %Y, %H:%M").alias("Last (UTC)"),
    )


def event_words(kind: str, status: str | None, detail: str | None, look: Look) -> str:
    """Return what happened, of a row of ``ticket_events``, in plain English."""
    match kind:
        case "ticket" if status == "not_wismo":
            words = "Customer wrote about something else"
        case "ticket":
            words = f"Customer wrote; cause: {look.label('root_cause', status)}"
        case "notification":
            words = f"We wrote: {look.label('notification', status)}"
        case "promise":
            words = "Promised delivery"
        case "label":
            words = f"Label printed, {look.label('carrier', detail)}"
        case "scan" if status == "label_created":
            words = "Carrier knows of the parcel, no scan yet"
        case "scan":
            finer = f" – {detail.replace('_', ' ')}" if detail else ""
            words = f"Carrier: {look.label('state', status)}{finer}"
        case _:
            words = {"ordered": "Order placed"}.get(status or "", f"Order {status or ''}".strip())
    return words


def _made_of(metric: Metric) -> str:
    if metric.kind == "statistic":
        return f"{metric.value_column} of the table {metric.table}"
    if metric.kind == "count":
        return "sum over days"
    scale = "100 x " if metric.format == "per_100" else ""
    return f"{scale}{metric.numerator} / {metric.denominator}"
