"""What must hold before data is published, beside dbt's own tests.

Each audit has a name. A person who has looked may let one pass with `--accept-audit NAME`; the
snapshot's table `data_health` then says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from wismo.errors import WismoError
from wismo.intake.contract import read_contract
from wismo.intake.ledger import balance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wismo.home import Home

AUDITS = ("feeds", "ledger", "rows", "personal")
# Each part of a column's name that would mean a person's data.
PERSONAL_PARTS = {"email", "phone", "subject", "body", "address", "street", "firstname", "lastname"}
# `name` alone, or of a person; the tables named here hold names of things, not of people.
PERSONAL_NAMES = {"name", "first_name", "last_name", "full_name", "customer_name", "recipient_name"}
NAMED_THINGS = {"identifiers", "tactics", "thresholds", "carriers", "three_pls"}


@dataclass(frozen=True)
class Finding:
    """Why an audit does not pass, in one plain sentence without personal data."""

    audit: str
    sentence: str


def audit_raw(home: Home) -> Iterator[Finding]:
    """Check what was loaded: no mandatory feed is empty, and every file's records are accounted for."""
    for feed, content in read_contract().items():
        if content.mandatory and _raw_count(home, feed, "*") == 0:
            yield Finding(
                "feeds", f"No {feed} were loaded, and nothing can be said without them. Load them with `wismo load`."
            )
    problems = balance(home)
    if problems:
        yield Finding(
            "ledger",
            # Files can be named after people, and what is accepted is published with the data.
            f"{len(problems)} loaded files do not add up. `wismo doctor` names them; load them again.",
        )


def audit_marts(home: Home, connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> Iterator[Finding]:
    """Check what was built: every raw ticket and order is in its mart, and nobody's data is in any."""
    yield from _row_findings(home, connection)
    for table in tables:
        yield from _personal_findings(connection, table)


def stop_or_note(findings: Iterable[Finding], accepted: Iterable[str]) -> list[Finding]:
    """Return the findings that were accepted.

    Raises:
        WismoError: a finding was not accepted.
    """
    noted = []
    for finding in findings:
        if finding.audit not in accepted:
            raise WismoError(
                f"{finding.sentence} Nothing was published. "
                f"To publish all the same: `wismo build --accept-audit {finding.audit}`."
            )
        noted.append(finding)
    return noted


def _row_findings(home: Home, connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    expected = {
        "tickets": _raw_count(home, "tickets", "distinct (source_system, source_account, ticket_id)"),
        "orders": _raw_count(
            home,
            "orders",
            "distinct (source_system, source_account, order_id)",
            "where is_test is distinct from 'true'",
        ),
    }
    for table, raw_count in expected.items():
        found = _first(connection, f"select count(*) from main.{table}")  # noqa: S608
        if found != raw_count:
            yield Finding("rows", f"{raw_count} {table} were loaded but the mart holds {found}.")


def _personal_findings(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[Finding]:
    columns = connection.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_name = ? and table_schema = 'main' and table_catalog = current_database() order by 1",
        [table],
    ).fetchall()
    for column, kind in columns:
        named = column in PERSONAL_NAMES and table not in NAMED_THINGS
        # A yes or no about an address is nobody's address.
        if kind != "BOOLEAN" and (named or PERSONAL_PARTS & set(column.split("_"))):
            yield Finding("personal", f"The mart {table} has a column {column}, which may hold personal data.")
    texts = [column for column, kind in columns if kind == "VARCHAR"]
    if texts:
        looks_personal = " or ".join(f"\"{column}\" like '%_@_%._%'" for column in texts)
        if found := _first(connection, f'select count(*) from main."{table}" where {looks_personal}'):  # noqa: S608
            yield Finding("personal", f"{found} rows of the mart {table} hold what looks like an email address.")


def _raw_count(home: Home, feed: str, counted: str, where: str = "") -> int:
    files = str(home.raw / feed / "*.parquet").replace("'", "''")
    with duckdb.connect() as connection:
        return _first(connection, f"select count({counted}) from read_parquet('{files}') {where}")  # noqa: S608


def _first(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return row[0] if row else 0
