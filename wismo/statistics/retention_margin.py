"""What customers who did not come back would have brought within the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wismo.statistics.aipw import root_sum_square

if TYPE_CHECKING:
    import polars as pl

    from wismo.statistics.aipw import Att

LEVEL = 0.95
# Margins above this quantile of those who came back count as much as at it: one wholesale order is no customer.
WINSOR = 0.995
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Margin:
    """An amount in ``currency`` with its interval; ``is_told`` where the effect behind it is told from none."""

    total: float
    lower: float
    upper: float
    currency: str
    is_told: bool


def margin_at_risk(
    effect: Att, rows: pl.DataFrame, exposed: np.ndarray, studied: np.ndarray, share: float
) -> Margin | None:
    """Return exposed x lowered chance of coming back x mean margin of the unexposed who came back, or nothing.

    ``effect`` is that of the ``exposed`` (n, bool) among the ``studied`` (n, bool) of ``rows``; ``share`` of an order's
    value is margin. Counts customers who pay in the most common currency, and where only a sample was looked at all
    whom it stands for. The interval is that of the product, from each customer's part in both factors (delta method).
    Nothing where nobody's value is known.
    """
    lower, upper = effect.interval(LEVEL)
    currency = main_currency(rows)
    pays = (rows["currency"].fill_null(UNKNOWN) == currency).to_numpy()
    margins = rows["window_value"].to_numpy() * share
    back = studied & ~exposed & pays & rows["is_repeated"].to_numpy() & (margins > 0)
    if not back.any():
        return None
    margins = np.minimum(margins, np.quantile(margins[back], WINSOR))
    mean = float(margins[back].mean())
    of_mean = np.where(back, margins - mean, 0.0) / back.sum()
    customers = float((studied & exposed & pays).sum()) / float(rows["sample_share"][0])
    total = -effect.effect * mean * customers
    spread = root_sum_square((effect.influence * mean + effect.effect * of_mean) * customers)
    reach = (upper - lower) / 2 / effect.standard_error * spread
    return Margin(total, total - reach, total + reach, currency, is_told=upper < 0)


def main_currency(rows: pl.DataFrame) -> str:
    """Return the currency in which most orders of a study were paid."""
    counted = rows["currency"].fill_null(UNKNOWN).value_counts().sort(["count", "currency"], descending=[True, False])
    return str(counted["currency"][0])
