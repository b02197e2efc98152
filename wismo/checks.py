"""The project's data tests on a working database that was built incrementally.

Then the project is by definition the one of the last full build, so every test's SQL is what dbt compiled it to
then. It is asked here in one statement per table: dbt's own work on a test takes longer than most of the tests.
Tests of seeds alone do not run again, as the seeds are the same and have passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import duckdb


@dataclass(frozen=True)
class FailedCheck:
    """A test that does not hold, and how many rows it found."""

    name: str
    failures: int


def keep_checks(connection: duckdb.DuckDBPyConnection, nodes: Iterable[dict]) -> None:
    """Keep the compiled SQL of every data test that dbt just ran on a model; ``nodes`` are those of its manifest."""
    connection.execute("create or replace table kept.checks (name varchar, about varchar, found varchar, holds varchar)")
    rows = [list(_check(node)) for node in nodes if node["resource_type"] == "test" and node.get("compiled_code")]
    rows = [row for row in rows if row[1]]
    if rows:
        connection.executemany("insert into kept.checks values (?, ?, ?, ?)", rows)


def run_checks(connection: duckdb.DuckDBPyConnection) -> tuple[int, list[FailedCheck]]:
    """Ask every kept test; return how many there are, and those that do not hold."""
    count = 0
    failed = []
    for statement in _statements(connection):
        for name, failures, holds in connection.execute(statement).fetchall():
            count += 1
            if not holds:
                failed.append(FailedCheck(name, failures))
    return count, failed


def _statements(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """One statement for all tests about a table, so that the engine plans them together."""
    query = "select about, list((name, found, holds) order by name) from kept.checks group by about order by about"
    for _, checks in connection.execute(query).fetchall():
        yield "\nunion all\n".join(
            f"select '{name}' as name, failures, failures {holds} as holds from ({found}) as found"  # noqa: S608
            for name, found, holds in checks
        )


def _check(node: dict) -> tuple[str, str, str, str]:
    """Return a test's name, the model it is about ('' for seeds alone), its count, and when that is right."""
    models = [name for name in node["depends_on"]["nodes"] if name.startswith("model.")]
    about = (node.get("attached_node") or "") if models else ""
    found = f"select {node['config']['fail_calc']} as failures from ({node['compiled_code']}\n) as failing"  # noqa: S608
    return node["name"], about or "".join(models[:1]), found, f"{_opposite(node['config']['error_if'])}"


def _opposite(error_if: str) -> str:
    """Return the condition under which a count is no error: dbt's own is always `!= 0` in this project."""
    if error_if != "!= 0":
        raise ValueError(error_if)
    return "= 0"
