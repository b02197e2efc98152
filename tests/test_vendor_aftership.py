"""AfterShip: what its dated APIs tell beyond v4, and webhooks."""

from __future__ import annotations

import pytest

from tests.vendor_cases import from_source, load, load_one, only, records

CHECKPOINT = {
    "created_at": "2026-09-29T23:10:00Z", "slug": "yunexpress", "checkpoint_time": "2026-09-29T18:40:00+08:00",
    "location": None, "city": "Shenzhen", "state": None, "postal_code": None, "coordinate": None,
    "country_region": "CHN", "country_region_name": "China", "message": "Shipment received", "tag": "InTransit",
    "subtag": "InTransit_002", "subtag_message": "Acceptance scan", "raw_tag": "PU", "events": [],
    "source": "carrier", "hash": "5d1f",
}  # fmt: skip
TRACKING = {
    "id": "k3wq7tn000000001lm2d8xg4aabbccdd", "legacy_id": "k3wq7tn000000001lm2d8xg4",
    "created_at": "2026-09-29T09:05:00Z", "updated_at": "2026-10-02T15:05:00Z", "tracking_number": "YT0000000001",
    "slug": "yunexpress", "active": True, "custom_fields": {"shop_order": "5450000012345"}, "transit_time": 3,
    "origin_country_region": "CHN", "destination_country_region": "USA", "destination_state": "Texas",
    "courier_destination_country_region": "USA",
    "courier_estimated_delivery_date": {"estimated_delivery_date": "2026-10-09",
                                        "estimated_delivery_date_min": "2026-10-08",
                                        "estimated_delivery_date_max": "2026-10-10"},
    "first_estimated_delivery": {"type": "range", "source": "carrier", "datetime": None,
                                 "datetime_min": "2026-10-05", "datetime_max": "2026-10-07T23:30:00"},
    "latest_estimated_delivery": None, "aftership_estimated_delivery_date": None,
    "custom_estimated_delivery_date": None, "order_promised_delivery_date": None,
    "order_id": None, "order_number": "#NL1042", "shipment_pickup_date": "2026-09-29T18:40:00+08:00",
    "shipment_delivery_date": None, "shipment_type": "YunExpress Standard", "shipping_method": None,
    "first_attempted_at": None, "tracking_ship_date": "2026-09-28T17:00:00-04:00", "location_id": "loc_7",
    "return_to_sender": False, "delivery_type": "door_to_door", "tag": "InTransit", "subtag": "InTransit_002",
    "title": "YT0000000001", "checkpoints": [CHECKPOINT], "customers": [],
    "first_mile": {"tracking_number": "YT0000000001", "slug": "yunexpress", "transit_time": None},
    "last_mile": {"tracking_number": "9400100000000000000001", "slug": "usps", "transit_time": None},
}  # fmt: skip
BERLIN = (
    "brand: {time_zone: Europe/Berlin}\nsources: [{format: aftership, fields: {order_id: shop_order}, files: ['*']}]"
)


def test_a_tracking_of_the_dated_api_and_its_last_mile(home):
    report = load_one(home, {"meta": {"code": 200}, "data": TRACKING}, BERLIN)
    assert (report.format, report.quarantined) == ("AfterShip (json) as shipments, tracking_events", 0)
    shipment, leg = records(home, "shipments")
    assert shipment == from_source(
        "aftership",
        shipment_id="k3wq7tn000000001lm2d8xg4aabbccdd",
        order_id="5450000012345",
        order_name="#NL1042",
        updated_at="2026-10-02T15:05:00Z",
        label_created_at="2026-09-28T21:00:00Z",
        pickup_at="2026-09-29T10:40:00Z",
        promised_at="2026-10-07T21:30:00Z",  # on the recipient's clock: the day stays the 7th
        latest_eta_at="2026-10-10T21:59:59Z",
        carrier="yunexpress",
        service="YunExpress Standard",
        location_id="loc_7",
        tracking_number="YT0000000001",
        delivery_point="door",
        country="US",
        region="Texas",
    )
    assert leg == from_source(
        "aftership",
        shipment_id="k3wq7tn000000001lm2d8xg4aabbccdd/9400100000000000000001",
        order_id="5450000012345",
        order_name="#NL1042",
        updated_at="2026-10-02T15:05:00Z",
        carrier="usps",
        tracking_number="9400100000000000000001",
        leg_of_tracking_number="YT0000000001",
    )
    assert only(home, "tracking_events") == from_source(
        "aftership",
        tracking_number="YT0000000001",
        occurred_at="2026-09-29T10:40:00Z",
        recorded_at="2026-09-29T23:10:00Z",
        vendor="aftership",
        status="InTransit",
        substatus="InTransit_002",
        message="Shipment received",
        place="Shenzhen",
        country="CN",
        carrier="yunexpress",
        is_time_known="true",
    )


