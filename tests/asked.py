"""What a page was answered while it ran, so that every number that it draws can be led back to an answer.

The hooks lie between the pages and the answers and are put in place by a test; the product knows nothing of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from itertools import chain, permutations
from pkgutil import iter_modules
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import polars as pl
from click.testing import CliRunner

import dashboard
from dashboard import charts, metrics, warehouse
from dashboard.metrics import EARLIEST, LATEST, Query
from tests.drawn import spoken_of
from wismo.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    import pytest

    from dashboard.registry import Metric
    from dashboard.warehouse import Snapshot
    from tests.drawn import Drawn, Points
    from wismo.home import Home
    from wismo.periods import Weeks

# Their answers are code or open files, and none of them holds a figure.
KEPT = {"_open", "_compiled", "_narrowed", "registry", "defined", "read_manifest", "manifest_text", "_form"}
SCRIPTS = {"__main__", "app", "server", "views"}
SMALL = 60
CLOSE = 1e-9


@dataclass
class Asked:
    """Answers of metrics by question, rows of tables, and what the statistics' own functions worked out."""

    answers: dict[Query, pl.DataFrame] = field(default_factory=dict)
    tables: list[pl.DataFrame] = field(default_factory=list)
    worked_out: list[pl.DataFrame] = field(default_factory=list)
    figures: set[float] = field(default_factory=set)

    def listen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Note all that is asked from now on."""
        forget_answers()
        monkeypatch.setattr(metrics, "run", self._noting_answer(metrics.run))
        rows = warehouse.rows
        noted_rows = self._noting(rows, self.tables)
        for module in _modules():
            for name, value in list(vars(module).items()):
                if value is rows:
                    monkeypatch.setattr(module, name, noted_rows)
                elif isinstance(value, FunctionType) and value.__module__.startswith("wismo.statistics"):
                    monkeypatch.setattr(module, name, self._noting(value, self.worked_out))
                elif isinstance(value, FunctionType) and value.__module__ == "wismo.confidence":
                    monkeypatch.setattr(module, name, self._noting_figures(value))

    def _noting_answer(self, run: Callable[[Snapshot, Query], pl.DataFrame]) -> Callable[..., pl.DataFrame]:
        def noted(snapshot: Snapshot, query: Query) -> pl.DataFrame:
            self.answers[query] = answer = run(snapshot, query)
            return answer

        return noted

    def _noting(self, function: Callable[..., Any], into: list[pl.DataFrame]) -> Callable[..., Any]:
        @wraps(function)
        def noted(*arguments: Any, **more: Any) -> Any:
            result = function(*arguments, **more)
            if isinstance(result, pl.DataFrame):
                into.append(result)
            return result

        return noted

    def _noting_figures(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def noted(*arguments: Any, **more: Any) -> Any:
            result = function(*arguments, **more)
            self.figures.update(result if isinstance(result, tuple) else ())
            return result

        return noted


def forget_answers() -> None:
    """Empty the caches of the dashboard's modules, so that what a page needs is asked for again."""
    for module in _modules():
        for name, value in vars(module).items():
            if hasattr(value, "cache_clear") and name not in KEPT:
                value.cache_clear()


def _modules() -> list[ModuleType]:
    """Return the modules of the dashboard, all of them loaded: one loaded later would keep a hook for good."""
    names = [module.name for module in iter_modules(dashboard.__path__) if module.name not in SCRIPTS]
    names += [f"charts.{module.name}" for module in iter_modules(charts.__path__)]
    return [import_module(f"dashboard.{name}") for name in names]


def by_command(home: Home, query: Query) -> list[dict[str, Any]]:
    """Ask `wismo metric` the same, as a person would type it; its rows as they are printed."""
    typed = ["metric", query.metric, "--grain", query.grain, "--format", "json"]
    if query.by:
        typed += ["--by", ",".join(query.by)]
    for name, members in query.where:
        typed += [word for member in members for word in ("--where", f"{name}={member}")]
    typed += ["--from", query.start.isoformat()] if query.start != EARLIEST else []
    typed += ["--to", query.end.isoformat()] if query.end != LATEST else []
    result = CliRunner().invoke(cli, typed, env={"WISMO_HOME": str(home.root)})
    assert result.exit_code == 0, f"{' '.join(typed)}: {result.output} {result.exception!r}"
    return json.loads(result.output)


