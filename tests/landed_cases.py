"""What the tests of landed tables share: rows as the CSV, the Parquet or the database table they were exported to."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

ZENDESK = {"source_system": "zendesk", "source_account": "main"}
SHOPIFY = {"source_system": "shopify", "source_account": "main"}
FIVETRAN = {"_fivetran_synced": "2026-10-02 03:04:05.678"}
AIRBYTE = {
    "_airbyte_raw_id": "6c1f", "_airbyte_extracted_at": "2026-10-02 03:04:05+00", "_airbyte_meta": '{"changes": []}',
}  # fmt: skip
DLT = {"_dlt_load_id": "1790000000.12", "_dlt_id": "aB/+9"}


def as_csv(*rows: dict[str, Any], bom: bool = False) -> str:
    """Rows as a warehouse writes them; the first one's keys are the columns. Lists and objects become JSON."""
    out = io.StringIO()
    if bom:
        out.write("\ufeff")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _text(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def as_parquet(*rows: dict[str, Any]) -> bytes:
    """Rows as text columns of a Parquet file, with numbers and booleans as such."""
    plain = [
        {name: _text(value) if isinstance(value, dict | list) else value for name, value in row.items()} for row in rows
    ]
    out = io.BytesIO()
    pl.DataFrame(plain, infer_schema_length=None).write_parquet(out)
    return out.getvalue()


def write_database(path: Path, **tables: str) -> Path:
    """A DuckDB file; each table is given by the query that makes it, `schema__table` by name."""
    with duckdb.connect(str(path)) as database:
        for name, query in tables.items():
            schema, table = name.split("__", 1)
            database.execute(f'create schema if not exists "{schema}"')
            database.execute(f'create table "{schema}"."{table}" as {query}')
    return path


def _text(value: object) -> object:
    return json.dumps(value) if isinstance(value, dict | list) else value
