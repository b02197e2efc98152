"""dlt's tables: nested names, lists as JSON or as child tables of a database, whichever a pipeline chose."""

from __future__ import annotations

import pytest

from tests.landed_cases import DLT, SHOPIFY, ZENDESK, as_csv, as_parquet, write_database
from tests.vendor_cases import load, raw
from wismo.intake import dlt_children
from wismo.intake.ledger import balance
from wismo.intake.load import load_paths

# What dlt 1.31 made of two orders with its default nesting, in the same columns and types.
ORDERS = """
    select
        5500000000001 + n as id,
        '#100' || (n + 1) as name,
        timestamptz '2026-01-05 14:00:00+00' as created_at,
        timestamptz '2026-01-06 14:00:00+00' as updated_at,
        'ann@example.com' as email,
        'paid' as financial_status,
        'vip, gift' as tags,
        '45.00' as total_price,
        'USD' as currency,
        false as test,
        'US' as shipping_address__country_code,
        'OH' as shipping_address__province_code,
        77 as customer__id,
        '45.00' as total_price_set__shop_money__amount,
        'load' as _dlt_load_id,
        'order/' || n as _dlt_id
    from range(2) as t(n)
"""
LINES = """
    select
        11 + place as id,
        if(place = 0, 'A-1', null) as sku,
        'Pillow ' || place as name,
        2 as quantity,
        true as requires_shipping,
        '20' as price_set__shop_money__amount,
        'order/0' as _dlt_root_id,
        'order/0' as _dlt_parent_id,
        place as _dlt_list_idx,
        'line/' || place as _dlt_id
    from (select 1 - n as place from range(2) as t(n))
"""
FULFILLMENTS = """
    select
        900 as id, 5500000000001 as order_id, 'success' as status,
        timestamptz '2026-01-06 13:00:00+00' as created_at, 'UPS' as tracking_company, '1Z1' as tracking_number,
        'order/0' as _dlt_parent_id, 0 as _dlt_list_idx, 'ship/0' as _dlt_id
"""
NUMBERS = """
    select value, 'ship/0' as _dlt_parent_id, place as _dlt_list_idx, 'no/' || place as _dlt_id
    from (values ('1Z2', 1), ('1Z1', 0)) as t(value, place)
"""
NOTES = """
    select 'delivery_date' as name, '2026-01-12' as value, 'order/1' as _dlt_parent_id, 0 as _dlt_list_idx,
        'note' as _dlt_id
"""
SHIPPING = "select 1 as id, 'Standard' as title, 'order/0' as _dlt_parent_id, 0 as _dlt_list_idx, 's' as _dlt_id"
NESTED = {
    "shop__orders": ORDERS,
    "shop__orders__line_items": LINES,
    "shop__orders__fulfillments": FULFILLMENTS,
    "shop__orders__fulfillments__tracking_numbers": NUMBERS,
    "shop__orders__note_attributes": NOTES,
    "shop__orders__shipping_lines": SHIPPING,
    "shop___dlt_loads": "select 'load' as load_id, 0 as status",
}


def outcomes(home, path):
    reports = load_paths(home, [path], None)
    assert balance(home) == []
    return {report.file.partition("/")[2]: report for report in reports}


@pytest.mark.parametrize("rows_at_once", [20_000, 1])
def test_child_tables_go_back_into_their_parents(home, tmp_path, monkeypatch, rows_at_once):
    monkeypatch.setattr(dlt_children, "_ROWS", rows_at_once)
    (tmp_path / "in").mkdir()
    write_database(tmp_path / "in" / "w.duckdb", **NESTED, shop_staging__orders=ORDERS)
    (tmp_path / "in" / "sources.yml").write_text(
        "brand: {name: b, time_zone: America/New_York}\n"
        "sources: [{format: shopify, fields: {promised_at: delivery_date}}]"
    )
    found = outcomes(home, tmp_path / "in")
    assert found["shop.orders"].format == (
        "Shopify, landed by dlt (parquet) as orders, order_lines, shipments, shipment_numbers"
    )
    assert found["shop.orders__fulfillments__tracking_numbers"].note == "read inside shop.orders"
    assert found["shop._dlt_loads"].note.startswith("left alone")
    assert found["shop_staging.orders"].note == "left alone: dlt's own copy of its last run"
    first, second = raw(home, "orders")
    assert first == {
        **SHOPIFY, "order_id": "5500000000001", "order_name": "#1001", "created_at": "2026-01-05T14:00:00Z",
        "updated_at": "2026-01-06T14:00:00Z", "is_fully_refunded": "false", "customer_email": "ann@example.com",
        "customer_id": "77", "country": "US", "region": "OH", "shipping_method": "Standard",
        "tags": '["vip","gift"]', "is_test": "false", "order_value": "45.00", "currency": "USD",
    }  # fmt: skip
    assert (second["order_id"], second["promised_at"]) == ("5500000000002", "2026-01-13T04:59:59Z")
    assert raw(home, "order_lines") == [
        {
            **SHOPIFY, "order_id": "5500000000001", "line_number": "11", "sku": "A-1", "title": "Pillow 0",
            "quantity": "2", "requires_shipping": "true",
        },
        {
            **SHOPIFY, "order_id": "5500000000001", "line_number": "12", "title": "Pillow 1", "quantity": "2",
            "requires_shipping": "true",
        },
    ]  # fmt: skip
    assert raw(home, "shipments") == [
        {
            **SHOPIFY, "shipment_id": "900", "order_id": "5500000000001", "label_created_at": "2026-01-06T13:00:00Z",
            "carrier": "UPS", "tracking_number": "1Z1", "is_voided": "false",
        }
    ]  # fmt: skip
    assert [row["tracking_number"] for row in raw(home, "shipment_numbers")] == ["1Z2"]
    # The same database again is the same, and so is one that kept its lists as JSON.
    assert outcomes(home, tmp_path / "in")["shop.orders"].note.startswith("already loaded")


