"""Which weeks a tactic is judged by: against whom, from when to when, and when it cannot be judged at all.

The method follows from the register alone, before any result is looked at. Members of the tactic's first dimension
that no tactic names in those weeks are the never-treated; without any, the weeks before are all there is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.periods import WEEK
from wismo.statistics.intervention import Series

if TYPE_CHECKING:
    from wismo.statistics.scopes import Cells, Scope

# Results are looked at after so many weeks and not in between: whoever looks every week finds something some day.
LOOKS = (8, 13, 26, 52)
FEWEST_BEFORE, MOST_BEFORE = 13, 104
# The never-treated must themselves be known: fewer tickets a week would be mostly chance.
UNTREATED_TICKETS = 5
UNTREATED_WEEKS = 0.8
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rules:
    """``settling_days`` after the launch are not counted; launches less than ``apart_weeks`` apart are one."""

    settling_days: int = 14
    apart_weeks: int = 6


@dataclass(frozen=True)
class Tactic:
    """A row of the register. ``ended_on`` is the last day in force; days are the brand's."""

    tactic_id: str
    name: str
    launched_on: date
    scope: Scope
    metric: str = "wismo_rate"
    kind: str = "other"
    ended_on: date | None = None
    expected_change: float | None = None

    def is_on(self, first: date, last: date) -> bool:
        """Return whether it was in force on any day of a span."""
        return self.launched_on <= last and (self.ended_on is None or self.ended_on >= first)


@dataclass(frozen=True)
class Comparison:
    """The weeks of a tactic: ``series`` of those before and after, ``is_after`` of each, its own ``orders``.

    ``ahead`` are the season's columns of 52 weeks after the launch, ``gap`` the weeks between. ``untreated`` are the
    members it is set against (none: a series). ``weeks_after`` counts all complete weeks, of which the last look's are
    in the series; ``merged_with`` and ``cut_by`` are the names of tactics that are in the way.
    """

    series: Series
    is_after: np.ndarray
    orders: np.ndarray
    ahead: np.ndarray
    gap: int
    untreated: tuple[str, ...]
    weeks_after: int
    merged_with: str | None
    cut_by: str | None

    def before(self) -> Series:
        """Return the weeks before the launch alone."""
        kept, series = ~self.is_after, self.series
        season = replace(series.season, matrix=series.season.matrix[kept])
        return Series(
            series.weeks.filter(pl.Series(kept)),
            series.counts[kept],
            series.exposure[kept],
            season,
            series.is_shared,
            series.steps[kept],
        )


