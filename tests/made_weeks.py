"""Weeks of made-up counts for tactics and targets, whose rates are known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.statistics.scopes import Cells

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = date(2024, 1, 1)


def monday(index: int) -> date:
    """Return the Monday of a week by its number."""
    return FIRST + timedelta(weeks=index)


def cells(
    weeks: int = 130,
    members: tuple[str, ...] = ("north", "south", "west"),
    orders: float = 500,
    rate: Callable[[str, int], float] = lambda _member, _week: 0.08,
    seed: int | None = None,
) -> Cells:
    """Return the cells of three_pl members with one carrier and region; ``rate`` is per order, drawn where seeded."""
    rng = np.random.default_rng(seed)
    rows = []
    for week in range(weeks):
        for member in members:
            mean = orders * rate(member, week)
            asked = round(mean) if seed is None else int(rng.poisson(mean * rng.gamma(200, 1 / 200)))
            rows.append((monday(week), member, "ups", "CA", asked, 3 * asked, orders))
    names = {"week_start": pl.Date, "three_pl": pl.String, "carrier": pl.String, "region": pl.String}
    schema = names | {"wismo": pl.Int64, "tickets": pl.Int64, "orders": pl.Float64}
    seasons = pl.DataFrame({"week_start": [monday(week) for week in range(weeks)], "peak": [0.0] * weeks})
    return Cells(
        pl.DataFrame(rows, schema=schema, orient="row"),
        pl.Series([monday(week) for week in range(weeks)], dtype=pl.Date),
        seasons,
        monday(weeks) - timedelta(days=1),
    )
