"""League tables against exact probabilities and statsmodels, where nothing can be said, and on the sample brand."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import polars as pl
import pytest
from scipy import stats

from tests.simulate import league as simulation
from wismo.metric import metric_frame
from wismo.statistics import league as tables
from wismo.statistics.brand import reporting_through
from wismo.statistics.league_words import league_sentence
from wismo.statistics.loglinear import Factor, fit_loglinear
from wismo.statistics.observed_expected import (
    ALIKE,
    BETTER,
    FACTORS,
    INSEPARABLE,
    SCHEMA,
    TOO_LITTLE,
    WORSE,
    league,
)
from wismo.statistics.ratios import ratio_figures, shrunken_ratios

if TYPE_CHECKING:
    from collections.abc import Callable

MONDAY = date(2026, 1, 5)
MARTS = ("shipments", "orders", "tickets", "thresholds", "root_causes", "carriers", "three_pls", "int_data_through")


def cells(
    carriers: dict[str, float],
    three_pls: dict[str, float],
    together: Callable[[str, str], int],
    weeks: int = 8,
    regions: tuple[str, ...] = ("A", "B"),
) -> pl.DataFrame:
    """Cells in which exactly the expected share of parcels is in trouble: 10 % times the two parties' factors."""
    rows = [
        (carrier, three_pl, region, "ground", "domestic", MONDAY + timedelta(weeks=week), n, round(n * 0.1 * one * two))
        for (carrier, one), (three_pl, two), region, week in product(
            carriers.items(), three_pls.items(), regions, range(weeks)
        )
        if (n := together(carrier, three_pl))
    ]
    return pl.DataFrame(rows, schema=[*FACTORS, "n", "observed"], orient="row")


def of(table: pl.DataFrame, party: str) -> dict:
    return table.row(by_predicate=pl.col("party") == party, named=True)


def test_the_regression_is_the_one_of_statsmodels():
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    rng = np.random.default_rng(7)
    codes = [rng.integers(0, levels, 4_000) for levels in (4, 3, 6)]
    exposure = rng.integers(5, 60, 4_000).astype(float)
    effects = [np.array([0, 0.3, -0.2, 0.5]), np.array([0, 0.4, -0.4]), np.linspace(-0.5, 0.5, 6)]
    log_rate = sum(effect[code] for effect, code in zip(effects, codes, strict=True))
    counts = rng.poisson(exposure * 0.1 * np.exp(log_rate)).astype(float)
    factors = {f"f{place}": Factor(code, int(code.max()) + 1) for place, code in enumerate(codes)}
    ours = fit_loglinear(counts, exposure, factors)
    dummies = [np.eye(factor.levels)[factor.codes][:, 1:] for factor in factors.values()]
    theirs = GLM(counts, np.column_stack([np.ones(4_000), *dummies]), Poisson(), offset=np.log(exposure)).fit()
    assert ours.mean() == pytest.approx(theirs.fittedvalues, rel=0.002)
    # The prior makes the difference; the differences between levels are the same.
    assert ours.effects["f0"][1:] - ours.effects["f0"][0] == pytest.approx(theirs.params[1:4], abs=0.005)
    covariance = np.linalg.inv(ours.information(ours.mean()))
    place = ours.places()["f0"]
    contrast = np.zeros(len(covariance))
    contrast[place.start], contrast[place.start + 1] = -1, 1
    assert np.sqrt(contrast @ covariance @ contrast) == pytest.approx(theirs.bse[1], rel=0.01)


def test_a_regression_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one cell"):
        fit_loglinear(np.array([]), np.array([]), {})
    with pytest.raises(ValueError, match="above 0"):
        fit_loglinear(np.array([1.0]), np.array([0.0]), {"f": Factor(np.array([0]), 1)})


def test_without_overdispersion_the_figures_are_poissons():
    figures = ratio_figures(np.array([30.0, 12.0, 0.0]), np.array([20.0, 20.0, 5.0]), np.zeros(3))
    null = stats.poisson(20)
    assert figures["p_value"][:2] == pytest.approx([2 * null.sf(29), 2 * null.cdf(12)], rel=1e-4)
    assert figures["p_value"][2] == pytest.approx(2 * np.exp(-5), rel=1e-4)
    assert figures["funnel_95_upper"][0] == null.ppf(0.975) / 20
    assert figures["funnel_998_lower"][0] == null.ppf(0.001) / 20
    assert figures["ratio_upper"][0] == pytest.approx(stats.gamma.ppf(0.975, 30.5) / 20)
    # Weeks that differ by 30 % make the same count less surprising, and its interval wider.
    wider = ratio_figures(np.array([30.0]), np.array([20.0]), np.array([0.09]))
    assert wider["p_value"][0] > 2 * figures["p_value"][0]
    assert wider["ratio_lower"][0] < figures["ratio_lower"][0]


