"""Child tables of dlt's put back into the rows they were taken out of.

dlt makes a table of every list: ``orders__line_items``, and below it ``orders__line_items__tax_lines``. A row
knows its parent by dlt's own id alone, which no other export has. In a database the parent is at hand: there
a table is read with its lists inside, as the API gave it.
"""

# ruff: noqa: S608  # Only names of tables and columns go into the SQL, and those are quoted.

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import duckdb

    Tables = Mapping[str, tuple[str, ...]]

_ROWS = 20_000
_OWN = "_dlt_"
_ID, _PARENT, _PLACE = "_dlt_id", "_dlt_parent_id", "_dlt_list_idx"


@dataclass(frozen=True)
class Family:
    """A table of dlt's and its descendants in one schema; ``parents`` gives each descendant's parent."""

    schema: str
    root: str
    parents: Mapping[str, str]
    columns: Tables


def families(schema: str, columns: Tables) -> list[Family]:
    """Return the tables of a schema that have child tables; ``columns`` are all its tables'."""
    parents = {name: parent for name in columns if (parent := _parent(name, columns))}
    found = []
    for root in columns:
        if root in parents or _ID not in columns[root]:
            continue
        own = {child: parent for child, parent in parents.items() if _root(child, parents) == root}
        if own:
            found.append(Family(schema, root, own, columns))
    return found


def write_nested(database: duckdb.DuckDBPyConnection, family: Family, path: Path) -> None:
    """Write the root table with its descendants inside, as JSON lists, in order and some rows at a time."""
    root = _name(family.schema, family.root)
    ((rows,),) = database.execute(f"select coalesce(max(rowid) + 1, 0) from {root}").fetchall()
    writer = None
    try:
        for start in range(0, max(rows, 1), _ROWS):
            table = database.sql(_query(family, start, start + _ROWS)).to_arrow_table()
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table)
    finally:
        if writer:
            writer.close()


def count_orphans(database: duckdb.DuckDBPyConnection, family: Family, child: str) -> int:
    """Return how many rows of a child table name a parent that is not there."""
    parent = _name(family.schema, family.parents[child])
    ((orphans,),) = database.execute(
        f"select count(*) from {_name(family.schema, child)} where {_PARENT} is null "
        f"or {_PARENT} not in (select {_ID} from {parent} where {_ID} is not null)"
    ).fetchall()
    return orphans


def _parent(name: str, columns: Tables) -> str | None:
    """Return the table whose lists a table holds: the longest name that its own begins with."""
    if _PARENT not in columns[name]:
        return None
    above = [other for other in columns if name.startswith(f"{other}__") and _ID in columns[other]]
    return max(above, key=len, default=None)


def _root(name: str, parents: Mapping[str, str]) -> str:
    while name in parents:
        name = parents[name]
    return name


def _query(family: Family, start: int, end: int) -> str:
    aliases = (f"t{number}" for number in count())
    alias = next(aliases)
    lists, joins = _lists(family, family.root, alias, f"rowid >= {start} and rowid < {end}", aliases)
    columns = [f"{alias}.{_quoted(column)}" for column in family.columns[family.root] if column not in lists]
    columns += [f"{items} as {_quoted(field)}" for field, items in lists.items()]
    return (
        f"select {', '.join(columns)} from {_name(family.schema, family.root)} as {alias} {' '.join(joins)} "
        f"where {alias}.rowid >= {start} and {alias}.rowid < {end} order by {alias}.rowid"
    )


def _lists(
    family: Family, table: str, alias: str, rows: str, aliases: Iterator[str]
) -> tuple[dict[str, str], list[str]]:
    """Return the lists of a table's rows by field, and the joins that they come from."""
    found: dict[str, str] = {}
    joins = []
    for child in sorted(name for name, parent in family.parents.items() if parent == table):
        joined, field = next(aliases), child.removeprefix(f"{table}__")
        grouped = _grouped(family, child, rows, aliases)
        joins.append(f"left join ({grouped}) as {joined} on {joined}.parent = {alias}.{_ID}")
        # Where some loads kept a list as JSON and others did not, it stands in the table as well.
        is_doubled = field in family.columns[table]
        both = f"coalesce({joined}.items, to_json({alias}.{_quoted(field)}))"
        found[field] = both if is_doubled else f"{joined}.items"
    return found, joins


def _grouped(family: Family, child: str, rows: str, aliases: Iterator[str]) -> str:
    """Return a query for the lists of a child table, one for each of its parents that descend from ``rows``."""
    alias = next(aliases)
    lists, joins = _lists(family, child, alias, rows, aliases)
    own = [column for column in family.columns[child] if not column.startswith(_OWN)]
    if own and not lists and all(column.split("__")[0] == "value" for column in own):
        item = f"coalesce({', '.join(f'to_json({alias}.{_quoted(column)})' for column in own)})"
    else:
        fields = [f"{_quoted(column)} := {alias}.{_quoted(column)}" for column in own if column not in lists]
        fields += [f"{_quoted(field)} := {items}" for field, items in lists.items()]
        item = f"to_json(struct_pack({', '.join(fields)}))" if fields else "null"
    order = f" order by {alias}.{_PLACE}" if _PLACE in family.columns[child] else ""
    parent = _descendants(family, family.parents[child], rows)
    return (
        f"select {alias}.{_PARENT} as parent, to_json(list({item}{order})) as items "
        f"from {_name(family.schema, child)} as {alias} {' '.join(joins)} "
        f"where {alias}.{_PARENT} in ({parent}) group by 1"
    )


def _descendants(family: Family, table: str, rows: str) -> str:
    """Return a query for dlt's ids in a table that descend from some rows of the root."""
    if table == family.root:
        return f"select {_ID} from {_name(family.schema, table)} where {rows}"
    above = _descendants(family, family.parents[table], rows)
    return f"select {_ID} from {_name(family.schema, table)} where {_PARENT} in ({above})"


def _name(schema: str, table: str) -> str:
    return f"{_quoted(schema)}.{_quoted(table)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
