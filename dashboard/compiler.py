"""From the shape of a metric query to SQL, by MetricFlow, without dbt and without a warehouse.

A shape holds names only. Values travel beside the SQL as named parameters: ``$start``, ``$end`` and one
list per filtered dimension.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlClient, SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dashboard.registry import Metric

GRAINS = ("day", "week", "month", "all")
# Tickets on other subjects fill this member of each dimension that only WISMO tickets have.
NO_MEMBER = "not_wismo"
TRUNCATED_DAY = re.compile(r"DATE_TRUNC\('day', (\w+)\) AS metric_time__day")
# MetricFlow numbers its subqueries with counters that all threads share.
_compiling = Lock()


@dataclass(frozen=True)
class Shape:
    """What a metric query asks, without the values of its filters."""

    metric: str
    by: tuple[str, ...]
    grain: str
    filtered: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that name a row of the answer."""
        return self.by if self.grain == "all" else ("period", *self.by)


def compile_shape(metrics: Mapping[str, Metric], manifest: str, shape: Shape) -> str:
    """Return SQL for a shape whose names the caller has checked.

    Its columns are ``period`` (a date; absent for the grain all), the dimensions, ``value``, ``numerator``
    and ``denominator`` (NULL for a count), in the order of the keys. ``manifest`` is the semantic manifest's text.
    """
    metric = metrics[shape.metric]
    if metric.numerator is None or metric.denominator is None:
        cells = _explain(manifest, metric, [metric], shape)
        return _answer(shape, f"cells as ({cells})", metric.name, "null::double", "null::double")
    numerator, denominator = metrics[metric.numerator], metrics[metric.denominator]
    whole = _whole(metric, denominator, shape)
    if whole == shape:
        cells = _explain(manifest, metric, [numerator, denominator], shape)
        return _answer(shape, f"cells as ({cells})", f"{metric.expression}", numerator.name, denominator.name)
    part_sql = _explain(manifest, numerator, [numerator], shape)
    whole_sql = _explain(manifest, denominator, [denominator], whole)
    steps = f"part as ({part_sql}),\nwhole as ({whole_sql}),\n{_cells(shape, whole, numerator, denominator)}"
    return _answer(shape, steps, f"{metric.expression}", numerator.name, denominator.name)


def filters_with(metrics: Mapping[str, Metric], shape: Shape) -> tuple[str, ...]:
    """Return every filter that a shape could have besides its own, so that it is still compiled in the same way."""
    metric = metrics[shape.metric]
    every = tuple(metric.dimensions)
    if metric.denominator is None:
        return every
    denominator = metrics[metric.denominator]
    kept = _whole(metric, denominator, replace(shape, filtered=every)).filtered
    return kept if set(shape.filtered) <= set(kept) else every


def without(sql: str, unfiltered: Iterable[str]) -> str:
    """Return compiled SQL without the conditions on these dimensions.

    MetricFlow takes as long for a question as DuckDB for several answers, so a question is compiled once with every
    filter that it may have. Each stands on its own before the condition on the days, which is never taken away.
    """
    for name in unfiltered:
        sql = re.sub(rf"\(\s*list_contains\(\${name}, \w+\)\s*\) AND ", "", sql)
    return sql


def _whole(metric: Metric, denominator: Metric, shape: Shape) -> Shape:
    """Return the denominator's shape: what it does not have, or must not be cut by, falls away."""
    keeps = [name for name in denominator.dimensions if name not in metric.whole_over]
    return replace(
        shape,
        by=tuple(name for name in shape.by if name in keeps),
        filtered=tuple(name for name in shape.filtered if name in keeps),
    )


def _cells(shape: Shape, whole: Shape, numerator: Metric, denominator: Metric) -> str:
    """Return steps that give each part the whole it belongs to.

    Every member of the part meets every whole, so that a period without its tickets reads 0 of n
    and not nothing. A part without a whole stays, without a value.
    """
    # Every name here comes from the semantic manifest.
    own = [name for name in shape.keys if name not in whole.keys]
    grid = "grid as (from whole)"
    if own:
        grid = f"grid as (from whole cross join (select distinct {', '.join(own)} from part))"  # noqa: S608
    join = f"full join part using ({', '.join(shape.keys)})" if shape.keys else "cross join part"
    columns = "".join(f"{name}, " for name in shape.keys)
    return f"""{grid},
cells as (
    select {columns}coalesce({numerator.name}, 0) as {numerator.name}, {denominator.name}
    from grid {join}
)"""  # noqa: S608


def _answer(shape: Shape, steps: str, value: str, numerator: str, denominator: str) -> str:
    columns = "".join(f"{name}, " for name in shape.keys)
    order = f"\norder by {', '.join(shape.keys)}" if shape.keys else ""
    # Tickets on other subjects make an empty cell for each of them, which is no finding.
    empty = " or ".join(f"{name} = '{NO_MEMBER}'" for name in shape.by)
    where = f"\nwhere not (coalesce({numerator}, {value}, 0) = 0 and ({empty}))" if empty else ""
    # Every name here comes from the semantic manifest.
    return f"""with {steps}
select {columns}({value})::double as value, {numerator}::double as numerator, {denominator}::double as denominator
from cells{where}{order}"""  # noqa: S608


def _explain(manifest: str, metric: Metric, asked: Sequence[Metric], shape: Shape) -> str:
    """Return MetricFlow's SQL with its columns under their plain names."""
    groups = [metric.dimensions[name] for name in shape.by]
    if shape.grain != "all":
        groups.insert(0, f"metric_time__{shape.grain}")
    # A list that is looked through for each row, where `in` would be planned as a join.
    conditions = [f"list_contains(${name}, {_reference(metric.dimensions[name])})" for name in shape.filtered]
    conditions.append("{{ TimeDimension('metric_time', 'day') }} between $start and $end")
    request = MetricFlowQueryRequest.create(
        metric_names=[item.name for item in asked], group_by_names=groups, where_constraints=conditions
    )
    with _compiling:
        sql = _engine(manifest).explain(request).sql_statement.sql
    # Columns of days are days already; as timestamps they could not be held against the bounds of the blocks.
    sql = TRUNCATED_DAY.sub(r"\1::date AS metric_time__day", sql)
    period = f"{groups[0]}::date as period, " if shape.grain != "all" else ""
    dimensions = "".join(f"{metric.dimensions[name]} as {name}, " for name in shape.by)
    names = ", ".join(item.name for item in asked)
    return f"select {period}{dimensions}{names} from (\n{sql}\n)"  # noqa: S608 - names of the manifest


def _reference(name: str) -> str:
    kind = "Dimension" if "__" in name else "Entity"
    return f"{{{{ {kind}('{name}') }}}}"


@lru_cache(maxsize=2)
def _engine(manifest: str) -> MetricFlowEngine:
    dialect = SimpleNamespace(sql_engine_type=SqlEngine.DUCKDB, sql_plan_renderer=DuckDbSqlPlanRenderer())
    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(manifest_json_string=manifest))
    return MetricFlowEngine(lookup, cast("SqlClient", dialect))
