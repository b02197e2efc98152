"""What a page was answered while it ran, so that every number that it draws can be led back to an answer.

The hooks lie between the pages and the answers and are put in place by a test; the product knows nothing of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from pkgutil import iter_modules
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import polars as pl
from click.testing import CliRunner

import dashboard
from dashboard import charts, metrics, warehouse
from dashboard.metrics import EARLIEST, LATEST, Query
from wismo.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pytest

    from dashboard.warehouse import Snapshot
    from wismo.home import Home

# Their answers are code or open files, and none of them holds a figure.
KEPT = {"_open", "_compiled", "_narrowed", "registry", "defined", "read_manifest", "manifest_text", "_form"}
SCRIPTS = {"__main__", "app", "server", "views"}
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
        same(value, there.get(name)) for here, there in zip(ours, theirs, strict=True) for name, value in here.items()
    )


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, (int, float)):
        return abs(one - other) <= CLOSE * max(1.0, abs(one))
    return one == other


def unheeded(questions: Iterable[Query], address: Mapping[str, str], snapshot: Snapshot) -> list[str]:
    """Return the questions that could have followed a filter of the address and did not."""
    registry = metrics.registry(snapshot)
    return [
        f"{query.metric} by {', '.join(query.by) or 'nothing'} does not follow the filter on {name}"
        for query in questions
        for name in address
        if name in registry[query.metric].dimensions and name not in dict(query.where)
    ]
