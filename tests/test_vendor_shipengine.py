"""Tracking of ShipEngine and of ShipStation's API v2: what it becomes, as answers and inside webhooks."""

from __future__ import annotations

import pytest

from tests.vendor_cases import from_source, load, load_one, only, records

NUMBER = "1Z999AA10000000001"
SCAN = {
    "occurred_at": "2026-09-29T22:40:00Z", "carrier_occurred_at": "2026-09-29T18:40:00Z", "description": "Origin scan",
    "city_locality": "NEWARK", "state_province": "NJ", "postal_code": "", "country_code": "US", "company_name": "",
    "signer": "", "event_code": "OR", "carrier_detail_code": "OR", "status_code": "AC",
    "status_detail_code": "RECEIVED_BY_CARRIER", "status_description": "Accepted",
    "status_detail_description": "Your parcel has been received.", "carrier_status_code": "I",
    "carrier_status_description": "Origin scan at the hub", "latitude": 40.7, "longitude": -74.1,
    "proof_of_delivery_url": None,
}  # fmt: skip
TRACKING = {
    "tracking_number": NUMBER, "tracking_url": "https://www.example.com/1", "status_code": "AC",
    "status_detail_code": "RECEIVED_BY_CARRIER", "carrier_code": "ups", "carrier_id": 3,
    "status_description": "Accepted", "status_detail_description": None, "carrier_status_code": "I",
    "carrier_detail_code": None, "carrier_status_description": "Origin scan at the hub",
    "ship_date": "2026-09-29T00:00:00Z", "estimated_delivery_date": "2026-10-03T00:00:00",
    "actual_delivery_date": None, "exception_description": None, "events": [SCAN],
}  # fmt: skip
NEW_YORK = "brand: {time_zone: America/New_York}\nsources: [{format: shopify}]"


def test_a_tracking_is_a_shipment_and_its_events_are_events(home):
    report = load_one(home, TRACKING, NEW_YORK)
    assert (report.format, report.quarantined) == ("ShipEngine (json) as shipments, tracking_events", 0)
    assert only(home, "shipments") == from_source(
        "shipengine",
        shipment_id=f"ups/{NUMBER}",
        updated_at="2026-09-29T22:40:00Z",
        latest_eta_at="2026-10-04T03:59:59Z",
        carrier="ups",
        tracking_number=NUMBER,
    )
    assert only(home, "tracking_events") == from_source(
        "shipengine",
        tracking_number=NUMBER,
        occurred_at="2026-09-29T22:40:00Z",
        vendor="shipengine",
        status="AC",
        substatus="RECEIVED_BY_CARRIER",
        message="Origin scan",
        place="NEWARK, NJ",
        country="US",
        carrier="ups",
        is_time_known="true",
    )


@pytest.mark.parametrize("kind", ["API_TRACK", "TRACK_EVENT_V2"])
def test_webhooks_bring_the_same_records(home, kind):
    load(home, NEW_YORK, a__json=TRACKING)
    webhook = {"resource_url": "https://api.example.com/v2/labels/1/track", "resource_type": kind, "data": TRACKING}
    (report,) = load(home, NEW_YORK, b__json=webhook)
    assert (report.records, report.duplicates) == (2, 2)


@pytest.mark.parametrize(
    ("change", "occurred", "is_known"),
    [
        ({"occurred_at": "2026-09-29T18:40:00-04:00"}, "2026-09-29T22:40:00Z", "true"),
        # The carrier's own time is local, and the Z at its end is not true.
        ({"occurred_at": None}, "2026-09-29T18:40:00Z", "false"),
        ({"occurred_at": "", "carrier_occurred_at": "2026-09-29T18:40:00"}, "2026-09-29T18:40:00Z", "false"),
        ({"occurred_at": None, "carrier_occurred_at": "2026-09-29T18:40:00-04:00"}, "2026-09-29T22:40:00Z", "true"),
        ({"occurred_at": "2026-09-29T18:40:00"}, "2026-09-29T18:40:00Z", "false"),
        ({"occurred_at": "2026-09-29"}, "2026-09-29T00:00:00Z", "false"),
    ],
)
def test_local_times_of_carriers_are_days_and_no_hours(home, change, occurred, is_known):
    load_one(home, {**TRACKING, "events": [{**SCAN, **change}]})
    event = only(home, "tracking_events")
    assert (event["occurred_at"], event["is_time_known"]) == (occurred, is_known)


