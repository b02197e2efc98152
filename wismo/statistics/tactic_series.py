"""The weeks behind each tactic's effect: the rate it can touch beside what it would have been without the tactic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.confidence import SMALLEST_N
from wismo.statistics.comparisons import Comparison, Rules, Tactic, compare, first_after
from wismo.statistics.intervention import measure
from wismo.statistics.scopes import Cells, read_cells
from wismo.statistics.table import Table
from wismo.statistics.tactics import read_register, read_rules

if TYPE_CHECKING:
    import duckdb

# One row per tactic and complete week with orders in its scope, from the first week that it is judged by on. `part`:
# before, settling (its tickets are about orders from before), after (counted), not_counted (after the last look).
TACTIC_SERIES = Table(
    "tactic_series",
    """
    tactic_id varchar not null, metric varchar not null, week_start date not null, part varchar not null,
    n bigint not null, orders double not null, rate double, expected double, expected_lower double,
    expected_upper double, method varchar not null
    """,
)
TABLES = (TACTIC_SERIES,)
_EXPECTED = ("expected", "expected_lower", "expected_upper")


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the table for the rows of ``tactic_effects``, which must be there."""
    cells, rules, register = read_cells(connection), read_rules(connection), read_register(connection)
    sql = "select tactic_id, method from main.tactic_effects where effect is not null"
    measured = dict(connection.execute(sql).fetchall())
    found = [weeks_of(tactic, register, cells, rules, measured.get(tactic.tactic_id)) for tactic in register]
    kept = [frame for frame in found if frame is not None]
    TACTIC_SERIES.write(connection, pl.concat(kept) if kept else None)


def weeks_of(
    tactic: Tactic, register: list[Tactic], cells: Cells, rules: Rules, method: str | None
) -> pl.DataFrame | None:
    """Return the tactic's rows of ``tactic_series``; None where there is no week to judge it by.

    ``method`` is how its effect was measured, None where it was not: then nothing is expected. Rates are per 100
    orders.
    """
    compared = compare(tactic, register, cells, rules)
    if compared is None:
        return None
    weekly = cells.weekly(tactic.scope, tactic.metric).filter(
        (pl.col("week_start") >= compared.series.weeks[0]) & (pl.col("orders") > 0)
    )
    rows = weekly.join(_judged(compared, is_measured=method is not None), on="week_start", how="left").sort(
        "week_start"
    )
    is_settling = pl.col("week_start").is_between(
        compared.before().weeks[-1], first_after(tactic, rules), closed="none"
    )
    per_100 = 100 / pl.col("orders")
    return rows.select(
        pl.lit(tactic.tactic_id).alias("tactic_id"),
        pl.lit(tactic.metric).alias("metric"),
        "week_start",
        pl.coalesce("part", pl.when(is_settling).then(pl.lit("settling")).otherwise(pl.lit("not_counted"))).alias(
            "part"
        ),
        pl.col("counted").cast(pl.Int64).alias("n"),
        "orders",
        pl.when(pl.col("orders") >= SMALLEST_N).then((pl.col("counted") * per_100).round(6)).alias("rate"),
        *((pl.col(name) * per_100).round(6) for name in _EXPECTED),
        pl.lit(method or "none").alias("method"),
    )


def _judged(compared: Comparison, *, is_measured: bool) -> pl.DataFrame:
    """Return the weeks of the comparison with their part, and the tickets to be expected without the tactic.

    After the launch these have limits: those of the effect, so that the line and the effect say the same.
    """
    weeks = pl.DataFrame({"week_start": compared.series.weeks})
    part = weeks.with_columns(part=pl.Series(np.where(compared.is_after, "after", "before")))
    if not is_measured:
        return part.with_columns(pl.lit(None, pl.Float64).alias(name) for name in _EXPECTED)
    effect = measure(compared.series, compared.is_after)
    limits = {
        "expected": 0.0,
        "expected_lower": effect.change - effect.upper,
        "expected_upper": effect.change - effect.lower,
    }
    after = pl.Series(compared.is_after)
    return part.with_columns(
        pl.when(after | pl.lit(name == "expected")).then(pl.Series(effect.unchanged * np.exp(by))).alias(name)
        for name, by in limits.items()
    )
