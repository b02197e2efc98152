"""Rows as they are in the snapshot: tickets, and one order with what happened to it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dashboard.warehouse import has_column, rows

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from dashboard.filters import Filters
    from dashboard.warehouse import Snapshot

MOST_TICKETS = 500
# How a list of tickets may be ordered, so that the first of many are those that one looks for. All are our own words.
NEWEST = "newest"
ORDERS = {
    NEWEST: "created_at desc",
    "oldest": "created_at",
    "slowest": "first_response_minutes desc nulls first, created_at",
    "cause": "root_cause, created_at desc",
}
TICKET_COLUMNS = (
    "ticket_id", "created_at", "channel", "root_cause", "cause_detail", "owner", "cause_status", "reason",
    "customer_reason", "carrier", "three_pl", "region", "parcel_state", "match_method", "match_confidence", "order_id",
    "runner_up_order_id", "first_response_minutes", "source_system", "native_id",
)  # fmt: skip


@lru_cache(maxsize=128)
def tickets(snapshot: Snapshot, filters: Filters, start: date, end: date, order_by: str = NEWEST) -> pl.DataFrame:
    """Return the WISMO tickets that reached a person in the days given, at most the first 500 of one of ``ORDERS``.

    These are the tickets that the metric ``wismo_tickets`` counts. For a viewer they come without ids.
    """
    columns = [name for name in TICKET_COLUMNS if has_column(snapshot, "tickets", name)]
    # Without ids the sentence decides between tickets of one second; alike ones look the same in either order.
    ties = "ticket_id" if "ticket_id" in columns else "root_cause, reason"
    conditions = "".join(f" and {name} in (select unnest(${name}))" for name, _ in filters.chosen)
    parameters = {name: list(members) for name, members in filters.chosen}
    sql = f"""
        select {", ".join(columns)}
        from wismo.main.tickets
        where is_wismo and handled_by = 'agent' and reporting_date between $start and $end{conditions}
        order by {ORDERS[order_by]}, {ties}
        limit $most
    """  # noqa: S608 - column names are the filters' own
    return rows(snapshot, sql, parameters | {"start": start, "end": end, "most": MOST_TICKETS})


@lru_cache(maxsize=64)
def order(snapshot: Snapshot, order_id: str) -> pl.DataFrame:
    """Return the order's row, or an empty frame where there is none by that id."""
    return rows(snapshot, "select * from wismo.main.orders where order_id = $id", {"id": order_id})


@lru_cache(maxsize=64)
def parcels(snapshot: Snapshot, order_id: str) -> pl.DataFrame:
    """Return the order's parcels by the time of their label."""
    sql = """
        select shipment_id, carrier, service, three_pl, current_state, label_created_at, first_scan_at, first_scan_rule,
            promised_at, latest_eta_at, delivered_at, first_scan_lag_hours
        from wismo.main.shipments where order_id = $id order by label_created_at, shipment_id
    """
    return rows(snapshot, sql, {"id": order_id})


@lru_cache(maxsize=64)
def events(snapshot: Snapshot, order_id: str) -> pl.DataFrame:
    """Return everything on the order's timeline in the order in which it happened; times are UTC."""
    sql = """
        select occurred_at, recorded_at, kind, status, detail, shipment_id
        from wismo.main.ticket_events where order_id = $id order by occurred_at, recorded_at, kind, status
    """
    return rows(snapshot, sql, {"id": order_id})


@lru_cache(maxsize=64)
def tickets_of_order(snapshot: Snapshot, order_id: str) -> list[str]:
    """Return the ids of the tickets tied to the order: those that ask where it is first, each group oldest first."""
    sql = """
        select ticket_id from wismo.main.tickets where order_id = $id
        order by is_wismo desc, created_at, ticket_id
    """
    return rows(snapshot, sql, {"id": order_id})["ticket_id"].to_list()


@lru_cache(maxsize=64)
def runner_up_of(snapshot: Snapshot, order_id: str) -> pl.DataFrame:
    """Return the tickets that might be about the order but were tied to another one, or to none."""
    sql = f"""
        select {", ".join(TICKET_COLUMNS)} from wismo.main.tickets
        where runner_up_order_id = $id order by created_at, ticket_id
    """  # noqa: S608 - a fixed list of columns
    return rows(snapshot, sql, {"id": order_id})


@lru_cache(maxsize=8)
def examples(snapshot: Snapshot) -> dict[str, str]:
    """Return a ticket of each root cause that has any: the latest whose cause is final, else the latest."""
    sql = """
        select root_cause, ticket_id from wismo.main.tickets where is_wismo
        qualify row_number() over (
            partition by root_cause order by cause_status = 'final' desc, created_at desc, ticket_id
        ) = 1
    """
    return dict(rows(snapshot, sql).iter_rows())
