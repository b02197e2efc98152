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
    """The data's last instant (UTC, no zone attached) and its last complete day in the brand's zone."""

    data_through: datetime
    reporting_through: date


def read_reach(connection: duckdb.DuckDBPyConnection) -> Reach:
    """Read the reach that the models worked out.

    Raises:
        WismoError: no record has a time, so there is nothing to report on.
    """
    row = connection.execute("select data_through, reporting_through from main.int_data_through").fetchone()
    if row is None or row[0] is None:
        raise WismoError("No loaded order or ticket has a time, so there is nothing to publish.")
    return Reach(*row)
