"""Which weeks a page talks about, and the sentence that it says on them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import polars as pl
import pytest

from dashboard.compare import Card, Reading
from dashboard.registry import Metric
from dashboard.sentence import BEFORE, YEAR_BEFORE, weekly_sentence, whose_turn
from wismo.labels import OWNER_LABELS, plain_name
from wismo.periods import last_full_week, spoken, weeks
from wismo.statistics.decomposition import Period
from wismo.statistics.drivers import Noise, drivers

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


def period(cells: dict[tuple[str, str], int], orders: float = 1000.0) -> Period:
    """A week of one 3PL and one region, with as many orders for each of its carriers."""
    carriers = sorted({carrier for carrier, _ in cells} - {"unmatched"})
    place = {"three_pl": pl.lit("north"), "region": pl.lit("CA")}
    tickets = pl.DataFrame(
        [(carrier, cause, count) for (carrier, cause), count in cells.items()],
        schema={"carrier": pl.String, "root_cause": pl.String, "tickets": pl.Float64},
        orient="row",
    )
    shipped = pl.DataFrame({"carrier": carriers, "orders": [orders] * len(carriers)})
    return Period(tickets.with_columns(**place), shipped.with_columns(**place))


def sentence(now: Period, before: Period | None, year_before: Period | None, variation: float = 0.0) -> str:
    noise = Noise({"all": variation}, 30)
    changes = {
        name: drivers(now, base, noise) if base else None
        for name, base in ((BEFORE, before), (YEAR_BEFORE, year_before))
    }
    counts = [Reading(each.ticket_count) if each else Reading() for each in (now, before, year_before)]
    return weekly_sentence("5–11 October 2026", Card(TICKETS, *counts), changes, lambda _, member: member.upper())


def test_a_change_that_is_noise_is_called_so_and_names_nobody() -> None:
    now, before = (
        period({("ups", "late"): 100, ("dhl", "lost"): 60}),
        period({("ups", "late"): 90, ("dhl", "lost"): 64}),
    )
    assert sentence(now, before, before) == (
        "In the week of 5–11 October 2026, 160 WISMO tickets (“where is my order?”) came in (154 the week "
        "before, 154 in the same week last year). That is 8.00 per 100 orders: above the week before (7.70) by "
        "no more than weeks differ anyway; above the same week last year (7.70) by no more than weeks differ "
        "anyway. No single root cause, carrier, 3PL or region stands out from how much weeks differ anyway."
    )


def test_a_change_beyond_noise_rises_and_the_clearest_part_is_named() -> None:
    now, before = (
        period({("ups", "late"): 200, ("dhl", "lost"): 60}),
        period({("ups", "late"): 90, ("dhl", "lost"): 64}),
    )
    said = sentence(now, before, None)
    assert said == (
        "In the week of 5–11 October 2026, 260 WISMO tickets (“where is my order?”) came in (154 the week "
        "before). That is 13.00 per 100 orders: up by 5.30 points from the week before (7.70). Of the change "
        "on the week before, 0.00 points may be where we shipped and +5.30 points is how each performed. What "
        "stands out most is “LATE” with UPS: 10.00 per 100 orders, against 4.50 the week before."
    )
    # Where weeks differ by half anyway, the same counts say nothing.
    assert "no more than weeks differ" in sentence(now, before, None, variation=0.25)
    assert "stands out from" in sentence(now, before, None, variation=0.25)


def test_the_sentence_leaves_out_what_is_not_known() -> None:
    one = period({("ups", "late"): 1})
    assert (
        sentence(one, None, None) == "In the week of 5–11 October 2026, 1 WISMO ticket (“where is my order?”) came in."
    )
    assert sentence(one, period({("ups", "late"): 2}), None) == (
        "In the week of 5–11 October 2026, 1 WISMO ticket (“where is my order?”) came in (2 the week before). "
        "That is 0.10 per 100 orders: below the week before (0.20) by no more than weeks differ anyway. With 3 "
        "tickets in both weeks together there are too few to say where."
    )
    few = period({("ups", "late"): 40}, orders=20)
    assert (
        sentence(few, few, None)
        == "In the week of 5–11 October 2026, 40 WISMO tickets (“where is my order?”) came in (40 the week before)."
    )
    none = period({("ups", "late"): 0})
    assert sentence(none, one, one) == "In the week of 5–11 October 2026 no WISMO ticket came in."


def test_the_sentence_has_no_word_of_cause() -> None:
    said = sentence(period({("ups", "late"): 400}), period({("ups", "late"): 90}), period({("ups", "late"): 900}))
    assert not {"caused", "because", "due", "saved", "prevented", "led"} & set(said.lower().replace(".", "").split())
    assert "up by" in said
    assert "down by" in said


def test_whose_turn_it_is_names_who_can_act_and_how_many_are_open() -> None:
    owners = pl.DataFrame(
        {
            "owner": ["customer", "carrier", "unproven", "brand", "notification", "three_pl"],
            "value": [90.0, 61.0, 50.0, 12.0, 0.0, 40.0],
        }
    )
    label = partial(plain_name, {"owner": OWNER_LABELS})
    assert whose_turn(owners, label) == [
        "Whose turn it is: the carrier (61), the 3PL (40), the brand (12); for 50 it is not proven whose."
    ]
    assert whose_turn(owners.filter(owner="customer"), label) == []