def test_little_known_ratios_are_drawn_in_more_than_well_known_ones():
    expected = np.array([5.0, 500.0, 200.0, 300.0, 400.0])
    observed = np.array([10.0, 600.0, 150.0, 330.0, 380.0])
    shrunken = shrunken_ratios(observed, expected, np.zeros(5))
    assert 1 < shrunken[0] < 1.4
    assert shrunken[1] == pytest.approx(1.2, abs=0.03)
    # Where parties do not differ, all come together.
    alike = shrunken_ratios(np.array([95.0, 105, 100, 98]), np.full(4, 100.0), np.zeros(4))
    assert np.ptp(alike) < 0.03


def test_a_carrier_is_not_blamed_for_its_regions_and_a_bad_one_does_not_hide_in_its_own():
    # Region B is three times as bad; `far` goes there almost only, `slow` is twice as bad wherever it goes.
    share = {("near", "A"): 900, ("near", "B"): 100, ("far", "A"): 100, ("far", "B"): 900,
             ("slow", "A"): 100, ("slow", "B"): 900, ("even", "A"): 500, ("even", "B"): 500}  # fmt: skip
    rows = [
        (carrier, three_pl, region, "ground", "domestic", MONDAY + timedelta(weeks=week), n,
         round(n * 0.05 * (3 if region == "B" else 1) * (2 if carrier == "slow" else 1)))
        for (carrier, region), n in share.items() for three_pl in ("x", "y") for week in range(8)
    ]  # fmt: skip
    table = league(pl.DataFrame(rows, schema=[*FACTORS, "n", "observed"], orient="row"))
    assert of(table, "far")["rate"] > 2 * of(table, "near")["rate"]
    assert of(table, "far")["ratio"] == pytest.approx(of(table, "near")["ratio"], abs=0.02)
    assert of(table, "slow")["ratio"] / of(table, "far")["ratio"] == pytest.approx(2.0, abs=0.03)
    assert of(table, "slow")["verdict"] == WORSE
    assert {of(table, name)["verdict"] for name in ("far", "near", "even")} <= {BETTER, ALIKE}
    carriers = table.filter(pl.col("party_kind") == "carrier")
    assert carriers["expected"].sum() == pytest.approx(carriers["observed"].sum())
    assert carriers.sort("position")["party"][-1] == "slow"
    # Two 3PLs that are the same: no order among fewer than four.
    assert table.filter(pl.col("party_kind") == "three_pl")["position"].null_count() == 2
    assert {of(table, name)["verdict"] for name in "xy"} == {ALIKE}


def test_a_carrier_and_a_3pl_that_work_only_together_cannot_be_separated():
    pairs = {
        ("ups", "north"): 300,
        ("dhl", "south"): 300,
        ("usps", "south"): 300,
        ("usps", "west"): 300,
        ("dhl", "west"): 300,
    }
    table = league(
        cells(
            {"ups": 2.0, "dhl": 1.0, "usps": 1.0},
            {"north": 1.0, "south": 1.0, "west": 1.0},
            lambda *pair: pairs.get(pair, 0),
        )
    )
    for party in ("ups", "north"):
        row = of(table, party)
        assert (row["verdict"], row["ratio"], row["method"]) == (INSEPARABLE, None, "none")
        assert (row["partner_share"], row["share_of_partner"]) == (1.0, 1.0)
    assert "cannot be separated from its 3PLs; 100 % of its 4,800 tracked parcels due go with north" in league_sentence(
        "late_per_parcel", of(table, "ups"), lambda _, name: name
    )
    assert {of(table, name)["verdict"] for name in ("dhl", "usps", "south", "west")} == {ALIKE}

    # A twentieth of the carrier's work elsewhere, and the same of the 3PL's, is not enough; half is.
    def mixed(other: int) -> str:
        odd = pairs | {("ups", "south"): other, ("dhl", "north"): other}
        found = league(
            cells(
                {"ups": 2.0, "dhl": 1.0, "usps": 1.0},
                {"north": 1.0, "south": 1.0, "west": 1.0},
                lambda *pair: odd.get(pair, 0),
            )
        )
        return of(found, "ups")["verdict"]

    assert mixed(5) == INSEPARABLE
    assert mixed(300) == WORSE


