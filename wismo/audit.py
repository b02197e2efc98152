"""What must hold before data is published, beside dbt's own tests.

Each audit has a name. A person who has looked may let one pass with `--accept-audit NAME`; the
snapshot's table `data_health` then says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from wismo.errors import WismoError
from wismo.intake.contract import read_contract
from wismo.intake.ledger import balance
from wismo.many import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wismo.home import Home

AUDITS = ("feeds", "ledger", "rows", "personal")
# What of each feed is counted once: a thing by its key, a record that has none as it came.
LOADED = {
    "tickets": "distinct (source_system, source_account, ticket_id)",
    "orders": "distinct (source_system, source_account, order_id)",
    "shipments": "distinct (source_system, source_account, shipment_id)",
    "tracking_events": "*",
    "notifications": "*",
}
# Each part of a column's name that would mean a person's data.
PERSONAL_PARTS = {"email", "phone", "subject", "body", "address", "street", "firstname", "lastname"}
# `name` alone, or of a person; the tables named here hold names of things, not of people.
PERSONAL_NAMES = {"name", "first_name", "last_name", "full_name", "customer_name", "recipient_name"}
NAMED_THINGS = {"identifiers", "tactics", "thresholds", "carriers", "three_pls"}


@dataclass(frozen=True)
class Finding:
    """Why an audit does not pass, in one plain sentence without personal data.

    ``detail`` is for whoever runs the build, and is not published: files can be named after people.
    """

    audit: str
    sentence: str
    detail: str = ""


def audit_raw(home: Home) -> Iterator[Finding]:
    """Check what was loaded: no mandatory feed is empty, and every file's records are accounted for."""
    problems = balance(home)
    if problems:
        yield Finding(
            "ledger",
            f"{len(problems)} loaded files do not add up. `wismo doctor` names them; load them again.",
            f"The first: {problems[0]}",
        )
    for feed, content in read_contract().items():
        if content.mandatory and not any(map(_rows, (home.raw / feed).glob("*.parquet"))):
            yield Finding(
                "feeds", f"No {feed} were loaded, and nothing can be said without them. Load them with `wismo load`."
            )


def audit_marts(home: Home, connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> Iterator[Finding]:
    """Check what was built: all that was loaded is accounted for, and nobody's data is in any mart."""
    yield from _row_findings(home, connection)
    for table in tables:
        yield from personal_findings(connection, table)


def stop_or_note(findings: Iterable[Finding], accepted: Iterable[str]) -> list[Finding]:
    """Return the findings that were accepted.

    Raises:
        WismoError: a finding was not accepted.
    """
    noted = []
    for finding in findings:
        if finding.audit not in accepted:
            told = f"{finding.sentence} {finding.detail}".rstrip()
            raise WismoError(
                f"{told} Nothing was published. To publish all the same: `wismo build --accept-audit {finding.audit}`."
            )
        noted.append(finding)
    return noted


def _row_findings(home: Home, connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Count raw without dbt, and compare with what the models say became of it and with the marts themselves."""
    accounts: dict[str, dict[str, int]] = {}
    for feed, outcome, count in connection.execute("select feed, outcome, row_count from main.row_accounts").fetchall():
        accounts.setdefault(feed, {})[outcome] = count
    for feed, counted in LOADED.items():
        raw_count, told = _raw_count(home, feed, counted), sum(accounts.get(feed, {}).values())
        if raw_count != told:
            words = feed.replace("_", " ")
            yield Finding("rows", f"{raw_count} {words} were loaded but the models account for {told}.")
    for table in ("tickets", "orders"):
        found = _first(connection, f"select count(*) from main.{table}")  # noqa: S608
        told = accounts.get(table, {}).get("in_mart", 0)
        if found != told:
            yield Finding("rows", f"{told} {table} were loaded but the mart holds {found}.")


def personal_findings(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[Finding]:
    """Look for columns and values of a mart that may be somebody's data."""
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
            yield Finding(
                "personal",
                f"The mart {table} holds what looks like an email address in {many(found, 'row')}.",
            )


def _rows(path: Path) -> int:
    try:
        return pq.read_metadata(path).num_rows
    except (OSError, pa.ArrowException):
        return 0  # damaged, of which the ledger tells


def _raw_count(home: Home, feed: str, counted: str) -> int:
    files = str(home.raw / feed / "*.parquet").replace("'", "''")
    with duckdb.connect() as connection:
        return _first(connection, f"select count({counted}) from read_parquet('{files}')")  # noqa: S608


def _first(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return row[0] if row else 0
