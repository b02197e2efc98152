"""What is at risk: does the model find more of those who write, does its chance come true, and is nothing leaked?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from tests.simulate.claim import Result, share_between
from wismo.statistics.at_risk import foretold
from wismo.statistics.at_risk_backtest import MODEL, OLDEST
from wismo.statistics.ranking import Looks, concordance, odds_interval, share_interval, share_with_outcome

FIRST = date(2025, 1, 6)
WEEKS, ORDERS_A_WEEK = 40, 150
# Each cause with its place by the published rules, how common it is, and its customers' chance to write in 72 hours.
CAUSES = (
    ("late_in_transit", 8, 0.10, 0.10),
    ("label_no_scan_overdue", 9, 0.10, 0.08),
    ("processing_late", 10, 0.15, 0.03),
    ("label_no_scan_fresh", 12, 0.20, 0.05),
    ("in_transit_on_time", 17, 0.45, 0.02),
)
STALE_HOURS = 14 * 24
FRAILTY = 0.5
# Of two normal scores one standard deviation apart the higher is right in 0.7602 of cases. 91 % of those with the
# outcome have a score that goes with it, and 1 % of those without it.
TRUE_AUC = 0.91 * 0.99 * 0.7602 + 0.09 * 0.01 * (1 - 0.7602) + (0.91 * 0.01 + 0.09 * 0.99) / 2


@dataclass(frozen=True)
class Told:
    """What the product says of one world, beside its truth."""

    is_used: bool
    leads_oldest: bool
    auc: float
    foretold_by_seen: float


def world(seed: int, *, growth: float = 1.0, is_blind: bool = False) -> pl.DataFrame:
    """Return looks as ``foretold`` reads them, in the order of their keys.

    An order is looked at one to three times and has a frailty of its own, so that its looks are alike. The rules know
    the causes; that one carrier is asked about three times as often, and most on the third day, they do not. From the
    middle of the weeks on chances are ``growth`` times as high. ``is_blind``: nothing that is known says who writes.
    """
    rng = np.random.default_rng(seed)
    orders = WEEKS * ORDERS_A_WEEK
    order = np.repeat(np.arange(orders), rng.integers(1, 4, orders))
    n = len(order)
    day = rng.integers(0, WEEKS * 7, orders)[order]
    cause = rng.choice(len(CAUSES), n, p=[share for _, _, share, _ in CAUSES])
    hours = rng.gamma(1.5, 50.0, n).round(3)
    carrier = rng.choice(["fedex", "ups", "usps"], n)
    chance = np.array([chance for *_, chance in CAUSES])[cause] * np.where(carrier == "usps", 2.0, 0.67)
    chance *= np.select([hours < 48, hours < 96, hours < 168], [0.7, 2.0, 1.0], 0.3)
    chance = np.full(n, 0.05) if is_blind else chance
    chance *= np.where(day >= WEEKS * 7 / 2, growth, 1.0)
    frailty = rng.gamma(1 / FRAILTY**2, FRAILTY**2, orders)[order]
    looks = pl.DataFrame(
        {
            "check_id": [f"{place:07d}" for place in range(n)],
            "order_id": [f"o{number}" for number in order],
            "root_cause": [CAUSES[number][0] for number in cause],
            "risk_order": [CAUSES[number][1] for number in cause],
            "carrier": carrier,
            "reporting_date": [FIRST + timedelta(days=int(number)) for number in day],
            "state_hours": hours,
            "order_hours": hours + rng.gamma(2.0, 30.0, n),
            "past_promise_hours": np.where(cause == 0, hours, -rng.gamma(2.0, 40.0, n)),
            "is_asked_within_72h": rng.random(n) < np.minimum(chance * frailty, 1.0),
        }
    )
    unknown = ("silent_hours", "past_ship_by_hours", "shipped_email_hours", "alert_hours", "asked_hours")
    return looks.with_columns(
        pl.lit(1.0).alias("parcel_days"),
        *(pl.lit("one").alias(name) for name in ("parcel_state", "three_pl", "service", "lane", "season")),
        *(pl.lit(None, dtype=pl.Float64).alias(name) for name in unknown),
    )


def simulate(seeds: range) -> list[Result]:
    """Draw worlds of which more is known than the rules ask, worlds that change midway, and worlds without a sign."""
    known = [_told(world(seed)) for seed in seeds]
    blind = [_told(world(seed, is_blind=True)) for seed in seeds[::2]]
    grown = [_told(world(seed, growth=1.6)) for seed in seeds[::4]]
    shares, aucs = _intervals(seeds)
    return [
        share_between("the model finds more than the oldest first", _count(known, "leads_oldest"), len(known), 0.98, 1),
        share_between("it is used where it knows more than the rules", _count(known, "is_used"), len(known), 0.9, 1),
        share_between("it is not used where nothing tells", len(blind) - _count(blind, "is_used"), len(blind), 0.97, 1),
        share_between("the interval of a share holds the true one", shares, len(seeds), 0.92, 0.98),
        share_between("the interval of an AUC holds the true one", aucs, len(seeds), 0.92, 0.98),
        _mean("tickets foretold by tickets that came", [told.foretold_by_seen for told in known], 0.97, 1.03),
        _mean("the same where chances rise by 60 % midway", [told.foretold_by_seen for told in grown], 0.88, 1.0),
        _mean("the AUC where nothing tells", [told.auc for told in blind], 0.49, 0.51),
    ]


def _told(looks: pl.DataFrame) -> Told:
    _, verdict, backtest, calibration = foretold(looks, looks.clear(), STALE_HOURS)
    rows = {row["ranking"]: row for row in backtest.filter(pl.col("grain") == "all").iter_rows(named=True)}
    expected = (calibration["foretold_share"] * calibration["n"]).sum()
    return Told(
        verdict.is_model_used,
        (rows[OLDEST]["model_lead_lower"] or 0) > 0,
        rows[MODEL]["auc"],
        float(expected) / int(calibration["ticket_count"].sum()),
    )


def _intervals(seeds: range) -> tuple[int, int]:
    """Count the worlds in which the interval of a share, and that of an AUC, holds the true one.

    An order has twelve looks with nearly the same outcome: taken one by one they would look like twelve times the
    evidence.
    """
    shares = aucs = 0
    for seed in seeds:
        rng = np.random.default_rng([seed, 1])
        order = np.repeat(np.arange(400), 12)
        writes = rng.random(400) < 0.1
        score = rng.normal(size=400) + 1.0 * writes
        outcomes = np.where(rng.random(len(order)) < 0.9, writes[order], rng.random(len(order)) < 0.1).astype(float)
        looks = Looks(outcomes, np.ones(len(order)), np.zeros(len(order), dtype=np.int64), order)
        lower, upper = share_interval(share_with_outcome(looks, np.ones(len(order))))
        shares += lower <= 0.1 <= upper
        low, high = odds_interval(concordance(score[order], looks))
        aucs += low <= TRUE_AUC <= high
    return shares, aucs


def _count(told: list[Told], name: str) -> int:
    return sum(getattr(one, name) for one in told)


def _mean(claim: str, found: list[float], lowest: float, highest: float) -> Result:
    mean = float(np.mean(found))
    spread = f"{mean:.3f} ({min(found):.3f} to {max(found):.3f})"
    return Result(claim, spread, f"on average {lowest} to {highest}", lowest <= mean <= highest)
