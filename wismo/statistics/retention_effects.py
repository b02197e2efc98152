"""The rows of the retention statistics: each exposure's effect, for everybody and for groups, with its tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.statistics import aipw
from wismo.statistics.retention_design import design
from wismo.statistics.retention_exposures import EXPOSURES, Exposure
from wismo.statistics.retention_margin import Margin, margin_at_risk

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVEL = 0.95
# Below so many who came back, and so many who did not, in either group an interval by the normal law says too much.
SMALLEST_OUTCOME = 10
# The second method is slow and looks for a gross error, so it sees a part of a large brand.
MOST_CHECKED = 10_000
# With a weighted comparison worth fewer customers than this, or more unlike in any covariate than this many standard
# deviations (Rubin, Health Services and Outcomes Research Methodology 2001), nobody comparable is there.
SMALLEST_COMPARISON, MOST_UNLIKE = 30, 0.25


@dataclass(frozen=True)
class Settings:
    """``smallest`` group of customers, ``margin_share`` of an order's value, ``landmark`` and ``window`` in days."""

    smallest: int
    margin_share: float
    landmark: int
    window: int


@dataclass(frozen=True)
class Estimate:
    """An effect with its interval, and what else was looked at; None where it was not.

    A part of another estimate (a group of its customers, or of its exposure) is no better than the ``whole``.
    """

    exposure: Exposure
    group: str
    level: float
    exposed: int
    comparison: int
    att: aipw.Att | None = None
    too_little: str = ""
    placebo: aipw.Att | None = None
    check: aipw.Att | None = None
    difference: float | None = None
    margin: Margin | None = None
    whole: Estimate | None = None


@dataclass
class _Study:
    """The index orders not repeated before the landmark, the design matrices and what was fitted on them."""

    rows: pl.DataFrame
    outcome: np.ndarray
    folds: np.ndarray
    fitted: dict[tuple[bool, bytes], np.ndarray] = field(default_factory=dict)
    designs: dict[bool, np.ndarray] = field(default_factory=dict)
    history: bool = True

    def design(self, *, with_lateness: bool) -> np.ndarray:
        if with_lateness not in self.designs:
            self.designs[with_lateness] = design(self.rows, with_history=self.history, with_lateness=with_lateness)
        return self.designs[with_lateness]

    def nuisances(self, exposure: Exposure, exposed: np.ndarray, studied: np.ndarray) -> aipw.Nuisances:
        """Fit both models; all exposures with the same comparison share what is expected of it."""
        matrix, unexposed = self.design(with_lateness=exposure.adjusts_lateness), studied & ~exposed
        key = (exposure.adjusts_lateness, unexposed.tobytes())
        if key not in self.fitted:
            self.fitted[key] = aipw.crossfit_outcome(self.outcome, unexposed, matrix, self.folds)
        return aipw.Nuisances(self.fitted[key], aipw.crossfit_chance(exposed, studied, matrix, self.folds))


def estimates(
    study: pl.DataFrame, settings: Settings, exposures: tuple[Exposure, ...] = EXPOSURES, *, checked: bool = True
) -> list[Estimate]:
    """Return every estimate of a ``study`` (as ``retention_study.study`` reads it), in the order of the exposures.

    Without ``checked`` the second, slow method is left out.
    """
    chosen = study.filter("is_index", ~pl.col("is_repeated_before_landmark"))
    main = _Study(chosen, chosen["is_repeated"].to_numpy().astype(float), aipw.folds_of(chosen["person"].to_numpy()))
    past = study.filter("has_placebo_window")
    earlier = _Study(
        past, past["is_repeat_of_recent"].to_numpy().astype(float), aipw.folds_of(past["person"].to_numpy()),
        history=False,
    )  # fmt: skip
    found: dict[str, list[Estimate]] = {}
    for exposure in exposures:
        whole = found[exposure.part_of][0] if exposure.part_of in found else None
        found[exposure.name] = list(_of_exposure(exposure, main, earlier, settings, whole, checked=checked))
    return [row for rows in found.values() for row in rows]


def _of_exposure(
    exposure: Exposure, main: _Study, earlier: _Study, settings: Settings, whole: Estimate | None, *, checked: bool
) -> Iterator[Estimate]:
    """Give the row of everybody first, then those of groups where the exposure has any."""
    exposed, studied = _compared(exposure, main.rows)
    everybody = _sized(exposure, "all", LEVEL, main.outcome, exposed, studied, settings)
    if everybody.too_little:
        yield everybody
        return
    nuisances = main.nuisances(exposure, exposed, studied)
    found = _effect(everybody, main, exposed, studied, nuisances, settings)
    if found.att is None:
        yield found
        return
    second = checked and exposure.has_groups
    everybody = replace(
        found,
        whole=whole,
        placebo=None if exposure.part_of else _placebo(exposure, earlier, settings),
        check=_check(exposure, main, exposed, studied) if second else None,
        margin=margin_at_risk(found.att, main.rows, exposed, studied, settings.margin_share)
        if exposure.has_margin
        else None,
    )
    yield everybody
    for names in _groups(main.rows) if exposure.has_groups else ():
        sized = [
            (_sized(exposure, name, LEVEL, main.outcome, exposed, studied & inside, settings), studied & inside)
            for name, inside in names.items()
        ]
        # Of many groups looked at one is odd by chance alone: all their intervals together hold at 95 %.
        shown = sum(not row.too_little for row, _ in sized)
        for row, inside in sized:
            level = 1 - (1 - LEVEL) / max(shown, 1)
            yield (
                row
                if row.too_little
                else _effect(replace(row, level=level, whole=everybody), main, exposed, inside, nuisances, settings)
            )


