"""Exports of trackers and of shipping software, field by field: what parcels and their scans become."""

from __future__ import annotations

import json

from tests.vendor_cases import from_source, lines, load_whole, only, records
from wismo.intake.ledger import read_ledger

CHECKPOINT = {
    "slug": "ups",
    "created_at": "2026-09-29T23:10:00+00:00",
    "checkpoint_time": "2026-09-29T18:40:00-04:00",
    "city": "Newark",
    "state": "NJ",
    "country_region": "USA",
    "message": "Origin scan",
    "tag": "InTransit",
    "subtag": "InTransit_002",
}
TRACKING = {
    "id": "k3wq7tn000000001lm2d8xg4",
    "legacy_id": "old",
    "created_at": "2026-09-29T15:05:00+00:00",
    "updated_at": "2026-10-02T15:05:00+00:00",
    "tracking_number": "1Z999AA10123456784",
    "slug": "ups",
    "order_id": "5450000012345",
    "order_number": "#NL1042",
    "title": "#NL1042",
    "destination_country_region": "CAN",
    "destination_state": "ON",
    "shipping_method": "Ground",
    "delivery_type": "pickup_at_courier",
    "shipment_pickup_date": "2026-09-29T18:40:00-04:00",
    "shipment_delivery_date": None,
    "order_promised_delivery_date": "2026-10-03",
    "first_estimated_delivery": {"type": "specific", "datetime": "2026-10-02"},
    "latest_estimated_delivery": {
        "type": "range",
        "datetime_min": "2026-10-04",
        "datetime_max": "2026-10-05T20:00:00Z",
    },
    "first_mile": {"tracking_number": "FIRST1", "slug": "asendia"},
    "tag": "InTransit",
    "checkpoints": [CHECKPOINT],
}


def test_an_aftership_tracking_is_a_shipment_and_its_checkpoints_are_events(home):
    brand = "brand: {time_zone: America/New_York}\nsources: [{format: shopify}]"
    (report,) = load_whole(home, brand, trackings__jsonl=lines(TRACKING))
    assert report.format == "AfterShip (jsonl) as shipments, tracking_events"
    assert only(home, "shipments") == from_source(
        "aftership",
        shipment_id="k3wq7tn000000001lm2d8xg4",
        order_id="5450000012345",
        order_name="#NL1042",
        updated_at="2026-10-02T15:05:00Z",
        label_created_at="2026-09-29T15:05:00Z",
        pickup_at="2026-09-29T22:40:00Z",
        promised_at="2026-10-04T03:59:59Z",
        latest_eta_at="2026-10-05T20:00:00Z",
        carrier="ups",
        service="Ground",
        tracking_number="1Z999AA10123456784",
        leg_of_tracking_number="FIRST1",
        delivery_point="pickup_point",
        country="CA",
        region="ON",
    )
    assert only(home, "tracking_events") == from_source(
        "aftership",
        tracking_number="1Z999AA10123456784",
        occurred_at="2026-09-29T22:40:00Z",
        recorded_at="2026-09-29T23:10:00Z",
        vendor="aftership",
        status="InTransit",
        substatus="InTransit_002",
        message="Origin scan",
        place="Newark, NJ",
        country="US",
        carrier="ups",
        is_time_known="true",
    )


OLD = {
    "id": "5b7658cec7c33c0e007de3c5",
    "created_at": "2026-10-29T15:05:00Z",
    "updated_at": "2026-10-29T15:05:00Z",
    "tracking_number": "900000000001",
    "slug": "fedex",
    "order_id": "#NL1042",
    "expected_delivery": "2026-10-03",
    "shipment_pickup_date": "2026-09-29T18:40:00",
    "shipment_type": "FedEx Ground",
    "destination_country_iso3": "DEU",
    "tag": "Delivered",
    "checkpoints": [
        {"created_at": "2026-10-29T15:05:00Z", "checkpoint_time": "2026-09-29T18:40:00", "tag": "InTransit",
         "subtag": "InTransit_001", "country_iso3": "USA", "location": "Memphis"},
        {"created_at": "2026-10-29T15:05:00Z", "checkpoint_time": "2026-10-01", "tag": "Delivered"},
    ],
}  # fmt: skip


