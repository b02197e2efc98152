"""Order weeks still coming in: the curve against a chain ladder by hand, limits, warnings, and the tables."""

from __future__ import annotations

import re
from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.simulate import maturity as simulation
from wismo.metric import metric_frame
from wismo.statistics import maturity
from wismo.statistics.maturity import cohort_rates, final_limits, maturity_rows, off_the_curve

MONDAY = date(2026, 3, 2)


def week(**columns: object) -> pl.DataFrame:
    values = {
        "week_start": MONDAY, "n": 1_000, "wismo_orders": 40, "mature_orders": 500.0, "log_sd": 0.05,
        "curve": "usual", "curve_n": 900, "is_peak": False,
    }  # fmt: skip
    return pl.DataFrame([values | columns])


def rated(lateness: float = 0.0, **columns: object) -> dict:
    return cohort_rates(week(**columns), lateness, 0.9).row(0, named=True)


def test_limits_are_quantiles_of_what_is_to_come():
    lower, upper = final_limits(np.array([40]), np.array([0.5]), np.array([0.0]))
    # Half is in: as many again, known as well as 40.5 questions tell.
    to_come = stats.nbinom(40.5, 0.5)
    assert (lower[0], upper[0]) == (40 + to_come.ppf(0.05), 40 + to_come.ppf(0.95))
    wider = final_limits(np.array([40]), np.array([0.5]), np.array([0.04]))
    assert wider[0][0] < lower[0]
    assert wider[1][0] > upper[0]


@given(st.integers(0, 5_000), st.floats(0.01, 1.0), st.floats(0.0, 1.0))
def test_limits_hold_what_has_come_and_are_numbers(questions, share, variance):
    lower, upper = final_limits(np.array([questions]), np.array([share]), np.array([variance]))
    assert questions <= lower[0] <= upper[0] < np.inf
    assert final_limits(np.array([questions]), np.array([1.0]), np.array([0.0])) == ([questions], [questions])


def test_a_young_week_is_corrected_and_not_mature():
    found = rated()
    assert (found["value"], found["maturity"], found["is_mature"]) == (8.0, 0.5, False)
    assert found["lower_limit"] < 8 < found["upper_limit"]
    assert found["method"] == "usual_curve"
    assert rated(mature_orders=950.0)["is_mature"]


def test_a_complete_week_is_its_count():
    found = rated(mature_orders=1_000.0, curve="complete", curve_n=None, log_sd=0.0)
    assert (found["value"], found["lower_limit"], found["upper_limit"]) == (4.0, 4.0, 4.0)
    assert (found["method"], found["is_mature"], found["warning"]) == ("complete", True, "none")


@pytest.mark.parametrize(
    "columns",
    [
        {"n": 29, "mature_orders": 20.0, "wismo_orders": 2},
        {"mature_orders": 99.0},
        {"curve": "unknown", "mature_orders": 0.0, "curve_n": None},
        {"curve_n": 29},
    ],
)
def test_what_cannot_be_known_has_no_rate(columns):
    found = rated(**columns)
    assert {found["value"], found["lower_limit"], found["upper_limit"]} == {None}
    assert (found["method"], found["is_mature"]) == ("none", False)


def test_warnings():
    assert rated()["warning"] == "none"
    assert rated(is_peak=True)["warning"] == "no_peak_curve"
    assert rated(is_peak=True, curve="last_peak")["warning"] == "none"
    assert rated(3.5, is_peak=True)["warning"] == "delays_lengthening"
    assert rated(-3.5)["warning"] == "delays_shortening"
    assert not rated(3.5, mature_orders=950.0)["is_mature"]
    assert rated(3.5, curve="complete", mature_orders=1_000.0)["warning"] == "none"


def test_off_the_curve_is_the_binomial_deviate():
    # Of 100 that asked by the day 10 were to ask on it, and 19 did: three standard deviations of 3.
    rows = pl.DataFrame({"asked": [19], "asked_by": [100], "later_share": [0.1]})
    assert off_the_curve(rows) == pytest.approx(3.0)
    assert off_the_curve(rows.clear()) == 0
    assert off_the_curve(pl.DataFrame({"asked": [5], "asked_by": [5], "later_share": [1.0]})) == 0


