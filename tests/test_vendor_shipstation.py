"""ShipStation's API and CSV, field by field, and that both say the same of the same shipment."""

from __future__ import annotations

import pytest

from tests.vendor_cases import from_source, load, load_one, only, records

SHIPMENT = {
    "shipmentId": 33974374,
    "orderId": 43945660,
    "orderKey": "8061c220f0794a9b92460b8bae6837e4",
    "userId": "c9f06d74",
    "orderNumber": "#NL1042",
    "createDate": "2026-03-09T00:15:59.6270000",
    "shipDate": "2026-03-09",
    "shipmentCost": 1.93,
    "trackingNumber": "9400111899561704681189",
    "isReturnLabel": False,
    "batchNumber": "100301",
    "carrierCode": "stamps_com",
    "serviceCode": "usps_first_class_mail",
    "packageCode": "package",
    "warehouseId": 16079,
    "voided": False,
    "voidDate": None,
    "marketplaceNotified": True,
    "shipTo": {"name": "Ann A", "street1": "1 Road", "city": "AUSTIN", "state": "TX", "country": "US", "phone": "1"},
    "weight": {"value": 1, "units": "ounces"},
    "advancedOptions": {"warehouseId": 99, "storeId": 12, "customField1": "5450000012345", "customField2": ""},
    "shipmentItems": [{"orderItemId": 1, "lineItemKey": "9001", "sku": "TRAY", "warehouseLocation": "A1"}],
    "labelData": None,
}
EXPECTED = {
    "shipment_id": "33974374",
    "order_name": "#NL1042",
    "updated_at": "2026-03-09T07:15:59.627Z",
    "label_created_at": "2026-03-09T07:15:59.627Z",
    "carrier": "stamps_com",
    "service": "usps_first_class_mail",
    "location_id": "16079",
    "tracking_number": "9400111899561704681189",
    "is_voided": "false",
    "is_return": "false",
    "country": "US",
    "region": "TX",
}
FULFILLMENT = {
    "fulfillmentId": 246310,
    "orderId": 193699927,
    "orderNumber": "102",
    "trackingNumber": "664756278745",
    "createDate": "2026-01-07T08:50:50.0670000",
    "shipDate": "2026-01-07T00:00:00.0000000",
    "voidDate": None,
    "deliveryDate": "2026-01-09T12:00:00.0000000",
    "carrierCode": "FedEx",
    "sellerFillProviderName": "Harborline",
    "voided": False,
    "shipTo": {"country": "GB", "state": None},
}
ZONE = "ShipStation (json, times in America/Los_Angeles) as shipments"


@pytest.mark.parametrize("shape", [SHIPMENT, {"shipments": [SHIPMENT], "total": 1, "page": 1, "pages": 1}])
def test_a_shipment_is_pacific_and_says_so(home, shape):
    report = load_one(home, shape)
    assert (report.format, report.quarantined) == (ZONE, 0)
    assert only(home, "shipments") == from_source("shipstation", **EXPECTED)


def test_a_zone_in_sources_goes_before_pacific(home):
    load_one(home, SHIPMENT, "sources: [{format: shipstation, time_zone: Europe/Berlin}]")
    assert only(home, "shipments")["label_created_at"] == "2026-03-08T23:15:59.627Z"


def test_a_label_that_was_voided_and_one_for_the_way_back(home):
    voided = {**SHIPMENT, "voided": True, "voidDate": "2026-03-09T10:00:00.0000000"}
    back = {**SHIPMENT, "shipmentId": 2, "isReturnLabel": True, "warehouseId": None}
    load_one(home, [voided, back])
    first, second = records(home, "shipments")
    assert (first["is_voided"], first["updated_at"]) == ("true", "2026-03-09T17:00:00Z")
    assert (second["is_return"], second["location_id"]) == ("true", "99")


def test_a_day_without_an_hour_is_its_first_moment(home):
    load_one(
        home, [{**SHIPMENT, "createDate": None}, {**SHIPMENT, "shipmentId": 2, "createDate": "2026-03-08T02:30:00"}]
    )
    assert only(home, "shipments")["label_created_at"] == "2026-03-09T07:00:00Z"  # the other hour never was


@pytest.mark.parametrize("title", ["Custom - Field 1", "customField1"])
def test_an_own_field_is_named_as_the_csv_or_the_api_names_it(home, title):
    load_one(
        home, SHIPMENT, f"sources: [{{format: shipstation, fields: {{order_id: '{title}', three_pl: customField2}}}}]"
    )
    assert only(home, "shipments") == from_source("shipstation", **EXPECTED, order_id="5450000012345")


def test_a_fulfillment_made_elsewhere_and_the_name_of_a_warehouse(home):
    load(
        home,
        f__json={"fulfillments": [FULFILLMENT]},
        w__json=[{"warehouseId": 16079, "warehouseName": "Reno", "isDefault": True}],
    )
    assert only(home, "shipments") == from_source(
        "shipstation",
        shipment_id="fulfillment-246310",
        order_name="102",
        updated_at="2026-01-07T16:50:50.067Z",
        label_created_at="2026-01-07T16:50:50.067Z",
        delivered_at="2026-01-09T20:00:00Z",
        carrier="FedEx",
        three_pl="Harborline",
        tracking_number="664756278745",
        is_voided="false",
        country="GB",
    )
    assert only(home, "locations") == from_source("shipstation", location_id="16079", name="Reno")


