"""The table of trend signals: each week of the total and of every slice, judged, with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.statistics.flags import told_from_noise
from wismo.statistics.settings import threshold
from wismo.statistics.signal_sentences import signal_sentence
from wismo.statistics.table import Table
from wismo.statistics.trend import FOUR_WEEKLY, WEEKLY, Judgement, Series, Span, judge
from wismo.statistics.weeks import TOTAL, season_design, season_shares, weekly_counts

if TYPE_CHECKING:
    import duckdb

METRIC = "wismo_rate"
# Fewer tickets a week than this to be expected, and weeks are taken four at a time; fewer even so, and none is judged.
SMALLEST_EXPECTED = 5
SMALLEST_ORDERS = 30
# Four-week periods begin on every fourth Monday from here on, so that more data never moves them.
FIRST_PERIOD = date(2001, 1, 1)

# One row per week (or four weeks) and slice: where the rate stands against what the season lets one expect.
SIGNALS = Table(
    "trend_signals",
    """
        metric varchar not null, dimension varchar not null, member varchar not null, week_start date not null,
        weeks integer not null, tickets bigint not null, n bigint not null, value double, expected double,
        lower_limit double, upper_limit double, expected_before double, z double, drift double, chance double,
        verdict varchar not null, changed_since date, change_since double, baseline_weeks integer not null,
        method varchar not null, sentence varchar not null
    """,
)
TABLES = (SIGNALS,)


def trend_rows(weeks: pl.DataFrame, shares: pl.DataFrame, accepted: dict[tuple[str, str], list[date]]) -> pl.DataFrame:
    """Return the rows of the table without the slices' false alarms taken out and without sentences.

    ``weeks`` is as ``weekly_counts`` gives it and ``shares`` as ``season_shares`` does; ``accepted`` has the days
    from which a slice's new level was accepted. Rates are per 100 orders. A slice that never had orders has no rows.
    """
    rows = [
        row
        for (dimension, member), frame in weeks.group_by("dimension", "member", maintain_order=True)
        for row in _slice_rows(frame, shares, accepted.get((str(dimension), str(member)), []))
    ]
    return pl.DataFrame(rows, schema=_SCHEMA)


def without_false_alarms(rows: pl.DataFrame, false_share: float) -> pl.DataFrame:
    """Return the rows with the verdicts of slices kept only where they stand out among the slices of their week.

    By Benjamini and Hochberg (1995): of the slices that are flagged in a week, no more than ``false_share`` are to be
    expected to be false. The total is judged alone.
    """
    parts = []
    sliced = (pl.col("dimension") != TOTAL) & pl.col("chance").is_not_null()
    for _, week in rows.filter(sliced).group_by("week_start", "weeks", maintain_order=True):
        stands_out = told_from_noise(week["chance"].to_numpy(), false_share)
        flagged = pl.when(pl.col("verdict") == "normal").then(pl.lit("drifting")).otherwise("verdict")
        quiet = pl.when(pl.col("verdict") == "normal").then("verdict").otherwise(pl.lit("within_chance"))
        parts.append(week.with_columns(verdict=pl.when(pl.Series(stands_out)).then(flagged).otherwise(quiet)))
    judged = pl.concat([rows.filter(~sliced), *parts])
    loud = pl.col("verdict").is_in(["drifting", "changed"])
    return judged.with_columns(
        pl.when(loud).then(pl.col(name)).alias(name) for name in ("changed_since", "change_since")
    ).sort("dimension", "member", "week_start")


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the table into the connection's ``main`` schema, from the marts and the seed ``baselines``."""
    accepted: dict[tuple[str, str], list[date]] = {}
    sql = "select distinct dimension, member, starts_on from main.baselines order by 1, 2, 3"
    for dimension, member, day in connection.cursor().execute(sql).fetchall():
        accepted.setdefault((dimension, member), []).append(day)
    rows = trend_rows(weekly_counts(connection), season_shares(connection), accepted)
    rows = without_false_alarms(rows, threshold(connection, "slices_false_share"))
    names = _names(connection)
    sentences = [signal_sentence(row, names) for row in rows.iter_rows(named=True)]
    SIGNALS.write(connection, rows.with_columns(sentence=pl.Series(sentences, dtype=pl.String)))