def test_a_webhook_brings_the_same_records(home):
    load(home, BERLIN, a__json=TRACKING)
    webhook = {
        "event": "tracking_update",
        "event_id": "b1d2",
        "is_tracking_first_tag": True,
        "msg": TRACKING,
        "ts": 1790000000,
    }
    (report,) = load(home, BERLIN, b__json=[webhook])
    assert (report.records, report.duplicates) == (3, 3)


def test_a_tracking_of_v4_that_nothing_is_known_of_yet(home):
    empty = dict.fromkeys(
        ("custom_fields", "delivery_time", "destination_country_iso3", "expected_delivery", "order_id",
         "shipment_pickup_date", "shipment_type", "order_promised_delivery_date", "tracking_ship_date")
    )  # fmt: skip
    tracking = {
        **empty, "id": "pm0e3fhx", "created_at": "2026-02-26T03:56:51+00:00",
        "updated_at": "2026-02-26T03:56:51+00:00", "tracking_number": "HH1", "slug": "4px", "android": [], "emails": [],
        "tag": "Pending", "subtag": "Pending_001", "title": "HH1", "checkpoints": [], "return_to_sender": False,
    }  # fmt: skip
    recorded = [{"uri": "https://api.example.com/v4/trackings", "status": 201,
                 "body": {"meta": {"code": 201}, "data": {"tracking": tracking}}}]  # fmt: skip
    report = load_one(home, recorded)
    assert (report.records, report.loaded) == (1, 1)
    assert only(home, "shipments") == from_source(
        "aftership",
        shipment_id="pm0e3fhx",
        updated_at="2026-02-26T03:56:51Z",
        label_created_at="2026-02-26T03:56:51Z",
        carrier="4px",
        tracking_number="HH1",
    )


@pytest.mark.parametrize(
    ("change", "legs"),
    [
        ({"last_mile": None}, [None]),
        ({"last_mile": {"tracking_number": "YT0000000001", "slug": "usps"}}, [None]),
        ({"first_mile": {"tracking_number": "F1"}, "last_mile": None}, ["F1"]),
        ({"first_mile": {"tracking_number": "F1"}}, ["F1", "F1"]),
    ],
)
def test_legs_continue_the_first_number(home, change, legs):
    load_one(home, {**TRACKING, **change})
    assert [shipment.get("leg_of_tracking_number") for shipment in records(home, "shipments")] == legs


def test_days_are_neither_a_pickup_nor_a_label(home):
    days = {"shipment_pickup_date": "2026-09-29", "tracking_ship_date": "20260928", "id": None, "slug": None}
    load_one(home, {**TRACKING, **days, "last_mile": None}, "sources: [{format: aftership, time_zone: Asia/Shanghai}]")
    shipment = only(home, "shipments")
    assert "pickup_at" not in shipment
    assert (shipment["label_created_at"], shipment["shipment_id"]) == ("2026-09-29T09:05:00Z", "YT0000000001")


def test_the_answer_that_asks_for_the_last_checkpoint_brings_it(home):
    last = {name: TRACKING[name] for name in ("id", "tracking_number", "slug", "tag", "subtag")}
    load_one(home, {"meta": {"code": 200}, "data": {**last, "checkpoint": CHECKPOINT}}, BERLIN)
    event = only(home, "tracking_events")
    assert (event["occurred_at"], event["substatus"]) == ("2026-09-29T10:40:00Z", "InTransit_002")


def test_a_tracking_of_the_first_api_names_no_courier_and_its_checkpoints_name_countries(home):
    times = {"created_at": "2026-10-03T14:43:07Z", "updated_at": "2026-10-03T14:43:18Z"}
    checkpoint = {
        "country_name": "HONG KONG", "country_iso3": None, "message": "Collection", "tag": "InTransit",
        "checkpoint_time": "2026-09-29 17:05", "created_at": "2026-10-03T14:43:18Z",
    }  # fmt: skip
    tracking = {**times, "tracking_number": "2185", "shipment_type": "Export", "checkpoints": [checkpoint]}
    load_one(home, tracking)
    shipment, event = only(home, "shipments"), only(home, "tracking_events")
    assert (shipment["shipment_id"], shipment["service"]) == ("2185", "Export")
    assert (event["country"], event["occurred_at"], event["is_time_known"]) == ("HK", "2026-09-29T17:05:00Z", "false")
