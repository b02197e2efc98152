"""Order weeks whose tickets are still coming in: what their rate is heading to, how sure that is, and when not to say.

The delay curve is the model ``int_cohort_maturity``, the one that the metric ``wismo_rate_cohort`` rests on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.statistics.cohort_sentences import cohort_sentence, curve_sentence
from wismo.statistics.rate_model import limits
from wismo.statistics.settings import threshold
from wismo.statistics.table import Table

if TYPE_CHECKING:
    import duckdb

# Nine in ten final figures are to lie within the limits.
TAIL, DEVIATE = 0.05, 1.645
# Fewer questions make no curve, fewer orders no rate, and a week of which less is in no estimate.
SMALLEST_N, SMALLEST_SHARE = 30, 0.10
# The newest week's questions run off the curve where chance alone would do so in one week of 370.
OFF_THE_CURVE = 3.0

# One row per delay curve and age of an order in days: the share of its questions that is in by then.
MATURITY = Table(
    "cohort_maturity",
    """
        curve varchar not null, age_days integer not null, share_arrived double, lower_share double,
        upper_share double, n bigint not null, method varchar not null, sentence varchar not null
    """,
)
# One row per complete order week: of its orders, how many led to a WISMO ticket within the window.
RATES = Table(
    "cohort_rates",
    """
        week_start date not null, n bigint not null, wismo_orders bigint not null, window_days integer not null,
        maturity double not null, value double, lower_limit double, upper_limit double, is_mature boolean not null,
        warning varchar not null, method varchar not null, sentence varchar not null
    """,
)
TABLES = (MATURITY, RATES)


def final_limits(questions: np.ndarray, share: np.ndarray, log_variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return between which counts (n each) nine in ten final counts lie, given those so far.

    ``questions`` (n) orders were asked about so far, ``share`` (n), above 0, of the final ones is expected to be in,
    and ``log_variance`` (n) is the variance of that share's logarithm. What is to come is a count whose mean is known
    as well as the questions so far tell it (gamma-Poisson), and the curve.
    """
    so_far = questions + 0.5
    to_come = so_far * (1 - share) / share
    variance = to_come**2 / so_far + (so_far / share) ** 2 * log_variance
    spread = np.divide(variance, to_come**2, out=np.zeros_like(to_come), where=to_come > 0)
    lower, upper = limits(to_come, spread, TAIL)
    done = share >= 1
    return np.where(done, questions, questions + lower), np.where(done, questions, questions + upper)


def off_the_curve(newest: pl.DataFrame) -> float:
    """Return by how many standard deviations the newest week's questions came later than the curve says.

    ``newest`` has a row per order day and age that fell into that week: ``asked`` on that day, ``asked_by`` then in
    all, and ``later_share``, the share of these that the curve expects on just that day. Given what came by an age,
    what came on it is binomial, so the test needs no rate. 0 where nothing came.
    """
    expected = newest["asked_by"] * newest["later_share"]
    variance = float((expected * (1 - newest["later_share"])).sum())
    return float((newest["asked"] - expected).sum()) / variance**0.5 if variance > 0 else 0.0


