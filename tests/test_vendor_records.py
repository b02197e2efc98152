"""Vendor exports, field by field: what every record of a known format becomes."""

from __future__ import annotations

import json

import pytest

from tests.vendor_cases import from_source, lines, load_whole, only, records
from wismo.intake.ledger import read_ledger

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Total,Shipping Method,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem sku,Lineitem requires shipping,Shipping Province,Shipping Country,"
    "Shipping Phone,Note Attributes,Cancelled at,Payment Method,Refunded Amount,Id,Tags,Source,Phone\n"
)
ORDER = (
    "#NL1042,Ann@Example.com,paid,2026-09-28 09:00:05 -0400,fulfilled,2026-09-29 16:30:00 -0400,USD,48.50,Standard,"
    "2026-09-28 09:00:00 -0400,1,Oak tray,TRAY-01,true,NY,US,+1 212 555 0100,"
    '"Gift: yes\nPromised delivery: 2026-10-03",,Shopify Payments,0.00,5450000012345,"gift, pre-order",web,\n'
)
SECOND_LINE = "#NL1042,Ann@Example.com,,,,,,,,,2,Gift card,GIFT,false,,,,,,,,,,,\n"


def test_a_shopify_order_and_its_lines(home):
    sources = "sources: [{format: shopify, fields: {promised_at: Promised delivery}}]"
    (report,) = load_whole(home, sources, export__csv=SHOPIFY + ORDER + SECOND_LINE)
    assert report.format == "Shopify orders (csv) as orders, order_lines"
    assert (report.records, report.loaded) == (3, 3)
    order = only(home, "orders")
    assert len(order.pop("customer_key")) == len(order.pop("phone_key")) == 32
    assert order == from_source(
        "shopify",
        order_id="5450000012345",
        order_name="#NL1042",
        created_at="2026-09-28T13:00:00Z",
        updated_at="2026-09-29T20:30:00.000003Z",
        paid_at="2026-09-28T13:00:05Z",
        is_fully_refunded="false",
        customer_email="Ann@Example.com",
        customer_phone="+1 212 555 0100",
        country="US",
        region="NY",
        shipping_method="Standard",
        sales_channel="web",
        tags='["gift","pre-order"]',
        is_test="false",
        order_value="48.50",
        currency="USD",
        promised_at="2026-10-04T03:59:59Z",
    )
    line = {"order_id": "5450000012345"}
    assert records(home, "order_lines") == [
        from_source(
            "shopify", **line, line_number="1", sku="TRAY-01", title="Oak tray", quantity="1", requires_shipping="true"
        ),
        from_source(
            "shopify", **line, line_number="2", sku="GIFT", title="Gift card", quantity="2", requires_shipping="false"
        ),
    ]


def test_a_later_export_of_a_shopify_order_is_its_newer_version(home):
    cancelled = ORDER.replace('03",,Shopify', '03",2026-09-30 08:00:00 -0400,Shopify').replace(",0.00,", ",48.50,")
    refunded = ORDER.replace(",paid,", ",refunded,").replace(",0.00,", ",48.50,")
    assert cancelled.count("2026-09-30") == 1
    load_whole(home, None, a__csv=SHOPIFY + ORDER, b__csv=SHOPIFY + cancelled, c__csv=SHOPIFY + refunded)
    first, late, money = records(home, "orders")
    assert first["updated_at"] < money["updated_at"] < late["updated_at"]
    assert (late["cancelled_at"], late["is_fully_refunded"]) == ("2026-09-30T12:00:00Z", "true")
    assert money["is_fully_refunded"] == "true"
    assert len(records(home, "order_lines")) == 1


def test_shopify_rows_are_filled_forward_by_name_even_when_orders_are_mixed(home):
    other = ORDER.replace("NL1042", "NL1043").replace("5450000012345", "5450000012346")
    whole = ORDER.replace("TRAY-01", "VASE-01")  # an export that repeats the order on every row
    load_whole(home, None, e__csv=SHOPIFY + ORDER + other + SECOND_LINE + SECOND_LINE.replace("1042", "1043") + whole)
    assert [order["order_name"] for order in records(home, "orders")] == ["#NL1042", "#NL1043"]
    assert [(line["order_id"][-1], line["line_number"], line["sku"]) for line in records(home, "order_lines")] == [
        ("5", "1", "TRAY-01"),
        ("6", "1", "TRAY-01"),
        ("5", "2", "GIFT"),
        ("6", "2", "GIFT"),
        ("5", "3", "VASE-01"),
    ]


