"""Which cause was said where which one was true, for every pair of causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def confusion_matrix(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Return tickets by true cause and, within it, by said cause: every cause in both, in the order of the rules."""
    causes = [
        cause for (cause,) in connection.execute("select root_cause from root_causes order by rule_order").fetchall()
    ]
    matrix = {true: dict.fromkeys(causes, 0) for true in causes}
    cells = connection.execute(
        "select root_cause, said_cause, count(*) from judged where is_compared group by all"
    ).fetchall()
    for true, said, tickets in cells:
        matrix[true][said] = tickets
    return matrix


def said_as(matrix: dict[str, dict[str, int]]) -> list[dict[str, str | int]]:
    """Return one row per true cause that any ticket has: ``root_cause``, ``tickets``, ``right`` and what else was said.

    ``said_instead`` lists the wrong causes with their counts, most frequent first.
    """
    rows: list[dict[str, str | int]] = []
    for true, said in matrix.items():
        wrong = sorted(((cause, count) for cause, count in said.items() if count and cause != true), key=_most_first)
        if total := sum(said.values()):
            rows.append(
                {
                    "root_cause": true,
                    "tickets": total,
                    "right": said[true],
                    "said_instead": ", ".join(f"{cause} {count}" for cause, count in wrong),
                }
            )
    return rows


def _most_first(cell: tuple[str, int]) -> tuple[int, str]:
    cause, count = cell
    return -count, cause
