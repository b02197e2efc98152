"""What the trend says of a week: the verdict beside a figure, the band of normal weeks, the way to the target.

Nothing is judged here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import polars as pl

from dashboard.published import statistic
from dashboard.warehouse import has_column, rows
from wismo.periods import WEEK, spoken

if TYPE_CHECKING:
    from datetime import date

    from dashboard.filters import Filters
    from dashboard.registry import Metric
    from dashboard.warehouse import Snapshot

Colour = Literal["gray", "orange", "red", "green"]
_QUIET = {
    "normal": "normal",
    "not_enough_history": "too little history for a verdict",
    "not_enough_data": "too few for a verdict",
}


@dataclass(frozen=True)
class Verdict:
    """A few ``words`` on a week, the ``colour`` they have, and the ``sentence`` behind them."""

    words: str
    colour: Colour = "gray"
    sentence: str | None = None


@lru_cache(maxsize=64)
def total(snapshot: Snapshot, metric: str) -> pl.DataFrame:
    """Return the judged weeks of a metric's total in order; empty where it has none, or an older version has none."""
    if not has_column(snapshot, "trend_signals", "sentence"):
        return rows(snapshot, "select null::date as week_start where false")
    sql = """
        select week_start, weeks, n, value, expected, lower_limit, upper_limit, verdict, changed_since, sentence
        from wismo.main.trend_signals where metric = $metric and dimension = 'all' order by week_start
    """
    return rows(snapshot, sql, {"metric": metric})


def verdict(snapshot: Snapshot, metric: Metric, filters: Filters, week: date) -> Verdict | None:
    """Return what the trend says of the week that begins on ``week``, or None for a metric without a trend."""
    judged = total(snapshot, metric.name)
    if judged.is_empty():
        return None
    if filters.chosen:
        return Verdict("no verdict under filters")
    found = judged.filter(_is_latest(week))
    if found.is_empty():
        return Verdict("no verdict on this week")
    row = found.row(0, named=True)
    of = "" if row["weeks"] == 1 else f", {row['weeks']} weeks from {row['week_start']:%-d %b %Y}"
    if row["verdict"] in _QUIET:
        return Verdict(_QUIET[row["verdict"]] + of, sentence=row["sentence"])
    since = f"since the week of {spoken(row['changed_since'])}"
    if row["verdict"] == "drifting":
        return Verdict(f"drifting? {since}", "orange", row["sentence"])
    is_good = (row["value"] < row["expected"]) == (metric.direction == "down_is_good")
    return Verdict(f"changed {since}", "green" if is_good else "red", row["sentence"])


def _is_latest(week: date) -> pl.Expr:
    """Tell the period that a week is judged by: rare tickets are judged four weeks at a time, the last four ended."""
    end, length = week + WEEK, pl.duration(weeks=pl.col("weeks"))
    ended = pl.col("week_start") + length
    return (ended <= end) & (ended > pl.lit(end) - length)


def out_of_the_ordinary(snapshot: Snapshot, filters: Filters, week: date) -> tuple[str, ...]:
    """Return what the trend says of the parts that are not as usual in the week that begins on ``week``.

    One week beside another hides what rises slowly; these are judged against what the season lets one expect. The
    surest come first; empty under filters, as the trend is worked out without any.
    """
    judged = statistic(snapshot, "trend_signals")
    if "sentence" not in judged.columns or judged.is_empty() or filters.chosen:
        return ()
    odd = judged.filter(
        _is_latest(week) & (pl.col("dimension") != "all") & pl.col("verdict").is_in(["changed", "drifting"])
    )
    return tuple(odd.sort("verdict", "chance", "dimension", "member", nulls_last=True)["sentence"])


def normal_weeks(snapshot: Snapshot, metric: str, filters: Filters, start: date, end: date) -> pl.DataFrame | None:
    """Return between which counts a normal week lies, in weeks from ``start`` to ``end``; None where nobody can say.

    Columns: ``period``, ``lower``, ``upper``. The metric is one per 100; its limits are taken times its n.
    """
    judged = total(snapshot, metric)
    if judged.is_empty() or filters.chosen:
        return None
    wanted = judged["week_start"].is_between(start, end) & (judged["weeks"] == 1) & judged["expected"].is_not_null()
    shown = judged.filter(wanted)
    if shown.is_empty():
        return None
    return shown.select(
        period="week_start",
        lower=(shown["lower_limit"] * shown["n"] / 100).round(),
        upper=(shown["upper_limit"] * shown["n"] / 100).round(),
    )


def target_weeks(snapshot: Snapshot, rates: pl.DataFrame, filters: Filters) -> pl.DataFrame | None:
    """Return how many tickets the line to the target allows in each week of ``rates``; None where nobody set one.

    ``rates`` is ``wismo_rate`` by week; the line, which is per 100 orders, is taken times its n. Columns: ``period``,
    ``value``. Of several targets for all orders the one that began last counts.
    """
    lines = statistic(snapshot, "target_progress", metric="wismo_rate", dimension="all")
    if lines.is_empty() or filters.chosen:
        return None
    newest = lines.sort("week_start", "target_id").unique("target_id", keep="first", maintain_order=True)["target_id"][
        -1
    ]
    line = lines.filter(pl.col("target_id") == newest).select(period="week_start", line="target_line")
    drawn = rates.select("period", "n").join(line.drop_nulls("line"), on="period").sort("period")
    return drawn.select("period", value=pl.col("line") * pl.col("n") / 100) if drawn.height else None
