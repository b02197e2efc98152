"""Single values: ids, times, booleans, numbers, lists."""

import re
from pathlib import Path

import polars as pl
import pytest

from wismo.errors import WismoError
from wismo.intake import values
from wismo.intake.contract import read_contract
from wismo.intake.parsed import Parsed
from wismo.intake.times import IN_GAP, UNREADABLE, WRONG_YEAR, TimeRule, parse_times

NEW_YORK = "America/New_York"


def fault(parsed: Parsed) -> str | None:
    """Return what is wrong with the only value."""
    return next((reason for mask, reason in parsed.faults if mask[0]), None)


def column(*texts: str | None) -> pl.Series:
    return pl.Series(texts, dtype=pl.String)


@pytest.mark.parametrize(
    "text",
    ["9400110200881234567890", "007", "#1001", "1234E5", "12e34567", "AB-1.5", "1.0.0", "7" * 22, "é-1"],
)
def test_ids_stay_exactly_as_they_came(text):
    parsed = values.parse_ids(column(text))
    assert parsed.values.to_list() == [text]
    assert fault(parsed) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9.4E+21", values.SCIENTIFIC),
        ("9,4E+21", values.SCIENTIFIC),
        ("1e+21", values.SCIENTIFIC),
        ("9.4e21", values.SCIENTIFIC),
        ("123.0", values.FLOAT),
        ("123.00", values.FLOAT),
        ("#N/A", values.SHEET_ERROR),
        ("a\x00b", values.HIDDEN),
        ("a\nb", values.HIDDEN),
        ("a\u202eb", values.HIDDEN),
        ("a\u200bb", values.HIDDEN),
        ("x" * 501, values.TOO_LONG),
    ],
)
def test_ids_that_a_program_spoilt_are_faults(text, reason):
    assert fault(values.parse_ids(column(text))) == reason


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-09-28T09:00:00Z", "2026-09-28T09:00:00Z"),
        ("2026-09-28 09:00:00 -0400", "2026-09-28T13:00:00Z"),
        ("2026-09-28T09:00:00+05:30", "2026-09-28T03:30:00Z"),
        ("2026-09-28T09:00:00-05", "2026-09-28T14:00:00Z"),
        ("2026-09-28 09:00:00 UTC", "2026-09-28T09:00:00Z"),
        ("2026-09-28T09:00Z", "2026-09-28T09:00:00Z"),
        ("2026-09-28T09:00:00.120Z", "2026-09-28T09:00:00.12Z"),
        ("2026-09-28T09:00:00.000+00:00", "2026-09-28T09:00:00Z"),
        ("2026-09-28T09:00:00.123456789Z", "2026-09-28T09:00:00.123456Z"),
        ("2026-09-28 09:00:00", "2026-09-28T13:00:00Z"),
        ("2026-09-28T09:00", "2026-09-28T13:00:00Z"),
        ("2026-01-31", "2026-01-31T05:00:00Z"),
        ("2026-11-01 01:30:00", "2026-11-01T05:30:00Z"),  # happens twice: the first
        ("2000-01-01T00:00:00Z", "2000-01-01T00:00:00Z"),
        ("2100-12-31T23:59:59Z", "2100-12-31T23:59:59Z"),
    ],
)
def test_times_become_utc(text, utc):
    parsed = parse_times(column(text), TimeRule("a of b", NEW_YORK))
    assert parsed.values.to_list() == [utc]
    assert fault(parsed) is None
    again = parse_times(column(utc, None), TimeRule("a of b"))
    assert again.values.to_list() == [utc, None]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-03-08 02:30:00", IN_GAP),
        ("2026-02-30T00:00:00Z", UNREADABLE),
        ("2026-09-28T24:00:00Z", UNREADABLE),
        ("2026-09-28T23:59:60Z", UNREADABLE),
        ("2026-09-28T 9:00:00Z", UNREADABLE),
        ("2026-09-28T09:00:00+99:00", UNREADABLE),
        ("28/09/2026", UNREADABLE),
        ("1767225600", UNREADABLE),
        ("soon", UNREADABLE),
        ("1899-12-31T00:00:00Z", WRONG_YEAR),
        ("2101-01-01T00:00:00Z", WRONG_YEAR),
    ],
)
def test_times_that_cannot_be_are_faults(text, reason):
    assert fault(parse_times(column(text), TimeRule("a of b", NEW_YORK))) == reason


def test_a_column_may_mix_ways_to_write_times():
    texts = column(
        "2026-07-01T08:00:00Z", "2026-07-01 08:00:00", None, "2026-07-01", "x", "2026-07-01T08:00:00.5+02:00"
    )
    parsed = parse_times(texts, TimeRule("a of b", NEW_YORK))
    assert parsed.values.to_list() == [
        "2026-07-01T08:00:00Z",
        "2026-07-01T12:00:00Z",
        None,
        "2026-07-01T04:00:00Z",
        None,
        "2026-07-01T06:00:00.5Z",
    ]


