"""A change drawn as steps from one rate to the other: where we shipped, then how each performed, by root cause."""

from __future__ import annotations

import polars as pl

from wismo.statistics.decomposition import CAUSE
from wismo.statistics.drivers import SCHEMA
from wismo.statistics.weeks import SHARED, TOTAL

REST = "rest"
SHOWN_CAUSES = 6


def steps(parts: pl.DataFrame, shown_causes: int = SHOWN_CAUSES) -> pl.DataFrame:
    """Return the steps from the rate before to the rate now, in the order in which they are drawn.

    ``parts`` is the answer of ``drivers`` with all its parts. Columns: those of ``drivers``, ``start`` and ``end``
    (tickets per 100 orders). The first row stands for the rate before, the last for the rate now, both from 0; causes
    beyond the ``shown_causes`` of the largest effect are one step, ``rest``.
    """
    total = parts.filter(pl.col("part") == "total")
    before, now = total["before"][0], total["now"][0]
    mixes = parts.filter(pl.col("part").is_in([f"mix_{name}" for name in SHARED]))
    ordered = parts.filter(pl.col("part") == "rate_by_root_cause").sort(
        pl.col("effect").abs().round(9), CAUSE, descending=[True, False]
    )
    causes, others = ordered.head(shown_causes), ordered.slice(shown_causes)
    moved = pl.concat([mixes, causes, _rest(others)] if others.height else [mixes, causes])
    moved = moved.with_columns(end=before + pl.col("effect").cum_sum()).with_columns(
        start=pl.col("end") - pl.col("effect")
    )
    ends = [
        total.with_columns(part=pl.lit(name), start=pl.lit(0.0), end=pl.lit(value))
        for name, value in (("before", before), ("now", now))
    ]
    return pl.concat([frame.select(*SCHEMA, "start", "end") for frame in (ends[0], moved, ends[1])])


def _rest(others: pl.DataFrame) -> pl.DataFrame:
    """Return the causes that are not shown as one step, of which nobody asks whether it is told from noise."""
    summed = others.select(
        part=pl.lit("rate_by_root_cause"),
        **dict.fromkeys(SHARED, pl.lit(TOTAL)),
        root_cause=pl.lit(REST),
        method=pl.lit("kitagawa"),
        is_told_from_noise=pl.lit(value=False),
        **{name: pl.col(name).sum() for name in ("now", "before", "effect", "ticket_effect", "n")},
    )
    return summed.with_columns(standard_error=pl.lit(None, dtype=pl.Float64)).select(*SCHEMA)
