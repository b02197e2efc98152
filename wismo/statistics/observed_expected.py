"""Carriers and 3PLs beside what is to be expected of their work: where it goes, how, when, and with whom.

Observed over expected (O/E), the expected from a regression in which every party has an effect of its own: slopes come
from within parties, or a bad carrier would hide in the region that it serves alone. Flags come from exact tail
probabilities of a negative binomial, which is the Poisson widened by how much a party's weeks differ and by how well
the expected is known. Shrunken ratios (Clayton and Kaldor, Biometrics 1987) only put parties in order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from wismo.statistics.flags import told_from_noise
from wismo.statistics.loglinear import Factor, LogLinear, fit_loglinear
from wismo.statistics.rate_model import PRIOR_VARIATION, PRIOR_WEEKS, pearson_dispersion
from wismo.statistics.ratios import ratio_figures, shrunken_ratios

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PARTIES = ("carrier", "three_pl")
FACTORS = (*PARTIES, "region", "service", "lane", "week_start")
UNKNOWN = "unassigned"
FEWEST_CASES = 30
# Where less than one case of trouble was to be expected, none is no finding.
LEAST_EXPECTED = 1.0
# Fewer than four ratios say too little of how much parties differ.
FEWEST_RANKED = 4
# Where less than a tenth of what is known of a party is left once its partners may differ too, it is not judged: the
# share of its one partner's work that goes to others, when it works with one only.
LEAST_LEFT = 0.1
WORSE, BETTER, ALIKE = "worse than expected", "better than expected", "not distinguishable"
INSEPARABLE, TOO_LITTLE = "cannot be separated", "not enough data"
FIGURES = (
    "observed", "rate", "expected", "ratio", "ratio_lower", "ratio_upper", "shrunken_ratio", "p_value",
    "funnel_95_lower", "funnel_95_upper", "funnel_998_lower", "funnel_998_upper", "partner_share", "share_of_partner",
)  # fmt: skip
SCHEMA = {
    "party_kind": pl.String,
    "party": pl.String,
    "n": pl.Int64,
    **dict.fromkeys(FIGURES, pl.Float64),
    "partner": pl.String,
    "position": pl.Int64,
    "verdict": pl.String,
    "method": pl.String,
}


@dataclass(frozen=True)
class _Work:
    """What the regression says of each party, in the order of its codes."""

    observed: np.ndarray
    expected: np.ndarray
    # Squared coefficient of variation of the observed around the expected, beyond counting.
    dispersion: np.ndarray
    is_separable: np.ndarray


def league(cells: pl.DataFrame) -> pl.DataFrame:
    """Return one row per known carrier and per known 3PL, those of one kind by ratio.

    ``cells`` has ``carrier``, ``three_pl``, ``region``, ``service``, ``lane``, ``week_start``, ``n`` (cases: parcels
    or orders) and ``observed`` (those with the trouble). ``rate`` is per 100 cases. Ratios are 1 for the average,
    weighted by work, of the known parties that can be separated from those of the other kind. ``partner`` is the one of
    the other kind that most of a party's work is done with.
    """
    cells = cells.filter(pl.col("n") > 0).group_by(FACTORS).agg(pl.col("n", "observed").sum()).sort(FACTORS)
    if cells.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    members = {name: cells[name].unique().sort().to_list() for name in FACTORS}
    factors = {name: Factor(_codes(cells[name]), len(members[name])) for name in FACTORS}
    counts, exposure = (cells[name].cast(pl.Float64).to_numpy() for name in ("observed", "n"))
    model = fit_loglinear(counts, exposure, factors)
    kinds = [_kind(kind, members, model, counts, _partners(cells, kind)) for kind in PARTIES]
    return pl.concat([pl.DataFrame(rows, schema=SCHEMA) for rows in kinds]).sort(
        "party_kind", "ratio", "party", nulls_last=True
    )


def _kind(
    kind: str,
    members: Mapping[str, list[str]],
    model: LogLinear,
    counts: np.ndarray,
    partners: Mapping[str, dict[str, Any]],
) -> list[dict[str, Any]]:
    parties = members[kind]
    known = np.array([party != UNKNOWN for party in parties])
    work = _work(kind, model, counts, known)
    cases = model.factors[kind].summed(model.exposure)
    rows = [
        dict.fromkeys(SCHEMA)
        | {
            "party_kind": kind,
            "party": party,
            "n": round(cases[place]),
            "observed": work.observed[place],
            "rate": 100 * work.observed[place] / cases[place] if cases[place] >= FEWEST_CASES else None,
            "method": "none",
        }
        | partners[party]
        for place, party in enumerate(parties)
    ]
    judged = []
    for place in np.flatnonzero(known):
        if cases[place] < FEWEST_CASES or work.expected[place] < LEAST_EXPECTED or known.sum() < 2:
            rows[place]["verdict"] = TOO_LITTLE
        elif not work.is_separable[place]:
            rows[place]["verdict"] = INSEPARABLE
        else:
            judged.append(place)
    _judge(rows, judged, work)
    return [rows[place] for place in np.flatnonzero(known)]


def _judge(rows: list[dict[str, Any]], judged: list[int], work: _Work) -> None:
    """Fill in the figures and the verdicts of the rows at the places ``judged``."""
    if not judged:
        return
    observed, expected, dispersion = (values[judged] for values in (work.observed, work.expected, work.dispersion))
    figures = ratio_figures(observed, expected, dispersion)
    flagged = told_from_noise(figures["p_value"])
    if len(judged) >= FEWEST_RANKED:
        shrunken = shrunken_ratios(observed, expected, dispersion)
        positions = np.argsort(np.argsort(shrunken, kind="stable"), kind="stable") + 1
    for index, place in enumerate(judged):
        row = rows[place]
        row.update({name: float(values[index]) for name, values in figures.items()})
        row["method"] = "observed_over_expected"
        above = figures["ratio"][index] > 1
        row["verdict"] = (WORSE if above else BETTER) if flagged[index] else ALIKE
        if len(judged) >= FEWEST_RANKED:
            row["shrunken_ratio"], row["position"] = float(shrunken[index]), int(positions[index])


def _work(kind: str, model: LogLinear, counts: np.ndarray, known: np.ndarray) -> _Work:
    factor = model.factors[kind]
    alike = model.mean(without=kind)
    observed, expected = factor.summed(counts), factor.summed(alike)
    is_separable = _separable(kind, model, alike, known)
    # The average of the parties that are compared is 1.
    scale = observed[is_separable].sum() / max(expected[is_separable].sum(), 1e-9) or 1.0
    alike, expected = alike * scale, expected * scale
    dispersion = _between_weeks(kind, model, counts, alike, expected)
    dispersion += _of_expected(kind, model, alike, expected, is_separable)
    return _Work(observed, expected, dispersion, is_separable)


def _between_weeks(
    kind: str, model: LogLinear, counts: np.ndarray, alike: np.ndarray, expected: np.ndarray
) -> np.ndarray:
    """Return by how much a party's total varies because its weeks do, after what all parties share in a week."""
    weeks, parties = model.factors["week_start"], model.factors[kind]
    cell = Factor(parties.codes * weeks.levels + weeks.codes, parties.levels * weeks.levels)
    seen, fitted = cell.summed(counts), cell.summed(model.mean())
    enough = fitted >= 1
    prior = PRIOR_VARIATION**2
    found = pearson_dispersion(seen[enough], fitted[enough], parties.levels + weeks.levels) if enough.any() else prior
    shrunk = (enough.sum() * found + PRIOR_WEEKS * prior) / (enough.sum() + PRIOR_WEEKS)
    by_week = cell.summed(alike).reshape(parties.levels, weeks.levels)
    return shrunk * np.square(by_week).sum(axis=1) / np.square(np.maximum(expected, 1e-9))


