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
    connection.execute("create or replace table kept.checks (name varchar, about varchar, found varchar)")
    tests = [node for node in nodes if node["resource_type"] == "test" and node.get("compiled_code")]
    rows = [[node["name"], about, _found(node)] for node in tests if (about := _about(node))]
    if rows:
        connection.executemany("insert into kept.checks values (?, ?, ?)", rows)


def run_checks(connection: duckdb.DuckDBPyConnection) -> tuple[int, list[FailedCheck]]:
    """Ask every kept test; return how many there are, and those that do not hold."""
    count = 0
    failed = []
    for statement in _statements(connection):
        for name, failures in connection.execute(statement).fetchall():
            count += 1
            if failures:
                failed.append(FailedCheck(name, failures))
    return count, failed


def _statements(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """One statement for all tests about a table, so that the engine plans them together."""
    query = "select list((name, found) order by name) from kept.checks group by about order by about"
    for (checks,) in connection.execute(query).fetchall():
        yield "\nunion all\n".join(f"select '{name}' as name, ({found}) as failures" for name, found in checks)


def _about(node: dict) -> str:
    """Return the model that a test is about, or '' where it looks at seeds alone."""
    models = [name for name in node["depends_on"]["nodes"] if name.startswith("model.")]
    return (node.get("attached_node") or models[0]) if models else ""


def _found(node: dict) -> str:
    """Return the count that must be 0. dbt could judge otherwise by `error_if`; no test of this project does."""
    return f"select {node['config']['fail_calc']} from ({node['compiled_code']}\n) as failing"  # noqa: S608