def test_two_shops_in_one_shopify_file_may_both_have_an_order_of_a_name(home):
    other = ORDER.replace("5450000012345", "7450000012345")
    load_whole(home, None, e__csv=SHOPIFY + ORDER + SECOND_LINE + other + SECOND_LINE)
    assert [order["order_id"][0] for order in records(home, "orders")] == ["5", "7"]
    assert [(line["order_id"][0], line["line_number"]) for line in records(home, "order_lines")] == [
        ("5", "1"), ("5", "2"), ("7", "1"), ("7", "2"),
    ]  # fmt: skip


def test_an_old_shopify_export_without_id_is_known_by_its_names(home):
    text = "\ufeffname,Created At,Lineitem name\n#1,2026-09-28 09:00:00 +0200,Cup\n#1,,Saucer\n"
    load_whole(home, None, e__csv=text)
    assert (only(home, "orders")["order_id"], only(home, "orders")["created_at"]) == ("#1", "2026-09-28T07:00:00Z")
    assert [line["order_id"] for line in records(home, "order_lines")] == ["#1", "#1"]


TICKET = {
    "id": 40017,
    "status": "closed",
    "channel": "email",
    "via": "email",
    "from_agent": False,
    "spam": False,
    "trashed_datetime": None,
    "subject": "Order?",
    "excerpt": "Hi, where",
    "created_datetime": "2026-09-28T09:00:00+00:00",
    "updated_datetime": "2026-09-28T12:00:00",
    "closed_datetime": "2026-09-28T12:00:00+00:00",
    "assignee_user": {"id": 12, "name": "Kim"},
    "tags": [{"id": 1, "name": "wismo"}, {"id": 2, "name": "ai_close"}],
    "custom_fields": {"5501": {"id": 5501, "value": "#NL1042"}, "5502": {"id": 5502, "value": None}},
    "satisfaction_survey": {"score": 4},
    "customer": {
        "id": 77,
        "email": "ann@example.com",
        "channels": [{"type": "phone", "address": "+12125550100"}],
        "integrations": {
            "9": {"__integration_type__": "http", "orders": [{"id": 1}]},
            "4711": {
                "__integration_type__": "shopify",
                "customer": {"id": 6001},
                "orders": [{"id": 5450000012345, "name": "#NL1042"}, {"id": 5450000012346}],
            },
        },
    },
}
MESSAGE = {
    "id": 1,
    "ticket_id": 40017,
    "public": True,
    "channel": "email",
    "via": "email",
    "source": {"type": "email"},
    "from_agent": False,
    "rule_id": None,
    "body_text": "Where is it?\n> earlier mail",
    "stripped_text": "Where is it?",
    "intents": [{"name": "shipping/status"}],
    "created_datetime": "2026-09-28T09:00:00+00:00",
    "sent_datetime": None,
}
ACKNOWLEDGEMENT = {
    **MESSAGE,
    "id": 2,
    "from_agent": True,
    "rule_id": 8,
    "created_datetime": "2026-09-28T09:01:00+00:00",
}
NOTE = {**MESSAGE, "id": 3, "from_agent": True, "public": False, "created_datetime": "2026-09-28T09:30:00+00:00"}
REPLY = {
    **MESSAGE,
    "id": 4,
    "from_agent": True,
    "intents": [],
    "stripped_text": None,
    "body_text": None,
    "body_html": "<p>On its&nbsp;way</p>",
    "created_datetime": "2026-09-28T10:00:00+00:00",
    "sent_datetime": "2026-09-28T10:00:03+00:00",
}


