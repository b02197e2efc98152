"""Brands in odd states: the demo brand's snapshot, changed so that something is missing, small, old or strange.

What belongs together is changed together, as a build would leave it: a table that a feed would have filled is empty,
a party that is not known is ``unassigned`` everywhere. `REAL` are loaded and built from exports instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from tests.copied_home import copied_home
from wismo.build import build
from wismo.home import Home
from wismo.intake.load import load_paths
from wismo.sample import write_sample
from wismo.snapshot import current_snapshot
from wismo.statistics.run import STATISTIC_TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

VERSION = "20260101T000000Z-odd"
# Names that a brand's own systems may give: long, marked up, drawn, and written from right to left.
STRANGE = {
    "ups": "W" * 10_000,
    "usps": "<b>Post</b> [x](https://pixel.example) **bold** :red[alert] $\\frac{1}{0}$",
    "fedex": "📦🚚 Fede\u0301x 👩‍👩‍👧‍👦",
    "dhl_express": "\u202e\u05d3\u05d5\u05d0\u05e8\u202c \u05dc\u05d7\u05d1",
}
TICKETS = ("tickets", "ticket_days", "reply_days", "unscanned_ticket_days", "ticket_events", "ticket_candidates",
           "ticket_facts", "ticket_rules", "first_response_time", "first_eta_time")  # fmt: skip
ORDERS = ("orders", "order_days", "customers")
PARCELS = ("shipments", "shipment_days", "open_shipments", "notice_days", "state_exposure", "first_scan_lag",
           "notification_lead", "alert_delay")  # fmt: skip
PARTIES = ("carrier", "three_pl", "region")


def changed_brand(demo: Home, folder: Path, name: str) -> Home:
    """Return a home in ``folder`` with the demo brand's snapshot in one of the states of ``CHANGED``."""
    home = copied_home(demo, folder, VERSION)
    with duckdb.connect(str(current_snapshot(home))) as connection:
        connection.execute("set TimeZone = 'UTC'")
        CHANGED[name](connection)
    return home


def real_brand(folder: Path, name: str, orders: int = 300) -> Home:
    """Return a home in ``folder`` with a sample brand that lacks the exports that `REAL` names, loaded and built."""
    home = Home(folder)
    inbox = home.inbox / "small"
    write_sample(inbox, orders=orders)
    for pattern in REAL[name]:
        for path in inbox.glob(pattern):
            path.unlink()
    assert not [report for report in load_paths(home, [inbox], inbox / "sources.yml") if report.error]
    build(home, accept_audit=["feeds"])
    return home


REAL: Mapping[str, tuple[str, ...]] = {
    "orders without tickets": ("zendesk_*", "gorgias_*"),
    "tickets without orders": ("shopify_*", "shipstation_*", "aftership_*", "notifications*"),
    "no messages": ("notifications*",),
    "no warehouse": ("shipstation_*",),
    "no tracker": ("aftership_*",),
}


def _empty(connection: duckdb.DuckDBPyConnection, *tables: str) -> None:
    for table in tables:
        connection.execute(f"delete from {table}")


def _columns(connection: duckdb.DuckDBPyConnection, *names: str) -> list[tuple[str, str]]:
    sql = """
        select table_name, column_name from duckdb_columns()
        where column_name in (select unnest($names)) and database_name = current_database() and schema_name = 'main'
        order by all
    """
    return connection.execute(sql, {"names": list(names)}).fetchall()


def _orders_without_tickets(connection: duckdb.DuckDBPyConnection) -> None:
    _empty(connection, *TICKETS, *STATISTIC_TABLES)
    connection.execute("update orders set has_wismo = false, first_wismo_at = null, first_wismo_days = null")
    connection.execute("update order_days set cohort_wismo_orders = 0")
    connection.execute("update state_exposure set wismo_count = 0")


def _tickets_without_orders(connection: duckdb.DuckDBPyConnection) -> None:
    _empty(connection, *ORDERS, *PARCELS, *STATISTIC_TABLES)
    _unmatch(connection, "true")


def _unmatch(connection: duckdb.DuckDBPyConnection, which: str) -> None:
    connection.execute(
        f"""update tickets set order_id = null, shipment_id = null, match_method = 'none', root_cause = 'unmatched',
        owner = 'data', carrier = 'unassigned', three_pl = 'unassigned', region = 'unassigned'
        where is_wismo and {which}"""
    )
    connection.execute(
        f"""update ticket_days set matched_wismo_count = 0, owner_proven_count = 0, root_cause = 'unmatched',
        owner = 'data', carrier = 'unassigned', three_pl = 'unassigned', region = 'unassigned'
        where wismo_count > 0 and {which}"""
    )


def _unmatched_majority(connection: duckdb.DuckDBPyConnection) -> None:
    _unmatch(connection, "hash(reporting_date) % 10 < 8")


