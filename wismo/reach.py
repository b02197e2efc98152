"""How far the data goes, which is what "now" means in every figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wismo.errors import WismoError

if TYPE_CHECKING:
    from datetime import date, datetime

    import duckdb


@dataclass(frozen=True)
class Reach:
    """The data's last instant (UTC, no zone attached), its last complete day in the brand's zone, and that zone."""

    data_through: datetime
    reporting_through: date
    time_zone: str = "UTC"


def read_reach(connection: duckdb.DuckDBPyConnection) -> Reach:
    """Read the reach that the models worked out.

    Raises:
        WismoError: no record has a time, so there is nothing to report on.
    """
    sql = "select data_through, reporting_through, reporting_time_zone from main.int_data_through"
    row = connection.execute(sql).fetchone()
    if row is None or row[0] is None:
        raise WismoError("No loaded order or ticket has a time, so there is nothing to publish.")
    return Reach(*row)
