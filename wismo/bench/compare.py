"""Do the models and the hand-written job say the same of every ticket and every day?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

TICKET_COLUMNS = (
    "order_id", "shipment_id", "match_method", "parcel_state", "is_wismo", "root_cause", "cause_detail", "owner",
    "cause_status",
)  # fmt: skip
DAY_COLUMNS = (
    "reporting_date", "season", "root_cause", "owner", "cause_status", "channel", "carrier", "three_pl", "region",
    "ticket_count", "wismo_count", "wismo_contact_count", "matched_wismo_count", "owner_proven_count",
    "reassurance_count", "handling_cost",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """Rows of both results; how many differ; which columns of how many tickets, and how many only one side has."""

    tickets: int
    tickets_that_differ: int
    differences: dict[str, int]
    days: int
    days_that_differ: int

    @property
    def is_equal(self) -> bool:
        """True where no row differs."""
        return self.tickets_that_differ == self.days_that_differ == 0


def compare(models: Path, reference: Path) -> Comparison:
    """Compare the tickets and the daily cube of two databases row by row; a row that one lacks differs."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_quoted(models)}' as models (read_only)")
        connection.execute(f"attach '{_quoted(reference)}' as reference (read_only)")
        missing = "models.ticket_id is null or reference.ticket_id is null"
        unlike = {name: f"models.{name} is distinct from reference.{name}" for name in TICKET_COLUMNS}
        conditions = [
            " or ".join([missing, *unlike.values()]),
            missing,
            *(f"not ({missing}) and {unlike[name]}" for name in TICKET_COLUMNS),
        ]
        counts = ", ".join(f"count(*) filter (where {condition})" for condition in conditions)
        total, differ, lacking, *by_column = connection.execute(
            f"select count(*), {counts} "  # noqa: S608 - names are constants
            "from models.main.tickets as models "
            "full outer join reference.main.reference_tickets as reference using (ticket_id)"
        ).fetchall()[0]
        columns = ", ".join(DAY_COLUMNS)
        sides = ("models.main.ticket_days", "reference.main.reference_ticket_days")
        days = [connection.execute(f"select count(*) from {side}").fetchall()[0][0] for side in sides]  # noqa: S608
        unmatched = [
            connection.execute(
                f"select count(*) from (select {columns} from {one} except all select {columns} from {other})"  # noqa: S608
            ).fetchall()[0][0]
            for one, other in (sides, sides[::-1])
        ]
    found = {"missing": lacking, **dict(zip(TICKET_COLUMNS, by_column, strict=True))}
    return Comparison(total, differ, {name: count for name, count in found.items() if count}, max(days), max(unmatched))


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
