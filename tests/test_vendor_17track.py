"""17TRACK: what its trackings become, in answers and webhooks, and what is said of numbers it rejects."""

from __future__ import annotations

import json

import pytest

from tests.vendor_cases import from_source, load, load_one, only, records

NUMBER = "LZ000000001CN"
NEWARK = {"country": "US", "state": "NJ", "city": "Newark", "street": None, "postal_code": None, "coordinates": {}}
PICKED_UP = {
    "time_iso": "2026-09-29T09:10:00+08:00", "time_utc": "2026-09-29T01:10:00Z",
    "time_raw": {"date": "2026-09-29", "time": "09:10:00", "timezone": None}, "description": "Accepted",
    "location": "SHENZHEN", "stage": "PickedUp", "sub_status": "InTransit_PickedUp",
    "address": {**NEWARK, "country": "CN", "state": None, "city": "Shenzhen"},
}  # fmt: skip
DELIVERED = {
    "time_iso": "2026-10-09T13:31:00-04:00", "time_utc": "2026-10-09T17:31:00Z",
    "time_raw": {"date": "2026-10-09", "time": "13:31:00", "timezone": "-04:00"}, "description": "Delivered",
    "location": None, "stage": "Delivered", "sub_status": "Delivered_Other", "address": NEWARK,
}  # fmt: skip
TRACKING = {
    "number": NUMBER, "carrier": 3011, "param": None, "tag": "#NL1042",
    "track_info": {
        "shipping_info": {"shipper_address": {"country": "CN"}, "recipient_address": NEWARK},
        "latest_status": {"status": "Delivered", "sub_status": "Delivered_Other", "sub_status_descr": None},
        "latest_event": DELIVERED,
        "time_metrics": {
            "days_after_order": 10, "days_of_transit": 10, "days_of_transit_done": 10, "days_after_last_update": 0,
            "estimated_delivery_date": {"source": "Official", "from": "2026-10-08T00:00:00-04:00",
                                        "to": "2026-10-10T00:00:00-04:00"},
        },
        "milestone": [
            {"key_stage": "InfoReceived", "time_iso": None, "time_utc": None, "time_raw": None},
            {"key_stage": "PickedUp", **{name: PICKED_UP[name] for name in ("time_iso", "time_utc", "time_raw")}},
            {"key_stage": "Delivered", **{name: DELIVERED[name] for name in ("time_iso", "time_utc", "time_raw")}},
        ],
        "misc_info": {"risk_factor": 0, "service_type": "ePacket", "local_number": "9400100000000000000001",
                      "local_provider": "USPS", "local_key": 21051, "reference_number": None},
        "tracking": {
            "providers_hash": 1,
            "providers": [
                {"provider": {"key": 21051, "name": "USPS", "country": "US"}, "service_type": None,
                 "latest_sync_status": "Success", "latest_sync_time": "2026-10-09T18:05:00Z", "events_hash": 2,
                 "events": [DELIVERED]},
                {"provider": {"key": 3011, "name": "China Post", "country": "CN"}, "service_type": None,
                 "latest_sync_status": "Success", "latest_sync_time": "2026-10-09T18:01:00Z", "events_hash": 3,
                 "events": [PICKED_UP]},
            ],
        },
    },
}  # fmt: skip
REJECTED = {"number": "X1", "tag": "#NL1", "error": {"code": -18019902, "message": "X1 does not register."}}
CHICAGO = "brand: {time_zone: America/Chicago}\nsources: [{format: shopify}]"


