"""Shopify's orders CSV with all of its 79 columns, as old exports and apps change it, and beside the API."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from tests.test_vendor_shopify_orders import GRAPHQL
from tests.vendor_cases import from_source, load, only, records

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADER_LINE = """
Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,
Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,
Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,
Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,
Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,
Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,
Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,
Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,
Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,
Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,
Payment Terms Name,Next Payment Due At,Payment References
"""
HEADER = _HEADER_LINE.replace("\n", "").split(",")
ORDER = {
    "Name": "#NL1042",
    "Email": "ann@example.com",
    "Financial Status": "paid",
    "Paid at": "2026-10-25 01:30:05 -0400",
    "Fulfillment Status": "fulfilled",
    "Fulfilled at": "2026-10-26 09:00:00 -0400",
    "Accepts Marketing": "no",
    "Currency": "USD",
    "Total": "48.50",
    "Shipping Method": "Standard",
    "Created at": "2026-10-25 01:30:00 -0400",
    "Lineitem quantity": "2",
    "Lineitem name": 'Oak tray, 12" - large',
    "Lineitem sku": "TRAY-01",
    "Lineitem requires shipping": "true",
    "Billing Zip": "'02139",
    "Billing Country": "CA",
    "Shipping Name": "Ann O'Hara",
    "Shipping Zip": "'02139",
    "Shipping Province": "MA",
    "Shipping Country": "US",
    "Notes": "ring twice,\nthen 'knock'",
    "Note Attributes": "Promised delivery: 2026-10-31\nGift: yes",
    "Location": "Till 3",
    "Id": "5450000012345",
    "Tags": "gift, pre-order",
    "Source": "web",
    "Phone": "'+12125550100",
    "Payment References": "x",
}
# What Shopify repeats of an order on the rows of its further lines: its name, the customer and when it was created.
LINE = {
    "Name": "#NL1042",
    "Email": "ann@example.com",
    "Created at": "2026-10-25 01:30:00 -0400",
    "Lineitem quantity": "1",
    "Lineitem name": "Card",
    "Lineitem fulfillment status": "fulfilled",
    "Vendor": "Oak & Co",
    "Lineitem discount": "0.00",
    "Phone": "'+12125550100",
}
EXPECTED = from_source(
    "shopify",
    order_id="5450000012345",
    order_name="#NL1042",
    created_at="2026-10-25T05:30:00Z",
    updated_at="2026-10-26T13:00:00.000003Z",
    paid_at="2026-10-25T05:30:05Z",
    is_fully_refunded="false",
    customer_email="ann@example.com",
    customer_phone="+12125550100",
    country="US",
    region="MA",
    shipping_method="Standard",
    sales_channel="web",
    tags='["gift","pre-order"]',
    is_test="false",
    order_value="48.50",
    currency="USD",
    promised_at="2026-11-01T03:59:59Z",
)
SOURCES = "sources: [{format: shopify, fields: {promised_at: Promised delivery}}]"


def as_csv(header: Sequence[str], *rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


TAIL = HEADER.index("Phone") + 1
HEADERS: dict[str, Sequence[str]] = {
    "all 79 columns": HEADER,
    "an older export, without the tail": HEADER[:TAIL],
    "with columns of an app": [*HEADER[:5], "Fulfillment Date", *HEADER[5:], "Preferred Delivery", "Company VAT"],
    "in another order and case": [name.upper() for name in reversed(HEADER)],
}


@pytest.mark.parametrize("header", HEADERS)
def test_every_header_of_the_orders_export(home, header):
    names = HEADERS[header]
    assert len(HEADER) == 79
    spelt = {name.casefold(): name for name in names}
    rows = [{spelt[name.casefold()]: row[name] for name in row if name.casefold() in spelt} for row in (ORDER, LINE)]
    (report,) = load(home, SOURCES, orders__csv=as_csv(names, *rows))
    assert (report.error, report.quarantined, report.loaded) == (None, 0, 3)
    order = only(home, "orders")
    assert len(order.pop("customer_key")) == len(order.pop("phone_key")) == 32
    assert order == EXPECTED
    first, second = records(home, "order_lines")
    assert (first["title"], first["quantity"], first["requires_shipping"]) == ('Oak tray, 12" - large', "2", "true")
    assert (second["line_number"], second["title"], second["order_id"]) == ("2", "Card", "5450000012345")


@pytest.mark.parametrize("repeated", [("Name",), ("Name", "Created at"), LINE])
def test_a_row_of_a_further_line_is_no_order_whatever_it_repeats(home, repeated):
    line = {name: value for name, value in LINE.items() if name in repeated or name.startswith("Lineitem")}
    (report,) = load(home, SOURCES, orders__csv=as_csv(HEADER, ORDER, line, line))
    assert (report.records, report.loaded, report.quarantined) == (4, 4, 0)
    assert only(home, "orders")["order_id"] == "5450000012345"
    found = [(row["order_id"], row["line_number"]) for row in records(home, "order_lines")]
    assert found == [("5450000012345", "1"), ("5450000012345", "2"), ("5450000012345", "3")]


def test_an_export_without_any_column_that_only_orders_have(home):
    header = ["Name", "Created at", "Lineitem quantity", "Lineitem name"]
    (report,) = load(home, SOURCES, orders__csv=as_csv(header, ORDER, LINE, {**ORDER, "Name": "#NL1043"}))
    assert (report.loaded, report.quarantined) == (5, 0)
    assert [row["order_id"] for row in records(home, "orders")] == ["#NL1042", "#NL1043"]
    assert [row["line_number"] for row in records(home, "order_lines")] == ["1", "2", "1"]


def test_orders_in_several_files_of_one_export(home):
    other = {**ORDER, "Name": "#NL1043", "Id": "5450000012346", "Email": "bo@example.com"}
    reports = load(home, SOURCES, a__csv=as_csv(HEADER, ORDER, LINE), b__csv=as_csv(HEADER, other, ORDER))
    assert [(report.loaded, report.duplicates, report.quarantined) for report in reports] == [(3, 0, 0), (2, 2, 0)]
    assert [row["order_name"] for row in records(home, "orders")] == ["#NL1042", "#NL1043"]


def test_an_order_of_the_csv_and_of_the_api_is_one(home):
    load(home, orders__csv=as_csv(HEADER, ORDER))
    load(home, order__json=GRAPHQL)
    rows = records(home, "orders")
    assert {(row["source_system"], row["order_id"]) for row in rows} == {("shopify", "5450000012345")}
    assert len({row["customer_key"] for row in rows}) == 1
    # The API knows of the later cancellation, and its word is the newer one.
    assert max(rows, key=lambda row: row["updated_at"])["cancelled_at"] == "2026-10-29T14:00:00Z"


@pytest.mark.parametrize("form", ["%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M"])
def test_times_that_a_spreadsheet_rewrote_still_say_which_state_of_an_order_is_newer(home, form):
    rewritten = {"Created at": "2026-10-25 01:30", "Paid at": "2026-10-25 01:31", "Fulfilled at": "2026-10-26 09:00"}
    if form.startswith("%m"):
        rewritten = {name: f"{text[5:7]}/{text[8:10]}/{text[:4]}{text[10:]}" for name, text in rewritten.items()}
    rows = [ORDER | rewritten, ORDER | rewritten | {"Financial Status": "refunded", "Name": "#NL1043", "Id": "8"}]
    pattern = f", time_format: '{form}'" if form.startswith("%m") else ""
    sources = f"sources: [{{format: shopify, time_zone: America/New_York{pattern}}}]"
    (report,) = load(home, sources, orders__csv=as_csv(HEADER, *rows))
    assert (report.error, report.quarantined) == (None, 0)
    assert [order["updated_at"] for order in records(home, "orders")] == [
        "2026-10-26T13:00:00.000003Z",
        "2026-10-26T13:00:00.000005Z",
    ]
