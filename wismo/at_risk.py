"""The list of orders and parcels whose customers may write, as the published snapshot has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dashboard.export import csv_text
from wismo.errors import WismoError
from wismo.snapshot import current_snapshot, open_snapshot

if TYPE_CHECKING:
    import polars as pl

    from wismo.home import Home


def at_risk_frame(home: Home, limit: int | None = None) -> pl.DataFrame:
    """Return ``open_shipments``, the first of the list first, with the order's name and the parcel's tracking number.

    Raises:
        WismoError: nothing is published, or nothing since the list has places.
    """
    with open_snapshot(current_snapshot(home)) as snapshot:
        if "risk_position" not in snapshot.sql("from open_shipments limit 0").columns:
            raise WismoError("The published snapshot has no such list yet. Run `wismo build`.")
        return snapshot.sql(
            """
                select open_shipments.risk_position, order_names.name as order_name,
                    tracking_numbers.name as tracking_number, open_shipments.* exclude (risk_position)
                from open_shipments
                left join identifiers as order_names
                    on order_names.kind = 'order' and open_shipments.order_id = order_names.id
                left join identifiers as tracking_numbers
                    on tracking_numbers.kind = 'tracking' and open_shipments.shipment_id = tracking_numbers.id
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