def test_a_tracking_is_a_shipment_with_its_last_leg_and_its_events(home):
    report = load_one(home, {"code": 0, "data": {"accepted": [TRACKING], "rejected": []}}, CHICAGO)
    assert (report.format, report.quarantined) == ("17TRACK (json) as shipments, tracking_events", 0)
    shipment, leg = records(home, "shipments")
    assert shipment == from_source(
        "17track",
        shipment_id=f"3011/{NUMBER}",
        order_name="#NL1042",
        updated_at="2026-10-09T18:05:00Z",
        pickup_at="2026-09-29T01:10:00Z",
        latest_eta_at="2026-10-11T04:59:59Z",
        carrier="China Post",
        service="ePacket",
        tracking_number=NUMBER,
        country="US",
        region="NJ",
    )
    assert leg == from_source(
        "17track",
        shipment_id=f"3011/{NUMBER}/9400100000000000000001",
        order_name="#NL1042",
        updated_at="2026-10-09T18:05:00Z",
        carrier="USPS",
        tracking_number="9400100000000000000001",
        leg_of_tracking_number=NUMBER,
    )
    assert records(home, "tracking_events") == [
        from_source(
            "17track",
            tracking_number=NUMBER,
            occurred_at="2026-10-09T17:31:00Z",
            vendor="17track",
            status="Delivered",
            substatus="Delivered_Other",
            message="Delivered",
            place="Newark, NJ",
            country="US",
            carrier="USPS",
            is_time_known="true",
        ),
        from_source(
            "17track",
            tracking_number=NUMBER,
            occurred_at="2026-09-29T01:10:00Z",
            vendor="17track",
            status="InTransit",
            substatus="InTransit_PickedUp",
            message="Accepted",
            place="SHENZHEN",
            country="CN",
            carrier="China Post",
            is_time_known="true",
        ),
    ]


def test_a_webhook_brings_the_same_records(home):
    load(home, CHICAGO, a__json=TRACKING)
    (report,) = load(home, CHICAGO, b__json={"event": "TRACKING_UPDATED", "data": TRACKING})
    assert (report.records, report.duplicates) == (4, 4)


def test_rejected_numbers_are_set_aside_with_their_error(home):
    report = load_one(home, {"code": 0, "data": {"accepted": [TRACKING], "rejected": [REJECTED, REJECTED]}})
    assert (report.records, report.loaded, report.quarantined) == (6, 4, 2)
    reason = "the record is a number that 17TRACK rejected (error -18019902); register it there, and pull again"
    assert report.reasons == {reason: 2}
    (path,) = (home.quarantine / "shipments").rglob("*.jsonl")
    kept = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line["_row"], line["number"], line["error"]["code"]) for line in kept] == [
        (2, "X1", -18019902),
        (3, "X1", -18019902),
    ]


def test_an_answer_that_rejects_everything_is_recognised(home):
    report = load_one(home, {"code": 0, "data": {"accepted": [], "rejected": [REJECTED]}})
    assert (report.error, report.records, report.quarantined) == (None, 1, 1)


@pytest.mark.parametrize(
    "document",
    [
        {"event": "TRACKING_STOPPED", "data": {"number": NUMBER, "carrier": 3011, "param": None, "tag": "#NL1042"}},
        {
            "code": 0,
            "data": {"accepted": [{"origin": 1, "number": NUMBER, "carrier": 3011, "email": None, "tag": "#NL1042"}]},
        },
        {"number": NUMBER, "carrier": 3011, "param": None, "tag": None, "order_no": "#NL1042", "track_info": None},
    ],
)
def test_what_was_registered_stands_beside_what_was_tracked(home, document):
    load_one(home, document)
    assert only(home, "shipments") == from_source(
        "17track",
        shipment_id=f"3011/registration/{NUMBER}",
        order_name="#NL1042",
        carrier="3011",
        tracking_number=NUMBER,
    )


@pytest.mark.parametrize(
    ("times", "occurred", "is_known"),
    [
        ({"time_iso": None}, "2026-09-29T01:10:00Z", "true"),
        ({"time_iso": None, "time_utc": None}, "2026-09-29T09:10:00Z", "false"),
        ({"time_iso": "2026-09-29T00:00:00+08:00", "time_raw": {"date": "2026-09-29", "time": None}},
         "2026-09-28T16:00:00Z", "false"),
        ({"time_iso": None, "time_utc": None, "time_raw": {"date": "2026-09-29"}}, "2026-09-29T00:00:00Z", "false"),
    ],
)  # fmt: skip
def test_an_hour_that_the_carrier_did_not_write_is_unknown(home, times, occurred, is_known):
    info = {"tracking": {"providers": [{"provider": {"key": 3011}, "events": [{**PICKED_UP, **times}]}]}}
    load_one(home, {**TRACKING, "track_info": info})
    event = only(home, "tracking_events")
    assert (event["occurred_at"], event["is_time_known"], event["carrier"]) == (occurred, is_known, "3011")


