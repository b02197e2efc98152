"""Compares a published snapshot with the truth that the sample brand was written with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.errors import WismoError
from wismo.snapshot import current_snapshot, open_snapshot
from wismo.truth.calibration import calibration
from wismo.truth.confusion import confusion_matrix
from wismo.truth.published import distributions
from wismo.truth.replies import replies

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from wismo.home import Home

FEWEST = 30  # below this many tickets a cause is not called weak
_WEAK = 0.8
_FILES = ("tickets", "orders", "shipments")

# One row per ticket that counts in truth; what the snapshot says of it beside what is true.
_JUDGED = """
create temp table judged as
select
    truth.*,
    coalesce(tickets.is_wismo, false) as says_wismo,
    tickets.wismo_method,
    tickets.wismo_confidence,
    tickets.match_method,
    tickets.match_confidence,
    split_part(tickets.order_id, '|', 3) as said_order,
    tickets.root_cause as said_cause,
    tickets.owner as said_owner,
    truth.is_wismo and tickets.is_wismo is true as is_compared
from read_parquet($tickets) as truth
inner join tickets on truth.ticket_id = tickets.native_id
where truth.is_counted
"""


def score(home: Home, truth: Path) -> dict[str, Any]:
    """Return how the live snapshot compares with the truth in ``truth``, as one nested dictionary.

    Keys: ``tickets``, ``wismo``, ``match``, ``match_methods``, ``match_calibration``, ``wismo_calibration``,
    ``cause``, ``owner``, ``causes``, ``confusions``, ``confusion_matrix``, ``weak``, ``replies``, ``distributions``.
    Shares are fractions, NULL where nothing could be compared. The matrix counts every true and every said cause.

    Raises:
        WismoError: nothing is published, the folder holds no truth, or it is that of another sample.
    """
    paths = {name: truth / f"{name}.parquet" for name in _FILES}
    for path in paths.values():
        if not path.is_file():
            raise WismoError(
                f"{truth} holds no {path.name}. Name the folder that `wismo sample --truth` wrote, or write one."
            )
    snapshot = current_snapshot(home)
    with open_snapshot(snapshot, beside=paths.values()) as connection:
        connection.execute(_JUDGED, {"tickets": str(paths["tickets"])})
        [(judged,)] = connection.execute("select count(*) from judged").fetchall()
        if not judged:
            raise WismoError(
                f"No ticket of {truth} is in the published snapshot: it is the truth of another sample. "
                "Name the truth that was written with the files you loaded."
            )
        causes = _causes(connection)
        return {
            "snapshot": snapshot.stem,
            "tickets": judged,
            "wismo": _rows(connection, _WISMO),
            "match": _rows(connection, _MATCH)[0],
            "match_methods": _rows(connection, _METHODS),
            "match_calibration": calibration(
                connection, "match_confidence", "said_order = order_id", "is_compared and match_method <> 'none'"
            ),
            "wismo_calibration": calibration(connection, "wismo_confidence", "is_wismo", "says_wismo"),
            "cause": _agreement(connection, "cause"),
            "owner": _agreement(connection, "owner"),
            "causes": causes,
            "confusions": _rows(connection, _CONFUSIONS),
            "confusion_matrix": confusion_matrix(connection),
            "weak": [row["root_cause"] for row in causes if row["is_weak"]],
            "replies": replies(connection, str(paths["tickets"])),
            "distributions": distributions(connection, paths["shipments"]),
        }


_WISMO = """
select
    coalesce(helpdesk, 'all') as helpdesk,
    count(*) as tickets,
    count(*) filter (where is_wismo) as true_wismo,
    count(*) filter (where is_wismo and says_wismo) / nullif(count(*) filter (where says_wismo), 0) as precision,
    count(*) filter (where is_wismo and says_wismo) / nullif(count(*) filter (where is_wismo), 0) as recall
from judged
group by grouping sets ((), (helpdesk))
order by helpdesk = 'all' desc, helpdesk
"""
_MATCH = """
select
    count(*) as tickets,
    count(*) filter (where is_matchable) as matchable,
    count(*) filter (where is_matchable and said_order = order_id)
        / nullif(count(*) filter (where is_matchable), 0) as right_order,
    count(*) filter (where is_matchable and coalesce(said_order, '') = '')
        / nullif(count(*) filter (where is_matchable), 0) as left_unmatched,
    count(*) filter (where not is_matchable and coalesce(said_order, '') = '')
        / nullif(count(*) filter (where not is_matchable and said_order is distinct from order_id), 0)
        as unmatched_right
from judged where is_compared
"""
_METHODS = """
select match_method, count(*) as tickets, count(*) filter (where said_order = order_id) / count(*) as right_order
from judged where is_compared and match_method <> 'none' group by match_method order by tickets desc
"""
_CONFUSIONS = """
select root_cause, said_cause, count(*) as tickets, any_value(ticket_id) as example
from judged
where is_compared and said_cause <> root_cause and root_cause = attainable_cause
group by all order by tickets desc, root_cause, said_cause limit 15
"""
_CAUSES = """
with said as (
    select said_cause as cause, count(*) as said, count(*) filter (where said_cause = root_cause) as hits
    from judged where is_compared group by said_cause
),

meant as (
    select root_cause as cause, count(*) as tickets,
        count(*) filter (where said_cause = root_cause) / count(*) as recall,
        count(*) filter (where attainable_cause = root_cause) / count(*) as attainable,
        count(*) filter (where said_cause = root_cause and attainable_cause = root_cause)
            / nullif(count(*) filter (where attainable_cause = root_cause), 0) as recall_of_attainable
    from judged where is_compared group by root_cause
)

select root_causes.root_cause, coalesce(meant.tickets, 0) as tickets, coalesce(said.said, 0) as said,
    said.hits / nullif(said.said, 0) as precision, meant.recall, meant.attainable, meant.recall_of_attainable
from root_causes
left join meant on root_causes.root_cause = meant.cause
left join said on root_causes.root_cause = said.cause
order by root_causes.rule_order
"""


def _causes(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    rows = _rows(connection, _CAUSES)
    for row in rows:
        # No ticket is truly without an order: a wrong "unmatched" is a question of matching.
        row["is_weak"] = row["tickets"] >= FEWEST and (
            (row["recall_of_attainable"] or 0) < _WEAK or (row["precision"] or 0) < _WEAK
        )
    return rows


def _agreement(connection: duckdb.DuckDBPyConnection, what: str) -> dict[str, Any]:
    true, said, attainable = ("root_cause" if what == "cause" else what), f"said_{what}", f"attainable_{what}"
    return _rows(
        connection,
        f"""
        select
            count(*) as tickets,
            count(*) filter (where {said} = {true}) / count(*) as agreement,
            count(*) filter (where {attainable} = {true}) / count(*) as ceiling,
            count(*) filter (where {said} = {true} and {attainable} = {true})
                / nullif(count(*) filter (where {attainable} = {true}), 0) as agreement_where_attainable,
            count(*) filter (where {said} = {attainable}) / count(*) as agreement_with_a_faultless_reader
        from judged where is_compared
        """,  # noqa: S608 - the names are ours
    )[0]


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
