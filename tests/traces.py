"""The points of charts that say what they stand for, against the one answer that must hold all of them."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import polars as pl

from dashboard import metrics
from tests.asked import CLOSE, same

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from dashboard.metrics import Query
    from dashboard.registry import Metric
    from dashboard.warehouse import Snapshot
    from tests.asked import Asked
    from tests.plotted import Points
    from wismo.periods import Weeks


# Whom an answer does not name had none.
NOBODY = (0.0, 0.0)


def unfounded(asked: Asked, traces: Iterator[Points], weeks: Weeks, snapshot: Snapshot) -> list[str]:
    """Return the traces of charts whose points name members that were asked about, and that no one answer holds."""
    registry, found = metrics.registry(snapshot), []
    held = [
        (registry[query.metric], table)
        for query, answer in asked.answers.items()
        for table in _by_key(query, answer, weeks.last)
    ]
    for trace in traces:
        keyed = [pair for pair in held if any(key in pair[1] for key in trace.keys)]
        if any(_holds(metric, table, trace) for metric, table in keyed):
            continue
        named = [_rows_of(frame, trace) for frame in [*asked.tables, *asked.worked_out]]
        if any(_is_in_rows(rows, trace) for rows in named if rows):
            continue
        if keyed:
            metric, table = max(keyed, key=lambda pair: len(trace.keys) - len(_wrong(*pair, trace)))
            found.append(f"{trace.chart}: {'; '.join(_wrong(metric, table, trace)[:3])}, of {metric.name}")
        elif any(named):
            found.append(f"{trace.chart}: {trace.values[:3]} of {trace.keys[:3]} are in no table that names them")
    return found


def _by_key(query: Query, answer: pl.DataFrame, week: date) -> Iterator[dict[tuple[str, ...], tuple]]:
    """Yield an answer as a dict from what a point of a chart may carry, in any order, to value and n."""
    frames = [(answer, [*(["period"] if "period" in answer.columns else []), *query.by])]
    if query.grain == "week" and query.by:
        frames.append((answer.filter(pl.col("period") == week), list(query.by)))
    for frame, names in frames:
        for order in permutations(names):
            keys = frame.select(pl.col(name).cast(pl.String) for name in order).rows()
            yield dict(zip(keys, frame.select("value", "n").rows(), strict=True)) if order else {}


def _holds(metric: Metric, table: dict, trace: Points) -> bool:
    if _wrong(metric, table, trace):
        return False
    resting = trace.rests_on or [None] * len(trace.keys)
    return all(n is None or same(table.get(key, NOBODY)[1], n) for key, n in zip(trace.keys, resting, strict=True))


def _wrong(metric: Metric, table: dict, trace: Points) -> list[str]:
    """Name the points that are not as answered; a rate on too little is not drawn, and nobody's count is none."""
    missing = NOBODY if metric.kind == "count" else (None, None)
    found = []
    for key, drawn in zip(trace.keys, trace.values, strict=True):
        value, n = table.get(key, missing)
        known = None if value is None or n is None or n < metric.smallest_n else value
        if (known is None) != (drawn is None) or (
            known is not None and abs(known - drawn) > CLOSE * max(1, abs(known))
        ):
            found.append(f"{key}: {drawn} drawn, {value} answered on n = {n}")
    return found


def _rows_of(frame: pl.DataFrame, trace: Points) -> list[tuple[set[str], tuple]]:
    """Return the rows of a table that name a point, with their cells as words; none where it does not name all."""
    names = [name for name, kind in frame.schema.items() if kind in (pl.String, pl.Date)]
    if not names:
        return []
    words = {word for key in trace.keys for word in key}
    found = frame.filter(pl.any_horizontal(pl.col(name).cast(pl.String).is_in(words) for name in names))
    rows = [({str(cell) for cell in row}, row) for row in found.iter_rows()]
    return rows if all(any(set(key) <= said for said, _ in rows) for key in trace.keys) else []


def _is_in_rows(rows: list[tuple[set[str], tuple]], trace: Points) -> bool:
    """Return whether a table has for each point a row with its key and its figure."""
    return all(
        any(set(key) <= words and any(same(value, cell) for cell in row) for words, row in rows)
        for key, value in zip(trace.keys, trace.values, strict=True)
    )
