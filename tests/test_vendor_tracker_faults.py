"""Trackers' records with faults: each part right or set aside with a reason, whatever stands in them."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests import (
    test_vendor_17track,
    test_vendor_aftership,
    test_vendor_easypost,
    test_vendor_shipengine,
    test_vendor_shippo,
)
from tests.damage import places, replaced
from tests.vendor_cases import load_one, only, records
from wismo.intake.vendors import FORMATS

ROOT = Path(__file__).parent.parent
CASES: dict[str, tuple[dict[str, Any], int]] = {
    "aftership": (test_vendor_aftership.TRACKING, 3),
    "easypost": (test_vendor_easypost.TRACKER, 3),
    "shippo": (test_vendor_shippo.TRACK, 3),
    "shipengine": (test_vendor_shipengine.TRACKING, 2),
    "17track": (test_vendor_17track.TRACKING, 4),
}
ODD = (
    None, True, False, 0, -1, 7.5, 2**70, "", " ", "\u202e", "x" * 600, "soon", "2026-13-45T99:99:99Z",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "20261003", [], {}, [None], [1], ["a"], [[]], [{}],
    {"a": 1}, {"": None}, {"code": []}, {"datetime": {"a": 1}},
)  # fmt: skip


@pytest.mark.parametrize("vendor", CASES)
def test_any_json_anywhere_is_right_or_set_aside(home, vendor):
    record, parts = CASES[vendor]
    draw = random.Random(vendor)
    changed = [replaced(record, place, draw.choice(ODD)) for place in places(record) for _ in range(4)]
    report = load_one(home, [*[record] * 30, *changed])
    assert report.error is None
    assert report.format.endswith(" as shipments, tracking_events")
    assert report.loaded >= parts
    assert report.quarantined > len(changed) / 20
    for name in ("shipments", "tracking_events"):
        for found in records(home, name):
            for column, value in found.items():
                assert not value.startswith(("{", "[")), (column, value)
                # true and false are words of the contract only where it says so
                assert value not in ("true", "false") or column.startswith("is_"), column


@pytest.mark.parametrize(
    ("vendor", "change", "reason"),
    [
        ("aftership", {"tracking_number": {"a": 1}}, "the record has an object as tracking_number, and not text"),
        ("aftership", {"checkpoints": "none"}, "the record has text as checkpoints, and not a list"),
        ("aftership", {"checkpoints": ["x"]}, "the record has text as checkpoints[], and not an object"),
        ("aftership", {"last_mile": "usps"}, "the record has text as last_mile, and not an object"),
        ("easypost", {"carrier_detail": {"service": [1]}},
         "the record has a list as carrier_detail.service, and not text"),
        ("easypost", {"is_return": "maybe"}, "the record has text as is_return, and not true or false"),
        ("shippo", {"tracking_history": [None]}, "the record has null as tracking_history[], and not an object"),
        ("shipengine", {"carrier_code": True}, "the record has true or false as carrier_code, and not text"),
        (
            "17track",
            {"track_info": {"tracking": {"providers": [{"events": {"a": 1}}]}}},
            "the record has an object as track_info.tracking.providers[].events, and not a list",
        ),
    ],
)  # fmt: skip
def test_a_field_of_another_kind_refuses_the_whole_record(home, vendor, change, reason):
    record, parts = CASES[vendor]
    report = load_one(home, [record, {**record, **change}])
    assert (report.loaded, report.quarantined, report.reasons) == (parts, 1, {reason: 1})


def test_a_record_that_is_refused_leaves_nothing_behind(home):
    record, _ = CASES["easypost"]
    load_one(home, [{**record, "tracking_details": [*record["tracking_details"], {"message": []}, {"message": [1]}]}])
    assert records(home, "shipments") == records(home, "tracking_events") == []


@pytest.mark.parametrize("vendor", CASES)
def test_a_tracking_without_a_number_is_set_aside(home, vendor):
    record, _ = CASES[vendor]
    name = next(name for name in ("tracking_code", "number", "tracking_number") if name in record)
    report = load_one(home, [record, {**record, name: None}])
    assert set(report.reasons) <= {
        "shipment_id is empty, but every record needs it",
        "one of tracking_number, order_id, order_name must be filled",
        "one of tracking_number, shipment_id must be filled",
    }
    assert report.quarantined > 0
    assert all(event["tracking_number"] for event in records(home, "tracking_events"))


@pytest.mark.parametrize("vendor", CASES)
def test_numbers_stay_the_text_they_were(home, vendor):
    record, _ = CASES[vendor]
    name = next(name for name in ("tracking_code", "number", "tracking_number") if name in record)
    text = json.dumps([{**record, name: "@"}]).replace('"@"', "9205590164917312751089")
    load_one(home, text)
    assert records(home, "shipments")[0]["tracking_number"] == "9205590164917312751089"
    assert {event["tracking_number"] for event in records(home, "tracking_events")} == {"9205590164917312751089"}


def test_a_broken_time_costs_its_event_and_not_the_shipment(home):
    record, _ = CASES["shipengine"]
    report = load_one(home, {**record, "events": [*record["events"], {**record["events"][0], "occurred_at": "soon"}]})
    assert (report.loaded, report.quarantined) == (2, 1)
    assert only(home, "shipments")["updated_at"] == "2026-09-29T22:40:00Z"


def test_vendors_mixed_in_one_file_are_not_guessed_at(home):
    everything = [record for record, _ in CASES.values()]
    report = load_one(home, [*everything, CASES["easypost"][0]])
    assert report.format.startswith("EasyPost")
    assert (report.loaded, report.quarantined) == (3, 4)


@pytest.mark.parametrize("vendor", CASES)
def test_no_record_is_known_to_two_trackers(vendor):
    record, _ = CASES[vendor]
    known = Counter(form.vendor for form in FORMATS.values() if any(shape.matches(record) for shape in form.shapes))
    assert known == {vendor: 1}


@pytest.mark.parametrize("vendor", CASES)
def test_the_words_of_events_are_those_that_the_seed_maps(home, vendor):
    record, _ = CASES[vendor]
    load_one(home, record)
    seed = pl.read_csv(ROOT / "seeds" / "status_map.csv", infer_schema=False).filter(pl.col("vendor") == vendor)
    known = set(seed.select("status", "substatus").iter_rows())
    for event in records(home, "tracking_events"):
        status, substatus = event["status"].lower(), event.get("substatus", "").lower()
        assert {(status, substatus), ("*", substatus), (status, "*")} & known
        assert event["vendor"] == vendor
