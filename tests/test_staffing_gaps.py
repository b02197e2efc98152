"""Paid hours for which nobody is planned, and a usual week: worked out by hand on a few rows."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from tests.statistic_rows import assert_honest
from wismo.statistics.staffing_gaps import gaps, staffed_shares
from wismo.statistics.usual_week import usual

WEEK = date(2026, 3, 2)
SPANS = pl.DataFrame(
    {
        "channel": ["email", "email", "chat"],
        "weekday": [1, 1, 1],
        "opens_at": ["09:30", "13:00", "00:00"],
        "closes_at": ["12:00", "24:00", "00:00"],
    }
)


def plan(**cells: dict[tuple[int, int], float]) -> pl.DataFrame:
    rows = [
        {"week_kind": "next", "week_start": WEEK, "channel": channel, "weekday": weekday, "hour": hour,
         "expected_hours": hours, "upper_hours": 2 * hours, "n": 40}
        for channel, own in cells.items() for (weekday, hour), hours in own.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"weekday": pl.Int32, "hour": pl.Int32})


def test_an_hour_is_staffed_by_the_minutes_that_somebody_is_there() -> None:
    shares = staffed_shares(SPANS)
    email = dict(shares.filter(channel="email").select("hour", "staffed").iter_rows())
    assert (email[8], email[9], email[11], email[12], email[23]) == (0, 0.5, 1, 0, 1)
    assert shares.filter(channel="chat")["staffed"].sum() == 0


def test_the_gap_is_the_work_of_channels_with_known_hours_while_nobody_is_there() -> None:
    found = gaps(plan(email={(1, 9): 2.0, (7, 9): 1.0}, chat={(1, 9): 0.5}, phone={(1, 9): 4.0}), SPANS)
    cell = {(row["weekday"], row["hour"]): row for row in found.iter_rows(named=True)}
    # Half of the email hour, all of the chat that nobody ever answers; of the telephone no hours are known.
    assert cell[1, 9]["unplanned_hours"] == pytest.approx(1.5)
    assert (cell[1, 9]["expected_hours"], cell[1, 9]["known_hours"]) == (6.5, 2.5)
    assert cell[7, 9]["unplanned_hours"] == 1.0
    whole = cell[None, None]
    assert (whole["expected_hours"], whole["known_hours"], whole["unplanned_hours"]) == (7.5, 3.5, 2.5)
    assert whole["n"] == 120
    assert_honest(found, ())
    unknown = gaps(plan(phone={(1, 9): 4.0}), SPANS)
    assert unknown["unplanned_hours"].to_list() == [None, None]
    assert set(unknown["method"]) == {"none"}
    assert gaps(plan(phone={(1, 9): 4.0}), SPANS.clear())["known_hours"].to_list() == [0, 0]


def test_a_usual_week_counts_weeks_without_a_contact() -> None:
    mondays = [WEEK + place * timedelta(weeks=1) for place in range(8)]
    contacts = pl.DataFrame(
        {
            "channel": ["email"] * 5 + ["chat"],
            "reporting_date": [*mondays[:5], mondays[0]],
            "opened_weekday": ["1"] * 6,
            "opened_hour": ["09", "09", "09", "09", "10", "09"],
            "contacts": [4, 4, 4, 4, 4, 2],
        }
    )
    found = usual(contacts, WEEK)
    assert found.height == 3 * 7 * 25
    told = {(row["channel"], row["opened_weekday"], row["opened_hour"]): row for row in found.iter_rows(named=True)}
    assert told["email", "1", "all"]["usual_contacts"] == 4
    # Four weeks of eight: half way between none and four.
    assert told["email", "1", "09"]["usual_contacts"] == 2
    assert told["all", "1", "all"]["most_contacts"] == 6
    assert told["all", "2", "09"]["usual_contacts"] == 0
    assert told["all", "1", "09"]["n"] == 22
    assert_honest(found, ())