def differing(home: Home, asked: Asked) -> list[str]:
    """Return the questions whose answer on the page is not the one of `wismo metric`; the hooks must be gone."""
    forget_answers()
    found = []
    for query, answer in asked.answers.items():
        ours, typed = json.loads(json.dumps(answer.to_dicts(), default=str)), by_command(home, query)
        if not _alike(ours, typed):
            found.append(f"{query}: {ours[:2]} on the page, {typed[:2]} by `wismo metric`")
    return found


def _alike(ours: list[dict], theirs: list[dict]) -> bool:
    if len(ours) != len(theirs):
        return False
    return all(
        _same(value, there.get(name)) for here, there in zip(ours, theirs, strict=True) for name, value in here.items()
    )


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, (int, float)):
        return abs(one - other) <= CLOSE * max(1.0, abs(one))
    return one == other


class Sources:
    """The figures that a page may draw, from what it was answered."""

    def __init__(self, asked: Asked, weeks: Weeks, snapshot: Snapshot, figures: Mapping[str, dict]) -> None:
        self.asked, self.weeks = asked, weeks
        registry = metrics.registry(snapshot)
        self.every = _sorted(chain(self._cells(), (metric.smallest_n for metric in registry.values())))
        self.said = _sorted(self._said(registry))
        self.texts = self._texts(registry)
        self.of_chart = {name: _sorted(_both(spoken_of(figure))) for name, figure in figures.items()}

    def hold(self, number: Drawn) -> bool:
        """Return whether a drawn number is one of the answers, as it is rounded there."""
        if number.places is None:
            exact = _within(self.every, number.number, CLOSE * max(1.0, abs(number.number)))
            return exact or (number.is_cell and _rounded(self.every, number.number))
        half = 0.5 * 10**-number.places * 1.000001
        # What is heard of a chart may name what is seen in it.
        chart = next((name for name in self.of_chart if number.place.startswith(f"what is heard of {name}:")), None)
        pools = [self.said, *([self.of_chart[chart]] if chart else [])]
        return any(_within(pool, size, half) for pool in pools for size in (number.number, abs(number.number)))

    def _cells(self) -> Iterator[float]:
        for frame in [*self.asked.answers.values(), *self.asked.tables, *self.asked.worked_out]:
            for value in _numbers(frame):
                yield from (value, 100 * value)
        for figure in self.asked.figures:
            yield from (figure, 100 * figure)
        yield from self._changes()
        yield from self._normal_counts()

    def _said(self, registry: Any) -> Iterator[float]:
        """What a sentence may say: the weeks that are compared, totals, and small tables."""
        for query, answer in self.asked.answers.items():
            yield registry[query.metric].smallest_n
            yield from _both(_numbers(self._spoken_of(answer)))
        for frame in [*self.asked.tables, *self.asked.worked_out]:
            yield from _both(_numbers(frame if frame.height <= SMALL else self._spoken_of(frame)))
        yield from _both(self.asked.figures)
        yield from self._changes()

    def _spoken_of(self, frame: pl.DataFrame) -> pl.DataFrame:
        column = next((name for name in ("period", "week_start") if name in frame.columns), None)
        if column is None:
            return frame
        weeks = pl.col(column).is_in([self.weeks.last, self.weeks.before, self.weeks.year_before])
        return frame.filter(weeks)

    def _changes(self) -> Iterator[float]:
        """The headline week against the two weeks that it is compared with, nothing else."""
        for query, answer in self.asked.answers.items():
            if query.grain != "week":
                continue
            keys = list(query.by)
            now = answer.filter(pl.col("period") == self.weeks.last)
            for base in (self.weeks.before, self.weeks.year_before):
                then = answer.filter(pl.col("period") == base)
                both = (
                    now.join(then, on=keys, how="inner", suffix="_then")
                    if keys
                    else now.join(then, how="cross", suffix="_then")
                )
                for one, other in both.select("value", "value_then").iter_rows():
                    if one is not None and other is not None:
                        yield from (one - other, 100 * (one - other))

    def _normal_counts(self) -> Iterator[float]:
        """Limits of a rate per 100, taken times the orders of their week: the band of normal counts."""
        for frame in self.asked.tables:
            if {"lower_limit", "upper_limit", "n"} <= set(frame.columns):
                for limit in ("lower_limit", "upper_limit"):
                    yield from (frame[limit] * frame["n"] / 100).round().drop_nulls().to_list()

    def _texts(self, registry: Any) -> pl.Series:
        """Texts that were read and may stand anywhere: labels, sentences, definitions, names with a figure in them."""
        frames = [*self.asked.answers.values(), *self.asked.tables, *self.asked.worked_out]
        read = [
            column.cast(pl.String) for frame in frames for column in frame.iter_columns() if column.dtype == pl.String
        ]
        defined = [text for metric in registry.values() for text in (metric.label, metric.description, metric.term)]
        known = pl.concat([pl.Series(defined), *(column.rename("") for column in read)]).drop_nulls().unique()
        return known.filter(known.str.contains(r"\d") & (known.str.len_chars() > 2))


