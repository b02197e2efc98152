"""EasyPost trackers: what they become, as answers, in lists and inside webhook events."""

from __future__ import annotations

import pytest

from tests.vendor_cases import from_source, load, load_one, only, records

NEWARK = {"object": "TrackingLocation", "city": "NEWARK", "state": "NJ", "country": "US", "zip": "07101"}
NOWHERE = {"object": "TrackingLocation", "city": None, "state": None, "country": None, "zip": None}
LABEL = {
    "object": "TrackingDetail", "message": "Shipping label created", "description": None, "status": "pre_transit",
    "status_detail": "label_created", "datetime": "2026-09-29T16:02:00Z", "source": "USPS", "carrier_code": None,
    "tracking_location": NOWHERE, "est_delivery_date": None,
}  # fmt: skip
SCAN = {
    **LABEL, "message": "", "description": "Accepted at USPS origin facility", "status": "in_transit",
    "status_detail": "received_at_origin_facility", "datetime": "2026-09-29T22:40:00Z", "tracking_location": NEWARK,
}  # fmt: skip
TRACKER = {
    "id": "trk_0a1b", "object": "Tracker", "mode": "production", "tracking_code": "9400100000000000000001",
    "status": "in_transit", "status_detail": "received_at_origin_facility", "created_at": "2026-09-29T15:05:00Z",
    "updated_at": "2026-09-29T23:01:00Z", "signed_by": None, "weight": None,
    "est_delivery_date": "2026-10-03T00:00:00Z", "shipment_id": "shp_9f", "carrier": "USPS",
    "tracking_details": [LABEL, SCAN], "is_return": False, "finalized": True,
    "carrier_detail": {
        "object": "CarrierDetail", "service": "Ground Advantage", "est_delivery_date_local": None,
        "est_delivery_time_local": None, "guaranteed_delivery_date": "2026-10-02",
        "destination_location": "AUSTIN TX, 78756",
        "destination_tracking_location": {"city": "AUSTIN", "state": "TX", "country": "US", "zip": "78756"},
    },
}  # fmt: skip
NEW_YORK = "brand: {time_zone: America/New_York}\nsources: [{format: shopify}]"
NUMBER = "9400100000000000000001"


def test_a_tracker_is_a_shipment_and_its_details_are_events(home):
    report = load_one(home, TRACKER, NEW_YORK)
    assert (report.format, report.quarantined) == ("EasyPost (json) as shipments, tracking_events", 0)
    assert only(home, "shipments") == from_source(
        "easypost",
        shipment_id="trk_0a1b",
        updated_at="2026-09-29T23:01:00Z",
        label_created_at="2026-09-29T15:05:00Z",
        promised_at="2026-10-03T03:59:59Z",
        latest_eta_at="2026-10-04T03:59:59Z",
        carrier="USPS",
        service="Ground Advantage",
        tracking_number=NUMBER,
        is_return="false",
        country="US",
        region="TX",
    )
    event = {"tracking_number": NUMBER, "vendor": "easypost", "carrier": "USPS"}
    assert records(home, "tracking_events") == [
        from_source(
            "easypost",
            **event,
            occurred_at="2026-09-29T16:02:00Z",
            status="pre_transit",
            substatus="label_created",
            message="Shipping label created",
            is_time_known="false",  # without a place, EasyPost writes the carrier's local time as if it were UTC
        ),
        from_source(
            "easypost",
            **event,
            occurred_at="2026-09-29T22:40:00Z",
            status="in_transit",
            substatus="received_at_origin_facility",
            message="Accepted at USPS origin facility",
            place="NEWARK, NJ",
            country="US",
            is_time_known="true",
        ),
    ]


OLD = {
    key: value
    for key, value in TRACKER.items()
    if key not in ("status_detail", "carrier_detail", "is_return", "finalized")
}
EVENT = {
    "id": "evt_1", "object": "Event", "description": "tracker.updated", "mode": "production", "status": "pending",
    "created_at": "2026-09-29T23:02:00Z", "previous_attributes": {"status": "pre_transit"}, "pending_urls": [],
    "completed_urls": [], "result": OLD,
}  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [
        {"trackers": [TRACKER], "has_more": True},
        {**EVENT, "result": TRACKER},
        {"events": [{**EVENT, "result": TRACKER}], "has_more": False},
        [TRACKER],
    ],
)
def test_lists_and_webhooks_bring_the_same_records(home, document):
    load(home, NEW_YORK, a__json=TRACKER)
    (report,) = load(home, NEW_YORK, b__json=document)
    assert (report.records, report.loaded, report.duplicates) == (3, 0, 3)


def test_an_older_webhook_without_details_of_the_carrier(home):
    late_first = {**OLD, "tracking_details": [{**SCAN, "status": "delivered", "status_detail": None}, LABEL]}
    load_one(home, {**EVENT, "result": late_first})
    shipment = only(home, "shipments")
    assert not {"promised_at", "service", "is_return", "country"} & shipment.keys()
    assert shipment["latest_eta_at"] == "2026-10-03T23:59:59Z"
    # Times stay as they are, in whatever order they come.
    assert [event["status"] for event in records(home, "tracking_events")] == ["delivered", "pre_transit"]


def test_an_event_about_something_else_is_set_aside(home):
    batch = {"id": "batch_1", "object": "Batch", "num_shipments": 1, "shipments": [{"id": "shp_1"}]}
    lines = [TRACKER, {**EVENT, "description": "batch.updated", "result": batch}]
    report = load_one(home, lines)
    assert (report.records, report.loaded, report.quarantined) == (4, 3, 1)
    assert list(report.reasons) == [
        "the record is none of EasyPost that is known; it has: id, object, num_shipments, shipments"
    ]


