"""How much of what the answers told was read rightly, where the truth is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

# Only a messages feed has the words of answers; where there is none nothing is read, and nothing is compared.
_REPLIES = """
with compared as (
    select truth.replied_at = truth.told_at as tells, tickets.has_first_reply_eta as says_it_tells,
        truth.told_eta_date as day, tickets.first_eta_date as said_day
    from read_parquet($tickets) as truth
    inner join tickets on truth.ticket_id = tickets.native_id and tickets.has_first_reply_eta is not null
    where truth.is_counted and truth.is_wismo
)

select
    count(*) as tickets,
    count(*) filter (where tells is true and says_it_tells) / nullif(count(*) filter (where says_it_tells), 0)
        as tells_precision,
    count(*) filter (where tells is true and says_it_tells) / nullif(count(*) filter (where tells is true), 0)
        as tells_recall,
    count(day) as promised_days,
    count(*) filter (where said_day = day) as right_days,
    count(*) filter (where day is not null and said_day is null) as days_left_open,
    count(*) filter (where said_day <> day or (said_day is not null and day is null)) as wrong_days
from compared
"""


def replies(connection: duckdb.DuckDBPyConnection, tickets: str) -> list[dict[str, Any]]:
    """Return one row on the first answers to WISMO tickets; ``tickets`` is the truth's file of tickets.

    Shares are fractions, NULL where nothing could be compared; days are those that answers promised. Empty where
    the truth is older than what it says of answers.
    """
    known = connection.execute("select * from read_parquet($tickets) limit 0", {"tickets": tickets}).description or []
    if "told_at" not in {column[0] for column in known}:
        return []
    cursor = connection.execute(_REPLIES, {"tickets": tickets})
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
