"""The seasonal rate model against closed forms and statsmodels, and the weekly counts against the metrics."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from scipy import stats

from tests.simulate import rate_model as simulation
from wismo.metric import metric_frame
from wismo.statistics.rate_model import autocorrelation, fit_rate, limits, z_scores
from wismo.statistics.weeks import OF_CAUSES, OF_TICKETS, SHARED, season_design, season_shares, weekly_counts

FREE = np.array([np.inf])


def test_without_seasons_the_rate_is_tickets_by_orders():
    counts, exposure = np.array([8, 10, 12, 9]), np.array([100.0, 100, 100, 100])
    model = fit_rate(counts, exposure, np.ones((4, 1)), FREE)
    assert np.exp(model.coefficients[0]) == pytest.approx(39 / 400)
    # Four quiet weeks against the prior's twenty: the variation stays near its 10 %.
    assert model.dispersion == pytest.approx(20 * 0.10**2 / 24)


def test_it_agrees_with_statsmodels_where_there_is_no_prior():
    from statsmodels.genmod.families import NegativeBinomial
    from statsmodels.genmod.generalized_linear_model import GLM

    rng = np.random.default_rng(3)
    design = np.column_stack([np.ones(80), np.sin(np.arange(80) / 8)])
    exposure = rng.uniform(500, 900, 80)
    counts = rng.poisson(exposure * 0.08 * np.exp(0.3 * design[:, 1]) * rng.gamma(50, 1 / 50, 80))
    ours = fit_rate(counts, exposure, design, np.full(2, np.inf))
    theirs = GLM(counts, design, NegativeBinomial(alpha=ours.dispersion), offset=np.log(exposure)).fit()
    assert ours.coefficients == pytest.approx(theirs.params, abs=1e-6)
    assert np.sqrt(np.diag(ours.covariance)) == pytest.approx(theirs.bse, rel=1e-4)


def test_a_season_never_seen_changes_nothing_and_is_not_sure():
    design = np.column_stack([np.ones(30), np.zeros(30)])
    model = fit_rate(np.full(30, 50), np.full(30, 500.0), design, np.array([np.inf, 0.5]))
    assert model.coefficients[1] == 0
    row = np.array([[1.0, 1.0]])
    assert model.predictive_dispersion(row)[0] == pytest.approx(model.dispersion + model.covariance[0, 0] + 0.25)


def test_no_ticket_at_all_is_a_rate_near_none_and_not_an_error():
    model = fit_rate(np.zeros(12), np.full(12, 100.0), np.ones((12, 1)), FREE)
    assert model.mean(np.ones((1, 1)), np.array([100.0]))[0] < 0.01


@pytest.mark.parametrize("exposure", [[1.0, 0.0], [1.0, -1.0], [1.0, np.nan]])
def test_a_week_without_orders_is_refused(exposure):
    with pytest.raises(ValueError, match="above 0"):
        fit_rate(np.array([1, 2]), np.array(exposure), np.ones((2, 1)), FREE)


def test_limits_are_quantiles_and_scores_are_normal_deviates():
    mean, dispersion = np.array([100.0]), np.array([0.01])
    lower, upper = limits(mean, dispersion, 0.00135)
    drawn = stats.nbinom(100, 0.5)
    assert (lower[0], upper[0]) == (drawn.ppf(0.00135), drawn.ppf(0.99865))
    assert z_scores(np.array([100.0]), mean, dispersion)[0] == pytest.approx(0.0, abs=0.05)
    assert z_scores(upper, mean, dispersion)[0] == pytest.approx(3.0, abs=0.1)


def test_autocorrelation_of_noise_is_small_and_of_a_slow_wave_is_not():
    rng = np.random.default_rng(5)
    assert autocorrelation(rng.normal(size=400), prior_weeks=20) < 0.15
    assert autocorrelation(np.sin(np.arange(104) / 10)) == pytest.approx(0.8)
    assert autocorrelation(np.zeros(52)) == 0


def test_the_band_holds_what_it_says_in_a_few_simulated_worlds():
    assert all(result.is_met for result in simulation.simulate(range(40)))


def test_the_season_of_a_week_is_the_share_of_its_days(working):
    shares = season_shares(working)
    assert shares["week_start"].dt.weekday().unique().to_list() == [1]
    row = shares.row(by_predicate=pl.col("week_start") == date(2025, 11, 24), named=True)
    # Black Friday of 2025 is 28 November; the window ends on the Tuesday of the week after.
    assert row["bfcm"] == pytest.approx(1.0)
    design = season_design(pl.Series([date(2025, 11, 24), date(2025, 11, 24) + timedelta(weeks=20)]), shares)
    assert design.names[:3] == ("level", "sine", "cosine")
    assert len(design.names) == design.matrix.shape[1] == len(design.prior_sd)


def test_weekly_counts_are_those_of_the_metrics(working, demo_home):
    weeks = weekly_counts(working)
    mondays = sorted(set(weeks["week_start"]))
    first, last = mondays[0], mondays[-1]
    assert len(mondays) == (last - first).days / 7 + 1
    for dimension in ("all", *SHARED, *OF_TICKETS):
        by = () if dimension == "all" else (dimension,)
        settled = {"cause_status": ["final", "uncertain"]} if dimension in OF_CAUSES else {}
        ours = weeks.filter((pl.col("dimension") == dimension) & (pl.col("tickets") > 0))
        theirs = metric_frame(demo_home, "rated_wismo_tickets", by, "week", settled, first, last + timedelta(days=6))
        # Of the last week too many causes may still change: it is not compared by cause.
        kept = set(weeks.filter(pl.col("dimension") == dimension)["week_start"])
        assert len(kept) >= len(mondays) - 1
        expected = {
            tuple(row[:-1]): row[-1]
            for row in theirs.select("period", *by, "value").rows()
            if row[-1] and row[0] in kept
        }
        found = ours.select("week_start", "member", "tickets").rows()
        assert {(week, member) if by else (week,): count for week, member, count in found} == expected
        if dimension in ("all", *SHARED):
            rates = metric_frame(demo_home, "lag_matched_orders", by, "week", start=first, end=last + timedelta(days=6))
            orders = {tuple(row[:-1]): row[-1] for row in rates.select("period", *by, "value").rows()}
            for week, member, count in ours.select("week_start", "member", "orders").rows():
                assert count == pytest.approx(orders.get((week, member) if by else (week,)) or 0.0, abs=1e-5)