def _of_expected(
    kind: str, model: LogLinear, alike: np.ndarray, expected: np.ndarray, compared: np.ndarray
) -> np.ndarray:
    """Return the squared relative error of each party's expected count: how well the slopes of its work are known."""
    covariance = np.linalg.inv(model.information(model.mean()))
    parties, places = model.factors[kind], model.places()
    work = np.zeros((parties.levels, len(covariance)))
    for name, factor in model.factors.items():
        if name != kind:
            cell = Factor(parties.codes * factor.levels + factor.codes, parties.levels * factor.levels)
            work[:, places[name]] = cell.summed(alike).reshape(parties.levels, factor.levels)
    # Relative to the average work of those compared, against which the ratios stand.
    average = work[compared].sum(axis=0) / max(expected[compared].sum(), 1e-9)
    relative = work / np.maximum(expected, 1e-9)[:, None] - average
    return np.einsum("ij,jk,ik->i", relative, covariance, relative)


def _separable(kind: str, model: LogLinear, alike: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return which known parties can be told apart from those of the other kind, each against the average of all such.

    Where parties fall into groups without a partner in common, the larger group is compared within itself.
    """
    other = next(name for name in PARTIES if name != kind)
    alone = replace(model, factors={name: factor for name, factor in model.factors.items() if name != other})
    covariances = [
        np.linalg.inv(own.information(alike))[own.places()[kind], own.places()[kind]] for own in (alone, model)
    ]
    work = model.factors[kind].summed(alike)
    compared = known.copy()
    while compared.sum() > 1:
        against = np.eye(len(work)) - np.where(compared, work, 0.0) / max(work[compared].sum(), 1e-9)
        without, both = (np.einsum("ij,jk,ik->i", against, covariance, against) for covariance in covariances)
        # The share of the information on a party's difference from the average that is left when its partners may
        # differ, too; rounded, so that two builds drop the same one of a tie.
        left = np.where(compared, np.round(without / np.maximum(both, 1e-12), 9), np.inf)
        worst = int(np.argmin(left))
        if left[worst] >= LEAST_LEFT:
            return compared
        compared[worst] = False
    return np.zeros_like(known)


def _partners(cells: pl.DataFrame, kind: str) -> dict[str, dict[str, Any]]:
    """Return for each party whom most of its work is done with, that share, and the party's share of the partner."""
    other = next(name for name in PARTIES if name != kind)
    met = cells.group_by(PARTIES).agg(pl.col("n").sum())
    shares = met.with_columns(
        partner_share=pl.col("n") / pl.col("n").sum().over(kind),
        share_of_partner=pl.col("n") / pl.col("n").sum().over(other),
    ).sort(kind, "n", other, descending=[False, True, False])
    first = shares.unique(kind, keep="first", maintain_order=True)
    rows: Iterable[dict[str, Any]] = first.select(
        pl.col(kind).alias("party"), pl.col(other).alias("partner"), "partner_share", "share_of_partner"
    ).iter_rows(named=True)
    return {str(row.pop("party")): row for row in rows}


def _codes(column: pl.Series) -> np.ndarray:
    return column.rank("dense").cast(pl.Int64).to_numpy() - 1
