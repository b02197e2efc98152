"""ShipBob's JSON, field by field. Its records are made from its public schema; then the values that matter."""

from __future__ import annotations

import pytest

from tests.schema_records import record_from_schema
from tests.shipbob_schemas import SCHEMAS
from tests.vendor_cases import from_source, load_one, only, records


def made(name: str, **values: object) -> dict:
    return record_from_schema(SCHEMAS[name], SCHEMAS) | values


SHIPMENT = made(
    "InternalShipment",
    id=88001,
    order_id=500,
    reference_id="5450000012345",
    status="Completed",
    created_date="2026-03-02T08:00:00+00:00",
    last_update_at="2026-03-05T00:00:00.1234567+00:00",
    actual_fulfillment_date="2026-03-02T20:00:00-06:00",
    estimated_fulfillment_date="2026-03-03T23:59:59+00:00",
    delivery_date=None,
    location={"id": 12, "name": "Cicero (IL)"},
    tracking={"carrier": "USPS", "carrier_service": "Priority", "tracking_number": "9400", "pro_number": None},
    recipient={"name": "Ann", "address": {"state": "TX", "country": "United States"}},
)
PARCEL = from_source(
    "shipbob",
    shipment_id="88001",
    order_id="5450000012345",
    updated_at="2026-03-05T00:00:00.123456Z",
    label_created_at="2026-03-03T02:00:00Z",
    carrier="USPS",
    service="Priority",
    three_pl="ShipBob",
    warehouse="Cicero (IL)",
    location_id="12",
    tracking_number="9400",
    is_voided="false",
    is_return="false",
    country="US",
    region="TX",
)
REQUEST = from_source(
    "shipbob",
    fulfillment_order_id="88001",
    order_id="5450000012345",
    created_at="2026-03-02T08:00:00Z",
    updated_at="2026-03-05T00:00:00.123456Z",
    status="closed",
    three_pl="ShipBob",
    location_id="12",
    promised_ship_by_at="2026-03-03T23:59:59Z",
)


def test_a_shipment_is_labelled_and_not_scanned_when_it_is_fulfilled(home):
    report = load_one(home, [SHIPMENT])
    assert (report.format, report.quarantined) == ("ShipBob (json) as shipments, fulfillment_orders", 0)
    assert only(home, "shipments") == PARCEL
    assert only(home, "fulfillment_orders") == REQUEST
    assert records(home, "tracking_events") == []


def test_an_order_brings_its_shipments_and_is_no_order_of_the_store(home):
    order = made(
        "Order",
        id=500,
        order_number="#NL1042",
        reference_id="5450000012345",
        shipments=[SHIPMENT, {**SHIPMENT, "id": 88002}],
    )
    load_one(home, order)
    first, second = records(home, "shipments")
    assert first == {**PARCEL, "order_name": "#NL1042"}
    assert (second["shipment_id"], second["order_id"]) == ("88002", "5450000012345")
    assert records(home, "orders") == []
    assert [row["fulfillment_order_id"] for row in records(home, "fulfillment_orders")] == ["88001", "88002"]


def test_an_order_that_was_not_split_into_shipments_yet(home):
    load_one(home, made("Order", id=500, reference_id="5450", shipments=[], status="ImportReview"))
    found = only(home, "fulfillment_orders")
    assert (found["fulfillment_order_id"], found["order_id"], found["status"]) == ("order-500", "5450", "importreview")


def test_a_record_with_every_property_of_the_schema(home):
    report = load_one(home, [made("Order"), made("Shipment"), made("Return")])
    assert (report.error, report.quarantined) == (None, 0)


@pytest.mark.parametrize(
    ("status", "detail", "expected"),
    [
        ("OnHold", "InvalidAddress", ("on_hold", "address", "false")),
        ("Exception", "OutOfStock", ("on_hold", "stock", "false")),
        ("OnHold", "MissingInfo", ("on_hold", "missinginfo", "false")),
        ("Processing", "OutOfStock", ("processing", None, "false")),
        ("Cancelled", "Other", ("cancelled", None, "true")),
    ],
)
def test_what_holds_a_shipment_up(home, status, detail, expected):
    load_one(home, {**SHIPMENT, "status": status, "status_details": [{"name": None}, {"name": detail}]})
    asked = only(home, "fulfillment_orders")
    assert (asked["status"], asked.get("hold_reason"), only(home, "shipments")["is_voided"]) == expected


STEPS = [
    made(
        "Log", log_type_id=604, log_type_name="Labeled", log_type_text="Label printed", timestamp="2026-03-03T02:00:00Z"
    ),
    made("Log", log_type_id=607, log_type_name="In transit", timestamp="2026-03-03T09:00:00Z"),
    made("Log", log_type_id=1, log_type_name="Something new", timestamp="2026-03-03T10:00:00Z"),
]


def test_the_steps_of_a_shipment_are_events_where_the_shipment_is_known(home):
    load_one(home, {**SHIPMENT, "timeline": STEPS})
    first, *others = records(home, "tracking_events")
    assert first == from_source(
        "shipbob",
        shipment_id="88001",
        occurred_at="2026-03-03T02:00:00Z",
        vendor="shipbob",
        status="Labeled",
        message="Label printed",
    )
    assert [row["status"] for row in others] == ["InTransit", "Something new"]


