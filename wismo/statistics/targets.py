"""Progress to a target: each week's rate beside the brand's own seasonal baseline and the line to the target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.many import many
from wismo.statistics.comparisons import FEWEST_BEFORE, MOST_BEFORE
from wismo.statistics.intervention import TREND_SD, WIDTH
from wismo.statistics.rate_model import RateModel, autocorrelation, fit_rate
from wismo.statistics.scopes import METRIC_WORDS, Cells, Scope, read_cells
from wismo.statistics.table import Table
from wismo.statistics.tactic_windows import SMALLEST_N
from wismo.statistics.tactic_words import signed

if TYPE_CHECKING:
    import duckdb

# One week is mostly chance: what counts is the last eight, and never fewer than four.
FEWEST_WEEKS, MOST_WEEKS = 4, 8
DAY = timedelta(days=1)

# One row per target and week from its start to the day it is due.
TARGET_PROGRESS = Table(
    "target_progress",
    """
    target_id varchar not null, metric varchar not null, dimension varchar not null, member varchar not null,
    week_start date not null, status varchar not null, method varchar not null, n bigint not null,
    weeks_counted integer not null, rate double, baseline double, target_line double, change double,
    change_lower double, change_upper double, change_needed double, sentence varchar not null
    """,
)
TABLES = (TARGET_PROGRESS,)


@dataclass(frozen=True)
class Target:
    """A row of the seed: ``reduction`` (0.15 for 15 % below the baseline), or ``target`` as a rate per 100 orders."""

    target_id: str
    metric: str
    dimension: str
    member: str
    starts_on: date
    due_on: date
    reduction: float | None
    target: float | None

    @property
    def scope(self) -> Scope:
        """What it is about."""
        return Scope() if self.dimension == "all" else Scope(**{self.dimension: self.member})


@dataclass(frozen=True)
class _Baseline:
    """The model of the weeks before the start, its last coefficient a trend that is 0 at its end, and its noise."""

    model: RateModel
    autocorrelation: float


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the table from the seed ``targets`` and the marts."""
    cells = read_cells(connection)
    rows = [row for target in read_targets(connection) for row in progress(target, cells)]
    TARGET_PROGRESS.write(connection, pl.DataFrame(rows, infer_schema_length=None))


def read_targets(connection: duckdb.DuckDBPyConnection) -> list[Target]:
    """Return the rows of the seed ``targets``."""
    names = "target_id, metric, dimension, member, starts_on, due_on, reduction, target"
    sql = f"select {names} from main.targets order by target_id"  # noqa: S608 - our own names
    return [Target(*row) for row in connection.execute(sql).fetchall()]


