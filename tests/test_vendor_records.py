"""Exports of shops and of message logs, field by field: what orders, their lines and notifications become."""

from __future__ import annotations

import pytest

from tests.vendor_cases import from_source, lines, load_whole, only, records

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


def test_the_day_that_a_message_named_is_that_day_in_any_zone(home):
    text = "notification_id,sent_at,kind,order_name,eta_at\nN1,2026-09-29T15:06:00Z,delayed,#1,2026-10-02\n"
    sources = "sources: [{name: log, format: notifications, time_zone: America/New_York}]"
    load_whole(home, sources, log__csv=text)
    assert only(home, "notifications")["eta_at"] == "2026-10-02T16:00:00Z"


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