def test_events_without_a_finer_word_are_known_by_their_stage_or_of_unknown_status(home):
    bare = {"sub_status": None, "stage": None}
    events = [{**DELIVERED, "sub_status": None}, {**PICKED_UP, **bare}, {**DELIVERED, **bare, "description": None}]
    info = {"tracking": {"providers": [{"provider": {"key": 3011, "name": "China Post"}, "events": events}]}}
    report = load_one(home, {**TRACKING, "track_info": info})
    assert report.reasons == {"status is empty, but every record needs it": 1}  # it says nothing at all
    told, untold = records(home, "tracking_events")
    assert (told["vendor"], told["status"]) == ("17track", "Delivered")
    assert (untold["status"], untold["message"], "vendor" in untold) == ("unknown", "Accepted", False)


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        (-18019901, "it is registered there already, so nothing is to be done"),
        (-18019909, "its carrier tells nothing of it yet; pull again later"),
        (-18019999, "17TRACK's list of errors says why"),
    ],
)
def test_the_cure_of_a_rejection_goes_by_its_code(home, code, cure):
    report = load_one(home, {**REJECTED, "error": {"code": code, "message": "?"}})
    assert report.reasons == {f"the record is a number that 17TRACK rejected (error {code}); {cure}": 1}


LAST = {"a": "2026-10-09 13:31", "b": None, "c": "NEWARK, NJ", "d": "", "z": "Delivered"}
FIRST_API = {
    "number": NUMBER, "tag": "#NL1042", "carrier": 3011,
    "track": {
        "b": 301, "c": 2105, "e": 40, "f": 8, "w1": 3011, "w2": 21051, "is1": 1, "is2": 1,
        "z0": LAST,
        "z1": [{"a": "2026-09-29 09:10", "b": None, "c": "", "d": "SHENZHEN", "z": "Accepted"}],
        "z2": [LAST],
        "z9": [], "ylt1": "2026-10-09 18:01:00", "ylt2": "2026-10-09 18:05:00", "ylt9": "2079-01-01 00:00:00",
    },
}  # fmt: skip


def test_the_first_api_says_the_state_of_the_newest_event_alone(home):
    report = load_one(home, {"code": 0, "data": {"accepted": [FIRST_API], "rejected": []}})
    assert (report.records, report.quarantined) == (3, 0)
    assert only(home, "shipments") == from_source(
        "17track",
        shipment_id=f"3011/{NUMBER}",
        order_name="#NL1042",
        updated_at="2026-10-09T18:05:00Z",
        carrier="3011",
        tracking_number=NUMBER,
    )
    assert records(home, "tracking_events") == [
        from_source(
            "17track",
            tracking_number=NUMBER,
            occurred_at="2026-09-29T09:10:00Z",
            status="unknown",
            message="Accepted",
            place="SHENZHEN",
            carrier="3011",
            is_time_known="false",
        ),
        from_source(
            "17track",
            tracking_number=NUMBER,
            occurred_at="2026-10-09T13:31:00Z",
            vendor="17track",
            status="Delivered",
            message="Delivered",
            place="NEWARK, NJ",
            carrier="21051",
            is_time_known="false",
        ),
    ]


@pytest.mark.parametrize("state", [0, 10, 20, None])
def test_a_state_of_the_first_api_that_no_event_brings_about_is_none_of_its_newest_event(home, state):
    track = {"e": state, "z0": LAST, "z1": [], "z2": [], "w1": 0}
    load_one(home, {"event": "TRACKING_UPDATED", "data": {"number": NUMBER, "tag": None, "track": track}})
    assert only(home, "tracking_events")["status"] == "unknown"
    assert only(home, "shipments")["shipment_id"] == NUMBER
