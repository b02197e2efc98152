"""The change of the WISMO rate between two periods, split so that the parts add up to it exactly.

With a cell's share of the orders ``w`` and its tickets per order ``r``, the rate is the sum of ``w * r`` over the cells
(carrier, 3PL, region). Kitagawa (Journal of the American Statistical Association 1955) splits its change into what
moved between cells at their mean rates (mix) and what changed inside cells at their mean shares (rate). A root cause
belongs to a ticket and not to an order, so it splits the rate part alone.

Mix is split further by dimension: the share is a product of one factor per dimension (Das Gupta, Standardization and
Decomposition of Rates, 1993, chapter 2), and its change is divided among the factors by their Shapley values. Rates
enter as their distance from the overall rate: where all cells have one rate, no dimension has an effect.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import polars as pl

from wismo.statistics.pooling import pool, pooled_keys
from wismo.statistics.weeks import PROVISIONAL, SHARED

PER = 100.0
CAUSE = "root_cause"
# A rate needs this many orders, as everywhere on screen.
FEWEST_ORDERS = 30


@dataclass(frozen=True)
class Period:
    """What came in during a period of ``weeks`` weeks.

    ``tickets`` has ``carrier``, ``three_pl``, ``region``, ``root_cause`` and ``tickets``, ``orders`` the first three
    and ``orders`` (recent enough to ask about). Cells may repeat or be missing.
    """

    tickets: pl.DataFrame
    orders: pl.DataFrame
    weeks: float = 1.0

    @property
    def ticket_count(self) -> float:
        """All tickets of the period."""
        return float(self.tickets["tickets"].sum())

    @property
    def order_count(self) -> float:
        """All orders that the tickets can be about."""
        return float(self.orders["orders"].sum())

    @property
    def rate(self) -> float | None:
        """Tickets per 100 orders; None without orders."""
        return PER * self.ticket_count / self.order_count if self.order_count > 0 else None


def settled(tickets: pl.DataFrame) -> pl.DataFrame:
    """Return ``tickets`` with those of a ``cause_status`` that may still change under a cause of their own.

    They stay in every sum, and nobody is told that a cause grew which they may turn out not to have.
    """
    cause = pl.when(pl.col("cause_status") == PROVISIONAL).then(pl.lit(PROVISIONAL)).otherwise(pl.col(CAUSE))
    return tickets.with_columns(cause.alias(CAUSE)).drop("cause_status")


@dataclass(frozen=True)
class Decomposition:
    """The change from ``base`` to ``now`` in tickets per 100 orders, by cell.

    ``mix`` has one row per cell: its three dimensions, ``mix``, its split ``mix_carrier``, ``mix_three_pl`` and
    ``mix_region``, and of each the variance (``mix_variance`` and so on) from counting noise in the rates.
    ``rate`` has one row per cell and root cause: ``now`` and ``before`` (tickets per 100 orders at the mean shares),
    ``effect`` (their difference), ``variance`` from counting noise, and ``n`` (tickets of both periods).
    ``mix.mix`` and ``rate.effect`` add up to the change of the rate, the three splits to ``mix``, cell by cell.
    """

    mix: pl.DataFrame
    rate: pl.DataFrame


def decompose(now: Period, base: Period, fewest_orders: float = FEWEST_ORDERS) -> Decomposition:
    """Split the change of the rate from ``base`` to ``now``.

    Cells with fewer than ``fewest_orders`` orders are put together (``pooling``), so that members may be ``pooled``. A
    cell with orders in one period only takes its rate there for the other: its coming or going is mix. Tickets of a
    cell that has no orders in their period (``unmatched``: no order was found) are set against all orders of the
    period, and their change is rate.

    Raises:
        ValueError: a period has no orders, so that there is no rate.
    """
    if now.order_count <= 0 or base.order_count <= 0:
        raise ValueError("A period without orders has no rate to compare.")
    keys = pooled_keys([base.orders, now.orders], [base.tickets, now.tickets], fewest_orders)
    now, base = (
        replace(period, tickets=pool(period.tickets, keys), orders=pool(period.orders, keys)) for period in (now, base)
    )
    cells = _cells(now, base)
    rate = _rate_effects(now, base, cells)
    cells = cells.filter((pl.col("orders_0") > 0) | (pl.col("orders_1") > 0))
    changes = {"mix": (cells["share_1"] - cells["share_0"]).to_numpy()}
    changes |= {f"mix_{name}": change for name, change in _by_dimension(cells).items()}
    mix = cells.select(SHARED).with_columns(**_mix_effects(cells, changes))
    return Decomposition(mix, rate)


def _cells(now: Period, base: Period) -> pl.DataFrame:
    """Return one row per cell of either period with its orders, their share and its tickets, in a fixed order.

    The suffix 0 stands for the base period, 1 for the present one.
    """
    cells = pl.concat([frame.select(SHARED) for period in (base, now) for frame in (period.orders, period.tickets)])
    cells = cells.unique().sort(SHARED)
    for place, period in enumerate((base, now)):
        for frame, counted in ((period.orders, "orders"), (period.tickets, "tickets")):
            summed = frame.group_by(SHARED).agg(pl.col(counted).sum().cast(pl.Float64).alias(f"{counted}_{place}"))
            cells = cells.join(summed, on=SHARED, how="left", maintain_order="left")
        share = pl.col(f"orders_{place}") / period.order_count
        cells = cells.with_columns(pl.col(f"orders_{place}", f"tickets_{place}").fill_null(0.0)).with_columns(
            share.alias(f"share_{place}")
        )
    return cells


def _rate_effects(now: Period, base: Period, cells: pl.DataFrame) -> pl.DataFrame:
    is_in_both = (pl.col("orders_0") > 0) & (pl.col("orders_1") > 0)
    mean_share = (pl.col("share_0") + pl.col("share_1")) / 2
    sides = []
    for place, period, name in ((0, base, "before"), (1, now, "now")):
        # By how much one ticket raises the rate at the mean shares; a cell of one period only cannot be compared.
        weight = (
            pl.when(pl.col(f"orders_{place}") <= 0)
            .then(1 / period.order_count)
            .when(is_in_both)
            .then(mean_share / pl.col(f"orders_{place}"))
            .otherwise(0.0)
        )
        weights = cells.select(*SHARED, weight=PER * weight)
        tickets = period.tickets.group_by([*SHARED, CAUSE]).agg(pl.col("tickets").sum())
        side = tickets.join(weights, on=SHARED, how="left").select(
            *SHARED,
            CAUSE,
            (pl.col("weight") * pl.col("tickets")).alias(name),
            (pl.col("weight") ** 2 * pl.col("tickets")).alias(f"{name}_variance"),
            pl.col("tickets").cast(pl.Int64).alias(f"{name}_n"),
        )
        sides.append(side)
    figures = ("before", "before_variance", "before_n", "now", "now_variance", "now_n")
    both = sides[0].join(sides[1], on=[*SHARED, CAUSE], how="full", coalesce=True)
    return (
        both.with_columns(pl.col(figures).fill_null(0))
        .select(
            *SHARED,
            CAUSE,
            "now",
            "before",
            effect=pl.col("now") - pl.col("before"),
            variance=pl.col("now_variance") + pl.col("before_variance"),
            n=pl.col("now_n") + pl.col("before_n"),
        )
        .sort(*SHARED, CAUSE)
    )


def _mix_effects(cells: pl.DataFrame, changes: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return each change of shares times the cells' mean rates, these as distances from the overall rate."""
    orders, tickets = ([cells[f"{name}_{place}"].to_numpy() for place in (0, 1)] for name in ("orders", "tickets"))
    present = [own > 0 for own in orders]
    # The weight of a period's ticket in the mean rate of its cell: by half, or in full where the other has no orders.
    halves = [np.where(present[1 - place], PER / 2, PER) for place in (0, 1)]
    weights = [
        np.divide(half, own, out=np.zeros(len(own)), where=own > 0) for half, own in zip(halves, orders, strict=True)
    ]
    mean_rate = weights[0] * tickets[0] + weights[1] * tickets[1]
    mean_share = ((cells["share_0"] + cells["share_1"]) / 2).to_numpy()
    overall = float(np.sum(mean_share * mean_rate))
    found = {}
    for name, change in changes.items():
        # The overall rate is made of the same rates, so a part of their noise cancels.
        sensitivity = change - change.sum() * mean_share
        found[name] = change * (mean_rate - overall)
        found[f"{name}_variance"] = sum(
            np.square(sensitivity * weight) * own for weight, own in zip(weights, tickets, strict=True)
        )
    return found