_RHYTHM = {1: "weekly", 4: "four_weekly"}
_SCHEMA = {
    "metric": pl.String, "dimension": pl.String, "member": pl.String, "week_start": pl.Date, "weeks": pl.Int32,
    "tickets": pl.Int64, "n": pl.Int64, "value": pl.Float64, "expected": pl.Float64, "lower_limit": pl.Float64,
    "upper_limit": pl.Float64, "expected_before": pl.Float64, "z": pl.Float64, "drift": pl.Float64,
    "chance": pl.Float64, "verdict": pl.String, "changed_since": pl.Date, "change_since": pl.Float64,
    "baseline_weeks": pl.Int32, "method": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class _Periods:
    """Weeks, or four weeks at a time, of one slice: the first days, and the series."""

    starts: list[date]
    series: Series
    span: Span


def _slice_rows(frame: pl.DataFrame, shares: pl.DataFrame, accepted: list[date]) -> list[dict]:
    with_orders = frame.filter(pl.col("orders") > 0)
    if with_orders.is_empty():
        return []
    recent = float(np.mean(with_orders["tickets"].tail(WEEKLY.longest).to_numpy()))
    few = recent < SMALLEST_EXPECTED
    periods = _periods(with_orders, shares, accepted, FOUR_WEEKLY if few else WEEKLY)
    if periods is None:
        return []
    too_few = few and periods.span.weeks * recent < SMALLEST_EXPECTED
    judged = {} if too_few else {found.index: found for found in judge(periods.series, periods.span)}
    return [
        _key(frame, periods, index) | _findings(periods, index, judged, too_few=too_few)
        for index in range(len(periods.starts))
    ]


def _periods(weeks: pl.DataFrame, shares: pl.DataFrame, accepted: list[date], span: Span) -> _Periods | None:
    """Return the periods of the slice's weeks that have all their weeks, or None where there is none."""
    place = ((pl.col("week_start") - FIRST_PERIOD).dt.total_days() // (7 * span.weeks)).alias("place")
    whole = weeks.with_columns(place).filter(pl.len().over("place") == span.weeks)
    if whole.is_empty():
        return None
    design = season_design(whole["week_start"], shares)
    orders = whole["orders"].to_numpy()
    place, first = np.unique(whole["place"].to_numpy(), return_index=True)
    exposure = np.add.reduceat(orders, first)
    matrix = np.add.reduceat(design.matrix * orders[:, None], first) / exposure[:, None]
    starts = [FIRST_PERIOD + timedelta(weeks=int(at) * span.weeks) for at in place]
    series = Series(
        np.add.reduceat(whole["tickets"].to_numpy(), first),
        exposure,
        matrix,
        design.prior_sd,
        np.array([start.year * 4 + (start.month - 1) // 3 for start in starts]),
        # A level from before the data or after it moves nothing.
        tuple(sorted({at for day in accepted if 0 < (at := sum(start < day for start in starts)) < len(starts)})),
    )
    return _Periods(starts, series, span)


def _key(frame: pl.DataFrame, periods: _Periods, index: int) -> dict:
    tickets, orders = int(periods.series.counts[index]), float(periods.series.exposure[index])
    return {
        "metric": METRIC, "dimension": frame["dimension"][0], "member": frame["member"][0],
        "week_start": periods.starts[index], "weeks": periods.span.weeks, "tickets": tickets, "n": round(orders),
        "value": round(100 * tickets / orders, 6) if round(orders) >= SMALLEST_ORDERS else None,
    }  # fmt: skip


def _findings(periods: _Periods, index: int, judged: dict[int, Judgement], *, too_few: bool) -> dict:
    weeks, found = periods.span.weeks, judged.get(index)
    if too_few or round(periods.series.exposure[index]) < SMALLEST_ORDERS:
        return {"verdict": "not_enough_data", "baseline_weeks": 0, "method": "none"}
    if found is None:
        return {"verdict": "not_enough_history", "baseline_weeks": index * weeks, "method": "none"}
    per_100 = 100 / periods.series.exposure[index]
    since = index if found.side.start is None else found.side.start
    return {
        "expected": round(found.expected * per_100, 6),
        "lower_limit": round(found.lower * per_100, 6),
        "upper_limit": round(found.upper * per_100, 6),
        "expected_before": None if found.before is None else round(found.before * per_100, 6),
        "z": round(found.z, 6),
        "drift": round(found.side.height if found.points_up else -found.side.height, 6),
        "chance": round(found.chance, 6),
        "verdict": found.verdict,
        "changed_since": periods.starts[since],
        "change_since": round(_run(periods.series, judged, since, index), 6),
        "baseline_weeks": found.baseline * weeks,
        "method": f"{'own_history' if found.before is None else 'accepted_level'}_{_RHYTHM[weeks]}",
    }


def _run(series: Series, judged: dict[int, Judgement], since: int, index: int) -> float:
    """Return by how many points per 100 the rate from one period to another lay above what was expected."""
    more = series.counts[since : index + 1].sum() - sum(judged[at].expected for at in range(since, index + 1))
    return float(100 * more / series.exposure[since : index + 1].sum())


def _names(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """Return the names that the seeds give members, by dimension and member."""
    sql = """
        select 'carrier' as dimension, carrier as member, label from main.carriers
        union all select 'three_pl', three_pl, label from main.three_pls
        union all select 'root_cause', root_cause, label from main.root_causes
    """
    return {(dimension, member): label for dimension, member, label in connection.cursor().execute(sql).fetchall()}
