"""Which weeks a page talks about, and the sentence that it says on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dashboard.compare import Card, Reading
from dashboard.periods import last_full_week, spoken, weeks
from dashboard.registry import Metric
from dashboard.sentence import weekly_sentence

SUNDAY = date(2026, 10, 11)
# Monday of each week to its distance from the Black Friday week of its year (23 Nov 2026, 24 Nov 2025).
DISTANCES = {
    anchor + timedelta(weeks=distance): distance
    for anchor in (date(2026, 11, 23), date(2025, 11, 24))
    for distance in range(-20, 20)
}

TICKETS = Metric(
    name="wismo_tickets", label="WISMO tickets", description="d", kind="count", format="integer", unit="tickets",
    direction="down_is_good", smallest_n=0, term="t", dimensions={},
)  # fmt: skip
RATE = replace(TICKETS, name="wismo_rate", kind="rate", format="per_100", smallest_n=30)


@pytest.mark.parametrize(
    ("through", "week"),
    [(SUNDAY, date(2026, 10, 5)), (date(2026, 10, 10), date(2026, 9, 28)), (date(2026, 10, 12), date(2026, 10, 5))],
)
def test_only_a_week_whose_sunday_is_over_is_full(through: date, week: date) -> None:
    assert last_full_week(through) == week


def test_the_running_week_is_named_and_left_out() -> None:
    shown = weeks(date(2026, 10, 14), {})
    assert (shown.last, shown.before, shown.partial) == (date(2026, 10, 5), date(2026, 9, 28), date(2026, 10, 12))
    assert weeks(SUNDAY, {}).partial is None
    assert (shown.last - shown.first).days == 52 * 7


def test_in_peak_last_year_is_as_far_from_black_friday() -> None:
    peak = weeks(date(2026, 11, 29), DISTANCES)
    assert (peak.last, peak.year_before, peak.is_aligned) == (date(2026, 11, 23), date(2025, 11, 24), True)
    summer = weeks(date(2026, 8, 2), DISTANCES)
    assert (summer.year_before, summer.is_aligned) == (summer.last - timedelta(weeks=52), False)


def test_dates_narrow_to_full_weeks() -> None:
    shown = weeks(SUNDAY, {}, start=date(2026, 9, 2), end=date(2026, 9, 22))
    assert (shown.first, shown.last, shown.partial) == (date(2026, 9, 7), date(2026, 9, 14), None)


def test_weeks_are_spoken_across_months_and_years() -> None:
    assert spoken(date(2026, 10, 5)) == "5–11 October 2026"
    assert spoken(date(2026, 9, 28)) == "28 September – 4 October 2026"
    assert spoken(date(2025, 12, 29)) == "29 December 2025 – 4 January 2026"


def sentence(tickets: Card, rate: Card, now: dict[str, float], before: dict[str, float]) -> str:
    return weekly_sentence("5–11 October 2026", tickets, rate, (now, before))


def test_the_sentence_tells_counts_rate_and_causes() -> None:
    said = sentence(
        Card(TICKETS, Reading(43), Reading(42), Reading(44)),
        Card(RATE, Reading(10.29), Reading(9.94), Reading(10.7)),
        {"Late": 12, "Lost": 1},
        {"Late": 9, "Lost": 3, "Held": 1},
    )
    assert said == (
        "In the week of 5–11 October 2026, 43 WISMO tickets came in, 1 more than the week before and 1 fewer than "
        "the same week last year. That is 10.29 per 100 orders, against 9.94 the week before and 10.70 in the same "
        "week last year. By root cause, the largest rise is in “Late” (9 to 12) and the largest fall is in “Lost” "
        "(3 to 1)."
    )


def test_the_sentence_leaves_out_what_is_not_known() -> None:
    alone = sentence(
        Card(TICKETS, Reading(1), Reading(), Reading()), Card(RATE, Reading(), Reading(), Reading()), {}, {}
    )
    assert alone == "In the week of 5–11 October 2026, 1 WISMO ticket came in."
    same = sentence(
        Card(TICKETS, Reading(2), Reading(2), Reading()),
        Card(RATE, Reading(), Reading(1), Reading()),
        {"Late": 2},
        {"Late": 2},
    )
    assert same == (
        "In the week of 5–11 October 2026, 2 WISMO tickets came in, as many as the week before. "
        "Every root cause has as many tickets as the week before."
    )
    none = sentence(
        Card(TICKETS, Reading(), Reading(3), Reading()), Card(RATE, Reading(), Reading(), Reading()), {}, {}
    )
    assert none == "In the week of 5–11 October 2026 no WISMO ticket came in."