def _by_dimension(cells: pl.DataFrame) -> dict[str, np.ndarray]:
    """Return how much of each cell's change of share each dimension accounts for; they add up to that change."""
    shares = [_conditional_shares(cells, f"orders_{place}") for place in (0, 1)]
    # A share inside a group that has no orders is not known; the other period's is taken, so that it changes nothing.
    base, now = ({name: _product(shares[place][name], shares[1 - place][name]) for name in SHARED} for place in (0, 1))
    changes = {}
    for name in SHARED:
        one, other = (rest for rest in SHARED if rest != name)
        ends = base[one] * base[other] + now[one] * now[other]
        crossed = base[one] * now[other] + now[one] * base[other]
        changes[name] = (now[name] - base[name]) * (ends / 3 + crossed / 6)
    return changes


def _conditional_shares(cells: pl.DataFrame, counted: str) -> dict[str, list[tuple[np.ndarray, float]]]:
    """Return per dimension the conditional shares, with their powers, whose product is its factor of the share."""
    groups = [(name,) for name in SHARED] + list(combinations(SHARED, 2))
    # In one query, as most of what a single one takes is to begin it.
    sums = cells.select(pl.col(counted).sum().over(group).alias("+".join(sorted(group))) for group in groups)

    def summed(*names: str) -> np.ndarray:
        return sums["+".join(sorted(names))].to_numpy()

    own = cells[counted].to_numpy()
    total = np.full(cells.height, own.sum())
    found = {}
    for name in SHARED:
        one, other = (rest for rest in SHARED if rest != name)
        found[name] = [
            (_share(own, summed(one, other)), 1 / 3),
            (_share(summed(name, one), summed(one)), 1 / 6),
            (_share(summed(name, other), summed(other)), 1 / 6),
            (_share(summed(name), total), 1 / 3),
        ]
    return found


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def _product(own: list[tuple[np.ndarray, float]], other: list[tuple[np.ndarray, float]]) -> np.ndarray:
    product = np.ones(len(own[0][0]))
    for (share, power), (instead, _) in zip(own, other, strict=True):
        product *= np.where(np.isnan(share), instead, share) ** power
    return product
