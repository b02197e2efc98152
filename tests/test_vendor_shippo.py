"""Shippo tracks: what they become, as answers and inside webhooks."""

from __future__ import annotations

import pytest

from tests.vendor_cases import from_source, load, load_one, only, records

NUMBER = "9205590000000000000001"
ACCEPTED = {
    "object_created": "2026-09-30T01:10:00.943Z", "object_id": "a1", "status": "TRANSIT",
    "substatus": {"code": "package_accepted", "text": "Package has been accepted.", "action_required": False},
    "status_details": "Your shipment has been accepted.", "status_date": "2026-09-29T22:40:00Z",
    "location": {"city": "Newark", "state": "NJ", "zip": "07101", "country": "US"},
}  # fmt: skip
DELIVERED = {
    "object_created": "2026-10-02T18:00:00.129Z", "object_updated": None, "object_id": "b2", "status": "DELIVERED",
    "substatus": None, "status_details": "Delivered at the mailbox.", "status_date": "2026-10-02T17:31:00",
    "location": {"city": "Austin", "state": "TX", "zip": "78756", "country": "US"},
}  # fmt: skip
TRACK = {
    "messages": [], "carrier": "usps", "tracking_number": NUMBER,
    "address_from": {"city": "Newark", "state": "NJ", "zip": "07101", "country": "US"},
    "address_to": {"city": "Austin", "state": "TX", "zip": "78756", "country": "US"},
    "transaction": "1275c67d", "original_eta": "2026-10-01T00:00:00Z", "eta": "2026-10-02T00:00:00Z",
    "servicelevel": {"token": "usps_priority", "name": "Priority Mail"}, "metadata": "Order 000123",
    "tracking_status": DELIVERED, "tracking_history": [ACCEPTED],
}  # fmt: skip
BERLIN = "brand: {time_zone: Europe/Berlin}\nsources: [{format: shopify}]"


def test_a_track_is_a_shipment_and_its_statuses_are_events(home):
    report = load_one(home, TRACK, BERLIN)
    assert (report.format, report.quarantined) == ("Shippo (json) as shipments, tracking_events", 0)
    assert only(home, "shipments") == from_source(
        "shippo",
        shipment_id=f"usps/{NUMBER}",
        order_name="000123",
        updated_at="2026-10-02T18:00:00.129Z",
        promised_at="2026-10-01T21:59:59Z",
        latest_eta_at="2026-10-02T21:59:59Z",
        carrier="usps",
        service="Priority Mail",
        tracking_number=NUMBER,
        country="US",
        region="TX",
    )
    event = {"tracking_number": NUMBER, "vendor": "shippo", "carrier": "usps", "country": "US", "is_time_known": "true"}
    assert records(home, "tracking_events") == [
        from_source(
            "shippo",
            **event,
            occurred_at="2026-09-29T22:40:00Z",
            recorded_at="2026-09-30T01:10:00.943Z",
            status="TRANSIT",
            substatus="package_accepted",
            message="Your shipment has been accepted.",
            place="Newark, NJ",
        ),
        from_source(  # the latest status, which the history lacks; its time says no zone and is UTC
            "shippo",
            **event,
            occurred_at="2026-10-02T17:31:00Z",
            recorded_at="2026-10-02T18:00:00.129Z",
            status="DELIVERED",
            message="Delivered at the mailbox.",
            place="Austin, TX",
        ),
    ]


def test_the_latest_status_is_no_second_event_where_the_history_has_it(home):
    again = {**DELIVERED, "object_id": "c3"}
    report = load_one(home, {**TRACK, "tracking_history": [ACCEPTED, DELIVERED], "tracking_status": again})
    assert (report.records, report.loaded) == (3, 3)


def test_a_webhook_brings_the_same_records(home):
    load(home, BERLIN, a__json=TRACK)
    (report,) = load(home, BERLIN, b__json={"event": "track_updated", "test": False, "data": TRACK})
    assert (report.records, report.duplicates) == (3, 3)


@pytest.mark.parametrize("change", [{"test": True}, {"carrier": "shippo", "tracking_number": "SHIPPO_TRANSIT"}])
def test_what_test_mode_tracks_is_no_parcel(home, change):
    load_one(home, {"event": "track_updated", "test": True, "data": {**TRACK, **change}})
    assert only(home, "shipments")["is_voided"] == "true"


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        ("order #NL1042", "#NL1042"),
        ("Order number: 1042", "1042"),
        ("#1042", "#1042"),
        ("order:A-1042", "A-1042"),
        ("orders2026", None),
        ("1042", None),
        ("Order for Ann", None),
        ("Order 12 of batch 7", None),
        ("", None),
        (None, None),
    ],
)
def test_metadata_names_an_order_only_where_it_plainly_does(home, metadata, name):
    load_one(home, {**TRACK, "metadata": metadata})
    assert only(home, "shipments").get("order_name") == name


def test_a_number_that_no_carrier_knows_yet(home):
    unknown = {"status": "UNKNOWN", "status_date": None, "object_created": "2026-09-29T15:00:00Z", "substatus": None}
    quiet = {**TRACK, "tracking_status": unknown, "tracking_history": [], "eta": None, "original_eta": None}
    report = load_one(home, [quiet, {**quiet, "tracking_number": "N2", "tracking_status": None, "address_to": None}])
    assert (report.records, report.loaded) == (2, 2)
    assert not {"promised_at", "latest_eta_at", "updated_at"} & records(home, "shipments")[0].keys()
