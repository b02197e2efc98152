"""Tactics judged on weeks whose truth is known, and the register of the sample brand."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import timedelta

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.made_weeks import cells, monday
from tests.simulate import tactics as simulation
from wismo.metric import metric_frame
from wismo.statistics import tactics
from wismo.statistics.comparisons import Rules, Tactic, compare
from wismo.statistics.intervention import measure, smallest_visible
from wismo.statistics.scopes import Cells, Scope, read_cells
from wismo.statistics.tactic_series import weeks_of
from wismo.statistics.tactics import effect_row
from wismo.statistics.weeks import weekly_counts

RULES = Rules()
LAUNCH = 100
NORTH = Tactic("north", "North's change", monday(LAUNCH), Scope(three_pl="north"))


def fallen(member: str, week: int) -> float:
    return 0.08 * (0.7 if member == "north" and week >= LAUNCH else 1.0)


def row(tactic: Tactic, weeks: Cells, *others: Tactic, rules: Rules = RULES) -> dict:
    return effect_row(tactic, [tactic, *others], weeks, rules)


def test_a_fall_of_thirty_percent_is_found_against_the_others():
    found = row(NORTH, cells(rate=fallen))
    assert [found[name] for name in ("state", "method", "evidence_grade")] == [
        "lower",
        "treated_against_untreated",
        "control",
    ]
    assert (found["compared_with"], found["weeks_before"], found["weeks_settled"]) == ("south, west", 100, 28)
    assert found["weeks_after"] == 26
    assert found["effect"] == pytest.approx(-0.3, abs=0.01)
    assert found["effect_lower"] < -0.3 < found["effect_upper"] < 0
    # 26 weeks of 28 tickets instead of 40.
    assert found["tickets_avoided"] == pytest.approx(26 * 12, rel=0.05)
    assert found["effect_points"] == pytest.approx(100 * 0.08 * -0.3, rel=0.05)
    assert found["n"] == 100 * 40 + 26 * 28
    assert found["tickets_avoided_lower"] < found["tickets_avoided"] < found["tickets_avoided_upper"]
    assert found["sentence"] == (
        "In 26 weeks after launch WISMO tickets per 100 orders (north) stood 30% lower than the same weeks of the "
        f"others let expect (plausibly −{-found['effect_lower']:.0%} to −{-found['effect_upper']:.0%}): 2.40 points, "
        f"{found['tickets_avoided']:.0f} tickets fewer ({found['tickets_avoided_lower']:.0f} to "
        f"{found['tickets_avoided_upper']:.0f})."
    )


def test_what_happens_to_everybody_is_no_effect_where_there_are_others_and_is_one_where_there_are_none():
    weeks = cells(rate=lambda _, week: 0.08 * (0.7 if week >= LAUNCH else 1.0), seed=4)
    assert row(NORTH, weeks)["state"] == "not_distinguishable"
    alone = row(replace(NORTH, scope=Scope()), weeks)
    assert (alone["state"], alone["method"], alone["evidence_grade"]) == ("lower", "interrupted_series", "series")


def test_the_line_of_a_tactic_says_what_its_effect_says():
    weeks = cells(rate=fallen)
    found = row(NORTH, weeks)
    drawn = weeks_of(NORTH, [NORTH], weeks, RULES, found["method"])
    assert drawn is not None
    after = drawn.filter(part="after")
    assert after.height == found["weeks_after"]
    assert drawn["part"].value_counts().sort("part").rows() == [
        ("after", 26), ("before", 100), ("not_counted", 2), ("settling", 2)
    ]  # fmt: skip
    # The rates of the weeks together: each times its orders.
    n, orders = float(after["orders"].sum()), after["orders"].to_list()
    expected, least, most = (
        float(np.dot(after[name].to_list(), orders)) / n for name in ("expected", "expected_lower", "expected_upper")
    )
    assert expected == pytest.approx(found["expected_rate"], rel=1e-4)
    fitted = expected * (1 + found["effect"])
    limits = (found["effect_lower"], found["effect_upper"])
    assert (fitted / most - 1, fitted / least - 1) == pytest.approx(limits, rel=1e-3)
    assert float(np.dot(after["rate"].to_list(), orders)) / n == pytest.approx(fitted, rel=0.02)
    unjudged = weeks_of(NORTH, [NORTH], weeks, RULES, None)
    assert unjudged is not None
    assert (unjudged["expected"].null_count(), unjudged["rate"].null_count()) == (unjudged.height, 0)


def test_a_rise_is_called_one():
    found = row(NORTH, cells(rate=lambda member, week: 0.16 - fallen(member, week)))
    assert found["state"] == "higher"
    assert "30% higher" in found["sentence"]
    assert "tickets more" in found["sentence"]
    assert found["tickets_avoided"] < 0


@pytest.mark.parametrize(
    ("weeks", "state", "said"),
    [
        (99, "planned", "Planned for 2025-12-01: nothing can be shown yet."),
        (101, "too_early", "Too early to tell: 0 weeks of 8 that are looked at first."),
        (103, "too_early", "Too early to tell: 1 week of 8 that are looked at first."),
        (109, "too_early", "Too early to tell: 7 weeks of 8 that are looked at first."),
        (110, "lower", "In 8 weeks after launch"),
        (114, "lower", "In 8 weeks after launch"),
        (115, "lower", "In 13 weeks after launch"),
    ],
)
def test_weeks_are_looked_at_after_eight_and_thirteen_and_not_in_between(weeks, state, said):
    found = row(NORTH, cells(weeks, rate=fallen, orders=2_000, seed=3))
    assert found["state"] == state
    assert found["sentence"].startswith(said)
    assert ("effect" in found) == (state == "lower")
    assert 0 < found["visible_after_26_weeks"] < found["visible_after_8_weeks"] < 1


def test_the_launch_in_the_middle_of_a_week_leaves_that_week_and_two_more_out():
    compared = compare(replace(NORTH, launched_on=monday(100) + timedelta(days=2)), [], cells(rate=fallen), RULES)
    assert compared is not None
    series = compared.series
    assert series.weeks.filter(pl.Series(~compared.is_after)).to_list()[-1] == monday(99)
    assert series.weeks.filter(pl.Series(compared.is_after)).to_list()[0] == monday(103)


def test_a_member_with_a_tactic_of_its_own_is_nobody_to_be_compared_with():
    south = Tactic("south", "South's", monday(90), Scope(three_pl="south"))
    assert row(NORTH, cells(rate=fallen), south)["compared_with"] == "west"
    west = Tactic("west", "West's", monday(30), Scope(three_pl="west"), ended_on=monday(40))
    assert row(NORTH, cells(rate=fallen), south, west)["method"] == "interrupted_series"
    later = replace(south, launched_on=monday(127))
    assert row(NORTH, cells(rate=fallen), later)["compared_with"] == "west"
    assert row(NORTH, cells(126, rate=fallen), later)["compared_with"] == "south, west"
    everybody = Tactic("all", "Everybody's", monday(98), Scope())
    assert row(NORTH, cells(rate=fallen), everybody)["compared_with"] == "south, west"


def test_launches_for_the_same_parcels_within_six_weeks_are_not_separable():
    other = Tactic("other", "The other", monday(95), Scope(three_pl="north", region="CA"))
    found = row(NORTH, cells(rate=fallen), other)
    assert (found["state"], "effect" in found) == ("not_separable", False)
    assert "“The other”" in found["sentence"]
    assert row(NORTH, cells(rate=fallen), replace(other, launched_on=monday(93)))["state"] == "lower"
    assert row(NORTH, cells(rate=fallen), replace(other, scope=Scope(three_pl="south")))["state"] == "lower"
    # One that is only planned is in nobody's way yet.
    assert row(NORTH, cells(103, rate=fallen), replace(other, launched_on=monday(105)))["state"] == "too_early"


def test_the_next_tactic_for_the_same_parcels_ends_the_weeks():
    other = Tactic("other", "The other", monday(LAUNCH + 10), Scope(three_pl="north"))
    found = row(NORTH, cells(rate=fallen), other)
    assert (found["state"], found["weeks_settled"], found["weeks_after"]) == ("lower", 8, 8)
    found = row(NORTH, cells(rate=fallen), replace(other, launched_on=monday(LAUNCH + 9)))
    assert found["sentence"] == "Not enough data: 7 weeks after launch until “The other” came, 8 are needed."


def test_an_earlier_tactic_is_a_step_of_its_own():
    def twice(member: str, week: int) -> float:
        return fallen(member, week) * (0.6 if member == "north" and week >= 60 else 1.0)

    earlier = Tactic("earlier", "Earlier", monday(60), Scope(three_pl="north"))
    known = row(NORTH, cells(rate=twice), earlier)
    assert known["effect"] == pytest.approx(-0.3, abs=0.03)
    assert abs(row(NORTH, cells(rate=twice))["effect"] + 0.3) > abs(known["effect"] + 0.3)


def test_a_tactic_that_ended_is_judged_by_its_own_weeks():
    found = row(replace(NORTH, ended_on=monday(114)), cells(rate=fallen))
    assert (found["weeks_settled"], found["weeks_after"]) == (12, 8)
    found = row(replace(NORTH, ended_on=monday(104)), cells(rate=fallen))
    assert found["sentence"] == "Not enough data: 2 weeks after launch until it ended, 8 are needed."


@pytest.mark.parametrize(
    ("tactic", "weeks", "said"),
    [
        (replace(NORTH, scope=Scope(three_pl="east")), cells(), "no week before the launch has orders (east)"),
        (replace(NORTH, launched_on=monday(0)), cells(), "no week before the launch has orders (north)"),
        (replace(NORTH, launched_on=monday(12)), cells(), "12 weeks before the launch, 13 are needed"),
        (NORTH, cells(orders=2), "fewer than 30 tickets before or after the launch"),
        (NORTH, cells(0), None),
    ],
)
def test_where_there_is_too_little_no_figure_is_shown(tactic, weeks, said):
    found = row(tactic, weeks)
    assert not [name for name in found if name.startswith(("effect", "tickets_avoided"))]
    assert found["sentence"] == (
        f"Not enough data: {said}." if said else "Planned for 2025-12-01: nothing can be shown yet."
    )


def test_contacts_are_counted_by_all_tickets():
    found = row(replace(NORTH, metric="contact_rate"), cells(rate=fallen))
    assert found["n"] == 3 * (100 * 40 + 26 * 28)
    assert "tickets per 100 orders" in found["sentence"]


def test_an_expectation_too_small_to_be_seen_is_said_to_be():
    found = row(replace(NORTH, expected_change=-0.01), cells(rate=fallen, seed=1))
    assert found["visible_sentence"].endswith(
        "The −1% that was expected is smaller and would more often than not stay unseen."
    )
    assert "expected" not in row(replace(NORTH, expected_change=-0.9), cells(rate=fallen, seed=1))["visible_sentence"]


def test_more_orders_and_more_weeks_make_smaller_falls_visible():
    small, large = (row(NORTH, cells(100, orders=size, seed=2)) for size in (100, 2_000))
    assert large["visible_after_8_weeks"] < small["visible_after_8_weeks"]


def test_the_smallest_visible_fall_is_two_and_eight_tenths_of_the_standard_errors_that_come():
    """What is said before the launch is what the weeks after it then give, where they are like those before."""
    for seed in range(5):
        weeks = cells(128, orders=2_000, seed=seed)
        planned = compare(NORTH, [], replace(weeks, weeks=weeks.weeks[:LAUNCH]), RULES)
        later = compare(NORTH, [], weeks, RULES)
        assert planned is not None
        assert later is not None
        fall = smallest_visible(planned.before(), planned.ahead[:26], planned.gap)
        came = measure(later.series, later.is_after).standard_error
        assert -math.log1p(-fall) == pytest.approx((2 + 0.8416) * came, rel=0.35)


@settings(max_examples=25, deadline=None)
@given(
    launch=st.integers(-20, 140),
    ended=st.one_of(st.none(), st.integers(0, 60)),
    weeks=st.integers(0, 60),
    orders=st.sampled_from([0.0, 0.01, 1.0, 40.0, 1e6]),
    seed=st.integers(0, 9),
)
def test_whatever_the_weeks_no_figure_is_nan_and_no_error_is_raised(launch, ended, weeks, orders, seed):
    tactic = replace(NORTH, launched_on=monday(launch), ended_on=None if ended is None else monday(launch + ended))
    found = row(tactic, cells(weeks, orders=orders, seed=seed))
    assert all(math.isfinite(value) for value in found.values() if isinstance(value, float))
    assert found["sentence"].endswith(".")
    assert ("effect" in found) == (found["state"] in {"lower", "higher", "not_distinguishable"})


def test_weeks_on_one_side_alone_are_refused():
    compared = compare(NORTH, [], cells(rate=fallen), RULES)
    assert compared is not None
    with pytest.raises(ValueError, match="before and after"):
        measure(compared.series, np.zeros(len(compared.is_after), dtype=bool))


def test_claims_hold_in_a_few_simulated_worlds():
    seeds = range(40)
    world = simulation.World(change=math.log(0.85))
    for controls in (0, 3_000):
        with_others = replace(world, controls=controls)
        assert simulation.covered("covered", with_others, seeds, 0.85, 1.0).is_met
        assert simulation.silent("silent", replace(with_others, change=0.0), seeds, most=0.15).is_met
        assert simulation.powerful("powerful", with_others, range(30)).is_met


def test_the_cells_add_up_to_the_weekly_counts_and_to_the_metrics(working, demo_home):
    weeks = read_cells(working)
    ours = weeks.weekly(Scope(), "wismo_rate")
    theirs = weekly_counts(working).filter(pl.col("dimension") == "all")
    assert ours["week_start"].to_list() == theirs["week_start"].to_list()
    assert ours["counted"].to_list() == theirs["tickets"].to_list()
    assert ours["orders"].to_list() == pytest.approx(theirs["orders"].to_list(), abs=1e-4)
    first, last = weeks.weeks[0], weeks.weeks[-1] + timedelta(days=6)
    for metric, scope in (("wismo_rate", {"carrier": "ups"}), ("contact_rate", {"three_pl": "cascade"})):
        where = {name: [member] for name, member in scope.items()}
        rates = metric_frame(demo_home, metric, (), "week", where=where, start=first, end=last)
        found = weeks.weekly(Scope(**scope), metric).filter(pl.col("orders") > 0)
        expected = {row["period"]: row["value"] for row in rates.iter_rows(named=True) if row["value"] is not None}
        shown = {week: 100 * counted / orders for week, counted, orders in found.iter_rows()}
        assert expected == pytest.approx({week: shown[week] for week in expected}, rel=1e-4)


def test_the_register_of_the_sample_brand_is_judged(snapshot):
    rows = snapshot.sql("select * from tactic_effects").pl()
    assert sorted(rows["tactic_id"]) == ["sample-delay-alerts", "sample-shipped-on-scan", "sample-tracking-page"]
    for found in rows.iter_rows(named=True):
        assert all(math.isfinite(value) for value in found.values() if isinstance(value, float))
        assert found["addressable_tickets"] is None or found["addressable_tickets"] <= found["wismo_tickets"]
        said = found["sentence"] + found["visible_sentence"] + found["window_sentence"]
        assert not re.search(r"\b(caused|saved|prevented|because of)\b", said)


def test_an_empty_brand_has_a_register_without_figures(working):
    connection = empty_like(working)
    tactics.compute(connection)
    assert connection.sql("select count(*), count(effect) from tactic_effects").fetchall() == [(0, 0)]
    connection.execute("insert into int_data_through values (timestamp '2026-11-15', date '2026-11-14', 'UTC')")
    tactics.compute(connection)
    assert connection.sql("select distinct state, n from tactic_effects").fetchall() == [("not_enough_data", 0)]
    assert connection.sql("select count(*), sum(n) from tactic_windows").fetchall() == [(5, 0)]


def empty_like(working: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return a database with the marts that tactics read, without rows, and the sample's register."""
    connection = duckdb.connect()
    marts = ("tickets", "shipments", "ticket_days", "order_days", "calendar_days", "int_data_through")
    for table in (*marts, "tactics", "targets", "thresholds"):
        connection.register("copied", working.sql(f"select * from main.{table}").pl())
        limit = " limit 0" if table in marts else ""
        connection.execute(f"create table main.{table} as select * from copied{limit}")
        connection.unregister("copied")
    return connection
