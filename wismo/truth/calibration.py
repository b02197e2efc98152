"""Whether a confidence means what it says: of what is nine in ten sure, are nine in ten right?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

# Each bin runs from its edge to the next, the last one including 1.
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


def calibration(
    connection: duckdb.DuckDBPyConnection, confidence: str, is_right: str, counted: str
) -> list[dict[str, Any]]:
    """Return ``confidence`` (the bin, as text), ``tickets``, ``mean_confidence`` and ``right`` per bin that holds any.

    ``confidence`` is a column of ``judged``, the other two are conditions on it in SQL: ours, and no user's.
    """
    rows = connection.execute(
        f"""
        select
            list_count(list_filter($edges[:-2], lambda edge: edge <= {confidence})) as bin,
            count(*),
            avg({confidence}),
            count(*) filter (where {is_right}) / count(*)
        from judged where {counted} group by bin order by bin
        """,  # noqa: S608 - the names are ours
        {"edges": list(EDGES)},
    ).fetchall()
    return [
        {
            "confidence": f"{EDGES[place - 1]:.2f} to {EDGES[place]:.2f}",
            "tickets": tickets,
            "mean_confidence": mean,
            "right": right,
        }
        for place, tickets, mean, right in rows
    ]
