"""Retention: the estimator against closed forms, the rows and sentences, tiny brands, and the sample brand."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest

from tests.simulate import retention as simulation
from tests.simulate.retention_landmark import histories, latest_order_difference, read_study
from wismo.statistics import aipw, retention
from wismo.statistics.late_costs import costs_table
from wismo.statistics.retention_effects import estimates
from wismo.statistics.retention_exposures import EXPOSURES, PARTS_OF_LATE
from wismo.statistics.retention_study import study
from wismo.statistics.retention_words import row_of
from wismo.statistics.run import STATISTIC_TABLES

SETTINGS = simulation.SETTINGS
FORBIDDEN = ("caus", "saved", "prevent", "because", "lifetime", "lost")


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    return effects_of(simulation.world(1).study)


def effects_of(rows: pl.DataFrame) -> pl.DataFrame:
    return retention.effects_table(estimates(rows, SETTINGS), rows, SETTINGS)


def one(table: pl.DataFrame, exposure: str, group: str = "all") -> dict:
    return table.row(by_predicate=(pl.col("exposure") == exposure) & (pl.col("customer_group") == group), named=True)


def test_the_e_value_is_that_of_its_authors_example():
    # VanderWeele and Ding 2017: 3.9 (1.8 to 8.7) gives 7.26, and 3.0 for the limit.
    assert aipw.e_value(3.9) == pytest.approx(7.26, abs=0.01)
    assert aipw.e_value(1.8) == pytest.approx(3.0)
    assert aipw.e_value(1 / 3.9) == pytest.approx(aipw.e_value(3.9))
    assert aipw.e_value(1.0) == 1


def test_with_strata_the_effect_is_standardisation_to_the_exposed_and_its_error_that_of_the_specification():
    rng = np.random.default_rng(2)
    stratum = rng.integers(0, 3, 900)
    exposed = rng.random(900) < np.array([0.1, 0.3, 0.6])[stratum]
    outcome = (rng.random(900) < 0.2 + 0.1 * stratum - 0.1 * exposed).astype(float)
    unexposed_mean = np.array([outcome[(stratum == s) & ~exposed].mean() for s in range(3)])
    chance = np.array([exposed[stratum == s].mean() for s in range(3)])[stratum]
    found = aipw.att(exposed, np.ones(900, bool), outcome, aipw.Nuisances(unexposed_mean[stratum], chance))
    assert found.effect == pytest.approx((outcome - unexposed_mean[stratum])[exposed].mean())
    a, share = exposed.astype(float), exposed.mean()
    rest = outcome - unexposed_mean[stratum]
    psi = (a * rest - (1 - a) * chance / (1 - chance) * rest) / share
    assert found.standard_error == pytest.approx(np.std(psi - a * found.effect / share) / np.sqrt(900))
    # Either model alone is enough: the other may be all wrong.
    wrong = np.full(900, 0.5)
    weights_only = aipw.att(exposed, np.ones(900, bool), outcome, aipw.Nuisances(wrong, chance))
    outcome_only = aipw.att(exposed, np.ones(900, bool), outcome, aipw.Nuisances(unexposed_mean[stratum], wrong))
    assert weights_only.effect == pytest.approx(found.effect)
    assert outcome_only.effect == pytest.approx(found.effect)


def test_who_has_nobody_alike_is_left_out_and_counted():
    exposed = np.array([True, True, True, False, False])
    outcome = np.array([1.0, 0.0, 0.0, 1.0, 0.0])
    chance = np.array([0.99, 0.5, 0.5, 0.5, 0.5])
    found = aipw.att(exposed, np.ones(5, bool), outcome, aipw.Nuisances(np.full(5, 0.5), chance))
    assert (found.exposed, found.trimmed, found.comparison) == (2, 1, 2)
    with pytest.raises(ValueError, match="comparable"):
        aipw.att(exposed, exposed, outcome, aipw.Nuisances(np.full(5, 0.5), chance))


def test_orders_of_one_customer_count_together():
    rng = np.random.default_rng(4)
    exposed, outcome = rng.random(400) < 0.4, (rng.random(400) < 0.3).astype(float)
    nuisances = aipw.Nuisances(np.full(400, 0.3), np.full(400, 0.4))
    alone = aipw.att(exposed, np.ones(400, bool), outcome, nuisances, np.arange(400))
    twice = aipw.att(
        np.tile(exposed, 2), np.ones(800, bool), np.tile(outcome, 2),
        aipw.Nuisances(np.full(800, 0.3), np.full(800, 0.4)), np.tile(np.arange(400), 2),
    )  # fmt: skip
    # The same customers written down twice tell nothing more.
    assert twice.standard_error == pytest.approx(alone.standard_error)
    assert (aipw.folds_of(np.array([3, 1, 3, 1]))[:2] == aipw.folds_of(np.array([3, 1, 3, 1]))[2:]).all()


def test_every_exposure_has_a_row_and_groups_add_up_to_all(table):
    assert set(table["exposure"]) == {exposure.name for exposure in EXPOSURES}
    everybody = one(table, "late_delivery")
    first, returning = one(table, "late_delivery", "first_order"), one(table, "late_delivery", "returning")
    assert first["exposed_count"] + returning["exposed_count"] == everybody["exposed_count"]
    weighed = (first["effect"] * first["exposed_count"] + returning["effect"] * returning["exposed_count"]) / (
        everybody["exposed_count"]
    )
    assert weighed == pytest.approx(everybody["effect"], abs=1e-3)
    # Two groups looked at: both intervals together hold at 95 %.
    assert (everybody["interval_percent"], first["interval_percent"]) == (95.0, 97.5)
    assert first["effect_upper"] - first["effect_lower"] > everybody["effect_upper"] - everybody["effect_lower"]


def test_a_late_order_costs_and_the_row_says_what_it_knows(table):
    row = one(table, "late_delivery")
    assert (row["method"], row["evidence_grade"], row["outcome"]) == (
        "aipw_landmark",
        "adjusted_estimate",
        "ordered_again",
    )
    assert row["effect_lower"] < row["effect"] < row["effect_upper"] < 0
    assert row["comparison_rate"] == pytest.approx(row["exposed_rate"] - row["effect"], abs=2e-4)
    assert row["n"] == row["exposed_count"] + row["comparison_count"]
    assert row["placebo_lower"] < 0 < row["placebo_upper"]
    assert row["e_value"] > row["e_value_limit"] > 1
    assert 0 < row["margin_lower"] < row["margin_at_risk"] < row["margin_upper"]
    assert row["largest_difference"] < 0.1


def test_margin_is_given_for_late_orders_alone_and_only_where_the_effect_is_sure(table):
    with_margin = table.filter(pl.col("margin_at_risk").is_not_null())
    assert set(with_margin["exposure"]) <= {exposure.name for exposure in EXPOSURES if exposure.has_margin}
    assert not any(exposure.has_margin for exposure in EXPOSURES if exposure.name in {"wismo", "late_and_asked"})
    assert (with_margin["effect_upper"] < 0).all()
    assert set(with_margin["customer_group"]) == {"all"}


def test_sentences_say_no_more_than_the_columns(table):
    for row in table.iter_rows(named=True):
        said = row["sentence"]
        assert not any(word in said.lower() for word in FORBIDDEN), said
        assert re.search(r"\. |[^.]$", said) is None, said
        if row["effect"] is None:
            assert "Not enough data: " in said
            assert row["evidence_grade"] == "not_enough_data"
            continue
        sure = not row["effect_lower"] <= 0 <= row["effect_upper"]
        assert ("Not distinguishable" in said) is not sure
        known = {f"{abs(row[name]):.1f}" for name in row if isinstance(row[name], float)}
        known |= {f"{row[name]:.2f}" for name in ("largest_difference", "e_value", "e_value_limit") if row[name]}
        known |= {f"{row[name]:,}" for name in ("trimmed_count", "exposed_count", "comparison_count")}
        known |= {f"{row['interval_percent']:g}", "100", "90", "30"}
        numbers = re.findall(r"\d[\d,]*(?:\.\d+)?", f"{said} {row['sensitivity_sentence'] or ''}")
        assert set(numbers) <= known, (said, set(numbers) - known)


def test_two_runs_give_the_same_table(table):
    assert effects_of(simulation.world(1).study).equals(table)


def nothing_but_numbers(table: pl.DataFrame) -> None:
    for name, dtype in table.schema.items():
        if dtype.is_float():
            assert table[name].is_finite().fill_null(value=True).all(), name


@pytest.mark.parametrize(
    ("case", "change"),
    [
        ("nobody yet", lambda rows: rows.head(0)),
        ("one customer", lambda rows: rows.head(1)),
        ("a few", lambda rows: rows.head(150)),
        ("no promise", lambda rows: rows.with_columns(is_late=None, days_late=None, promised_days=None)),
        ("all on time", lambda rows: rows.with_columns(is_late=False, days_late=0)),
        ("all late", lambda rows: rows.with_columns(is_late=True, days_late=3)),
        ("no ticket matched", lambda rows: rows.with_columns(is_asked=None)),
        ("nobody comes back", lambda rows: rows.with_columns(is_repeated=False, is_repeat_of_recent=False)),
        ("everybody comes back", lambda rows: rows.with_columns(is_repeated=True)),
        ("late is one carrier", lambda rows: rows.with_columns(is_late=pl.col("carrier") == "c3")),
        ("no value", lambda rows: rows.with_columns(order_value=None, window_value=0.0, currency=None)),
        ("absurd value", lambda rows: rows.with_columns(order_value=pl.lit(1e12), window_value=pl.lit(1e12))),
    ],
)  # fmt: skip
def test_a_brand_without_much_is_told_so_and_nothing_breaks(case, change):
    rows = change(simulation.world(3, n=1_500).study)
    rows = rows.with_columns(pl.col("is_late", "is_asked").cast(pl.Boolean), pl.col("days_late").cast(pl.Int64))
    found = effects_of(rows)
    assert one(found, "late_delivery")["sentence"], case
    nothing_but_numbers(found)
    if case not in {"no ticket matched", "no value", "absurd value"}:
        assert one(found, "late_delivery")["effect"] is None, case
    if case == "no ticket matched":
        assert one(found, "wismo")["sentence"] == "Not enough data: no question of a customer is tied to an order."


def test_a_hidden_trait_leaves_wismo_an_association():
    rows = simulation.main_rows(simulation.world(5, trait=1.5).study)
    row = row_of(rows["wismo"], SETTINGS, 1.0)
    assert row["evidence_grade"] == "adjusted_association"
    assert "had already ordered differently before" in str(row["sentence"])
    assert all(
        exposure.best_grade != "adjusted_estimate" for exposure in EXPOSURES if not exposure.name.startswith("late_")
    )


def test_a_failing_placebo_takes_the_name_of_an_estimate_from_late_delivery():
    drawn = simulation.world(6).study
    # Those who were late had bought more before: whatever that is, it is not the delay.
    rows = drawn.with_columns(
        is_repeat_of_recent=pl.col("is_repeat_of_recent") | (pl.col("is_late") & (pl.col("person") % 3 == 0))
    )
    row = row_of(simulation.main_rows(rows)["late_delivery"], SETTINGS, 1.0)
    assert float(str(row["placebo_lower"])) > 0
    assert row["evidence_grade"] == "adjusted_association"
    assert "but they had already ordered differently before" in str(row["sentence"])


def test_a_sample_of_customers_is_named_and_its_margin_counts_for_all():
    rows = simulation.world(1).study
    whole, half = (simulation.main_rows(rows.with_columns(sample_share=share))["late_delivery"] for share in (1.0, 0.5))
    assert whole.margin is not None
    assert half.margin is not None
    assert half.margin.total == pytest.approx(2 * whole.margin.total)
    assert row_of(half, SETTINGS, 0.5)["method"] == "aipw_landmark_sample"


def test_a_few_simulated_worlds_hold_what_is_said():
    held = 0
    for seed in range(4):
        drawn = simulation.world(seed)
        lower, upper = simulation.effect(simulation.main_rows(drawn.study)["late_delivery"]).interval(0.99)
        held += lower <= drawn.truth["late_delivery"] <= upper
    assert held >= 3


def test_the_landmark_takes_away_what_a_clock_from_the_order_finds_where_there_is_nothing():
    held, naive = 0, []
    for seed in range(3):
        orders = histories(seed)
        lower, upper = simulation.effect(simulation.main_rows(read_study(orders))["wismo"]).interval(0.99)
        held += lower <= 0 <= upper
        naive.append(latest_order_difference(orders))
    assert held >= 2
    assert sum(naive) / 3 < -0.03


def test_lateness_is_that_of_the_parcels(working):
    differing = (
        working.cursor()
        .sql(
            """
        select count(*) filter (where not shipments.is_on_time <> lateness.is_late), count(*)
        from main.int_order_lateness as lateness
        inner join main.orders as orders on lateness.order_id = orders.order_id
        inner join main.shipments as shipments on orders.order_id = shipments.order_id
        inner join main.int_parcels as parcels on shipments.shipment_id = parcels.shipment_id
        where orders.shipment_count = 1 and lateness.is_late is not null
            and parcels.returning_at is null and parcels.lost_at is null
        """
        )
        .fetchall()[0]
    )
    assert differing[0] == 0
    assert differing[1] > 1_000


def with_costs(rows: pl.DataFrame) -> pl.DataFrame:
    """Every fourth customer asked once, for 8.00; every tenth was paid back in full."""
    place = pl.col("person")
    asked = (place % 4 == 0).cast(pl.Int64)
    return rows.with_columns(contact_count=asked, contact_cost=asked * 8.0, is_fully_refunded=place % 10 == 0)


def test_the_lines_of_what_late_orders_cost_add_up_to_what_is_on_the_card(table):
    rows = with_costs(simulation.world(1).study)
    lines = costs_table(estimates(rows, SETTINGS, EXPOSURES[:4], checked=False), rows, "USD")
    whole = lines.row(by_predicate=pl.col("kind") == "whole", named=True)
    parts = lines.filter(pl.col("kind") == "part")
    assert parts["line"].to_list() == [*PARTS_OF_LATE, "rest"]
    assert parts["amount"].sum() == whole["amount"]
    assert whole["amount"] == round(one(table, "late_delivery")["margin_at_risk"])
    # A part that is not told from none has its amount here, and none that anybody would quote.
    for line in parts.filter(pl.col("line") != "rest").to_dicts():
        assert (one(table, line["line"])["margin_at_risk"] is not None) == line["is_told"]
        assert ("could be chance" in line["sentence"]) == (not line["is_told"] and line["amount"] is not None)
    late = rows.filter("is_late")
    beside = beside_of(lines)
    assert (beside["answers"]["n"], beside["answers"]["amount"]) == (
        late["contact_count"].sum(), 8 * late["contact_count"].sum(),
    )  # fmt: skip
    refunded = late.filter("is_fully_refunded")["order_value"]
    assert (beside["refunds"]["n"], beside["refunds"]["amount"]) == (len(refunded), round(refunded.sum()))
    assert "other_currencies" not in beside


def test_what_late_orders_cost_has_no_lines_where_it_may_be_nothing_and_counts_other_currencies_apart():
    rows = with_costs(simulation.world(1).study)
    same = rows.with_columns(is_late=pl.col("person") % 7 == 0)
    assert costs_table(estimates(same, SETTINGS, EXPOSURES[:4], checked=False), same, "USD").is_empty()
    currency = pl.when(pl.col("person") % 5 == 0).then(pl.lit("EUR")).otherwise("currency")
    mixed = rows.with_columns(currency=currency)
    found = estimates(mixed, SETTINGS, EXPOSURES[:4], checked=False)
    beside = beside_of(costs_table(found, mixed, None))
    assert beside["other_currencies"]["n"] == mixed.filter("is_late", pl.col("currency") == "EUR").height
    # Costs per contact in several currencies have no sum.
    assert "answers" not in beside
    lines = beside_of(costs_table(found, mixed, "USD"))
    # Who pays in another currency is one of the whole, and was answered as everybody was.
    assert lines["answers"]["n"] == mixed.filter("is_late")["contact_count"].sum()
    others = lines["other_currencies"]
    said = f"In no margin or refund, as they do not pay in USD: {others['n']} of these late customers."
    assert others["sentence"] == said


def beside_of(lines: pl.DataFrame) -> dict[str, dict]:
    return {line["line"]: line for line in lines.filter(pl.col("kind") == "beside").to_dicts()}


def test_refunds_that_the_data_does_not_tell_of_are_no_refunds_of_nothing():
    rows = with_costs(simulation.world(1).study)
    found = estimates(rows, SETTINGS, EXPOSURES[:4], checked=False)
    untold = rows.with_columns(is_fully_refunded=pl.lit(None, dtype=pl.Boolean))
    line = beside_of(costs_table(found, untold, "USD"))["refunds"]
    assert (line["n"], line["amount"]) == (None, None)
    assert line["sentence"] == "What was paid back is not known: no refund is in the data."
    none_late = rows.with_columns(is_fully_refunded=pl.col("is_fully_refunded") & ~pl.col("is_late"))
    line = beside_of(costs_table(found, none_late, "USD"))["refunds"]
    assert (line["n"], line["amount"]) == (0, 0.0)
    # No order of these histories was ever paid back.
    assert read_study(histories(0))["is_fully_refunded"].is_null().all()


def test_answers_and_refunds_are_those_of_every_late_order_and_not_of_one_a_customer():
    rows = with_costs(simulation.world(1).study)
    found = estimates(rows, SETTINGS, EXPOSURES[:4], checked=False)
    first = beside_of(costs_table(found, rows, "USD"))
    # The same customers' second orders, and customers who were back at once.
    again = rows.with_columns(is_index=pl.lit(value=False))
    at_once = rows.with_columns(is_repeated_before_landmark=pl.lit(value=True), person=pl.col("person") + len(rows))
    thrice = beside_of(costs_table(found, pl.concat([rows, again, at_once]), "USD"))
    for name in ("answers", "refunds"):
        assert thrice[name]["n"] == 3 * first[name]["n"]
        assert thrice[name]["amount"] == pytest.approx(3 * first[name]["amount"], abs=2)


def test_of_a_sample_every_line_counts_for_the_whole_brand():
    rows = with_costs(simulation.world(1).study).with_columns(
        currency=pl.when(pl.col("person") % 5 == 0).then(pl.lit("EUR")).otherwise("currency")
    )
    whole, half = (
        costs_table(estimates(study_of, SETTINGS, EXPOSURES[:4], checked=False), study_of, "USD")
        for study_of in (rows, rows.with_columns(sample_share=0.5))
    )
    assert half["line"].to_list() == whole["line"].to_list()
    assert half["n"].to_list() == [2 * n for n in whole["n"]]
    told = whole["amount"].is_not_null() & (whole["line"] != "rest")
    assert half.filter(told)["amount"].to_list() == pytest.approx(
        [2 * amount for amount in whole.filter(told)["amount"]], abs=1
    )
    assert set(half.filter(pl.col("kind") == "whole")["method"]) == {"aipw_landmark_sample"}
    assert set(whole.filter(pl.col("kind") == "whole")["method"]) == {"aipw_landmark"}


def test_the_study_of_the_sample_brand_has_one_index_order_a_customer(working):
    rows = study(working)
    assert rows.filter("is_index")["person"].is_unique().all()
    assert set(rows["person"]) == set(rows.filter("is_index")["person"])
    assert not {"customer_key", "order_id"} & set(rows.columns)
    # Who buys on a marketplace has a new address each time and can never be seen to come back.
    assert "marketplace" not in set(rows["sales_channel"])
    end = working.cursor().sql("select data_through from main.int_data_through").fetchall()[0][0]
    assert (end.date() - rows["order_date"].max()).days >= 119
    assert working.cursor().sql("select count(*) from main.retention_effects").fetchall()[0][0] >= len(EXPOSURES)
    assert "retention_effects" in STATISTIC_TABLES
