"""One question to one metric, checked, compiled and answered from the published snapshot.

Pages and the command line both ask here, so a number is the same wherever it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from dashboard import statistic
from dashboard.compiler import GRAINS, NO_MEMBER, Shape, compile_shape, filters_with, without
from dashboard.registry import Metric, defined, read_manifest, registry
from dashboard.warehouse import manifest_text, rows
from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dashboard.warehouse import Snapshot

__all__ = ["Query", "bound", "in_order", "members", "query", "registry", "run", "sql_of"]
EARLIEST, LATEST = date(1900, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True)
class Query:
    """A metric, cut by dimensions and a grain of time, filtered; both dates belong to the range."""

    metric: str
    by: tuple[str, ...] = ()
    grain: str = "all"
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    start: date = EARLIEST
    end: date = LATEST


def query(
    snapshot: Snapshot,
    name: str,
    *,
    by: Sequence[str] = (),
    grain: str = "all",
    where: Mapping[str, Sequence[str]] | None = None,
    start: date | None = None,
    end: date | None = None,
) -> pl.DataFrame:
    """Return one row per period and member: the keys, ``value``, ``numerator``, ``denominator``, ``n``.

    ``period`` is the first day of the day, ISO week or month in the brand's zone, and absent for the grain
    ``all``. ``n`` is what the value rests on: the denominator of a rate, the count itself of a count.
    Statistics add their further columns. Dates are days in the brand's zone, both included.

    Raises:
        WismoError: the metric, a dimension, a member or the grain is unknown, or they do not go together.
    """
    asked = Query(name, tuple(by), grain, in_order(where or {}), start or EARLIEST, end or LATEST)
    check(snapshot, asked)
    return run(snapshot, asked)


def in_order(where: Mapping[str, Sequence[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return filters as a query has them: one order stands for all in which the same can be asked."""
    return tuple(sorted((key, tuple(sorted(values))) for key, values in where.items()))


@lru_cache(maxsize=512)
def run(snapshot: Snapshot, asked: Query) -> pl.DataFrame:
    """Return the answer to a query whose names are known to be good."""
    metric = registry(snapshot)[asked.metric]
    if metric.kind == "statistic":
        return statistic.run(snapshot, metric, asked.by, asked.grain, dict(asked.where), asked.start, asked.end)
    answer = rows(snapshot, sql_of(snapshot, asked), bound(snapshot, asked))
    n = pl.col("value" if metric.denominator is None else "denominator")
    return answer.with_columns(n=n.fill_null(0))


def sql_of(snapshot: Snapshot, asked: Query) -> str:
    """Return the SQL behind a query, its values still parameters."""
    metric = registry(snapshot)[asked.metric]
    if metric.kind == "statistic":
        return statistic.sql_of(metric, asked.by, asked.grain, dict(asked.where))
    shape = Shape(asked.metric, asked.by, asked.grain, tuple(key for key, _ in asked.where))
    return _narrowed(manifest_text(snapshot), shape)


def prepare(snapshot: Snapshot, asked: Query) -> bool:
    """Compile a question ahead of whoever asks it; return whether that was still to do."""
    before = _compiled.cache_info().misses
    sql_of(snapshot, asked)
    return _compiled.cache_info().misses > before


def bound(snapshot: Snapshot, asked: Query) -> dict[str, object]:
    """Return the values that belong to the parameters of ``sql_of``."""
    if registry(snapshot)[asked.metric].kind == "statistic":
        return statistic.bound(asked.grain, dict(asked.where), asked.start, asked.end)
    return {"start": asked.start, "end": asked.end} | {key: list(values) for key, values in asked.where}


def check(snapshot: Snapshot, asked: Query) -> None:
    """Raise a WismoError that names near matches where a name of the query is unknown."""
    metrics = registry(snapshot)
    if asked.metric not in metrics:
        raise WismoError(f"There is no metric {asked.metric}.{_near(asked.metric, metrics)}")
    metric = metrics[asked.metric]
    _check_dimensions(snapshot, metric, asked)
    if asked.grain not in GRAINS:
        raise WismoError(f"The grain {asked.grain} is not known. Use one of {', '.join(GRAINS)}.")
    if asked.start > asked.end:
        raise WismoError(f"The first day, {asked.start}, is after the last day, {asked.end}. Swap them.")
    if metric.kind == "statistic":
        is_dated = (asked.start, asked.end) != (EARLIEST, LATEST)
        statistic.check(metric, asked.by, asked.grain, dict(asked.where), is_dated=is_dated)


@lru_cache(maxsize=64)
def members(snapshot: Snapshot, dimension: str) -> tuple[str, ...]:
    """Return every member of a dimension, sorted: those seen in the data and those that a closed list allows."""
    found: set[str] = set()
    for model in read_manifest(snapshot)["semantic_models"]:
        entities = {item["name"] for item in model["entities"] if item["type"] == "foreign"}
        categories = {item["name"]: item for item in model["dimensions"] if item["type"] == "categorical"}
        if dimension in entities | set(categories):
            table = model["node_relation"]["relation_name"]
            # Both names come from the semantic manifest.
            seen = rows(snapshot, f'select distinct "{dimension}" as member from {table}')  # noqa: S608
            found.update(seen["member"].to_list())
        config = categories.get(dimension, {}).get("config") or {}
        found.update((config.get("meta") or {}).get("members", ()))
    return tuple(sorted(found - {NO_MEMBER}))


# Keyed by the definitions and not by the snapshot: what is published next mostly has the same ones.
@lru_cache(maxsize=1024)
def _narrowed(manifest: str, shape: Shape) -> str:
    every = filters_with(defined(manifest), shape)
    return without(_compiled(manifest, replace(shape, filtered=every)), set(every) - set(shape.filtered))


@lru_cache(maxsize=1024)
def _compiled(manifest: str, shape: Shape) -> str:
    return compile_shape(defined(manifest), manifest, shape)


def _check_dimensions(snapshot: Snapshot, metric: Metric, asked: Query) -> None:
    for name in (*asked.by, *(key for key, _ in asked.where)):
        if name not in metric.dimensions:
            raise WismoError(_not_a_dimension(metric, name, registry(snapshot).values()))
    if len(set(asked.by)) < len(asked.by):
        raise WismoError(f"{', '.join(asked.by)} names a dimension twice; once is enough.")
    for name, values in asked.where:
        known = members(snapshot, name)
        for value in values:
            if value not in known:
                raise WismoError(f"{name} has no member {value}.{_near(value, known)}")


def _not_a_dimension(metric: Metric, name: str, metrics: Iterable[Metric]) -> str:
    cuts = f"{metric.name} can be cut and filtered by {', '.join(metric.dimensions)}."
    everywhere = {dimension for other in metrics for dimension in other.dimensions}
    if name in everywhere:
        return f"{metric.name} has no {name}; {cuts}"
    return f"There is no dimension {name}.{_near(name, everywhere)} {cuts}"


def _near(word: str, known: Iterable[str]) -> str:
    """Return the likeliest names as a sentence, or where to find them all."""
    choices = sorted(known)
    close = get_close_matches(word.lower(), choices, n=3, cutoff=0.5)
    if close:
        return f" Did you mean {' or '.join(close)}?"
    return f" Known are {', '.join(choices)}." if len(choices) <= 25 else ""