def progress(target: Target, cells: Cells) -> list[dict[str, object]]:
    """Return the target's rows of ``target_progress``, one per ISO week from its start to the day it is due."""
    first = target.starts_on - target.starts_on.weekday() * DAY
    span = pl.Series("week_start", [first + index * 7 * DAY for index in range((target.due_on - first).days // 7 + 1)])
    weekly = cells.weekly(target.scope, target.metric)
    known = pl.DataFrame({"week_start": span}).join(weekly, on="week_start", how="left", maintain_order="left")
    before = weekly.filter((pl.col("week_start") < first) & (pl.col("orders") > 0)).tail(MOST_BEFORE)
    found = _baseline(before, cells)
    head = {name: getattr(target, name) for name in ("target_id", "metric", "dimension", "member")}
    common = head | {"method": "seasonal_baseline" if found else "none"}
    if found is None:
        why = f"Not enough data: before the start are no {FEWEST_BEFORE} weeks with orders and {SMALLEST_N} tickets."
        empty = {"status": "not_enough_data", "n": 0, "weeks_counted": 0, "sentence": why}
        return [common | empty | {"week_start": week} for week in span]
    matrix = np.column_stack([cells.season(span).matrix, np.zeros(len(span))])
    rates = 100 * found.model.mean(matrix, np.ones(len(span)))
    # The start and the end of the line are levels of the same season: what is asked is a change against the baseline.
    asked = _asked(target, rates)
    done = np.clip(
        np.array([(week + 6 * DAY - target.starts_on).days for week in span]) / (target.due_on - target.starts_on).days,
        0,
        1,
    )
    needed = np.expm1(done * np.log1p(asked))
    rows = []
    for index, week in enumerate(span):
        row = common | {
            "week_start": week,
            "baseline": round(float(rates[index]), 6),
            "target_line": round(float(rates[index] * (1 + needed[index])), 6),
        }
        rows.append(row | _judged(target, found, known[: index + 1], matrix[: index + 1], needed[: index + 1]))
    return rows


def _asked(target: Target, rates: np.ndarray) -> float:
    """Return the change against the baseline that the target asks for on the day it is due.

    A rate is one of a whole year: it is set against the mean of the last year's baseline, so that a target due in peak
    does not ask for a summer's rate.
    """
    if target.reduction is not None:
        return -target.reduction
    year = rates[-52:].mean()
    return max(float((target.target or 0.0) / year), 1e-3) - 1 if year > 0 else 0.0


def _baseline(before: pl.DataFrame, cells: Cells) -> _Baseline | None:
    counts, exposure = before["counted"].to_numpy(), before["orders"].to_numpy()
    if len(counts) < FEWEST_BEFORE or counts.sum() < SMALLEST_N:
        return None
    season = cells.season(before["week_start"])
    years = (before["week_start"] - before["week_start"][-1]).dt.total_days().to_numpy() / 365.25
    matrix = np.column_stack([season.matrix, years])
    model = fit_rate(counts, exposure, matrix, np.array([*season.prior_sd, TREND_SD]))
    mean = model.mean(matrix, exposure)
    residuals = (counts - mean) / np.sqrt(mean + model.dispersion * mean**2)
    return _Baseline(model, autocorrelation(residuals, matrix.shape[1]))


def _judged(
    target: Target, found: _Baseline, known: pl.DataFrame, matrix: np.ndarray, needed: np.ndarray
) -> dict[str, object]:
    """Return what the last weeks up to the frame's last one say, against the baseline and the line."""
    last = known.row(-1, named=True)
    if last["counted"] is None:
        return {"status": "to_come", "n": 0, "weeks_counted": 0, "sentence": "This week is not over in the data."}
    rate = round(100 * last["counted"] / last["orders"], 6) if last["orders"] >= SMALLEST_N else None
    usable = (known["orders"].fill_null(0.0) > 0).to_numpy()
    counted = np.flatnonzero(usable)[-MOST_WEEKS:]
    n = int(known["counted"].to_numpy()[counted].sum())
    row = {"rate": rate, "n": n, "weeks_counted": len(counted)}
    if len(counted) < FEWEST_WEEKS:
        why = f"Too early to tell: {many(len(counted), 'week')} of {FEWEST_WEEKS}."
        return row | {"status": "too_early", "sentence": why}
    mean = found.model.mean(matrix[counted], known["orders"].to_numpy()[counted])
    if mean.sum() < SMALLEST_N:
        why = f"Not enough data: fewer than {SMALLEST_N} tickets are to be expected in {many(len(counted), 'week')}."
        return row | {"status": "not_enough_data", "sentence": why}
    change = float(np.log(max(n, 0.5) / mean.sum()))
    share = mean / mean.sum()
    widened = (1 + found.autocorrelation) / (1 - found.autocorrelation)
    gradient = share @ matrix[counted]
    between = found.model.dispersion * float((share**2).sum()) + float(gradient @ found.model.covariance @ gradient)
    error = float(np.sqrt(1 / max(n, 0.5) + widened * between))
    line = float(share @ needed[counted])
    estimates = {"": change, "_lower": change - WIDTH * error, "_upper": change + WIDTH * error}
    row |= {f"change{name}": round(float(np.expm1(value)), 6) for name, value in estimates.items()}
    row |= {"change_needed": round(line, 6)}
    asked = float(np.log1p(line))
    status = "ahead" if estimates["_upper"] < asked else "behind" if estimates["_lower"] > asked else "on_line"
    return row | {"status": status, "sentence": _sentence(target, row, status)}


_VERDICTS = {"ahead": "lower than it", "behind": "higher than it", "on_line": "not distinguishable from it"}


def _sentence(target: Target, row: dict, status: str) -> str:
    return (
        f"Over the last {many(row['weeks_counted'], 'week')} {METRIC_WORDS[target.metric]} ({target.scope.words()}) "
        f"stood at {signed(row['change'])} against the baseline (plausibly {signed(row['change_lower'])} to "
        f"{signed(row['change_upper'])}); the line to the target asks for {signed(row['change_needed'])}: "
        f"{_VERDICTS[status]}."
    )