def _compared(exposure: Exposure, rows: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    flags = rows.select(
        exposed=exposure.exposed.fill_null(value=False), unexposed=exposure.unexposed.fill_null(value=False)
    )
    exposed = flags["exposed"].to_numpy()
    return exposed, exposed | flags["unexposed"].to_numpy()


def _groups(rows: pl.DataFrame) -> list[dict[str, np.ndarray]]:
    first = rows["is_first_order"].to_numpy()
    seasons = rows["season"].fill_null("unknown")
    return [
        {"first_order": first, "returning": ~first},
        {f"season:{season}": (seasons == season).to_numpy() for season in sorted(set(seasons))},
    ]


def _sized(
    exposure: Exposure,
    group: str,
    level: float,
    outcome: np.ndarray,
    exposed: np.ndarray,
    studied: np.ndarray,
    settings: Settings,
) -> Estimate:
    """Return the counts, and why they are too small where they are."""
    treated, control = studied & exposed, studied & ~exposed
    n, m = int(treated.sum()), int(control.sum())
    came, stayed_away = (min(int((outcome[part] == value).sum()) for part in (treated, control)) for value in (1, 0))
    why = ""
    if not len(outcome):
        why = f"no customer had {settings.landmark + settings.window} days to come back yet"
    elif n + m == 0:
        why = exposure.unknown
    elif min(n, m) < settings.smallest:
        why = (
            f"{n:,} customers {exposure.who} and {m:,} who {exposure.others}, at least {settings.smallest} each needed"
        )
    elif min(came, stayed_away) < SMALLEST_OUTCOME:
        why = f"fewer than {SMALLEST_OUTCOME} of a group came back, or stayed away"
    return Estimate(exposure, group, level, n, m, too_little=why)


def _effect(
    row: Estimate,
    study: _Study,
    exposed: np.ndarray,
    studied: np.ndarray,
    nuisances: aipw.Nuisances,
    settings: Settings,
) -> Estimate:
    """Return the row with its effect, or with the reason why the two groups cannot be compared."""
    unlike = f"the customers {row.exposure.who} and those who {row.exposure.others} are too different to be compared"
    try:
        found = aipw.att(exposed, studied, study.outcome, nuisances)
    except ValueError:
        return replace(row, too_little=unlike)
    matrix = study.design(with_lateness=row.exposure.adjusts_lateness)
    difference = aipw.largest_difference(exposed, studied, matrix, nuisances.chance)
    # Of seventy covariates one differs by four standard errors at most where all is well.
    if (
        found.exposed < settings.smallest
        or found.effective_comparison < SMALLEST_COMPARISON
        or difference > max(MOST_UNLIKE, 4 * found.chance_difference)
    ):
        return replace(row, too_little=unlike)
    return replace(row, att=found, difference=difference)


def _placebo(exposure: Exposure, earlier: _Study, settings: Settings) -> aipw.Att | None:
    """The same comparison on orders before the order, which nothing that came after can have changed.

    On all orders, not the index orders alone: before those a customer has by definition few. Rows of one customer
    count together.
    """
    exposed, studied = _compared(exposure, earlier.rows)
    if _sized(exposure, "all", LEVEL, earlier.outcome, exposed, studied, settings).too_little:
        return None
    try:
        nuisances = earlier.nuisances(exposure, exposed, studied)
        return aipw.att(exposed, studied, earlier.outcome, nuisances, earlier.rows["person"].to_numpy())
    except ValueError:
        return None


def _check(exposure: Exposure, study: _Study, exposed: np.ndarray, studied: np.ndarray) -> aipw.Att | None:
    """The effect by boosted trees, on every k-th of the rows in time."""
    matrix, rows = study.design(with_lateness=exposure.adjusts_lateness), np.flatnonzero(studied)
    rows = rows[:: int(np.ceil(len(rows) / MOST_CHECKED))]
    of, outcome, folds, everyone = exposed[rows], study.outcome[rows], study.folds[rows], np.ones(len(rows), bool)
    nuisances = aipw.Nuisances(
        aipw.crossfit_outcome(outcome, ~of, matrix[rows], folds, aipw.boosted),
        aipw.crossfit_chance(of, everyone, matrix[rows], folds, aipw.boosted),
    )
    try:
        return aipw.att(of, everyone, outcome, nuisances)
    except ValueError:
        return None