def compare(tactic: Tactic, register: list[Tactic], cells: Cells, rules: Rules) -> Comparison | None:
    """Return the weeks by which a tactic can be judged; None where there is no week with orders in its scope."""
    others = [other for other in register if other.tactic_id != tactic.tactic_id]
    last_day = cells.through
    own = cells.weekly(tactic.scope, tactic.metric)
    untreated = _untreated(tactic, others, cells, rules)
    dimension = next(iter(tactic.scope.members()), None)
    touching = sorted(
        (
            other
            for other in others
            if other.scope.meets(tactic.scope) and not (untreated and dimension not in other.scope.members())
        ),
        key=lambda other: (other.launched_on, other.tactic_id),
    )
    shared = _pooled(untreated, tactic, cells) if untreated else None
    frame = own.with_columns(exposure=pl.col("orders"))
    if shared is not None:
        rate = (shared["counted"] + 0.5) / shared["orders"]
        frame = frame.with_columns(exposure=pl.when(shared["orders"] > 0).then(pl.col("orders") * rate).otherwise(0.0))
    frame = frame.filter(pl.col("exposure") > 0)
    before = frame.filter(pl.col("week_start") + 6 * DAY < tactic.launched_on).tail(MOST_BEFORE)
    if before.is_empty():
        return None
    cut = next((other for other in touching if other.launched_on > tactic.launched_on), None)
    start = first_after(tactic, rules)
    last_after = min(
        last_day,
        tactic.ended_on or last_day,
        cut.launched_on - DAY if cut else last_day,
    )
    after = frame.filter((pl.col("week_start") >= start) & (pl.col("week_start") + 6 * DAY <= last_after))
    look = max((weeks for weeks in LOOKS if weeks <= after.height), default=0)
    kept = pl.concat([before, after.head(look)])
    earlier = [other for other in touching if other.launched_on < tactic.launched_on]
    series = Series(
        kept["week_start"],
        kept["counted"].to_numpy().astype(float),
        kept["exposure"].to_numpy(),
        cells.season(kept["week_start"]),
        shared is not None,
        _steps(kept["week_start"], earlier),
    )
    ahead = pl.Series([start + index * WEEK for index in range(max(LOOKS))])
    gap = max((start - before["week_start"][-1]).days // 7 - 1, 0)
    return Comparison(
        series,
        np.arange(kept.height) >= before.height,
        kept["orders"].to_numpy(),
        cells.season(ahead).matrix,
        gap,
        tuple(untreated),
        after.height,
        _merged(tactic, touching, rules, last_day),
        cut.name if cut and cut.launched_on <= last_day else None,
    )


def first_after(tactic: Tactic, rules: Rules) -> date:
    """Return the first Monday on which most tickets are about orders placed under the tactic."""
    settled = tactic.launched_on + rules.settling_days * DAY
    return settled + (-settled.weekday() % 7) * DAY


def _merged(tactic: Tactic, touching: list[Tactic], rules: Rules, last_day: date) -> str | None:
    for other in touching:
        is_near = abs(other.launched_on - tactic.launched_on) < rules.apart_weeks * WEEK
        if is_near and other.is_on(tactic.launched_on - rules.apart_weeks * WEEK, last_day):
            return other.name
    return None


def _untreated(tactic: Tactic, others: list[Tactic], cells: Cells, rules: Rules) -> list[str]:
    """Return the members of the first dimension that no tactic names in the weeks looked at."""
    dimension = next(iter(tactic.scope.members()), None)
    if dimension is None:
        return []
    first = tactic.launched_on - MOST_BEFORE * WEEK
    # Up to the look that is reached, so that a plan for later takes nobody out of what is known by now.
    start = first_after(tactic, rules)
    reached = (min(cells.through, tactic.ended_on or cells.through) + DAY - start).days // 7
    last = start + max((look for look in LOOKS if look <= reached), default=LOOKS[0]) * WEEK - DAY
    found = []
    for member in cells.members(dimension):
        scope = tactic.scope.with_member(dimension, member)
        named = [other for other in others if dimension in other.scope.members() and other.scope.meets(scope)]
        if scope != tactic.scope and not any(other.is_on(first, last) for other in named):
            weekly = cells.weekly(scope, tactic.metric)
            if (weekly["orders"] > 0).sum() >= UNTREATED_WEEKS * weekly.height:
                found.append(member)
    pooled = _pooled(found, tactic, cells) if found else None
    return found if pooled is not None and pooled["counted"].sum() >= UNTREATED_TICKETS * pooled.height else []


def _pooled(untreated: list[str], tactic: Tactic, cells: Cells) -> pl.DataFrame:
    dimension = next(iter(tactic.scope.members()))
    series = [cells.weekly(tactic.scope.with_member(dimension, member), tactic.metric) for member in untreated]
    return (
        pl.concat(series)
        .group_by("week_start", maintain_order=True)
        .agg(pl.col("counted").sum(), pl.col("orders").sum().round(6))
    )


def _steps(weeks: pl.Series, earlier: list[Tactic]) -> np.ndarray:
    """Return a column for each earlier tactic that began or ended within the weeks: 1 where it was in force."""
    columns = [
        ((weeks >= other.launched_on) & (weeks <= (other.ended_on or date.max))).to_numpy().astype(float)
        for other in earlier
    ]
    changing = [column for column in columns if 0 < column.sum() < len(column)]
    return np.column_stack(changing) if changing else np.zeros((len(weeks), 0))
