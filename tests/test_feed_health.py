"""Feeds that stop, halve or double are told from quiet weeks, and ordinary weeks from both."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from tests.feed_brands import black_fridays, daily_counts, health, records
from wismo.models import working_database

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Key = tuple[str, str]
    Feeds = dict[Key, np.ndarray]

SEEDS = range(1_000, 1_200)
ORDINARY = date(2026, 9, 16)
TODAY = np.ones(1)


@pytest.fixture(scope="module")
def judge(demo_home) -> Callable[..., dict[Key, dict]]:
    """Judge feeds, given as (feed, source): counts up to a day, and a record of the half day after it.

    A feed that ended so many days before that half day has none of these days.
    """
    compiled = demo_home.work / "target" / "compiled"

    def verdicts(feeds: Feeds, through: date, ended: Mapping[Key, int] | None = None) -> dict[Key, dict]:
        given = {("tickets", "another"): np.full(30, 9.0)} | feeds
        after = through + timedelta(days=1)
        frames = []
        for key, counts in given.items():
            early = (ended or {}).get(key, 0)
            known = counts[: len(counts) + 1 - early] if early > 0 else np.concatenate([counts, TODAY])
            frames.append(records(*key, after - timedelta(days=early), known))
        found = health(compiled, working_database(demo_home), pl.concat(frames), through)
        return {(row["feed"], row["source_system"]): row for row in found.iter_rows(named=True)}

    return verdicts


def _shops(through: date, shortest: int) -> Feeds:
    """Two hundred ordinary shops whose histories are as long as chance made them."""
    fridays = black_fridays()
    lengths = np.random.default_rng(99).integers(shortest, 900, len(SEEDS))
    return {
        ("orders", f"shop {seed}"): daily_counts(seed, through, int(days), fridays)
        for seed, days in zip(SEEDS, lengths, strict=True)
    }


def _odd(verdicts: Mapping[Key, dict]) -> int:
    return sum(row["is_odd"] for row in verdicts.values())


@pytest.mark.parametrize(
    "through",
    [
        pytest.param(date(2026, 11, 14), id="an ordinary Saturday"),
        pytest.param(date(2026, 11, 27), id="Black Friday"),
        pytest.param(date(2025, 12, 26), id="the day after Christmas", marks=pytest.mark.soak),
        pytest.param(date(2026, 1, 25), id="after the peak", marks=pytest.mark.soak),
    ],
)
def test_of_two_hundred_ordinary_feeds_hardly_one_is_called_odd(judge, through):
    verdicts = judge(_shops(through, 60), through)
    assert _odd(verdicts) <= 2
    assert sum(row["status"] == "usual" for row in verdicts.values()) > 150


@pytest.mark.parametrize(
    ("times", "days", "least"),
    [
        pytest.param(0.5, 1, 60, id="halved yesterday"),
        pytest.param(0.5, 7, 160, id="halved a week ago", marks=pytest.mark.soak),
        pytest.param(2, 1, 60, id="doubled yesterday", marks=pytest.mark.soak),
        pytest.param(2, 7, 170, id="doubled a week ago"),
        pytest.param(0.1, 1, 170, id="nearly gone yesterday"),
    ],
)
def test_a_feed_that_halves_or_doubles_is_caught(judge, times, days, least):
    chance = np.random.default_rng(5)
    shops = _shops(ORDINARY, 200)
    for counts in shops.values():
        counts[-days:] = chance.poisson(counts[-days:] * times)
    assert _odd(judge(shops, ORDINARY)) >= least


def test_what_the_bounds_are_is_said_in_words(judge):
    counts = np.full(300, 50.0)
    counts[-7:] = 20
    row = judge({("orders", "shop"): counts}, ORDINARY)["orders", "shop"]
    assert (row["status"], row["window_days"], row["record_count"]) == ("few", 7, 140)
    assert 140 < row["least_count"] < 350 < row["most_count"] < 900
    assert row["sentence"] == (
        f"140 orders from shop in the seven days to 2026-09-16, where {row['least_count']} to {row['most_count']} "
        "are expected"
    )


def test_one_old_outage_does_not_hide_the_next_one(judge):
    counts = np.full(300, 50.0)
    counts[-60:-50] = 0
    assert judge({("orders", "shop"): counts}, ORDINARY)["orders", "shop"]["status"] == "usual"
    counts[-3:] = 10
    assert judge({("orders", "shop"): counts}, ORDINARY)["orders", "shop"]["status"] == "few"


def test_a_peak_is_expected_where_the_year_before_had_one_and_asked_about_where_it_is_missing(judge):
    through = black_fridays()[2026] + timedelta(days=2)
    counts = np.full(900, 100.0)
    for year in (2024, 2025, 2026):
        start = (black_fridays()[year] - timedelta(days=4) - through).days - 1
        counts[start : start + 7 or None] = 600
    assert judge({("orders", "shop"): counts}, through)["orders", "shop"]["status"] == "usual"
    # Without a year before it may be four times as many, and six times is more than that.
    row = judge({("orders", "shop"): counts[-300:]}, through)["orders", "shop"]
    assert row["status"] == "many"
    counts[-7:] = 300
    assert judge({("orders", "shop"): counts[-300:]}, through)["orders", "shop"]["status"] == "usual"


def test_a_short_history_and_a_small_feed_say_so_and_do_not_warn(judge):
    found = judge({("orders", "new"): np.full(100, 50.0), ("orders", "small"): np.full(400, 2.0)}, ORDINARY)
    assert {row["status"] for key, row in found.items() if key[0] == "orders"} == {"not_judged"}
    assert found["orders", "new"]["sentence"] == (
        "too few or too short a history to say how many orders from new are usual"
    )


TRACKER, SHOP, DESK = ("tracking_events", "tracker"), ("orders", "shop"), ("tickets", "desk")
FIFTY = np.full(300, 50.0)


@pytest.mark.parametrize(("stopped", "status"), [(1, "usual"), (2, "late"), (60, "late"), (61, "retired")])
def test_a_feed_that_stops_is_late_on_the_second_day_and_given_up_after_two_months(judge, stopped, status):
    row = judge({SHOP: FIFTY, TRACKER: FIFTY}, ORDINARY, {TRACKER: stopped})[TRACKER]
    assert (row["status"], row["late_days"]) == (status, stopped)


def test_how_late_a_feed_is_is_said_in_words(judge):
    row = judge({SHOP: FIFTY, TRACKER: FIFTY}, ORDINARY, {TRACKER: 5})[TRACKER]
    assert row["sentence"] == "tracking events from tracker end on 2026-09-12, 5 days before the others"


def test_orders_that_stopped_long_ago_are_never_given_up_but_a_helpdesk_that_was_replaced_is(judge):
    assert judge({SHOP: FIFTY, TRACKER: FIFTY}, ORDINARY, {SHOP: 90})[SHOP]["status"] == "late"
    assert judge({SHOP: FIFTY, DESK: FIFTY}, ORDINARY, {DESK: 90})[DESK]["status"] == "retired"


def test_a_feed_that_is_silent_every_weekend_is_not_late_on_sunday(judge):
    sunday = date(2026, 9, 20)
    days = [sunday - timedelta(days=back) for back in reversed(range(300))]
    labels = np.array([0.0 if day.weekday() >= 5 else 40.0 for day in days])
    warehouse = ("shipments", "warehouse")
    feeds = {SHOP: FIFTY, warehouse: labels}
    # Its last labels are Friday's, three days before the half day that the others reach.
    assert not judge(feeds, sunday, {warehouse: 1})[warehouse]["is_odd"]
    labels[-3] = 0
    assert judge(feeds, sunday, {warehouse: 1})[warehouse]["status"] == "late"


def test_one_record_of_a_clock_gone_wrong_makes_no_other_feed_late(judge):
    ahead = np.concatenate([FIFTY, np.zeros(380), TODAY])
    found = judge({SHOP: FIFTY, TRACKER: ahead}, ORDINARY, {TRACKER: -380})
    assert not found[SHOP]["is_odd"]
