"""Which order of the list would have found more of those who then wrote, week by week on what was known then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from wismo.many import many
from wismo.statistics.ranking import (
    Looks,
    concordance,
    lead,
    odds_interval,
    share_interval,
    share_with_outcome,
    top_share,
)

MODEL, RULES, PAST_PROMISE, OLDEST = "model", "rules", "past_promise_first", "oldest_first"
NAMES = {
    MODEL: "by the modelled chance",
    RULES: "by the published rules",
    PAST_PROMISE: "longest past the promise first",
    OLDEST: "oldest order first",
}
TOP = 0.05
# Fewer tickets than this show neither how good an order is nor, over all weeks, that one is better.
FEWEST_TICKETS, FEWEST_IN_ALL = 20, 100
# Tickets in all may differ from those foretold by this factor before a chance is not worth showing.
OFF_BY = 1.25
# Bins of the calibration end at these shares of all looks, by their chance; the last is the top of the list.
BIN_ENDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass(frozen=True)
class Verdict:
    """Whether the list goes by the model, and in words why not."""

    is_model_used: bool
    why_not: str = ""


def rule_scores(checks: pl.DataFrame, stale_hours: float) -> np.ndarray:
    """Return the place of each check by the published rules as a score (n), the highest first.

    ``checks`` has ``risk_order`` (1 first; NULL after all others) and ``state_hours``. Within a cause the one that
    began last goes first; what has been so for longer than ``stale_hours`` goes after everything else.
    """
    order = checks["risk_order"].cast(pl.Float64).fill_null(999.0).to_numpy()
    hours = checks["state_hours"].cast(pl.Float64).to_numpy()
    return -((hours > stale_hours) * 1e10 + order * 1e6 + np.minimum(hours, 9e5))


def rival_scores(checks: pl.DataFrame, stale_hours: float) -> dict[str, np.ndarray]:
    """Return the scores (n) of the orders that the model has to beat; unknown promises go last."""
    return {
        RULES: rule_scores(checks, stale_hours),
        PAST_PROMISE: checks["past_promise_hours"].cast(pl.Float64).fill_null(-1e9).to_numpy(),
        OLDEST: checks["order_hours"].cast(pl.Float64).to_numpy(),
    }


def judge(scores: dict[str, np.ndarray], looks: Looks) -> Verdict:
    """Return whether the model may order the list: it must be better than each of its rivals, and foretell the sum.

    ``scores`` has one array (n) per order, the model's being chances.
    """
    hits = int(looks.outcomes.sum())
    if hits < FEWEST_IN_ALL:
        return Verdict(False, f"not enough data: fewer than {FEWEST_IN_ALL} tickets in the weeks looked at")
    ours = concordance(scores[MODEL], looks)
    for name in (RULES, PAST_PROMISE, OLDEST):
        # An AUC that cannot be given is not above anything.
        if not lead(ours, concordance(scores[name], looks))[1] > 0:
            return Verdict(False, f"the model is not distinguishable from going {NAMES[name]}")
        if lead(top_share(scores[MODEL], looks, TOP)[0], top_share(scores[name], looks, TOP)[0])[2] < 0:
            return Verdict(False, f"the first of the list hold more tickets when it goes {NAMES[name]}")
    foretold = float(np.average(scores[MODEL], weights=looks.weights))
    lower, upper = share_interval(share_with_outcome(looks, np.ones(len(looks.outcomes))))
    if upper * OFF_BY < foretold or lower > foretold * OFF_BY:
        return Verdict(False, "the model foretold another number of tickets than came")
    return Verdict(True)


def backtest_table(
    scores: dict[str, np.ndarray], looks: Looks, months: np.ndarray, verdict: Verdict
) -> list[dict[str, object]]:
    """Return the rows of ``at_risk_backtest``: each order of the list over all weeks, and month by month.

    ``months`` (n) are dates, the first day of the month in which the look's week began.
    """
    rows = [_row("all", None, name, scores, looks, verdict) for name in scores]
    for month in np.unique(months):
        here = months == month
        part = Looks(*(column[here] for column in (looks.outcomes, looks.weights, looks.strata, looks.clusters)))
        chosen = {name: score[here] for name, score in scores.items()}
        rows += [_row("month", month.astype(object), name, chosen, part, verdict) for name in scores]
    return rows


def calibration_table(chances: np.ndarray, looks: Looks) -> list[dict[str, object]]:
    """Return the rows of ``at_risk_calibration``: what was foretold beside what came, from the lowest chances up."""
    if int(looks.outcomes.sum()) < FEWEST_IN_ALL:
        return []
    ends = np.quantile(chances, BIN_ENDS)
    bins = np.searchsorted(ends[:-1], chances, side="right")
    rows = []
    for place in np.unique(bins):
        here = bins == place
        seen = share_with_outcome(looks, here.astype(float))
        lower, upper = share_interval(seen)
        foretold = float(np.average(chances[here], weights=looks.weights[here]))
        row: dict[str, object] = {
            "bin": len(rows) + 1,
            "lowest_chance": round(float(chances[here].min()), 6),
            "highest_chance": round(float(chances[here].max()), 6),
            "n": int(here.sum()),
            "ticket_count": int(looks.outcomes[here].sum()),
            "foretold_share": round(foretold, 6),
            "seen_share": round(seen.value, 6),
            "seen_lower": round(lower, 6),
            "seen_upper": round(upper, 6),
            "method": "weekly_backtest",
        }
        fits = (
            "as foretold"
            if lower <= foretold <= upper
            else f"{'more' if seen.value > foretold else 'fewer'} than foretold"
        )
        row["sentence"] = (
            f"Foretold {percent(row['foretold_share'])}, seen {percent(row['seen_share'])} "
            f"({percent(row['seen_lower'])} to {percent(row['seen_upper'])}): {fits}."
        )
        rows.append(row)
    return rows


def percent(share: object) -> str:
    """Return a share as a percentage with one decimal place."""
    return f"{100 * float(share):.1f} %"  # ty: ignore


def _row(
    grain: str, start: object, name: str, scores: dict[str, np.ndarray], looks: Looks, verdict: Verdict
) -> dict[str, object]:
    hits = int(looks.outcomes.sum())
    row: dict[str, object] = {
        "grain": grain,
        "period_start": start,
        "ranking": name,
        "n": len(looks.outcomes),
        "ticket_count": hits,
        "is_used": name == (MODEL if verdict.is_model_used else RULES),
        "method": "weekly_backtest",
    }
    whole = share_with_outcome(looks, np.ones(len(looks.outcomes)))
    row["base_share"] = round(whole.value, 6)
    if hits < FEWEST_TICKETS:
        words = f"not enough data: {many(hits, 'ticket')}, {FEWEST_TICKETS} are needed"
        return row | {"sentence": f"The list {NAMES[name]}: {words}."}
    found = concordance(scores[name], looks)
    first, first_count = top_share(scores[name], looks, TOP)
    row |= _rounded("auc", found.value, *odds_interval(found))
    row |= _rounded("top_share", first.value, *share_interval(first))
    row["top_count"] = round(first_count)
    if name != MODEL:
        row |= _rounded("model_lead", *lead(concordance(scores[MODEL], looks), found))
    row["sentence"] = (
        f"The list {NAMES[name]}: of its first {TOP * 100:.0f} %, {percent(row['top_share'])} had a ticket within "
        f"72 hours ({percent(row['top_share_lower'])} to {percent(row['top_share_upper'])}), of all "
        f"{percent(row['base_share'])}."
    )
    return row


def _rounded(name: str, value: float, lower: float, upper: float) -> dict[str, object]:
    named = {name: value, f"{name}_lower": lower, f"{name}_upper": upper}
    return {key: None if np.isnan(figure) else round(float(figure), 6) for key, figure in named.items()}
