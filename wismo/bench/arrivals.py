"""When each made-up record reaches the brand, and what its customers write: one definition for all measurements."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from wismo.home import Home

_LATE = "to_hours(case when hash(_record) % 100 = 0 then cast(hash(_record) // 100 % 72 as bigint) else 0 end)"
# When a record reaches us. Of events one in a hundred comes up to three days late.
ARRIVALS = {
    "orders": "updated_at",
    "order_lines": "(select min(created_at) from made_orders where made_orders.order_id = records.order_id)",
    "shipments": "updated_at",
    "tracking_events": f"cast(coalesce(recorded_at, occurred_at) as timestamp) + {_LATE}",
    "notifications": "sent_at",
    "tickets": "updated_at",
    "ticket_messages": "created_at",
}
# A build reads the words itself, so the customers write what the made-up labels say of them: in the ticket and in
# the first message, which goes before it.
_WORDS = """concat_ws(' ',
    case when not is_wismo_phrase::boolean then 'Do you have this in another size?'
        when customer_reason = 'late' then 'Where is my order? It is late.'
        when customer_reason = 'not_received' then 'Where is my order? I have not received it.'
        when customer_reason = 'stuck' then 'Where is my order? The tracking has not moved for days.'
        else 'Where is my order? It has not arrived.' end,
    case when says_delivered::boolean then 'The tracking says delivered.' end,
    case when says_not_received::boolean then 'I never received the package.' end,
    case when mentions_return::boolean then 'I want to return it.' end,
    case when order_refs <> '[]'
        then 'My order number is #' || array_to_string(from_json(order_refs, '["VARCHAR"]'), ' or #') || '.' end,
    case when tracking_refs <> '[]'
        then 'Tracking number ' || array_to_string(from_json(tracking_refs, '["VARCHAR"]'), ' or ') || '.' end)"""
_SAID = "coalesce((select any_value(words) from said where said.ticket_id = records.ticket_id) || ' ', '') || body"
_SAYS = {"tickets": _SAID, "ticket_messages": f"case when direction = 'in' then {_SAID} else body end"}


def program() -> str:
    """Return all that decides how records are dealt to days, as text: another text means other data."""
    return "\n".join([_WORDS, *(dated(name) for name in ARRIVALS)])


def dated(name: str) -> str:
    """Return SQL for the made records of an object, with the customers' words and the column ``day``.

    ``day`` counts from 1 after ``$begun``, with 0 for all that came before; ``$files`` are the records' Parquet files.
    Needs the tables of ``know``.
    """
    replaced = f"replace ({_SAYS[name]} as body)" if name in _SAYS else ""
    return (
        f"select * {replaced}, greatest(0, date_diff('day', $begun::timestamp, cast({ARRIVALS[name]} as timestamp)) "  # noqa: S608 - constants
        "+ 1) as day from read_parquet($files) as records"
    )


def know(connection: duckdb.DuckDBPyConnection, orders: Sequence[Path], labels: Sequence[Path]) -> None:
    """Make the tables that ``dated`` looks into: when orders were placed, and what the made labels say is written."""
    connection.execute(
        "create or replace temp table made_orders as select order_id, created_at from read_parquet($files)",
        {"files": [str(path) for path in orders]},
    )
    connection.execute("create or replace temp table said (ticket_id varchar, words varchar)")
    if labels:
        connection.execute(
            f"insert into said select ticket_id, {_WORDS} from read_parquet($files)",  # noqa: S608 - a constant
            {"files": [str(path) for path in labels]},
        )


def arrive(folder: Path, home: Home, name: str) -> None:
    """Give a home the files ``<object>.parquet`` of a folder, as the raw files ``<object>/<name>.parquet``."""
    for path in folder.glob("*.parquet"):
        os.link(path, home.raw / path.stem / f"{name}.parquet")


def take_back(home: Home, name: str) -> None:
    """Take from a home what ``arrive`` gave it under that name."""
    for path in home.raw.glob(f"*/{name}.parquet"):
        path.unlink()