def test_where_there_is_nothing_to_compare_no_figure_is_given():
    assert league(
        pl.DataFrame(schema=dict.fromkeys(FACTORS, pl.String) | {"n": pl.Int64, "observed": pl.Int64})
    ).is_empty()
    alone = league(cells({"ups": 1.0}, {"north": 1.0}, lambda *_: 300))
    assert alone["verdict"].to_list() == [TOO_LITTLE] * 2
    # Without a 3PL the carriers can be told apart, and the unknown 3PL has no row.
    without = league(cells({"ups": 2.0, "dhl": 1.0}, {"unassigned": 1.0}, lambda *_: 300))
    assert without.select("party", "verdict").rows() == [("dhl", BETTER), ("ups", WORSE)]
    few = league(cells({"ups": 1.0, "dhl": 1.0}, {"north": 1.0}, lambda carrier, _: 1 if carrier == "dhl" else 300))
    row = of(few, "dhl")
    assert (row["verdict"], row["n"], row["rate"], row["ratio"]) == (TOO_LITTLE, 16, None, None)
    assert league_sentence("wismo_per_order", row, lambda _, name: name) == "dhl: not enough data, only 16 orders."
    calm = league(cells({"ups": 0.0, "dhl": 0.0}, {"north": 1.0}, lambda *_: 300))
    assert set(calm["verdict"]) == {TOO_LITTLE}
    for table in (alone, without, few, calm):
        assert table.columns == list(SCHEMA)
        numbers = table.select(pl.col(pl.Float64)).to_numpy()
        assert not np.isinf(numbers[~np.isnan(numbers)]).any()
        assert not any(table[name].is_nan().any() for name in table.columns if table[name].dtype == pl.Float64)


def test_the_order_of_the_rows_does_not_matter():
    drawn, _ = simulation.world(np.random.default_rng(3), 6, 5_000, 0.25)
    assert league(drawn).equals(league(drawn.sample(fraction=1, shuffle=True, seed=1)))


def test_simulated_carriers_are_judged_as_is_claimed():
    assert [result.claim for result in simulation.simulate(range(6)) if not result.is_met] == []


def test_the_table_of_the_sample_brand_counts_what_the_metrics_count(working, snapshot, demo_home):
    table = snapshot.sql("from league_table").pl()
    assert set(table["metric"]) == {question.metric for question in tables.QUESTIONS}
    assert table["sentence"].str.len_chars().min() > 20
    questions = {question.metric: question for question in tables.QUESTIONS}
    late, asked, left = (questions[name] for name in ("late_per_parcel", "wismo_per_order", "left_behind_per_parcel"))
    assert set(table.filter(metric=left.metric)["party_kind"]) == {"three_pl"}
    through = reporting_through(working)
    assert through is not None
    start, end = tables.period(working, late, through)
    assert (end.weekday(), (end - start).days) == (6, 26 * 7 - 1)
    found = working.cursor().sql(late.sql, params={"start": start, "end": end}).pl()
    due = metric_frame(demo_home, "due_shipments", start=start, end=end)["value"][0]
    assert found["n"].sum() + found["left_out"].sum() == due
    on_time = metric_frame(demo_home, "on_time_shipments", start=start, end=end)["value"][0]
    assert found["n"].sum() - found["observed"].sum() == on_time
    found = working.cursor().sql(left.sql, params={"start": start, "end": end}).pl()
    for name, column in (("handover_due_shipments", "n"), ("left_behind_shipments", "observed")):
        assert found[column].sum() == metric_frame(demo_home, name, start=start, end=end)["value"][0]
    start, end = tables.period(working, asked, through)
    assert (through - end).days >= 30
    found = working.cursor().sql(asked.sql, params={"start": start, "end": end}).pl()
    for name, column in (("orders", "n"), ("cohort_wismo_orders", "observed")):
        assert found[column].sum() == metric_frame(demo_home, name, start=start, end=end)["value"][0]


def test_the_table_repeats_and_is_empty_without_parcels(working):
    found = []
    for is_empty in (False, False, True):
        with duckdb.connect() as connection:
            for name in MARTS:
                rows = working.sql(f"from {name}").pl()
                connection.register("rows", rows.clear() if is_empty and name in ("shipments", "orders") else rows)
                connection.execute(f"create table main.{name} as from rows")
            tables.compute(connection)
            found.append(connection.sql("from main.league_table order by all").pl())
    assert found[0].equals(found[1])
    assert found[0].height > 10
    assert found[2].is_empty()
