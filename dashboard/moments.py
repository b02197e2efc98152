"""What happened to an order, seen from the second a ticket was opened: before, not known yet, or after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from dashboard.clock import Clock

BEFORE, UNKNOWN, THIS, AFTER = "before", "not_known_yet", "this_ticket", "after"
WHEN_WORDS = {
    BEFORE: "Had happened, and we could know",
    UNKNOWN: "Had happened, and we did not know yet",
    THIS: "This ticket",
    AFTER: "Came after",
}


@dataclass(frozen=True)
class Moment:
    """One thing on the timeline. ``when`` is one of before, not_known_yet, this_ticket and after.

    ``recorded_at`` is when we could know of it; both times carry the brand's offset.
    """

    occurred_at: datetime
    recorded_at: datetime | None
    kind: str
    status: str | None
    detail: str | None
    shipment_id: str | None
    when: str


def moments(events: pl.DataFrame, ticket_id: str | None, opened: datetime | None, at: Clock) -> tuple[Moment, ...]:
    """Return the rows of ``lists.events`` as seen from a ticket opened at ``opened`` (UTC), in their order.

    Without a ticket everything was before. A promise was known from the order on, whatever day it names.
    """
    return tuple(
        Moment(
            at.local(row["occurred_at"]),
            at.local(row["recorded_at"]) if row["recorded_at"] else None,
            row["kind"],
            row["status"],
            row["detail"],
            row["shipment_id"],
            _when(row, ticket_id, opened),
        )
        for row in events.iter_rows(named=True)
    )


def _when(row: dict, ticket_id: str | None, opened: datetime | None) -> str:
    if row["kind"] == "ticket" and row["detail"] == ticket_id:
        return THIS
    if opened is None or row["occurred_at"] <= opened:
        late = opened is not None and row["recorded_at"] is not None and row["recorded_at"] > opened
        return UNKNOWN if late and row["kind"] != "promise" else BEFORE
    return AFTER