def test_a_gorgias_ticket_with_its_messages(home):
    sources = """sources: [{format: gorgias, fields: {order_ref: "5501", tracking_ref: "5502"}}]"""
    ticket = {**TICKET, "messages": [REPLY, NOTE, ACKNOWLEDGEMENT, MESSAGE]}
    (report,) = load_whole(home, sources, tickets__jsonl=lines(ticket))
    assert report.format == "Gorgias (jsonl) as tickets, ticket_messages"
    found = only(home, "tickets")
    assert len(found.pop("customer_key")) == len(found.pop("phone_key")) == 32
    assert found == from_source(
        "gorgias",
        ticket_id="40017",
        created_at="2026-09-28T09:00:00Z",
        updated_at="2026-09-28T12:00:00Z",
        closed_at="2026-09-28T12:00:00Z",
        first_response_at="2026-09-28T10:00:03Z",
        status="closed",
        channel="email",
        subject="Order?",
        body="Where is it?",
        customer_email="ann@example.com",
        customer_phone="+12125550100",
        customer_id="6001",
        requester_id="77",
        tags='["wismo","ai_close"]',
        intent="shipping/status",
        order_ref="#NL1042",
        embedded_order_ids='["5450000012345","5450000012346"]',
        handled_by="ai",
        is_spam="false",
        is_from_agent="false",
        is_automated="false",
        csat="4",
        agent_id="12",
    )
    assert [
        (m["message_id"], m["direction"], m["is_public"], m["is_automated"]) for m in records(home, "ticket_messages")
    ] == [
        ("1", "in", "true", "false"),
        ("2", "out", "true", "true"),
        ("3", "note", "false", "false"),
        ("4", "out", "true", "false"),
    ]
    assert records(home, "ticket_messages")[3]["body"] == "On its way"


def test_a_gorgias_message_feed_in_pages(home):
    page = json.dumps({"data": [MESSAGE, REPLY], "meta": {"next_cursor": None}}, indent=1)
    (report,) = load_whole(home, None, page__json=page)
    assert report.format == "Gorgias (json) as ticket_messages"
    assert records(home, "ticket_messages")[0] == from_source(
        "gorgias",
        message_id="1",
        ticket_id="40017",
        created_at="2026-09-28T09:00:00Z",
        direction="in",
        is_public="true",
        is_automated="false",
        body="Where is it?",
        intent="shipping/status",
    )


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"spam": True}, "is_spam"),
        ({"trashed_datetime": "2026-09-28T09:10:00+00:00"}, "is_spam"),
        ({"from_agent": True}, "is_from_agent"),
        ({"messages": [{**MESSAGE, "from_agent": True}]}, "is_from_agent"),
        ({"channel": "internal-note"}, "is_automated"),
        ({"via": "rule"}, "is_automated"),
        ({"messages": [{**MESSAGE, "rule_id": 8}]}, "is_automated"),
    ],
)
def test_gorgias_tickets_that_no_customer_opened(home, change, column):
    load_whole(home, None, tickets__jsonl=lines({**TICKET, **change}, {**TICKET, "id": 2}))
    flags = ("is_spam", "is_from_agent", "is_automated")
    marked, plain = records(home, "tickets")
    assert {name for name in flags if marked[name] == "true"} == {column}
    assert {plain[name] for name in flags} == {"false"}


def test_gorgias_replies_that_never_arrived_are_no_replies(home):
    failed = {**REPLY, "id": 9, "failed_datetime": "2026-09-28T10:00:09+00:00"}
    load_whole(home, None, messages__jsonl=lines(REPLY, failed))
    assert [message["is_public"] for message in records(home, "ticket_messages")] == ["true", "false"]


ZENDESK = (
    "Summation column,Id,Requester,Requester id,Requester email,Submitter,Assignee,Subject,Tags,Status,Via,Created at,"
    "Updated at,Solved at,Satisfaction Score,Reopens,First reply time in minutes,Order number [txt]\n"
)
ZENDESK_TICKET = (
    "1,90210,Ann Lee,36001,ann@example.com,Ann Lee,Kim,Where is it?,wismo late_delivery,Closed,Mail,"
    "2026-03-08 01:45:00,2026-03-09 10:00:00,2026-03-09 09:00:00,Good,1,30,#NL1042\n"
)
ZENDESK_SOURCES = (
    "sources: [{format: zendesk, account: us, time_zone: America/New_York, fields: {order_ref: Order number}}]"
)


