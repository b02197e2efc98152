"""Which clocks two engines read differently; the other engine is made up, so this runs without it."""

from __future__ import annotations

from datetime import datetime

import pytest

from wismo.sail.zones import differing_clocks, told

HOUR = 3_600_000_000
START, WINTER, SUMMER = map(datetime.fromisoformat, ("2026-06-01", "2026-11-01 09:00", "2027-03-14 10:00"))


class OldTable:
    """An engine that answers with the changes it is given."""

    def __init__(self, first: str | None, last: str | None, changes: list) -> None:
        self._answers = iter([[(first, last)], changes])
        self.asked: list[str] = []

    def rows(self, query: str) -> list[tuple]:
        self.asked.append(query)
        return next(self._answers)


def test_a_change_that_one_engine_knows_is_told_with_its_first_day():
    ours = [("America/Vancouver", START, -7 * HOUR), ("Europe/Vienna", START, 2 * HOUR)]
    theirs = [*ours, ("America/Vancouver", SUMMER, -7 * HOUR), ("America/Vancouver", WINTER, -8 * HOUR)]
    assert told(ours, ours) is None
    sentence = (
        "Sail and DuckDB read the clock differently from 1 November 2026 in America/Vancouver: days and hours there "
        "are those of Sail"
    )
    assert told(ours, theirs) == told(theirs, ours) == sentence


def test_zones_stand_under_their_day_and_the_first_day_comes_first():
    theirs = [("Asia/Tokyo", WINTER, 8 * HOUR), ("Africa/Cairo", SUMMER, HOUR), ("Africa/Tunis", SUMMER, HOUR)]
    assert told([], theirs) == (
        "Sail and DuckDB read the clock differently from 1 November 2026 in Asia/Tokyo; from 14 March 2027 in "
        "Africa/Cairo, Africa/Tunis: days and hours there are those of Sail"
    )


def test_an_hour_more_on_the_same_day_is_a_difference():
    ours, theirs = [("Asia/Tokyo", WINTER, HOUR)], [("Asia/Tokyo", WINTER.replace(hour=10), HOUR)]
    assert "from 1 November 2026 in Asia/Tokyo" in str(told(ours, theirs))


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "Mars/Olympus"])
def test_the_brands_zone_and_those_of_the_seeds_are_asked_for(zone):
    engine = OldTable("2026-06-01", "2026-07-29", [])
    sentence = differing_clocks(engine.rows, zone)
    # Casablanca is the brand's alone; of a zone that no engine knows the seed's own test says so.
    assert ("Africa/Casablanca" in str(sentence)) == (zone == "Africa/Casablanca")
    assert "America/Vancouver" in str(sentence)
    assert "Mars" not in engine.asked[1]
    assert "timestamp '2026-06-01 00:00:00', timestamp '2028-07-28 00:00:00'" in engine.asked[1]


def test_without_orders_nothing_is_compared():
    engine = OldTable(None, None, [])
    assert differing_clocks(engine.rows, "Europe/Vienna") is None
    assert len(engine.asked) == 1
