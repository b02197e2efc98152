"""Why the WISMO rate changed: exact sums for any two periods, what is named, and the table on the sample brand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dashboard import reference, why
from dashboard.filters import Filters
from dashboard.page import Here
from dashboard.sentence import BEFORE
from dashboard.warehouse import hold, live_snapshot
from tests.simulate import drivers as simulation
from wismo.metric import metric_frame
from wismo.periods import weeks
from wismo.statistics import change
from wismo.statistics.decomposition import CAUSE, Period, decompose
from wismo.statistics.driver_words import driver_name, driver_sentence
from wismo.statistics.drivers import DIMENSIONS, NAMED, Noise, drivers, noise
from wismo.statistics.flags import squared_variation, told_from_noise
from wismo.statistics.pooling import POOLED, pooled_keys
from wismo.statistics.steps import steps
from wismo.statistics.weeks import SHARED, weekly_counts

if TYPE_CHECKING:
    from collections.abc import Mapping

QUIET = Noise({"all": 0.0}, 0)
TICKETS = dict.fromkeys((*SHARED, CAUSE), pl.String) | {"tickets": pl.Float64}
ORDERS = dict.fromkeys(SHARED, pl.String) | {"orders": pl.Float64}
MIXES = ["mix_carrier", "mix_three_pl", "mix_region"]


def period(tickets: Mapping[Any, float], orders: Mapping[Any, float], weeks: float = 1.0) -> Period:
    return Period(
        pl.DataFrame([(*key, count) for key, count in tickets.items()], schema=TICKETS, orient="row"),
        pl.DataFrame([(*key, count) for key, count in orders.items()], schema=ORDERS, orient="row"),
        weeks,
    )


places = st.tuples(st.sampled_from(["ups", "dhl", "new"]), st.sampled_from(["north", "south"]), st.sampled_from("ABC"))
asked = st.tuples(st.one_of(places, st.just(("unmatched",) * 3)), st.sampled_from(["late", "lost", "unmatched"])).map(
    lambda pair: (*pair[0], pair[1])
)
periods = st.builds(
    period,
    st.dictionaries(asked, st.integers(0, 60).map(float), max_size=12),
    st.dictionaries(places, st.floats(0, 300).map(lambda count: round(count, 6)), max_size=12),
    st.sampled_from([1.0, 4.0]),
).filter(lambda drawn: drawn.order_count >= 1)


@settings(deadline=None, max_examples=80)
@given(periods, periods, st.sampled_from([0, 30]))
def test_mix_and_rate_add_up_to_the_change_and_change_sides_with_the_periods(now, base, fewest):
    parts, swapped = decompose(now, base, fewest), decompose(base, now, fewest)
    mix, rate = parts.mix["mix"].sum(), parts.rate["effect"].sum()
    # A ticket in a millionth of an order is a rate of millions; numbers of that size are exact to fewer places.
    size = float(pl.concat([parts.mix["mix"], parts.rate["effect"]]).abs().sum())
    close = partial(pytest.approx, abs=1e-9 if fewest else 1e-9 * max(1.0, size))
    assert sum((mix, rate)) == close((now.rate or 0.0) - (base.rate or 0.0))
    assert sum(parts.mix[name].sum() for name in MIXES) == close(mix)
    for name in ("mix", *MIXES):
        assert swapped.mix[name].sum() == close(-parts.mix[name].sum())
    assert swapped.rate["effect"].sum() == close(-rate)


@settings(deadline=None, max_examples=50)
@given(periods, periods, st.sampled_from([None, "late"]), st.sampled_from([None, "ups"]))
def test_every_list_of_parts_adds_up_under_any_filter(now, base, cause, carrier):
    def narrowed(whole: Period) -> Period:
        tickets = whole.tickets if cause is None else whole.tickets.filter(pl.col(CAUSE) == cause)
        if carrier is None:
            return replace(whole, tickets=tickets)
        own = pl.col("carrier") == carrier
        return replace(whole, tickets=tickets.filter(own), orders=whole.orders.filter(own))

    now, base = narrowed(now), narrowed(base)
    parts = drivers(now, base, QUIET)
    total = parts.row(0, named=True)
    assert total["ticket_effect"] == now.ticket_count - base.ticket_count
    if min(now.order_count, base.order_count) < 30:
        assert (parts.height, total["effect"], total["method"]) == (1, None, "none")
        return
    effects = {name: own["effect"].sum() for (name,), own in parts.group_by("part")}
    tickets = {name: own["ticket_effect"].sum() for (name,), own in parts.group_by("part")}
    for summed in (effects, tickets):
        assert sum(summed[name] for name in ("volume", "mix", "rate")) == pytest.approx(summed["total"], abs=1e-8)
        assert sum(summed[name] for name in MIXES) == pytest.approx(summed["mix"], abs=1e-8)
        for name in NAMED:
            assert summed.get(name, 0.0) == pytest.approx(summed["rate"], abs=1e-8)
    numbers = parts.select(pl.col(pl.Float64)).drop_nulls()
    assert np.isfinite(numbers.to_numpy()).all()


def test_it_is_kitagawas_arithmetic():
    base = period(
        {("ups", "n", "A", "late"): 10, ("dhl", "n", "A", "late"): 10}, {("ups", "n", "A"): 100, ("dhl", "n", "A"): 50}
    )
    now = period(
        {("ups", "n", "A", "late"): 10, ("dhl", "n", "A", "late"): 30}, {("ups", "n", "A"): 100, ("dhl", "n", "A"): 100}
    )
    parts = decompose(now, base)
    # Shares 2/3 and 1/3, then halves; rates .1 and .2, then .1 and .3.
    mean = (2 / 3 + 1 / 2) / 2 * 0.1 + (1 / 3 + 1 / 2) / 2 * 0.25
    by_carrier = dict(parts.mix.select("carrier", "mix").rows())
    assert by_carrier["dhl"] == pytest.approx(100 * (1 / 2 - 1 / 3) * (0.25 - mean))
    assert by_carrier["ups"] == pytest.approx(100 * (1 / 2 - 2 / 3) * (0.1 - mean))
    assert parts.rate.filter(pl.col("carrier") == "dhl")["effect"][0] == pytest.approx(100 * 5 / 12 * 0.1)
    variance = (100 * 5 / 12) ** 2 * (30 / 100**2 + 10 / 50**2)
    assert parts.rate.filter(pl.col("carrier") == "dhl")["variance"][0] == pytest.approx(variance)
    # Only carriers changed places.
    assert parts.mix["mix_carrier"].sum() == pytest.approx(parts.mix["mix"].sum())
    assert parts.mix["mix_region"].sum() == pytest.approx(0, abs=1e-12)


def test_a_change_of_one_dimension_is_that_dimensions():
    carriers, regions = {"ups": 0.05, "dhl": 0.15}, {"A": 1.0, "B": 2.0}

    def world(ups: float, first: float) -> Period:
        shares = {"ups": ups, "dhl": 1 - ups}, {"A": first, "B": 1 - first}
        cells = {(c, "n", r): 10_000 * shares[0][c] * shares[1][r] for c, r in product(carriers, regions)}
        tickets = {(*key, "late"): count * carriers[key[0]] * regions[key[2]] for key, count in cells.items()}
        return period(tickets, cells)

    moved = decompose(world(0.3, 0.5), world(0.6, 0.5)).mix
    assert moved["mix_carrier"].sum() == pytest.approx(moved["mix"].sum())
    assert moved["mix_carrier"].sum() > 1
    assert [moved[name].sum() for name in MIXES[1:]] == pytest.approx([0, 0], abs=1e-9)
    # A carrier that is new is a change of carriers.
    entered = decompose(world(0.6, 0.5), world(1.0, 0.5)).mix
    assert entered["mix_carrier"].sum() == pytest.approx(entered["mix"].sum())


def test_where_all_cells_have_one_rate_no_dimension_has_an_effect():
    rng = np.random.default_rng(4)
    sides = []
    for _ in range(2):
        cells = {key: float(rng.integers(50, 500)) for key in product(("ups", "dhl"), ("n", "s"), "ABC")}
        sides.append(period({(*key, "late"): 0.1 * count for key, count in cells.items()}, cells))
    found = decompose(sides[0], sides[1]).mix
    assert [found[name].sum() for name in ("mix", *MIXES)] == pytest.approx([0] * 4, abs=1e-9)


def test_tickets_without_an_order_are_set_against_all_orders_and_are_rate():
    orders = {("ups", "n", "A"): 200.0}
    key = ("unmatched", "unmatched", "unmatched", "unmatched")
    parts = decompose(period({key: 8}, orders), period({key: 2}, orders))
    assert parts.mix["mix"].to_list() == [0.0]
    assert parts.rate.select("carrier", "effect", "now", "before", "n").rows() == [("unmatched", 3.0, 4.0, 1.0, 10)]


def test_a_period_without_orders_is_refused():
    with pytest.raises(ValueError, match="without orders"):
        decompose(period({("ups", "n", "A", "late"): 3}, {}), period({}, {("ups", "n", "A"): 5}))


def test_small_cells_are_counted_together_and_large_or_new_ones_stand_alone():
    base = {("ups", "n", "A"): 100.0, ("ups", "n", "B"): 5.0, ("ups", "n", "C"): 29.0, ("tiny", "n", "A"): 1.0}
    now = {("ups", "n", "A"): 90.0, ("ups", "n", "B"): 40.0, ("new", "n", "A"): 60.0}
    first, second = period({}, base), period({("unmatched", "unmatched", "unmatched", "late"): 4}, now)
    keys = pooled_keys([first.orders, second.orders], [first.tickets, second.tickets], 30)
    found = {row[:3]: row[3:] for row in keys.rows()}
    assert found["ups", "n", "A"] == ("ups", "n", "A")
    assert found["ups", "n", "B"] == found["ups", "n", "C"] == ("ups", "n", POOLED)
    assert found["new", "n", "A"] == ("new", "n", "A")
    assert found["tiny", "n", "A"] == (POOLED, POOLED, POOLED)
    assert found["unmatched", "unmatched", "unmatched"] == ("unmatched",) * 3


def test_the_flags_are_those_of_scipy():
    rng = np.random.default_rng(2)
    for _ in range(50):
        p_values = rng.uniform(size=30) ** rng.integers(1, 6)
        assert (told_from_noise(p_values) == (stats.false_discovery_control(p_values) <= 0.05)).all()
    assert told_from_noise(np.array([])).tolist() == []


@pytest.mark.parametrize("distance", [1, 52])
def test_the_variation_between_weeks_is_found_and_one_odd_week_does_not_move_it(distance):
    rng = np.random.default_rng(11)
    weeks = [date(2024, 1, 1) + timedelta(weeks=place) for place in range(104)]
    orders = np.full(104, 20_000.0)
    tickets = rng.poisson(orders * 0.08 * rng.gamma(1 / 0.2**2, 0.2**2, 104)).astype(float)
    weekly = pl.DataFrame({"member": "all", "week_start": weeks, "tickets": tickets, "orders": orders})
    found = squared_variation(weekly, distance) ** 0.5
    assert 0.13 < found < 0.25
    odd = weekly.with_columns(tickets=pl.when(pl.int_range(pl.len()) == 50).then(9_000).otherwise("tickets"))
    assert squared_variation(odd, distance) ** 0.5 == pytest.approx(found, rel=0.15)
    # Nothing known: the prior.
    assert squared_variation(weekly.clear(), distance) == pytest.approx(0.1**2)


def test_too_few_orders_or_tickets_leave_the_total_alone_with_its_reason():
    small = period({("ups", "n", "A", "late"): 5}, {("ups", "n", "A"): 20})
    large = period({("ups", "n", "A", "late"): 25}, {("ups", "n", "A"): 300})
    none = drivers(small, large, QUIET).row(0, named=True)
    assert (none["effect"], none["is_told_from_noise"], none["n"]) == (None, False, 30)
    assert driver_sentence(none, "the week before", lambda _, member: member).startswith("Not enough data")
    alone = drivers(large, large, replace(QUIET, fewest_tickets=30))
    assert alone.select("part", "method").rows() == [("total", "total_only")]
    said = driver_sentence(alone.row(0, named=True), "the week before", lambda _, member: member)
    assert said.endswith("With 50 tickets in both weeks together there are too few to say where.")
    assert drivers(large, large, replace(QUIET, fewest_tickets=25)).height > 1


def test_sentences_say_what_the_columns_say():
    now = period({("ups", "n", "A", "late"): 160, ("unmatched",) * 4: 20}, {("ups", "n", "A"): 1000})
    base = period({("ups", "n", "A", "late"): 80, ("unmatched",) * 4: 5}, {("ups", "n", "A"): 1000})
    parts = drivers(now, base, QUIET)
    said = {
        (row["part"], row["carrier"], row[CAUSE]): driver_sentence(row, "the week before", lambda _, name: name.title())
        for row in parts.iter_rows(named=True)
    }
    assert said["total", "all", "all"] == (
        "18.00 WISMO tickets per 100 orders against 8.50 in the week before: up by 9.50 points, more "
        "than weeks differ anyway."
    )
    assert said["rate_by_carrier_and_root_cause", "ups", "late"] == (
        "“Late” with Ups went from 8.00 to 16.00 tickets per 100 orders, all orders shipped alike: +8.00 points of the "
        "change, told from noise."
    )
    assert said["mix", "all", "all"] == (
        "Where we shipped accounts for 0.00 points of the change, not distinguishable from noise."
    )
    # No order was found: a root cause, and nobody's carrier.
    flagged = parts.filter("is_told_from_noise")
    assert "unmatched" not in flagged["carrier"]
    assert flagged.filter((pl.col("part") == "rate_by_root_cause") & (pl.col(CAUSE) == "unmatched")).height == 1
    pooled = dict.fromkeys(DIMENSIONS, "all") | {"region": POOLED}
    assert driver_name(pooled, lambda _, name: name) == "smaller regions"


def test_steps_lead_from_one_rate_to_the_other():
    causes = {("ups", "n", "A", f"cause {place}"): 20.0 + place for place in range(9)}
    now = period({key: 2 * count for key, count in causes.items()}, {("ups", "n", "A"): 1000, ("dhl", "n", "A"): 500})
    drawn = steps(drivers(now, period(causes, {("ups", "n", "A"): 1000}), QUIET))
    assert drawn["part"].to_list() == ["before", *MIXES, *["rate_by_root_cause"] * 7, "now"]
    assert drawn[CAUSE].to_list()[-2] == "rest"
    inner = drawn[1:-1]
    assert inner["start"].to_list() == pytest.approx([drawn["end"][0], *inner["end"].to_list()[:-1]])
    assert inner["end"][-1] == pytest.approx(drawn["end"][-1])


def test_simulated_worlds_hold_what_is_claimed():
    assert [result.claim for result in simulation.simulate(range(12)) if not result.is_met] == []


def test_the_table_of_the_sample_brand_is_the_answer_to_the_metrics_and_repeats(snapshot, demo_home):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{demo_home.work / 'wismo.duckdb'}' as built (read_only)")
        for name in ("ticket_days", "order_days", "calendar_days", "thresholds", "root_causes", "carriers", "three_pls",
                     "int_data_through"):  # fmt: skip
            connection.execute(f"create table main.{name} as from built.main.{name}")
        connection.execute("detach built")
        change.compute(connection)
        again = connection.sql("from main.change_drivers").pl()
    table = snapshot.sql("from change_drivers").pl()
    key = ["comparison", "part", *DIMENSIONS]
    assert table.sort(key).equals(again.sort(key))
    assert table.filter(pl.col("sentence") == "").is_empty()
    for row in table.filter(pl.col("part") == "total").iter_rows(named=True):
        for start, end, column in (
            (row["period_start"], row["period_end"], "now"),
            (row["base_period_start"], row["base_period_end"], "before"),
        ):
            rate = metric_frame(demo_home, "wismo_rate", start=start, end=end)
            if row["effect"] is not None:
                assert row[column] == pytest.approx(rate["value"][0], abs=1e-5)
    assert set(table["comparison"]) == {"week_before", "year_before"}


def test_a_brand_without_weeks_has_an_empty_table(working):
    with duckdb.connect() as connection:
        for name in ("ticket_days", "order_days", "calendar_days", "thresholds", "root_causes", "carriers", "three_pls",
                     "int_data_through"):  # fmt: skip
            rows = working.sql(f"from {name}").pl()
            kept = rows if name in ("thresholds", "calendar_days", "carriers", "root_causes") else rows.clear()
            connection.register("kept", kept)
            connection.execute(f"create table main.{name} as from kept")
        change.compute(connection)
        assert connection.sql("from main.change_drivers").pl().is_empty()


def test_the_usual_noise_counts_the_larger_of_two_dimensions():
    usual = Noise({"all": 0.01, "carrier": 0.04, CAUSE: 0.02}, 30)
    assert [usual.of(names) for names in ((), ("carrier",), ("carrier", CAUSE), ("region",))] == [
        0.01,
        0.04,
        0.04,
        0.01,
    ]
    weekly = pl.DataFrame(
        schema={
            "dimension": pl.String,
            "member": pl.String,
            "week_start": pl.Date,
            "tickets": pl.Int64,
            "orders": pl.Float64,
        }
    )
    assert set(noise(weekly, date(2026, 1, 5), date(2025, 12, 29), 30).squared_variation.values()) == {0.1**2}


@pytest.mark.parametrize("cause", [None, "late_in_transit"])
@pytest.mark.parametrize("carrier", [None, "ups", "unmatched"])
def test_the_page_asks_metrics_and_finds_what_the_marts_hold(working, demo_home, monkeypatch, cause, carrier):
    weekly = weekly_counts(working)
    busy = weekly.filter(pl.col("dimension") == "all").sort("orders", descending=True)["week_start"][0]
    live = live_snapshot(demo_home)
    info, near = reference.info(live), reference.black_friday_weeks(live)
    chosen = tuple((name, (member,)) for name, member in ((CAUSE, cause), ("carrier", carrier)) if member)
    filters = Filters(end=busy + timedelta(days=6), chosen=chosen)
    shown = weeks(info.reporting_through, near, None, filters.end)
    assert shown.last == busy
    # The sample brand of the tests is small; nothing is left out here for that.
    monkeypatch.setattr(reference, "threshold", lambda *_: 0)
    at = Here(live, filters, shown, reference.look(live, is_dark=False), held=hold(live))
    found = why.changes(at)[BEFORE]
    assert found is not None
    total = found.row(0, named=True)
    where = {name: list(members) for name, members in chosen}
    answers = [
        metric_frame(demo_home, "wismo_rate", where=where, start=week, end=week + timedelta(days=6))
        for week in (busy, shown.before)
    ]
    rates, orders = ([answer[name][0] or 0 for answer in answers] for name in ("value", "denominator"))
    if min(orders) < 30:
        assert carrier is not None
        assert (found.height, total["effect"]) == (1, None)
        return
    assert total["effect"] == pytest.approx(rates[0] - rates[1])
    assert found.filter(pl.col("part").is_in(["mix", "rate"]))["effect"].sum() == pytest.approx(total["effect"])
    if not chosen:
        sides = [change._period(working, change.Week(week)) for week in (busy, shown.before)]
        own = drivers(sides[0], sides[1], noise(weekly, busy, shown.before, 0))
        assert own.height > 20
        for name in own.columns:
            if own[name].dtype == pl.Float64:
                assert found[name].to_list() == pytest.approx(own[name].to_list(), abs=1e-4, nan_ok=True)
            else:
                assert found[name].to_list() == own[name].to_list()