def test_a_declared_zone_makes_local_times_known(home):
    event = {**SCAN, "occurred_at": None, "carrier_occurred_at": "2026-03-08T01:45:00Z"}
    load_one(home, {**TRACKING, "events": [event]}, "sources: [{format: shipengine, time_zone: America/Chicago}]")
    found = only(home, "tracking_events")
    assert (found["occurred_at"], found["is_time_known"]) == ("2026-03-08T07:45:00Z", "true")


def test_words_that_a_carrier_leaves_out(home):
    events = [{**SCAN, "status_detail_code": None, "description": ""}, {**SCAN, "status_code": None}]
    load_one(home, {**TRACKING, "events": events})
    found = [(e["status"], e.get("substatus"), e["message"]) for e in records(home, "tracking_events")]
    assert found == [
        ("AC", None, "Origin scan at the hub"),
        ("RECEIVED_BY_CARRIER", "RECEIVED_BY_CARRIER", "Origin scan"),
    ]


@pytest.mark.parametrize(
    ("change", "delivered"),
    [
        ({"events": [], "actual_delivery_date": "2026-10-02T17:31:00Z"}, "2026-10-02T17:31:00Z"),
        ({"events": [], "actual_delivery_date": "2026-10-02T17:31:00"}, None),
        ({"actual_delivery_date": "2026-10-02T17:31:00Z"}, None),  # the events tell it
    ],
)
def test_a_delivery_is_taken_from_the_record_only_where_no_event_tells_it(home, change, delivered):
    load_one(home, {**TRACKING, **change})
    assert only(home, "shipments").get("delivered_at") == delivered


def test_a_number_without_a_named_carrier(home):
    load_one(home, {**TRACKING, "carrier_code": None, "events": None})
    assert only(home, "shipments")["shipment_id"] == f"3/{NUMBER}"


BARE = {
    **SCAN, "status_code": "", "status_detail_code": None, "description": "Arrived at Post Office", "event_code": "07",
    "carrier_status_code": "07",
}  # fmt: skip


def test_an_event_that_only_the_carrier_has_words_for_is_of_unknown_status(home):
    silent = {**BARE, "description": None, "carrier_status_description": None}
    report = load_one(home, {**TRACKING, "events": [BARE, silent]})
    assert report.reasons == {"status is empty, but every record needs it": 1}  # it says nothing at all
    event = only(home, "tracking_events")
    assert (event["status"], event["message"], "vendor" in event) == ("unknown", "Arrived at Post Office", False)


@pytest.mark.parametrize(
    ("change", "delivered"),
    [
        ({}, "2026-10-02T17:31:00Z"),
        ({"status_code": "IT"}, None),
        ({"events": [BARE, {**SCAN, "status_code": "DE"}]}, None),  # an event tells it
        ({"actual_delivery_date": None}, None),
    ],
)
def test_where_events_have_no_status_the_tracking_says_that_it_was_delivered(home, change, delivered):
    told = {"status_code": "DE", "actual_delivery_date": "2026-10-02T17:31:00Z", "events": [BARE]}
    load_one(home, {**TRACKING, **told, **change})
    assert only(home, "shipments").get("delivered_at") == delivered


def test_the_first_webhooks_called_the_time_of_an_event_otherwise(home):
    event = {"event_date": "2026-09-29T22:40:00.734Z", "description": "Origin scan", "city_locality": "NEWARK"}
    load_one(home, {"resource_type": "API_TRACK", "data": {**TRACKING, "events": [event]}})
    found = only(home, "tracking_events")
    assert (found["occurred_at"], found["is_time_known"]) == ("2026-09-29T22:40:00.734Z", "true")


@pytest.mark.parametrize(("code", "statuses"), [("07", ["DE", None]), ("01", [None, None])])
def test_the_newest_event_is_in_the_state_of_the_tracking_where_the_carriers_word_is_the_same(home, code, statuses):
    events = [{**BARE, "occurred_at": f"2026-10-0{day}T17:31:00Z", "carrier_status_code": "07"} for day in (2, 1)]
    load_one(home, {**TRACKING, "status_code": "DE", "status_detail_code": None, "carrier_status_code": code,
                    "events": events})  # fmt: skip
    found = records(home, "tracking_events")
    assert [event["status"] if "vendor" in event else None for event in found] == statuses
