"""The hours of work that tickets take, by channel and hour of the week.

``tickets * minutes / 60 / concurrency`` is the work, by occupancy the time at the desk, and by what shrinkage leaves of
a paid hour the hours to pay for. No queue is modelled: how long customers wait for a free agent is not said.
"""

from __future__ import annotations

import polars as pl

from wismo.confidence import SMALLEST_N

# Cells of a week; a channel's own 168 shares are drawn to those of its weekdays times its hours by as many tickets.
CELLS = 7 * 24


def hours_per_ticket(staffing: pl.DataFrame) -> pl.DataFrame:
    """Return ``channel`` and ``hours_per_ticket``, paid hours, from the seed ``staffing``."""
    work = pl.col("handling_minutes") / 60 / pl.col("concurrency")
    return staffing.select("channel", hours_per_ticket=work / pl.col("occupancy") / (1 - pl.col("shrinkage")))


def mean_hours(tickets: pl.DataFrame, staffing: pl.DataFrame) -> float | None:
    """Return the paid hours that a ticket of these ``channel`` and ``tickets`` takes on average; None of too few."""
    counted = tickets.join(hours_per_ticket(staffing), on="channel", how="left")
    n = int(counted["tickets"].sum())
    if n < SMALLEST_N or counted["hours_per_ticket"].null_count():
        return None
    return float((counted["tickets"] * counted["hours_per_ticket"]).sum()) / n


def week_shares(tickets: pl.DataFrame) -> pl.DataFrame:
    """Return the share of all tickets that comes by each channel in each hour of the week.

    ``tickets`` has ``channel``, ``weekday`` (1 is Monday), ``hour`` (0 to 23, brand's zone) and ``tickets``. The result
    has a row per channel and each of the 168 hours, with ``share`` and ``n`` (the channel's tickets); shares of all
    rows add up to 1. An hour's share within a channel is ``(count + 168 p) / (n + 168)``, where p is the share of its
    weekday times that of its hour: few tickets would else leave holes where somebody has to sit.
    """
    total = tickets["tickets"].sum()
    if not total:
        schema = {"channel": pl.String, "weekday": pl.Int32, "hour": pl.Int32, "share": pl.Float64, "n": pl.Int64}
        return pl.DataFrame(schema=schema)
    week = pl.DataFrame({"weekday": range(1, 8)}).join(pl.DataFrame({"hour": range(24)}), how="cross")
    keys = [pl.col("weekday").cast(pl.Int32), pl.col("hour").cast(pl.Int32)]
    cells = tickets.select(pl.col("channel").unique().sort()).join(week.select(keys), how="cross")
    counted = cells.join(
        tickets.select("channel", *keys, "tickets"), on=["channel", "weekday", "hour"], how="left"
    ).with_columns(pl.col("tickets").fill_null(0).cast(pl.Float64))
    n = pl.col("tickets").sum().over("channel")
    of_day = pl.col("tickets").sum().over("channel", "weekday") / n
    of_hour = pl.col("tickets").sum().over("channel", "hour") / n
    within = (pl.col("tickets") + CELLS * of_day * of_hour) / (n + CELLS)
    return counted.select("channel", "weekday", "hour", share=within * n / total, n=n.cast(pl.Int64)).sort(
        "channel", "weekday", "hour"
    )


def staffing_plan(shares: pl.DataFrame, staffing: pl.DataFrame, expected: float, upper: float) -> pl.DataFrame:
    """Return ``shares`` with tickets and paid hours per cell, expected and at the upper end of the week's tickets.

    A channel with fewer than 30 tickets has no figures, one without a row in ``staffing`` no hours.
    """
    enough = pl.col("n") >= SMALLEST_N
    planned = shares.join(hours_per_ticket(staffing), on="channel", how="left", maintain_order="left")
    return planned.with_columns(
        pl.when(enough).then(pl.col("share")).alias("share"),
        *(
            pl.when(enough).then(pl.col("share") * tickets * factor).alias(f"{name}_{unit}")
            for unit, factor in (("tickets", pl.lit(1.0)), ("hours", pl.col("hours_per_ticket")))
            for name, tickets in (("expected", expected), ("upper", upper))
        ),
    ).drop("hours_per_ticket")
