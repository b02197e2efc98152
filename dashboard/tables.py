"""The same figures as a table: what the screen shows and what the CSV file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.filters import TITLES
from wismo.confidence import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.clock import Clock
    from dashboard.registry import Metric
    from dashboard.theme import Look

IDS = {"native_id": "Ticket", "order_id": "Order"}
PERIODS = {"day": "Day", "week": "Week from", "month": "Month from"}
FURTHER = {
    "p50_hours": "Half scanned within (hours)",
    "share_over_24h": "Not scanned after 24 h (%)",
    "share_over_48h": "Not scanned after 48 h (%)",
    "never_scanned": "Never scanned so far",
}


def quiet(metric: Metric, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with ``value`` empty where too little stands behind it."""
    return frame.with_columns(value=pl.when(pl.col("n") >= metric.smallest_n).then(pl.col("value")))


def as_table(
    metric: Metric,
    frame: pl.DataFrame,
    look: Look,
    *,
    further: Mapping[str, str] | None = None,
    grain: str = "week",
) -> pl.DataFrame:
    """Return an answer of ``metrics.query`` with plain-English names, a rate empty where n is too small.

    Shares stand in percent. A share of a whole has its 95 % interval beside it. ``further`` maps more
    columns of the frame to their titles; ``grain`` is that of the frame's periods.
    """
    shown = quiet(metric, frame)
    columns: list[pl.Expr | pl.Series] = []
    for name in frame.columns[: frame.columns.index("value")]:
        if name == "period":
            columns.append(pl.col(name).alias(PERIODS[grain]))
        else:
            words = [look.label(name, str(member)) for member in frame[name]]
            columns.append(pl.Series(TITLES[name], words, dtype=pl.String))
    scale = 100 if metric.format == "percent" else 1
    columns.append((pl.col("value") * scale).round(4).alias(_title(metric)))
    if metric.kind == "rate":
        columns += [pl.col("numerator").round(2).alias("Count"), pl.col("n").round(2).alias("n")]
    if metric.has_interval:
        columns += _interval(shown)
    if metric.kind == "statistic":
        columns.append(pl.col("n").alias("n (parcels)"))
    for name, title in (further or {}).items():
        share = name.startswith("share_")
        columns.append((pl.col(name) * (100 if share else 1)).round(2).alias(title))
    return shown.select(columns)


def _title(metric: Metric) -> str:
    return f"{metric.label} (%)" if metric.format == "percent" else metric.label


def _interval(frame: pl.DataFrame) -> list[pl.Series]:
    known = zip(frame["value"], frame["numerator"], frame["n"], strict=True)
    ends = [(None, None) if value is None else wilson(numerator, n) for value, numerator, n in known]
    return [
        pl.Series("from (%)", [None if low is None else round(100 * low, 2) for low, _ in ends], dtype=pl.Float64),
        pl.Series("to (%)", [None if high is None else round(100 * high, 2) for _, high in ends], dtype=pl.Float64),
    ]


def ticket_table(tickets: pl.DataFrame, look: Look, wall: Clock) -> pl.DataFrame:
    """Return rows of ``lists.tickets`` in words, with ids where they have any; times are those of the clock ``wall``.

    What a phone shows first comes first.
    """
    waited = "first_response_minutes"

    def named(column: str, title: str) -> pl.Series:
        return pl.Series(title, [look.label(column, member) for member in tickets[column]], dtype=pl.String)

    return tickets.select(
        named("root_cause", "Root cause"),
        named("owner", "Owner"),
        pl.col("reason").alias("Reason"),
        named("three_pl", "3PL"),
        named("carrier", "Carrier"),
        pl.Series(f"Opened ({wall.zone})", list(map(wall.wall, tickets["created_at"])), dtype=pl.Datetime),
        *([(pl.col(waited) / 60).round(1).alias("First answer after (hours)")] if waited in tickets.columns else []),
        named("channel", "Channel"),
        named("match_method", "How it was tied to the order"),
        named("cause_status", "Certainty"),
        *(pl.col(name).alias(title) for name, title in IDS.items() if name in tickets.columns),
    )
