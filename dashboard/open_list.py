"""Rows of what waits now: orders and parcels on their way by their place in the list, and tickets without an answer."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from dashboard.lists import MOST_TICKETS, TICKET_COLUMNS
from dashboard.lookup import names_of
from dashboard.warehouse import has_column, rows

if TYPE_CHECKING:
    from dashboard.filters import Filters
    from dashboard.theme import Look
    from dashboard.warehouse import Snapshot

MOST_LINES = 500
# What can be said of an order that nobody has asked about yet.
NARROWING = ("root_cause", "owner", "carrier", "three_pl", "region", "partner_to_ask")


def has_list(snapshot: Snapshot) -> bool:
    """Return whether the snapshot holds the list in the form it has now, and the role may read it."""
    return has_column(snapshot, "open_shipments", "risk_position")


@lru_cache(maxsize=32)
def on_their_way(snapshot: Snapshot, filters: Filters) -> pl.DataFrame:
    """Return the lines of ``open_shipments`` under the filters that apply, the first of the list first, at most 500.

    ``order_name``, ``shop_order`` (the shop's own id), ``helpdesk_tickets`` (the helpdesk's ids of the WISMO tickets
    tied to the order, newest first), ``tracking_number`` and ``region`` come along. These are the ones that
    ``open_parcels`` counts.
    """
    conditions, parameters = _narrowed(filters, NARROWING)
    sql = f"""
        select * from (
            select open_shipments.*, coalesce(orders.region, 'unassigned') as region, orders.native_id as shop_order
            from wismo.main.open_shipments as open_shipments
            left join wismo.main.orders as orders on open_shipments.order_id = orders.order_id
        ) where true{conditions}
        order by risk_position limit $most
    """  # noqa: S608 - column names are the filters' own
    found = rows(snapshot, sql, parameters | {"most": MOST_LINES})
    ids = [key for key in (*found["order_id"], *found["shipment_id"]) if key]
    names, tickets = names_of(snapshot, ids), _tickets_of(snapshot, found["order_id"].to_list())
    return found.with_columns(
        pl.Series("order_name", [names.get(key, key) for key in found["order_id"]], dtype=pl.String),
        pl.Series("tracking_number", [names.get(key or "") for key in found["shipment_id"]], dtype=pl.String),
        pl.Series("helpdesk_tickets", [", ".join(tickets.get(key, ())) for key in found["order_id"]], dtype=pl.String),
    )


def _tickets_of(snapshot: Snapshot, order_ids: list[str]) -> dict[str, list[str]]:
    """Return the helpdesk's own ids of the WISMO tickets tied to each order, the newest first."""
    sql = """
        select order_id, native_id from wismo.main.tickets
        where is_wismo and order_id in (select unnest($ids)) order by created_at desc, ticket_id
    """
    found: dict[str, list[str]] = {}
    for order, ticket in rows(snapshot, sql, {"ids": order_ids}).iter_rows():
        found.setdefault(order, []).append(ticket)
    return found


@lru_cache(maxsize=32)
def unanswered(snapshot: Snapshot, filters: Filters) -> pl.DataFrame:
    """Return the WISMO tickets that nobody has replied to or closed, the oldest first, at most 500.

    The columns are those of ``lists.tickets`` and ``waited_minutes``, to the end of the data. These are the ones that
    ``unanswered_wismo_tickets`` counts on all days.
    """
    conditions, parameters = _narrowed(filters, tuple(name for name, _ in filters.chosen))
    sql = f"""
        select {", ".join(TICKET_COLUMNS)}, waited_minutes from wismo.main.tickets
        where is_wismo and is_unanswered{conditions}
        order by created_at, ticket_id limit $most
    """  # noqa: S608 - column names are the filters' own
    return rows(snapshot, sql, parameters | {"most": MOST_TICKETS})


@lru_cache(maxsize=32)
def of_order(snapshot: Snapshot, order_id: str) -> pl.DataFrame:
    """Return the lines of ``open_shipments`` of one order, the likeliest to be asked about first; often none."""
    if not has_list(snapshot):
        return pl.DataFrame()
    sql = "select * from wismo.main.open_shipments where order_id = $id order by risk_position"
    return rows(snapshot, sql, {"id": order_id})


def line_table(lines: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Return lines of ``on_their_way`` in words; the chance in percent, and left away where the list has none."""

    def named(column: str, title: str) -> pl.Series:
        return pl.Series(title, [look.label(column, member) for member in lines[column]], dtype=pl.String)

    table = lines.select(
        pl.col("risk_position").alias("Place"),
        pl.col("order_name").alias("Order"),
        (100 * pl.col("contact_probability_72h")).round(1).alias("Chance to write in 72 h"),
        named("root_cause", "Root cause"),
        named("owner", "Owner"),
        pl.col("suggested_message").alias("Message to send"),
        pl.col("reason").alias("Reason"),
        pl.col("has_unanswered_ticket").alias("Waits for an answer"),
        pl.col("asked_hours").round(0).alias("Asked (hours ago)"),
        pl.col("promised_date").alias("Promised"),
        pl.when(pl.col("past_promise_hours") > 0)
        .then(pl.col("past_promise_hours").round(0))
        .alias("Past the promise (hours)"),
        named("carrier", "Carrier"),
        named("three_pl", "3PL"),
        pl.col("tracking_number").alias("Tracking number"),
        pl.col("helpdesk_tickets").alias("Helpdesk tickets"),
        pl.col("shop_order").alias("Order id in the shop"),
        pl.col("sentence").alias("How we know"),
    )
    return table if lines["contact_probability_72h"].is_not_null().any() else table.drop("Chance to write in 72 h")


def helpdesk_table(lines: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Return the same lines with what a helpdesk needs to write to these customers first."""
    table = line_table(lines, look)
    first = ["Order", "Helpdesk tickets", "Order id in the shop", "Tracking number", "Message to send", "Owner"]
    return table.select(*first, *(name for name in table.columns if name not in first))


def _narrowed(filters: Filters, names: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    chosen = {name: list(members) for name, members in filters.chosen if name in names}
    return "".join(f" and {name} in (select unnest(${name}))" for name in chosen), dict(chosen)
