"""The Olist mapping, on a few rows made up in the dataset's form."""

import polars as pl
import pytest

from wismo.home import Home, project_root
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.load import load_paths

SOURCES = project_root() / "examples" / "olist" / "sources.yml"
FILES = {
    "olist_orders_dataset.csv": (
        "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
        "order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date\n"
        "o1,c1,delivered,2018-01-02 10:00:00,2018-01-02 11:00:00,2018-01-04 09:00:00,2018-01-09 15:00:00,"
        "2018-01-20 00:00:00\n"
        "o2,c2,shipped,2018-07-02 10:00:00,,2018-07-04 09:00:00,,2018-07-20 00:00:00\n"
        "o3,c3,canceled,2018-07-02 10:00:00,,,,2018-07-20 00:00:00\n"
    ),
    "olist_customers_dataset.csv": (
        "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state\n"
        "c1,p1,1,a,SP\nc2,p1,1,a,SP\nc3,p3,1,a,RJ\n"
    ),
    "olist_order_items_dataset.csv": (
        "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value\n"
        "o1,1,x,s1,2018-01-05 00:00:00,9.90,1.00\no1,2,x,s2,2018-01-05 00:00:00,9.90,1.00\n"
    ),
    "olist_order_reviews_dataset.csv": (
        "review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,"
        "review_answer_timestamp\n"
        'r1,o1,2,,"Ainda não\nchegou",2018-01-10 00:00:00,2018-01-11 08:00:00\n'
        "r2,o1,2,Nada,,2018-01-12 00:00:00,2018-01-13 08:00:00\n"
        "r3,o2,5,,,2018-07-12 00:00:00,2018-07-13 08:00:00\n"
    ),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("olist")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    found = Home(folder / "home")
    assert [report.error for report in load_paths(found, [folder], SOURCES)] == [None] * len(FILES)
    return found


def rows(home: Home, name: str, *columns: str) -> list[tuple]:
    return pl.read_parquet(home.raw / name / "*.parquet").sort(columns).select(columns).rows()


def test_orders_have_their_customer_and_first_seller(home: Home):
    assert rows(home, "orders", "order_id", "created_at", "promised_at", "three_pl", "region") == [
        ("o1", "2018-01-02T12:00:00Z", "2018-01-20T02:00:00Z", "s1", "SP"),  # summer time: two hours behind UTC
        ("o2", "2018-07-02T13:00:00Z", "2018-07-20T03:00:00Z", None, "SP"),
        ("o3", "2018-07-02T13:00:00Z", "2018-07-20T03:00:00Z", None, "RJ"),
    ]
    keys = [key for _, key in rows(home, "orders", "order_id", "customer_key")]
    assert keys[0] == keys[1] != keys[2]


def test_an_order_without_any_milestone_has_no_parcel(home: Home):
    assert rows(home, "shipments", "shipment_id") == [("o1",), ("o2",)]
    assert rows(home, "tracking_events", "tracking_number", "status", "occurred_at") == [
        ("o1", "delivered", "2018-01-09T17:00:00Z"),
        ("o1", "picked_up", "2018-01-04T11:00:00Z"),
        ("o2", "picked_up", "2018-07-04T12:00:00Z"),
    ]


def test_every_review_with_words_is_a_ticket_of_its_own(home: Home):
    assert rows(home, "tickets", "updated_at", "ticket_id", "linked_order_id", "subject", "body") == [
        ("2018-01-11T10:00:00Z", "r1-o1", "o1", None, "Ainda não\nchegou"),
        ("2018-01-13T10:00:00Z", "r2-o1", "o1", "Nada", None),
    ]
    (author,) = set(rows(home, "tickets", "customer_key"))
    assert ("o1", *author) in rows(home, "orders", "order_id", "customer_key")


def test_every_row_is_accounted_for(home: Home):
    assert balance(home) == []
    left_out = {entry.object: entry.not_applicable for entry in read_ledger(home)}
    assert left_out == {"order_lines": 0, "tickets": 1, "orders": 0, "shipments": 1, "tracking_events": 3}