def test_a_webhook_that_only_holds_an_address(home):
    hook = {"resource_url": "https://example.com/shipments?batchId=1", "resource_type": "SHIP_NOTIFY"}
    report = load_one(home, hook)
    assert (report.records, report.quarantined, report.loaded) == (1, 1, 0)
    (reason,) = report.reasons
    assert reason == (
        "this webhook of ShipStation only holds an address (resource_url) to ask for the shipments; load the answer "
        "from there, or an export"
    )


CSV = (
    "Order - Number,Date - Order Date,Date - Ship date,Shipment - Tracking Number,Shipment - Carrier,"
    "Shipment - Service,Carrier - Name,Service - Confirmation Type,Ship To - Name,Ship To - Address 1,Ship To - City,"
    "Ship To - Country,Ship To - State,Ship To - Postal Code,Customer - Email,Custom - Field 1,Custom - Field 2\n"
    "#NL1042,10/25/2026 1:30:00 AM,10/26/2026,9400111899561704681189,USPS,First Class,Stamps,None,Ann,1 Road,AUSTIN,"
    "US,TX,'78756,ann@example.com,5450000012345,Harborline\n"
)


def test_the_columns_that_a_user_chose_for_the_csv(home):
    sources = "sources: [{format: shipstation, fields: {order_id: Custom - Field 1, three_pl: Custom - Field 2}}]"
    (report,) = load(home, sources, shipped__csv=CSV)
    assert report.format == "ShipStation shipments (csv, times in America/Los_Angeles) as shipments"
    assert only(home, "shipments") == from_source(
        "shipstation",
        shipment_id="#NL1042/9400111899561704681189",
        order_id="5450000012345",
        order_name="#NL1042",
        updated_at="2026-10-26T07:00:00Z",
        label_created_at="2026-10-26T07:00:00Z",
        carrier="USPS",
        service="First Class",
        three_pl="Harborline",
        tracking_number="9400111899561704681189",
        country="US",
        region="TX",
    )


@pytest.mark.parametrize("typed", ["Hand delivered", "N/A", "pickup"])
def test_a_word_instead_of_a_number_makes_no_two_parcels_one(home, typed):
    load(
        home,
        api__json=SHIPMENT | {"trackingNumber": typed},
        shipped__csv=CSV.replace("9400111899561704681189", typed),
    )
    assert [row.get("tracking_number") for row in records(home, "shipments")] == [None, None]


def test_the_columns_of_a_report_of_shipments(home):
    header = (
        "Order - Number,Date - Label Create Date,Date - Shipped Date,Carrier - Carrier Selected,"
        "Carrier - Service Selected,Shipment - Tracking Number,Shipment - Void Flag,Shipment - Void Date,"
        "Return - Return Label Flag,Operations - Warehouse,Ship To - Country\n"
    )
    rows = (
        "1001,3/2/2026 9:15:00 AM,3/2/2026 12:00:00 AM,USPS,USPS Priority Mail,9400,False,,False,Reno,United States\n"
        "1002,3/2/2026 9:15:00 AM,3/2/2026 12:00:00 AM,UPS,UPS Ground,1Z1,,3/3/2026 9:00:00 AM,True,Reno,CA\n"
    )
    load(home, shipped__csv=header + rows)
    first, second = records(home, "shipments")
    assert first == from_source(
        "shipstation",
        shipment_id="1001/9400",
        order_name="1001",
        updated_at="2026-03-02T17:15:00Z",
        label_created_at="2026-03-02T17:15:00Z",
        carrier="USPS",
        service="USPS Priority Mail",
        three_pl="Reno",
        warehouse="Reno",
        tracking_number="9400",
        is_voided="false",
        is_return="false",
        country="US",
    )
    assert (second["is_voided"], second["is_return"]) == ("true", "true")
    assert second["updated_at"] == "2026-03-03T17:00:00Z"


def test_an_order_that_waits_is_no_parcel(home):
    header = (
        "Order - Number,Date - Order Date,Date - Shipped Date,Carrier - Name,Shipment - Tracking Number,Item - SKU\n"
    )
    sent = "1,3/1/2026 9:00:00 AM,3/2/2026,USPS,9400"
    rows = f"{sent},A\n{sent},B\n2,3/1/2026 9:00:00 AM,,,,A\n"
    (report,) = load(home, orders__csv=header + rows)
    assert (report.loaded, report.duplicates, report.quarantined) == (1, 1, 0)
    assert report.note == "left out, as nothing was sent for them yet: 1"
    assert only(home, "shipments")["order_name"] == "1"


def test_an_order_of_the_api_says_what_to_load_instead(home):
    order = {"orderId": 9, "orderNumber": "1001", "orderKey": "k", "orderStatus": "awaiting_shipment", "items": []}
    report = load_one(home, {"orders": [order], "total": 1, "page": 1, "pages": 1})
    assert (report.loaded, report.quarantined) == (0, 1)
    assert "export its shipments" in next(iter(report.reasons))