def test_an_older_aftership_tracking_whose_scans_have_no_zone(home):
    answer = json.dumps({"meta": {"code": 200}, "data": {"page": 1, "trackings": [OLD]}})
    (report,) = load_whole(home, None, answer__json=answer)
    assert (report.records, report.loaded) == (3, 3)
    shipment = only(home, "shipments")
    # Imported a month later: that is no label time. A pickup at an unknown hour is left to the scans.
    assert not {"label_created_at", "pickup_at", "promised_at"} & shipment.keys()
    assert shipment["order_id"] == shipment["order_name"] == "#NL1042"
    assert shipment["latest_eta_at"] == "2026-10-03T23:59:59Z"
    assert (shipment["country"], shipment["service"]) == ("DE", "FedEx Ground")
    first, last = records(home, "tracking_events")
    assert (first["occurred_at"], first["is_time_known"]) == ("2026-09-29T18:40:00Z", "false")
    assert (first["place"], first["country"], first["carrier"]) == ("Memphis", "US", "fedex")
    assert (last["occurred_at"], last["is_time_known"], last["status"]) == (
        "2026-10-01T00:00:00Z",
        "false",
        "Delivered",
    )


def test_a_declared_zone_makes_aftership_scan_times_known(home):
    load_whole(
        home, "sources: [{format: aftership, time_zone: America/Chicago}]", old__jsonl=lines({"trackings": [OLD]})
    )
    first, last = records(home, "tracking_events")
    assert (first["occurred_at"], first["is_time_known"]) == ("2026-09-29T23:40:00Z", "true")
    assert (last["occurred_at"], last["is_time_known"]) == ("2026-10-01T05:00:00Z", "false")
    assert first["recorded_at"] == "2026-10-29T15:05:00Z"
    assert only(home, "shipments")["pickup_at"] == "2026-09-29T23:40:00Z"


SHIPSTATION = (
    "Shipment - ID,Order - Number,Date - Order Date,Date - Created Date,Date - Shipped Date,Date - Modified Date,"
    "Shipment - Tracking Number,Shipment - Carrier,Shipment - Service,Shipment - Warehouse,Shipment - Voided,"
    "Shipment - Return Label,Ship To - State,Ship To - Country,Customer - Email\n"
)
PARCEL = (
    "88000001,NL1042,2026-09-28 06:00:00,2026-09-29 08:00:00,2026-09-29,2026-09-29 09:00:00,1Z999AA10123456784,UPS,"
    "UPS Ground,Harbor Newark,False,False,NY,United States,ann@example.com\n"
)


def test_a_shipstation_shipment_on_pacific_time(home):
    (report,) = load_whole(home, None, s__csv=SHIPSTATION + PARCEL)
    assert report.format == "ShipStation shipments (csv, times in America/Los_Angeles) as shipments"
    assert only(home, "shipments") == from_source(
        "shipstation",
        shipment_id="88000001",
        order_name="NL1042",
        updated_at="2026-09-29T16:00:00Z",
        label_created_at="2026-09-29T15:00:00Z",
        carrier="UPS",
        service="UPS Ground",
        three_pl="Harbor Newark",
        warehouse="Harbor Newark",
        tracking_number="1Z999AA10123456784",
        is_voided="false",
        is_return="false",
        country="US",
        region="NY",
    )


def test_shipstation_days_in_american_form_and_without_an_id(home):
    text = (
        "Order - Number,Date - Order Date,Date - Ship date,Shipment - Tracking Number,Custom - Field 1\n"
        "#1,9/29/2026 9:30:00 AM,9/29/2026 12:00:00 AM,T1,East\n"
        "#2,9/20/2026 9:30:00 AM,9/29/2026,T2,West\n"
    )
    load_whole(
        home,
        "sources: [{format: shipstation, time_zone: America/New_York, fields: {three_pl: Custom - Field 1}}]",
        s__csv=text,
    )
    first, second = records(home, "shipments")
    assert (first["shipment_id"], first["three_pl"]) == ("#1/T1", "East")
    assert first["label_created_at"] == "2026-09-29T13:30:00Z"  # no label before the order, on the day of the order
    assert (second["label_created_at"], second["three_pl"]) == ("2026-09-29T04:00:00Z", "West")


def test_the_ledger_counts_records_inside_records(home):
    load_whole(
        home,
        None,
        t__jsonl=lines(
            {**TRACKING, "checkpoints": [CHECKPOINT, CHECKPOINT]}, {**TRACKING, "id": "x", "checkpoints": []}
        ),
    )
    by_object = {entry.object: entry for entry in read_ledger(home)}
    assert {name: (e.file_records, e.rows, e.records, e.loaded, e.duplicates) for name, e in by_object.items()} == {
        "shipments": (2, 2, 2, 2, 0),
        "tracking_events": (2, 2, 2, 1, 1),
    }