@pytest.mark.parametrize("zone", ["UTC", NEW_YORK, "America/Los_Angeles", "Europe/Berlin"])
def test_a_promise_for_a_day_is_the_same_day_for_brand_and_source(zone):
    promised = parse_times(column("2026-03-10"), TimeRule("here", zone, is_whole_day=True)).values
    in_new_york = promised.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_zone="UTC").dt.convert_time_zone(NEW_YORK)
    assert str(in_new_york.dt.date()[0]) == "2026-03-10"
    at_a_time = parse_times(column("2026-03-10 08:00:00"), TimeRule("here", zone, is_whole_day=True)).values
    assert at_a_time.to_list() == parse_times(column("2026-03-10 08:00:00"), TimeRule("here", zone)).values.to_list()


def test_a_day_that_begins_at_one_oclock_still_begins():
    rule = TimeRule("a of b", "America/Sao_Paulo")
    assert parse_times(column("2017-10-15"), rule).values.to_list() == ["2017-10-15T03:00:00Z"]
    assert fault(parse_times(column("2017-10-15 00:00:00"), rule)) == IN_GAP


@pytest.mark.parametrize(
    ("text", "unit", "utc"),
    [
        ("1767225600", "s", "2026-01-01T00:00:00Z"),
        ("1767225600123", "ms", "2026-01-01T00:00:00.123Z"),
        ("1767225600000001", "us", "2026-01-01T00:00:00.000001Z"),
        ("99999999999999", "s", None),
        ("12.5", "s", None),
    ],
)
def test_epochs(text, unit, utc):
    parsed = parse_times(column(text), TimeRule("a of b", epoch=unit))
    assert parsed.values.to_list() == [utc]
    assert (fault(parsed) is None) == (utc is not None)


def test_patterns_with_and_without_offset():
    local = TimeRule("a of b", "Europe/Berlin", pattern="%d/%m/%Y %I:%M %p")
    assert parse_times(column("31/01/2026 08:15 PM"), local).values.to_list() == ["2026-01-31T19:15:00Z"]
    aware = TimeRule("a of b", pattern="%d/%m/%Y %H:%M %z")
    assert parse_times(column("31/01/2026 20:15 +0200"), aware).values.to_list() == ["2026-01-31T18:15:00Z"]


def test_a_time_without_a_zone_says_what_to_write():
    with pytest.raises(WismoError, match="created_at of source x holds times without a zone. Write time_zone:"):
        parse_times(column("2026-01-01 08:00:00"), TimeRule("created_at of source x"))


def test_booleans():
    parsed = values.parse_booleans(column("TRUE", "yes", "1", "off", "N", "0", None, "maybe"))
    assert parsed.values.to_list() == ["true", "true", "true", "false", "false", "false", None, None]
    assert [mask.to_list() for mask, _ in parsed.faults] == [[False] * 6 + [None, True]]


@pytest.mark.parametrize(("text", "is_fine"), [
    ("12.50", True), ("-3", True), ("0", True), ("1e5", False), ("1,000", False), ("$5", False), ("9" * 16, False),
    (".5", False), ("NaN", False),
])  # fmt: skip
def test_numbers(text, is_fine):
    assert (fault(values.parse_numbers(column(text))) is None) == is_fine


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("2", True),
        ("2.0", True),
        ("-1", True),
        ("999999999", True),
        ("2.5", False),
        ("1000000000", False),
        ("٣", False),
    ],
)
def test_counts_are_whole_numbers_that_the_models_can_hold(text, is_fine):
    assert (fault(values.parse_counts(column(text))) is None) == is_fine


def test_what_the_models_read_as_integers_are_counts():
    types = {column.name: column.type for raw_object in read_contract().values() for column in raw_object.columns}
    folder = Path(__file__).parents[1] / "models" / "staging" / "canonical"
    texts = " ".join(path.read_text() for path in folder.glob("*.sql"))
    integers = re.findall(r"cast\((?:cast\()?(\w+)(?: as double\))? as integer\)", texts)
    assert sorted({(name, types[name]) for name in integers}) == [("position", "count"), ("reopen_count", "count")]


@pytest.mark.parametrize(
    ("text", "split", "wanted"),
    [
        ('["a", "b,c"]', None, '["a","b,c"]'),
        ("a, b,,", ",", '["a","b"]'),
        ("[]", None, "[]"),
        ("a,b", None, None),
        ('["a"', ",", None),
        ('[{"a": 1}]', None, None),
        ("[null]", None, None),
    ],
)
def test_lists(text, split, wanted):
    parsed = values.parse_lists(column(text), split)
    assert parsed.values.to_list() == [wanted]
    assert (fault(parsed) is None) == (wanted is not None)


def test_a_day_written_in_the_sources_own_form_is_a_day_too():
    days = pl.Series(["31.01.2026", "29.03.2026"])
    promise = parse_times(days, TimeRule("a promise", "Europe/Berlin", pattern="%d.%m.%Y", is_whole_day=True))
    assert promise.values.to_list() == ["2026-01-31T11:00:00Z", "2026-03-29T10:00:00Z"]
    start = parse_times(days, TimeRule("a time", "Europe/Berlin", pattern="%d.%m.%Y"))
    assert start.values.to_list() == ["2026-01-30T23:00:00Z", "2026-03-28T23:00:00Z"]
    # In Santiago clocks go forward at midnight: the day begins an hour later.
    late = parse_times(pl.Series(["06.09.2026"]), TimeRule("a time", "America/Santiago", pattern="%d.%m.%Y"))
    assert late.values.to_list() == ["2026-09-06T04:00:00Z"]
    assert not any(mask.any() for mask, _ in late.faults)