def test_lists_kept_as_json_are_the_same_records(home, tmp_path):
    loaded = outcomes(home, write_database(tmp_path / "w.duckdb", **NESTED))["shop.orders"].loaded
    as_json = """
        select columns(* exclude (shipping_address__country_code, shipping_address__province_code, customer__id)),
            {'country_code': 'US', 'province_code': 'OH'}::json as shipping_address,
            {'id': 77}::json as customer,
            if(id = 5500000000001, '[{"id": 11, "sku": "A-1", "name": "Pillow 0", "quantity": 2, "requires_shipping":
                true}, {"id": 12, "sku": null, "name": "Pillow 1", "quantity": 2, "requires_shipping": true}]', '[]'
            )::json as line_items,
            if(id = 5500000000001, '[{"id": 900, "order_id": 5500000000001, "status": "success", "tracking_company":
                "UPS", "created_at": "2026-01-06T08:00:00-05:00", "tracking_numbers": ["1Z1", "1Z2"]}]', null
            )::json as fulfillments,
            if(id = 5500000000001, '[{"id": 1, "title": "Standard"}]', null)::json as shipping_lines
    """
    report = outcomes(home, write_database(tmp_path / "j.duckdb", shop__orders=f"{as_json} from ({ORDERS})"))
    assert (report["shop.orders"].loaded, report["shop.orders"].duplicates) == (0, loaded)


def test_rows_without_a_parent_are_told(home, tmp_path):
    orphans = "select * replace ('nobody' as _dlt_parent_id) from (" + SHIPPING + ")"
    database = write_database(tmp_path / "w.duckdb", **NESTED, shop__orders__refunds=orphans)
    found = outcomes(home, database)["shop.orders__refunds"]
    assert found.error.startswith("1 of its rows name a parent that orders does not have")
    assert len(raw(home, "orders")) == 2


def test_a_list_that_some_loads_kept_as_json_is_read_from_both(home, tmp_path):
    as_json = """if(id = 5500000000002, '[{"id": 13, "name": "x"}]', null)::json"""
    both = f"select *, {as_json} as line_items from ({ORDERS})"
    outcomes(home, write_database(tmp_path / "w.duckdb", **{**NESTED, "shop__orders": both}))
    assert [(row["order_id"], row["line_number"]) for row in raw(home, "order_lines")] == [
        ("5500000000001", "11"),
        ("5500000000001", "12"),
        ("5500000000002", "13"),
    ]


def test_a_child_table_alone_says_what_to_give_instead(home):
    child = {"id": 11, "sku": "A", "quantity": 1, "_dlt_parent_id": "x", "_dlt_list_idx": 0, "_dlt_id": "y"}
    (report,) = load(home, None, orders__line_items__csv=as_csv(child))
    assert (report.error, report.records) == (None, 0)
    assert report.note == (
        "left alone: only dlt knows which rows these belong to; load its database, or land lists as JSON (docs/elt.md)"
    )


def test_zendesk_and_freshdesk(home):
    ticket = {
        "tags": '["wismo"]', "id": 101, "created_at": "2026-01-05 09:00:00+00", "updated_at": "2026-01-05 10:00:00+00",
        "subject": "Where", "description": "Where is it", "status": "open", "requester_id": 7, "submitter_id": 7,
        "order_number": None, "order_number__v_text": "NL7", "is_public": True, "satisfaction_rating__score": "good",
        "via__channel": "email", "via__source__from": '{"address": "ida@example.com"}', **DLT,
    }  # fmt: skip
    desk = {
        "id": 81, "requester_id": 900, "status": 2, "source": 1, "fr_due_by": "2026-10-01 00:00:00+00", **DLT,
        "created_at": "2026-09-28 09:00:00+00", "subject": "Hi", "custom_fields__cf_order": "#F1", "spam": False,
    }  # fmt: skip
    person = {"id": 900, "active": True, "language": "en", "time_zone": "UTC", "created_at": "2026-09-01", **DLT}
    agent = {"id": 3, "occasional": False, "ticket_scope": 1, "contact__email": "a@example.com", **DLT}
    reports = load(
        home,
        "sources: [{format: zendesk, fields: {order_ref: Order number}}, "
        "{format: freshdesk, fields: {order_ref: cf_order}}]",
        t__csv=as_csv(ticket),
        d__parquet=as_parquet(desk),
        p__csv=as_csv(person),
        a__csv=as_csv(agent),
    )
    assert [(report.error, report.quarantined) for report in reports] == [(None, 0)] * 4
    freshdesk, zendesk = raw(home, "tickets")
    assert zendesk == {
        **ZENDESK, "ticket_id": "101", "created_at": "2026-01-05T09:00:00Z", "updated_at": "2026-01-05T10:00:00Z",
        "status": "open", "channel": "email", "subject": "Where", "body": "Where is it", "requester_id": "7",
        "customer_email": "ida@example.com", "tags": '["wismo"]', "order_ref": "NL7", "is_spam": "false",
        "is_from_agent": "false", "is_automated": "false", "csat": "5",
    }  # fmt: skip
    assert (freshdesk["ticket_id"], freshdesk["order_ref"], freshdesk["status"]) == ("81", "#F1", "open")
    assert [(row["contact_id"], row["role"]) for row in raw(home, "contacts")] == [("3", "agent"), ("900", "customer")]