def test_a_zendesk_ticket_in_its_accounts_zone(home):
    (report,) = load_whole(home, ZENDESK_SOURCES, view__csv=ZENDESK + ZENDESK_TICKET)
    assert report.format == "Zendesk tickets (csv) as tickets"
    found = only(home, "tickets")
    assert len(found.pop("customer_key")) == 32
    assert found == {
        "source_system": "zendesk",
        "source_account": "us",
        "ticket_id": "90210",
        "created_at": "2026-03-08T06:45:00Z",
        "updated_at": "2026-03-09T14:00:00Z",
        "closed_at": "2026-03-09T13:00:00Z",
        "first_response_at": "2026-03-08T07:15:00Z",  # clocks went forward in between
        "status": "Closed",
        "channel": "Mail",
        "subject": "Where is it?",
        "customer_email": "ann@example.com",
        "requester_id": "36001",
        "tags": '["wismo","late_delivery"]',
        "order_ref": "#NL1042",
        "is_spam": "false",
        "is_from_agent": "false",
        "is_automated": "false",
        "reopen_count": "1",
        "csat": "5",
    }


def test_zendesk_tickets_that_no_customer_opened(home):
    def ticket(number: int, submitter: str, via: str, tags: str = "x") -> str:
        changed = ZENDESK_TICKET.replace("90210", str(number)).replace("com,Ann Lee,", f"com,{submitter},")
        return changed.replace(",Mail,", f",{via},").replace("wismo late_delivery", tags)

    text = ZENDESK + "".join(
        (
            ticket(1, "Kim", "Mail"),
            ticket(2, "Kim", "Phone call inbound"),
            ticket(3, "Parcel app", "Web service"),
            ticket(4, "Ann Lee", "Rule"),
            ticket(5, "Ann Lee", "Mail", '"a,closed_by_merge"'),
            ticket(6, "ann lee", "Web service"),
        )
    )
    load_whole(home, ZENDESK_SOURCES, tickets__csv=text)
    flags = ("is_from_agent", "is_automated")
    found = records(home, "tickets")
    assert [[name for name in flags if ticket[name] == "true"] for ticket in found] == [
        ["is_from_agent"], [], ["is_automated"], ["is_automated"], [], [],
    ]  # fmt: skip
    assert [ticket.get("merged_into_ticket_id") for ticket in found] == [None] * 4 + ["unknown", None]
    assert found[4]["tags"] == '["a","closed_by_merge"]'


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


def test_a_log_of_messages_sent_to_customers(home):
    text = "Notification ID,Sent At,Kind,Channel,Order-Name,X\nN1,2026-09-29T15:06:00Z,Out for delivery,sms,#NL1042,x\n"
    (report,) = load_whole(home, None, log__csv=text)
    assert report.format == "notifications (csv) as notifications"
    assert only(home, "notifications") == from_source(
        "notifications",
        notification_id="N1",
        sent_at="2026-09-29T15:06:00Z",
        kind="out_for_delivery",
        channel="sms",
        order_name="#NL1042",
    )


@pytest.mark.parametrize(
    ("said", "kind"),
    [("Shipping confirmation", "shipped"), ("order-delivered", "delivered"), ("delayed", "delayed"), (None, None)],
)
def test_a_log_of_messages_as_json_and_what_stores_call_them(home, said, kind):
    message = {"notification_id": "N1", "sentAt": 1, "sent_at": "2026-09-29T15:06:00Z", "kind": said, "order_id": "54"}
    (report,) = load_whole(home, None, log__jsonl=lines(message))
    assert report.format == "notifications (jsonl) as notifications"
    assert (report.loaded, report.quarantined) == ((1, 0) if kind else (0, 1))
    assert [(row["kind"], row["order_id"]) for row in records(home, "notifications")] == [(kind, "54")] * report.loaded


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


def test_a_csv_that_a_spreadsheet_saved_is_read_once_its_times_are_described(home):
    text = (
        "Summation column,Id,Requester,Requester email,Subject,Status,Via,Created at,Updated at,"
        "First reply time in minutes\n"
        "1,7,Ann,a@example.com,Where is it?,Open,Mail,9/28/2026 9:00,9/28/2026 10:30,30\n"
    )
    sources = "sources: [{format: zendesk, time_zone: America/New_York, time_format: '%m/%d/%Y %H:%M'}]"
    load_whole(home, sources, t__csv=text)
    (ticket,) = records(home, "tickets")
    assert (ticket["created_at"], ticket["updated_at"], ticket["first_response_at"]) == (
        "2026-09-28T13:00:00Z",
        "2026-09-28T14:30:00Z",
        "2026-09-28T13:30:00Z",
    )