def cohort_rates(weeks: pl.DataFrame, lateness: float, mature_share: float) -> pl.DataFrame:
    """Return the rows of the table of order weeks, without sentences.

    ``weeks``: ``week_start``, ``n`` (orders), ``wismo_orders``, ``mature_orders``, ``log_sd`` (of the share that is
    in), ``curve`` (complete, usual, last_peak, unknown), ``curve_n`` (questions behind it, NULL where complete),
    ``is_peak``. ``lateness`` is as ``off_the_curve`` returns it.
    """
    orders, asked = weeks["n"].to_numpy().astype(float), weeks["wismo_orders"].to_numpy().astype(float)
    share = np.clip(weeks["mature_orders"].to_numpy() / np.maximum(orders, 1), 0, 1)
    lower, upper = final_limits(asked, np.maximum(share, 1e-6), weeks["log_sd"].to_numpy() ** 2)
    off = "delays_lengthening" if lateness > 0 else "delays_shortening"
    is_complete = pl.col("curve") == "complete"
    is_known = (pl.col("n") >= SMALLEST_N) & (pl.col("maturity") >= SMALLEST_SHARE)
    is_known &= is_complete | ((pl.col("curve") != "unknown") & (pl.col("curve_n") >= SMALLEST_N))
    warning = (
        pl.when(is_complete | ~is_known)
        .then(pl.lit("none"))
        .when(abs(lateness) > OFF_THE_CURVE)
        .then(pl.lit(off))
        .when(pl.col("is_peak") & (pl.col("curve") != "last_peak"))
        .then(pl.lit("no_peak_curve"))
        .otherwise(pl.lit("none"))
    )
    curve = pl.when(is_complete).then("curve").otherwise(pl.concat_str("curve", pl.lit("_curve")))
    return (
        weeks.with_columns(
            maturity=pl.Series(share).round(6),
            value=pl.Series(100 * asked / np.maximum(orders * share, 1e-9)).round(6),
            lower_limit=pl.Series(100 * lower / np.maximum(orders, 1)).round(6),
            upper_limit=pl.Series(100 * np.minimum(upper, orders) / np.maximum(orders, 1)).round(6),
        )
        .with_columns(pl.when(is_known).then(name).alias(name) for name in ("value", "lower_limit", "upper_limit"))
        .with_columns(warning=warning, method=pl.when(is_known).then(curve).otherwise(pl.lit("none")))
        .with_columns(
            # A curve that customers have left says too much of what is in.
            is_mature=is_known & (pl.col("maturity") >= mature_share) & (pl.col("warning") != "delays_lengthening")
        )
        .select(
            "week_start", "n", "wismo_orders", "maturity", "value", "lower_limit", "upper_limit", "is_mature",
            "warning", "method",
        )
        .sort("week_start")
    )  # fmt: skip


def maturity_rows(curves: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the table of curves, without sentences, from the model's rows."""
    reach = DEVIATE * pl.col("log_variance").sqrt()
    # However few had asked by a young age, the share rests on all that asked in the end.
    enough = pl.col("n").get(pl.col("age_days").arg_max()).over("curve") >= SMALLEST_N
    return (
        curves.rename({"question_count": "n"})
        .with_columns(
            lower_share=(pl.col("share_arrived") * (-reach).exp()).round(6),
            upper_share=(pl.col("share_arrived") * reach.exp()).clip(0, 1).round(6),
            share_arrived=pl.col("share_arrived").round(6),
            method=pl.when(enough).then(pl.lit("chain_ladder")).otherwise(pl.lit("none")),
        )
        .with_columns(
            pl.when(enough).then(name).alias(name) for name in ("share_arrived", "lower_share", "upper_share")
        )
        .drop("log_variance")
        .sort("curve", "age_days")
    )


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write both tables into the connection's ``main`` schema, from the marts and the models of the curve."""
    from wismo.statistics.cohorts import curves, newest_questions, order_weeks

    window = int(threshold(connection, "wismo_lag_days"))
    curve_rows = maturity_rows(curves(connection))
    said = [curve_sentence(row, window) for row in curve_rows.iter_rows(named=True)]
    MATURITY.write(connection, curve_rows.with_columns(sentence=pl.Series(said, dtype=pl.String)))
    lateness = off_the_curve(newest_questions(connection, window))
    rates = cohort_rates(order_weeks(connection), lateness, threshold(connection, "cohort_mature_share"))
    rates = rates.with_columns(window_days=pl.lit(window, pl.Int32))
    said = [cohort_sentence(row) for row in rates.iter_rows(named=True)]
    RATES.write(connection, rates.with_columns(sentence=pl.Series(said, dtype=pl.String)))