def test_a_curve_of_too_few_has_no_shares():
    rows = pl.DataFrame(
        {"curve": "usual", "age_days": [0, 30], "question_count": [3, 29], "share_arrived": [0.1, 1.0],
         "log_variance": [0.3, 0.0]}
    )  # fmt: skip
    assert maturity_rows(rows)["share_arrived"].to_list() == [None, None]
    enough = maturity_rows(rows.with_columns(question_count=pl.Series([3, 30])))
    assert enough["share_arrived"].to_list() == [0.1, 1.0]
    assert enough["upper_share"].to_list() == [pytest.approx(0.1 * np.exp(1.645 * 0.3**0.5), abs=1e-6), 1.0]


def test_the_claims_hold_in_a_few_simulated_worlds():
    results = simulation.simulate(range(200))
    assert [result for result in results if not result.is_met] == []


def test_an_empty_brand_has_empty_tables(tmp_path):
    with duckdb.connect(str(tmp_path / "empty.duckdb")) as connection:
        connection.execute("""
            create table order_days (reporting_date date, order_count bigint, cohort_wismo_orders bigint,
                cohort_mature_orders double);
            create table orders (order_date date, first_wismo_days integer, is_shippable boolean,
                is_replacement boolean, is_preorder boolean);
            create table int_data_through (reporting_through date);
            create table calendar_days (date_day date, black_friday_week integer);
            create table int_cohort_maturity (curve varchar, age_days integer, question_count bigint,
                share_arrived double, log_variance double);
            create table int_day_maturity (date_day date, curve varchar, share_arrived double, log_variance double);
            create table thresholds as select * from (
                values ('wismo_lag_days', 30.0), ('cohort_mature_share', 0.9), ('peak_weeks', 5.0)) as t (name, value);
        """)
        maturity.compute(connection)
        for table in maturity.TABLES:
            assert connection.execute(f"select count(*) from {table.name}").fetchone() == (0,)


def test_the_curve_of_the_models_is_the_chain_ladder(working):
    through = working.execute("select reporting_through from main.int_data_through").fetchone()[0]
    days = 140
    asked = np.zeros((days, simulation.WINDOW + 1), int)
    sql = """
        select order_date, first_wismo_days, count(*) from main.orders
        where is_shippable and not is_replacement and not is_preorder and first_wismo_days <= 30
            and order_date between $1 and $2 group by 1, 2
    """
    for day, age, count in working.execute(sql, [through - timedelta(days=days - 1), through]).fetchall():
        asked[days - 1 - (through - day).days, age] = count
    share, variance = simulation.chain_ladder(simulation.Triangle(asked, np.arange(days)[::-1], np.ones(days)))
    found = working.sql(
        "select share_arrived, log_variance from main.int_cohort_maturity where curve = 'usual' order by age_days"
    ).pl()
    assert found["share_arrived"].to_numpy() == pytest.approx(share, abs=1e-8)
    assert found["log_variance"].to_numpy() == pytest.approx(variance, abs=1e-8)


def test_order_weeks_are_those_of_the_metric(snapshot, demo_home):
    rows = snapshot.sql("select * from cohort_rates order by week_start").pl()
    assert rows.height > 100
    assert rows["week_start"].is_unique().all()
    first, last = rows["week_start"][0], rows["week_start"][-1] + timedelta(days=6)
    metric = metric_frame(demo_home, "wismo_rate_cohort", (), "week", start=first, end=last)
    theirs = dict(metric.select("period", "value").iter_rows())
    shown = rows.filter(pl.col("value").is_not_null())
    assert shown.height > 0
    for start, value in shown.select("week_start", "value").iter_rows():
        assert value == pytest.approx(theirs[start], abs=1e-5)
    assert rows["maturity"].is_between(0, 1).all()
    assert not rows["is_mature"][-1]
    assert (shown["lower_limit"] <= shown["value"] + 1e-6).all()
    assert (shown["value"] <= shown["upper_limit"] + 0.2).all()
    for row in shown.iter_rows(named=True):
        columns = {f"{row[name]:.2f}" for name in ("value", "lower_limit", "upper_limit")}
        assert set(re.findall(r"\d+\.\d+", row["sentence"])) <= columns
