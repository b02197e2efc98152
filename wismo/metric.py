"""A metric on the terminal: the same question to the same snapshot that the dashboard asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dashboard import metrics
from dashboard.export import csv_text
from dashboard.figures import NOTHING, figure, too_few
from dashboard.warehouse import live_snapshot
from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import polars as pl

    from wismo.home import Home

FORMS = ("table", "csv", "json")


def metric_frame(
    home: Home,
    name: str,
    by: Sequence[str] = (),
    grain: str = "all",
    where: Mapping[str, Sequence[str]] | None = None,
    start: date | None = None,
    end: date | None = None,
) -> pl.DataFrame:
    """Return the metric from the live snapshot, one row per period and member.

    Columns: ``period`` (first day, brand's zone; absent for the grain ``all``), the dimensions of ``by``,
    ``value``, ``numerator``, ``denominator``, ``n``, and a statistic's further figures.

    Raises:
        WismoError: nothing is published, or a name is unknown or does not fit the metric.
    """
    snapshot = live_snapshot(home)
    return metrics.query(snapshot, name, by=by, grain=grain, where=where, start=start, end=end)


def known(home: Home) -> list[tuple[str, str, str]]:
    """Return name, label and dimensions of every metric of the live snapshot, by name.

    Raises:
        WismoError: nothing is published.
    """
    found = metrics.registry(live_snapshot(home))
    return [(name, found[name].label, ", ".join(found[name].dimensions)) for name in sorted(found)]


def parse_where(clauses: Iterable[str]) -> dict[str, list[str]]:
    """Read ``DIM=VALUE`` clauses; a dimension named again takes either value.

    Raises:
        WismoError: a clause has no ``=`` or nothing on one side of it.
    """
    where: dict[str, list[str]] = {}
    for clause in clauses:
        dimension, _, value = (part.strip() for part in clause.partition("="))
        if not dimension or not value:
            raise WismoError(f"The filter {clause} is not of the form DIMENSION=VALUE, as in carrier=ups.")
        where.setdefault(dimension, []).append(value)
    return where


def render(home: Home, name: str, frame: pl.DataFrame, form: str = "table") -> str:
    """Return the frame as an aligned ``table`` for reading, or in full precision as ``csv`` or ``json``."""
    if form == "csv":
        return csv_text(frame).rstrip("\n")
    if form == "json":
        return json.dumps(frame.to_dicts(), default=str, indent=2, ensure_ascii=False)
    metric = metrics.registry(live_snapshot(home))[name]
    keys = [column for column in frame.columns if column in {"period", *metric.dimensions}]
    head = [*keys, metric.label, "n"]
    lines = [
        [*(str(row[key]) for key in keys), figure(metric, row["value"], row["n"]), f"{row['n']:,.0f}"]
        for row in frame.iter_rows(named=True)
    ]
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    few = any(too_few(metric, n) for n in frame["n"])
    why = ["", f"{NOTHING} stands where n is below {metric.smallest_n}: too few for a figure."] if few else []
    return "\n".join([*(_line(cells, widths, len(keys)) for cells in [head, *lines]), *why])


def _line(cells: Sequence[str], widths: Sequence[int], keys: int) -> str:
    """Names to the left, figures to the right."""
    padded = [
        cell.ljust(width) if place < keys else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()