@pytest.mark.parametrize(
    ("change", "latest"),
    [
        ({"est_delivery_date": TRACKER["created_at"]}, None),  # test mode's placeholder
        ({"est_delivery_date": None}, None),
        ({"est_delivery_date": "2026-10-03T21:30:00Z"}, "2026-10-03T21:30:00Z"),
        (
            {"carrier_detail": {"est_delivery_date_local": "2026-10-04", "est_delivery_time_local": "20:00:00"}},
            "2026-10-05T00:00:00Z",
        ),
        ({"carrier_detail": {"est_delivery_date_local": "2026-10-04"}}, "2026-10-05T03:59:59Z"),
    ],
)
def test_the_estimate_is_the_latest_and_never_the_promise(home, change, latest):
    load_one(home, {**TRACKER, **change}, NEW_YORK)
    shipment = only(home, "shipments")
    assert shipment.get("latest_eta_at") == latest
    assert ("promised_at" in shipment) == ("carrier_detail" not in change)


def test_what_test_mode_tracks_is_no_parcel(home):
    load_one(home, {**TRACKER, "mode": "test"})
    assert only(home, "shipments")["is_voided"] == "true"


@pytest.mark.parametrize(
    ("when", "where", "is_known"),
    [
        ("2026-09-29T22:40:00Z", {"city": "NEWARK", "state": None, "country": None, "zip": None}, "false"),
        ("2026-09-29T22:40:00Z", {"city": None, "zip": "07101"}, "true"),
        ("2026-09-29T22:40:00Z", {}, "false"),
        ("2026-09-29T18:40:00-04:00", {}, "true"),
        ("2026-09-29T18:40:00", NEWARK, "false"),
    ],
)
def test_the_hour_of_a_scan_counts_where_easypost_could_know_its_zone(home, when, where, is_known):
    load_one(home, {**TRACKER, "tracking_details": [{**SCAN, "datetime": when, "tracking_location": where}]})
    assert only(home, "tracking_events")["is_time_known"] == is_known


BOUGHT = {
    "id": "shp_9f", "object": "Shipment", "created_at": "2026-09-29T15:04:00Z", "updated_at": "2026-09-29T15:06:00Z",
    "is_return": False, "mode": "production", "options": {"print_custom_1": "#NL1042"}, "reference": "ref 7",
    "status": "unknown", "tracking_code": NUMBER, "order_id": "order_3c", "refund_status": None, "tracker": TRACKER,
    "postage_label": {"object": "PostageLabel", "created_at": "2026-09-29T15:05:00Z", "label_date": None},
    "selected_rate": {"object": "Rate", "service": "GroundAdvantage", "carrier": "USPS"},
    "from_address": {"country": "US", "state": "NJ"}, "to_address": {"country": "US", "state": "TX"},
    "buyer_address": {"country": "US", "state": "TX"}, "rates": [],
}  # fmt: skip


@pytest.mark.parametrize("field", ["print_custom_1", "reference"])
def test_a_bought_label_is_another_record_of_the_parcel_that_its_tracker_follows(home, field):
    sources = f"sources: [{{format: easypost, fields: {{order_name: {field}}}, files: ['*.json']}}]"
    report = load_one(home, {"shipments": [BOUGHT], "has_more": False}, sources)
    assert (report.records, report.quarantined) == (4, 0)
    label, tracker = records(home, "shipments")
    assert label == from_source(
        "easypost",
        shipment_id="shp_9f",
        order_name={"print_custom_1": "#NL1042", "reference": "ref 7"}[field],
        updated_at="2026-09-29T15:06:00Z",
        label_created_at="2026-09-29T15:05:00Z",
        carrier="USPS",
        service="GroundAdvantage",
        tracking_number=NUMBER,
        is_return="false",
        country="US",
        region="TX",
    )
    assert (tracker["shipment_id"], tracker["tracking_number"]) == ("trk_0a1b", NUMBER)


@pytest.mark.parametrize(
    ("change", "is_voided"),
    [({"refund_status": "submitted"}, "true"), ({"refund_status": "rejected"}, None), ({"mode": "test"}, "true")],
)
def test_a_label_whose_postage_was_given_back_is_void(home, change, is_voided):
    load_one(home, {**BOUGHT, "tracker": None, **change})
    assert only(home, "shipments").get("is_voided") == is_voided


def test_an_order_is_all_of_its_labels_and_what_was_not_bought_is_none(home):
    unbought = {**BOUGHT, "id": "shp_0", "tracking_code": None, "tracker": None, "postage_label": None}
    other = {**BOUGHT, "id": "shp_8e", "tracking_code": "2", "tracker": None}
    order = {"id": "order_3c", "object": "Order", "shipments": [BOUGHT, other, unbought], "buyer_address": {}}
    load_one(home, order)
    assert [shipment["shipment_id"] for shipment in records(home, "shipments")] == ["shp_9f", "trk_0a1b", "shp_8e"]


def test_a_carrier_that_easypost_did_not_find_is_none(home):
    load_one(home, {**TRACKER, "id": None, "carrier": "ProcessingError", "status": "error", "tracking_details": []})
    shipment = only(home, "shipments")
    assert (shipment["shipment_id"], "carrier" in shipment) == (NUMBER, False)