def test_steps_that_name_no_shipment_are_set_aside(home):
    report = load_one(home, [*STEPS, {**STEPS[1], "shipment_id": 5}])
    assert report.reasons == {"one of tracking_number, shipment_id must be filled": 3}
    assert only(home, "tracking_events")["shipment_id"] == "5"


def test_a_tracking_update_by_webhook(home):
    tracking = {"carrier": "USPS", "tracking_id": "9261", "tracking_url": "https://example.com"}
    load_one(
        home,
        {
            "event_time": "2026-03-03T15:55:09.3614767Z",
            "order_id": 1,
            "reference_id": "T",
            "status": "InTransit",
            "tracking": tracking,
        },
    )
    assert only(home, "tracking_events") == from_source(
        "shipbob",
        tracking_number="9261",
        occurred_at="2026-03-03T15:55:09.361476Z",
        vendor="shipbob",
        status="InTransit",
        carrier="USPS",
    )


def test_a_return_label_and_a_parcel_that_came_back(home):
    regular = made(
        "Return",
        id=9,
        store_order_id="5450",
        tracking_number="R1",
        insert_date="2026-03-09T00:00:00Z",
        completed_date=None,
    )
    came_back = made(
        "Return",
        id=10,
        original_shipment_id=88001,
        return_type="ReturnToSender",
        insert_date="2026-03-09T00:00:00Z",
        completed_date="2026-03-11T00:00:00Z",
    )
    load_one(home, [regular, came_back])
    assert only(home, "shipments") == from_source(
        "shipbob",
        shipment_id="return-9",
        order_id="5450",
        updated_at="2026-03-09T00:00:00Z",
        three_pl="ShipBob",
        warehouse="word",
        location_id="7",
        tracking_number="R1",
        is_voided="false",
        is_return="true",
    )
    assert [
        (row["shipment_id"], row["status"], row["substatus"], row["occurred_at"][:10])
        for row in records(home, "tracking_events")
    ] == [
        ("88001", "ReturnToSender", "Created", "2026-03-09"),
        ("88001", "ReturnToSender", "Completed", "2026-03-11"),
    ]


def test_a_parcel_that_came_back_is_known_by_its_number_where_its_shipment_is_not(home):
    back = {"return_type": "ReturnToSender", "insert_date": "2026-03-09T00:00:00Z", "completed_date": None}
    lost = {"original_shipment_id": None, "tracking_number": None}
    report = load_one(
        home,
        [made("Return", **back, original_shipment_id=None, tracking_number="9400"), made("Return", **back, **lost)],
    )
    assert only(home, "tracking_events")["tracking_number"] == "9400"
    assert report.reasons == {"one of tracking_number, shipment_id must be filled": 1}
    assert records(home, "shipments") == []


TRACKING = {
    "tracking_id": "SB1",
    "carrier": "UPS",
    "carrier_tracking_number": "1Z1",
    "service": "Ground",
    "shipment_id": 88001,
    "status": "InTransit",
    "substatus": "OutForDelivery",
    "carrier_message": "On the van",
    "location": "Austin, TX",
    "eta": "2026-03-05T00:00:00Z",
    "last_updated": "2026-03-05T14:30:00Z",
    "history": [
        {"status": "InTransit", "substatus": "DepartedFacility", "timestamp": "2026-03-04T08:00:00Z"},
        {"status": "PreTransit", "substatus": None, "timestamp": "2026-03-03T02:00:00Z", "message": "Label created"},
    ],
}


@pytest.mark.parametrize("left_out", [(), ("shipment_id",)])
def test_a_tracking_is_a_parcel_beside_its_shipment_and_all_its_events(home, left_out):
    tracking = {name: value for name, value in TRACKING.items() if name not in left_out}
    sources = "{brand: {time_zone: America/Chicago}, sources: [{format: shipbob}]}"
    load_one(home, [SHIPMENT | {"tracking": {"tracking_number": "1Z1"}}, tracking], sources)
    first, parcel = records(home, "shipments")
    assert (first["shipment_id"], first["order_id"]) == ("88001", "5450000012345")
    assert parcel == from_source(
        "shipbob",
        shipment_id="tracking/1Z1",
        updated_at="2026-03-05T14:30:00Z",
        latest_eta_at="2026-03-06T05:59:59Z",
        carrier="UPS",
        service="Ground",
        three_pl="ShipBob",
        tracking_number="1Z1",
    )
    left, label, now = records(home, "tracking_events")
    about = {"tracking_number": "1Z1", "vendor": "shipbob", "carrier": "UPS"}
    assert left == from_source(
        "shipbob", **about, occurred_at="2026-03-04T08:00:00Z", status="InTransit", substatus="DepartedFacility"
    )
    assert (label["status"], label["message"]) == ("PreTransit", "Label created")
    assert now == from_source(
        "shipbob",
        **about,
        occurred_at="2026-03-05T14:30:00Z",
        status="InTransit",
        substatus="OutForDelivery",
        message="On the van",
        place="Austin, TX",
        is_time_known="false",
    )


def test_a_tracking_whose_history_knows_the_state_of_now_has_no_event_for_it(home):
    arrived = {"status": "Delivered", "substatus": None, "timestamp": "2026-03-05T17:00:00Z"}
    load_one(home, TRACKING | {"status": "Delivered", "substatus": None, "history": [arrived]})
    assert only(home, "tracking_events")["occurred_at"] == "2026-03-05T17:00:00Z"
