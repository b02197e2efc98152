"""The list of orders and parcels whose customers may write, as the published snapshot has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dashboard.export import csv_text
from wismo.snapshot import current_snapshot, open_snapshot

if TYPE_CHECKING:
    import polars as pl

    from wismo.home import Home


def at_risk_frame(home: Home, limit: int | None = None) -> pl.DataFrame:
    """Return ``open_shipments``, the first of the list first, with the store's own number of each order.

    Raises:
        WismoError: nothing is published.
    """
    with open_snapshot(current_snapshot(home)) as snapshot:
        return snapshot.sql(
            """
                select open_shipments.risk_position, orders.native_id as order_number,
                    open_shipments.* exclude (risk_position)
                from open_shipments
                left join orders on open_shipments.order_id = orders.order_id
                order by open_shipments.risk_position
                limit $1
                """,
            params=[limit],
        ).pl()


def render(frame: pl.DataFrame, form: str) -> str:
    """Return the frame as ``csv`` that a spreadsheet does not run, or as ``json``."""
    if form == "csv":
        return csv_text(frame).rstrip("\n")
    return json.dumps(frame.to_dicts(), default=str, indent=2, ensure_ascii=False)
