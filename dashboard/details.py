"""Tables of things as they are: events and parcels of an order, definitions, and the health of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.registry import Metric
    from dashboard.theme import Look

STATUS_WORDS = {"ok": "Fine", "warn": "Look at this", "fail": "Wrong"}
WORD_KINDS = {"status": "Status", "carrier": "Carrier", "three_pl": "3PL", "channel": "Channel"}
DIRECTIONS = {"up_is_good": "higher is better", "down_is_good": "lower is better", "neutral": "neither"}


def event_table(events: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Return the events with ``words``, what happened in plain English; text from outside stays as it is."""
    words = [
        event_words(kind, status, detail, look)
        for kind, status, detail in events.select("kind", "status", "detail").iter_rows()
    ]
    return events.with_columns(words=pl.Series(words, dtype=pl.String))


def event_rows(events: pl.DataFrame) -> pl.DataFrame:
    """Return events with their words as a table; times are UTC."""
    return events.select(
        pl.col("occurred_at").alias("Happened (UTC)"),
        pl.col("recorded_at").alias("Known to us (UTC)"),
        pl.col("words").alias("What"),
        pl.col("shipment_id").alias("Parcel"),
    )


def parcel_table(parcels: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Return the parcels of an order in words; times are UTC."""
    return parcels.select(
        pl.col("shipment_id").alias("Parcel"),
        pl.Series("Carrier", [look.label("carrier", name) for name in parcels["carrier"]], dtype=pl.String),
        pl.Series("3PL", [look.label("three_pl", name) for name in parcels["three_pl"]], dtype=pl.String),
        pl.Series("Now", [look.label("state", name) for name in parcels["current_state"]], dtype=pl.String),
        pl.col("label_created_at").alias("Label (UTC)"),
        pl.col("first_scan_at").alias("First scan (UTC)"),
        pl.col("first_scan_lag_hours").round(1).alias("Label to scan (hours)"),
        pl.col("promised_at").alias("Promised (UTC)"),
        pl.col("delivered_at").alias("Delivered (UTC)"),
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


def cause_table(causes: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Return every root cause in the order of the rules."""
    return causes.select(
        pl.col("rule_order").alias("Rule"),
        pl.col("label").alias("Root cause"),
        pl.col("description").alias("Holds when"),
        pl.Series(
            "Owner unless details say otherwise", [look.label("owner", name) for name in causes["owner_default"]]
        ),
        pl.col("is_reassurance").alias("Nothing wrong"),
        pl.col("root_cause").alias("Code"),
    )


def health_table(health: pl.DataFrame) -> pl.DataFrame:
    """Return the checks on the data in words."""
    return health.select(
        pl.Series("Status", [STATUS_WORDS.get(status, status) for status in health["status"]], dtype=pl.String),
        pl.Series("Check", [name.replace("_", " ").capitalize() for name in health["check_name"]], dtype=pl.String),
        pl.col("value").round(3).alias("Value"),
        pl.col("detail").alias("What was found"),
    )


def feed_table(feeds: pl.DataFrame) -> pl.DataFrame:
    """Return how far each feed reaches; times are UTC."""
    return feeds.select(
        pl.col("feed").str.replace_all("_", " ").alias("Feed"),
        pl.col("source_system").alias("Source"),
        pl.col("first_at").alias("First (UTC)"),
        pl.col("last_at").alias("Last (UTC)"),
        pl.col("row_count").alias("Records"),
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
        pl.col("first_seen_at").alias("First (UTC)"),
        pl.col("last_seen_at").alias("Last (UTC)"),
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
