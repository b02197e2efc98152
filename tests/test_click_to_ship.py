"""Hours from the order to its label beside the hours promised, from orders made by hand."""

from __future__ import annotations

import duckdb
import pytest

from wismo.statistics import click_to_ship


@pytest.fixture
def orders():
    """A connection with forty labelled orders, one a day late with its label at each further hour, and some others."""
    with duckdb.connect() as connection:
        connection.execute("create table int_data_through as select timestamp '2026-03-20 00:00:00' as data_through")
        connection.execute("""
            create table orders as
            select date '2026-03-03' as order_date, 'CA' as region, timestamp '2026-03-03 12:00:00' as ordered_at,
                ordered_at + range * interval 1 hour as shipped_at, null::timestamp as cancelled_at,
                timestamp '2026-03-10 12:00:00' as promised_at, true as is_shippable, false as is_preorder,
                false as is_replacement
            from range(1, 41)
        """)
        yield connection


def whole(connection: duckdb.DuckDBPyConnection) -> dict:
    click_to_ship.compute(connection)
    sql = "select * from click_to_ship where grain = 'week' and region = 'all'"
    return connection.sql(sql).pl().row(0, named=True)


def test_half_the_labels_and_half_the_promises(orders):
    row = whole(orders)
    assert (str(row["week_start"]), row["n"], row["never_labelled"]) == ("2026-03-02", 40, 0)
    assert (row["p50_hours"], row["p90_hours"]) == (20.0, 36.0)
    assert (row["promised_count"], row["promised_p50_hours"]) == (40, 168.0)


def test_an_order_without_a_label_still_waits_and_makes_the_wait_longer(orders):
    orders.execute("insert into orders select * replace (null as shipped_at, null as promised_at) from orders limit 20")
    row = whole(orders)
    assert (row["n"], row["never_labelled"], row["promised_count"]) == (60, 20, 40)
    assert row["p50_hours"] == 30.0
    assert row["p90_hours"] is None


@pytest.mark.parametrize(
    "changed",
    ["true as is_preorder", "true as is_replacement", "false as is_shippable", "ordered_at as cancelled_at"],
)
def test_orders_that_are_not_to_be_packed_now_are_left_out(orders, changed):
    orders.execute(f"insert into orders select * replace ({changed}) from orders")
    assert whole(orders)["n"] == 40
    orders.execute("insert into orders select * replace (null as shipped_at, ordered_at as cancelled_at) from orders")
    assert whole(orders)["never_labelled"] == 0


def test_the_brands_weeks_are_those_of_its_orders(snapshot):
    sql = """
        select sum(n) from click_to_ship where grain = 'week' and region = 'all' union all
        select count(*) from orders where is_shippable and not is_preorder and not is_replacement
            and (cancelled_at is null or shipped_at <= cancelled_at)
            and coalesce(shipped_at, (select data_through from snapshot_info)) >= ordered_at
    """
    published, counted = (value for (value,) in snapshot.sql(sql).fetchall())
    assert published == counted > 1000