def unheeded(asked: Asked, address: Mapping[str, str], snapshot: Snapshot) -> list[str]:
    """Return the questions that could have followed a filter of the address and did not."""
    registry = metrics.registry(snapshot)
    return [
        f"{query.metric} by {', '.join(query.by) or 'nothing'} does not follow the filter on {name}"
        for query in asked.answers
        for name in address
        if name in registry[query.metric].dimensions and name not in dict(query.where)
    ]


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
        if not keyed or any(_holds(metric, table, trace) for metric, table in keyed) or _is_in_table(asked, trace):
            continue
        metric, table = max(keyed, key=lambda pair: len(trace.keys) - len(_wrong(*pair, trace)))
        found.append(f"{trace.chart}: {'; '.join(_wrong(metric, table, trace)[:3])}, of {metric.name}")
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
    return all(n is None or _same(table[key][1], n) for key, n in zip(trace.keys, resting, strict=True))


def _wrong(metric: Metric, table: dict, trace: Points) -> list[str]:
    """Name the points that are not as answered; a rate on too little is not drawn, and nobody's count is none."""
    missing = (0.0, 0.0) if metric.kind == "count" else (None, None)
    found = []
    for key, drawn in zip(trace.keys, trace.values, strict=True):
        value, n = table.get(key, missing)
        known = None if value is None or n is None or n < metric.smallest_n else value
        if (known is None) != (drawn is None) or (
            known is not None and abs(known - drawn) > CLOSE * max(1, abs(known))
        ):
            found.append(f"{key}: {drawn} drawn, {value} answered on n = {n}")
    return found


def _is_in_table(asked: Asked, trace: Points) -> bool:
    """Return whether one table of the statistics has for each point a row with its key and its figure."""
    for frame in [*asked.tables, *asked.worked_out]:
        rows = [({str(cell) for cell in row}, row) for row in frame.iter_rows()] if frame.height < 5000 else []
        if rows and all(
            any(set(key) <= words and any(_same(value, cell) for cell in row) for words, row in rows)
            for key, value in zip(trace.keys, trace.values, strict=True)
        ):
            return True
    return False


def _numbers(frame: pl.DataFrame) -> Iterator[float]:
    for column in frame.iter_columns():
        if column.dtype.is_numeric():
            yield from (float(value) for value in column.drop_nulls().unique())


def _both(values: Any) -> Iterator[float]:
    for value in values:
        yield from (value, 100 * value)


def _sorted(values: Iterator[float]) -> pl.Series:
    found = pl.Series(list(values), dtype=pl.Float64)
    return found.filter(found.is_finite()).unique().sort()


def _within(pool: pl.Series, number: float, half: float) -> bool:
    place = pool.search_sorted(number - half)
    return place < pool.len() and pool[place] <= number + half


def _rounded(pool: pl.Series, number: float) -> bool:
    """A cell that was rounded for reading, to two places or to four."""
    places = len(f"{number:.10f}".rstrip("0").partition(".")[2])
    return places <= 4 and _within(pool, number, 0.0050001 if places <= 2 else 0.000050001)
