"""Why the WISMO rate of one period differs from that of another, and which parts can be told from noise.

The arithmetic is in ``decomposition``. Noise is counting noise and the usual difference between weeks: a part of the
rate varies by the counts it is made of, and by the coefficient of variation of its dimension's weekly rates, taken as
common to all that is added up in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import erfc, sqrt
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.confidence import Z
from wismo.statistics.decomposition import CAUSE, FEWEST_ORDERS, PER, Decomposition, Period, decompose
from wismo.statistics.flags import squared_variation, told_from_noise
from wismo.statistics.pooling import POOLED
from wismo.statistics.weeks import PROVISIONAL, SHARED, TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Any

# A part that rests on fewer tickets in both periods together is not tested: its noise is not normal.
FEWEST_TESTED = 10
# The method of a total whose parts rest on too few tickets.
TOTAL_ONLY = "total_only"
# The carrier, 3PL and region of a ticket without an order.
UNMATCHED = "unmatched"
# The name of the seed's threshold on the tickets of each period, for `Noise.fewest_tickets`.
FEWEST_TICKETS = "drivers_fewest_tickets"
# Older weeks say nothing of how much weeks differ now.
HISTORY = timedelta(weeks=104)
# Two-sided 95 %.
DIMENSIONS = (*SHARED, CAUSE)
# What can be named, the most telling first: each list of members adds up to the part `rate`.
NAMED: Mapping[str, tuple[str, ...]] = {
    "rate_by_carrier_and_root_cause": ("carrier", CAUSE),
    "rate_by_root_cause": (CAUSE,),
    "rate_by_carrier": ("carrier",),
    "rate_by_three_pl": ("three_pl",),
    "rate_by_region": ("region",),
}
SCHEMA = {
    "part": pl.String,
    **dict.fromkeys(DIMENSIONS, pl.String),
    "now": pl.Float64,
    "before": pl.Float64,
    "effect": pl.Float64,
    "ticket_effect": pl.Float64,
    "standard_error": pl.Float64,
    "is_told_from_noise": pl.Boolean,
    "n": pl.Int64,
    "method": pl.String,
}


@dataclass(frozen=True)
class Noise:
    """``squared_variation`` by dimension (``all`` for the total), as ``flags.squared_variation`` gives it.

    ``fewest_tickets`` in each period is what the parts need; below it only the total is told.
    """

    squared_variation: Mapping[str, float]
    fewest_tickets: float

    def of(self, dimensions: Sequence[str]) -> float:
        """Return the largest variation of the dimensions that name a part, or that of the total."""
        return max(self.squared_variation.get(name, self.squared_variation[TOTAL]) for name in dimensions or (TOTAL,))


def noise(weekly: pl.DataFrame, now: date, base: date, fewest_tickets: float) -> Noise:
    """Return how much weeks differ anyway, for a comparison of the weeks of the Mondays ``now`` and ``base``.

    ``weekly`` has ``dimension`` (all and the four), ``member``, ``week_start``, ``tickets`` and ``orders``.
    """
    recent = weekly.filter(pl.col("week_start").is_between(now - HISTORY, now))
    distance = abs((now - base).days) // 7
    return Noise(
        {
            name: squared_variation(recent.filter(pl.col("dimension") == name), distance)
            for name in (TOTAL, *DIMENSIONS)
        },
        fewest_tickets,
    )


def drivers(now: Period, base: Period, noise: Noise) -> pl.DataFrame:
    """Return the change from ``base`` to ``now`` and its parts, one row each.

    ``part`` is ``total``, ``volume``, ``mix``, ``mix_carrier``, ``mix_three_pl``, ``mix_region``, ``rate`` or a key of
    ``NAMED``; the four dimensions hold ``all`` where a row is not narrowed. ``effect`` is in tickets per 100 orders:
    volume (0), mix and rate add up to the total, the three ``mix_*`` to mix, each list of members to rate.
    ``ticket_effect`` is in tickets and adds up likewise, with more or fewer orders as ``volume``. ``now`` and
    ``before`` are rates, of a part at the mean shares. ``is_told_from_noise`` is empty where nothing is estimated.

    With fewer than 30 orders in a period the total has no effect; with fewer than ``noise.fewest_tickets`` tickets in
    a period it is the only row.
    """
    total = _total(now, base, noise)
    if total["effect"] is None:
        return pl.DataFrame([total], schema=SCHEMA)
    if min(now.ticket_count, base.ticket_count) < noise.fewest_tickets:
        return pl.DataFrame([total | {"method": TOTAL_ONLY}], schema=SCHEMA)
    parts = decompose(now, base)
    mean_orders = (now.order_count + base.order_count) / 2
    rows = [total, _volume(now, base), *_mixes(parts, now, base, noise), *_rates(parts, now, base, noise)]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    return frame.with_columns(
        ticket_effect=pl.coalesce("ticket_effect", pl.col("effect") * mean_orders / PER),
    )


def _row(part: str, *, method: str, **figures: Any) -> dict[str, Any]:
    return dict.fromkeys(SCHEMA) | dict.fromkeys(DIMENSIONS, TOTAL) | {"part": part, "method": method} | figures


def _total(now: Period, base: Period, noise: Noise) -> dict[str, Any]:
    n = int(now.ticket_count + base.ticket_count)
    figures = {"now": now.rate, "before": base.rate, "n": n, "ticket_effect": now.ticket_count - base.ticket_count}
    if min(now.order_count, base.order_count) < FEWEST_ORDERS:
        few = {"now": None, "before": None, "is_told_from_noise": False}
        return _row("total", method="none", **figures | few)
    counting = sum(PER**2 * period.ticket_count / period.order_count**2 for period in (now, base))
    error = sqrt(counting + _between_weeks(noise.of(()), now, base, now.rate or 0.0, base.rate or 0.0))
    effect = (now.rate or 0.0) - (base.rate or 0.0)
    told = {"effect": effect, "standard_error": error, "is_told_from_noise": _is_told(effect, error, n)}
    return _row("total", method="difference", **figures | told)


def _volume(now: Period, base: Period) -> dict[str, Any]:
    mean_rate = ((now.rate or 0.0) + (base.rate or 0.0)) / 2
    return _row(
        "volume",
        method="difference",
        effect=0.0,
        ticket_effect=(now.order_count - base.order_count) * mean_rate / PER,
        n=int(now.ticket_count + base.ticket_count),
    )


def _mixes(parts: Decomposition, now: Period, base: Period, noise: Noise) -> list[dict[str, Any]]:
    n = int(now.ticket_count + base.ticket_count)
    rows = []
    for part, method in (("mix", "kitagawa"), *((f"mix_{name}", "das_gupta") for name in SHARED)):
        effect = float(parts.mix[part].sum())
        # That all rates were higher in one of the weeks scales a mix effect by as much.
        counting = float(parts.mix[f"{part}_variance"].sum())
        error = sqrt(counting + _between_weeks(noise.of(()), now, base, effect / 2, effect / 2))
        figures = {"effect": effect, "standard_error": error, "is_told_from_noise": _is_told(effect, error, n)}
        rows.append(_row(part, method=method, n=n, **figures))
    return rows


def _rates(parts: Decomposition, now: Period, base: Period, noise: Noise) -> list[dict[str, Any]]:
    rows = [_rate_row("rate", row, (), now, base, noise) for row in _summed(parts.rate, ()).iter_rows(named=True)]
    named = [
        _rate_row(part, row, dimensions, now, base, noise)
        for part, dimensions in NAMED.items()
        for row in _summed(parts.rate, dimensions).iter_rows(named=True)
    ]
    tested = [row for row in named if _can_be_named(row)]
    p_values = np.array([erfc(abs(row["effect"]) / row["standard_error"] / sqrt(2)) for row in tested])
    for row, is_told in zip(tested, told_from_noise(p_values), strict=True):
        row["is_told_from_noise"] = bool(is_told)
    return [*rows, *named]


def _summed(rate: pl.DataFrame, dimensions: Sequence[str]) -> pl.DataFrame:
    figures = pl.col("now", "before", "effect", "variance", "n").sum()
    return rate.group_by(dimensions).agg(figures).sort(dimensions) if dimensions else rate.select(figures)


def _rate_row(
    part: str, summed: Mapping[str, float], dimensions: Sequence[str], now: Period, base: Period, noise: Noise
) -> dict[str, Any]:
    between = _between_weeks(noise.of(dimensions), now, base, summed["now"], summed["before"])
    error = sqrt(summed["variance"] + between)
    # A member is flagged among all members; the whole is one figure.
    is_told = not dimensions and _is_told(summed["effect"], error, summed["n"])
    figures = {name: summed[name] for name in ("now", "before", "effect", "n", *dimensions)}
    return _row(part, method="kitagawa", standard_error=error, is_told_from_noise=is_told, **figures)


def _can_be_named(row: Mapping[str, Any]) -> bool:
    """Small members counted together are nobody, and that no order was found is a root cause already."""
    is_somebody = not {row[name] for name in SHARED} & {POOLED, UNMATCHED} and row[CAUSE] != PROVISIONAL
    return is_somebody and row["n"] >= FEWEST_TESTED and row["standard_error"] > 0


def _between_weeks(squared_variation: float, now: Period, base: Period, rate_now: float, rate_before: float) -> float:
    return squared_variation * (rate_now**2 / now.weeks + rate_before**2 / base.weeks)


def _is_told(effect: float, error: float, n: float) -> bool:
    return n >= FEWEST_TESTED and error > 0 and abs(effect) >= Z * error