def _since(connection: duckdb.DuckDBPyConnection, days: int) -> None:
    """Leave the last days of the data; the week before them has nothing to be compared with."""
    through = "(select reporting_through from snapshot_info)"
    for table, column in _columns(connection, "reporting_date", "week_start"):
        if table not in {"order_plan", "staffing_plan"}:
            connection.execute(f"delete from {table} where {column} is not null and {column} <= {through} - {days}")
    kept = {"first_scan_lag", "notification_lead", "alert_delay", "first_response_time", "first_eta_time", "staffing"}
    _empty(connection, *(table for table in STATISTIC_TABLES if table not in kept))


def _one_week(connection: duckdb.DuckDBPyConnection) -> None:
    _since(connection, 16)


def _no_full_week(connection: duckdb.DuckDBPyConnection) -> None:
    _since(connection, 5)


def _unknown(connection: duckdb.DuckDBPyConnection, dimension: str) -> None:
    """Nobody knows a party: it is ``unassigned`` wherever it stands, and no statistic is about it."""
    for table, column in _columns(connection, dimension):
        if table in {"three_pls", "carriers", "tactics"}:
            continue
        if table in STATISTIC_TABLES:
            connection.execute(f"delete from {table} where {column} is not null and {column} <> 'all'")
        else:
            connection.execute(f"update {table} set {column} = 'unassigned' where {column} is not null")
    for table, column in (("trend_signals", "dimension"), ("league_table", "party_kind")):
        connection.execute(f"delete from {table} where {column} = '{dimension}'")


def _no_three_pl(connection: duckdb.DuckDBPyConnection) -> None:
    _unknown(connection, "three_pl")
    _empty(connection, "three_pls")


def _one_carrier(connection: duckdb.DuckDBPyConnection) -> None:
    for table, column in _columns(connection, "carrier"):
        if table in STATISTIC_TABLES:
            connection.execute(f"delete from {table} where {column} is not null and {column} not in ('all', 'ups')")
        elif table != "carriers":
            connection.execute(f"update {table} set {column} = 'ups' where {column} not in ('unassigned', 'ups')")
    _empty(connection, "league_table")


def _no_notifications(connection: duckdb.DuckDBPyConnection) -> None:
    _empty(connection, "notice_days", "notification_lead", "alert_delay", "email_replay")
    connection.execute("delete from ticket_events where kind = 'notification'")


def _stale(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("update snapshot_info set data_through = data_through - interval 90 day, "
                       "reporting_through = reporting_through - 90")  # fmt: skip
    through = "(select reporting_through from snapshot_info)"
    for table, column in _columns(connection, "reporting_date", "week_start"):
        if table not in {"order_plan", "staffing_plan", "peak_forecast"}:
            connection.execute(f"delete from {table} where {column} > {through}")


def _nothing_mature(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "update cohort_rates set is_mature = false, value = null, lower_limit = null, upper_limit = null"
    )
    connection.execute("update order_days set cohort_mature_orders = 0, cohort_wismo_orders = 0")
    connection.execute("update trend_signals set verdict = 'not_enough_history', expected = null, lower_limit = null, "
                       "upper_limit = null, changed_since = null")  # fmt: skip
    _empty(
        connection,
        "retention_effects",
        "late_costs",
        "tactic_effects",
        "tactic_windows",
        "target_progress",
        "email_replay",
    )


def _older(connection: duckdb.DuckDBPyConnection) -> None:
    """A snapshot from before the statistics, which has its own definitions and none of their tables."""
    for table in (*STATISTIC_TABLES, "tactics", "targets", "unmapped_words", "feed_health"):
        connection.execute(f"drop table if exists {table}")


def _strange_names(connection: duckdb.DuckDBPyConnection) -> None:
    for carrier, name in STRANGE.items():
        connection.execute("update carriers set label = ? where carrier = ?", [name, carrier])
    connection.execute("update three_pls set label = ? || three_pl", [STRANGE["fedex"]])


def _nothing_at_all(connection: duckdb.DuckDBPyConnection) -> None:
    _empty(connection, *TICKETS, *ORDERS, *PARCELS, *STATISTIC_TABLES)


CHANGED: Mapping[str, Callable[[duckdb.DuckDBPyConnection], None]] = {
    "nothing at all": _nothing_at_all,
    "orders without tickets": _orders_without_tickets,
    "tickets without orders": _tickets_without_orders,
    "no full week": _no_full_week,
    "one week": _one_week,
    "no 3PL": _no_three_pl,
    "one carrier": _one_carrier,
    "no notifications": _no_notifications,
    "unmatched majority": _unmatched_majority,
    "stale": _stale,
    "nothing mature": _nothing_mature,
    "older snapshot": _older,
    "strange names": _strange_names,
}
