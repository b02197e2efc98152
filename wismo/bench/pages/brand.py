"""A published snapshot of the made-up brand at any size, which the pages are measured on."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb

from wismo.bench.child import run_job
from wismo.bench.raw import bench_home, ensure_bench_raw
from wismo.home import Home, project_root
from wismo.memory import memory_limit
from wismo.models import working_database
from wismo.publish import Origin, mart_tables, publish
from wismo.reach import read_reach
from wismo.seal import seal_path, semantic_manifest_path, write_seal
from wismo.snapshot import current_snapshot, list_snapshots
from wismo.statistics.run import STATISTIC_TABLES, compute

if TYPE_CHECKING:
    from collections.abc import Callable

# Keys of rows; a repeated row gets others.
KEYS = ("ticket_id", "order_id", "shipment_id", "customer_key", "native_id", "runner_up_order_id")
# In repeated rows these are handed round, so that cubes by day get the cells that more orders would fill.
HANDED_ROUND = ("carrier", "three_pl", "region", "channel")


def ensure_published(root: Home, orders: int, *, anew: bool, show: Callable[[str], None]) -> Home:
    """Return the home of a brand of ``orders`` orders with a published snapshot; made where there is none.

    The models run alone, on labels that the made-up records bear and without the tests of the data. A snapshot that
    `wismo bench` left is taken as it is. ``anew`` builds again where the models have changed since.
    """
    home = bench_home(root, orders)
    if list_snapshots(home) and not anew:
        return home
    ensure_bench_raw(home, orders, show)
    show("Running the models")
    home.work.mkdir(parents=True, exist_ok=True)
    run_job("models", home)
    folder = home.work / "target"
    settings: dict[str, str | bool | int | float | list[str]] = {"memory_limit": memory_limit()}
    with duckdb.connect(working_database(home), config=settings) as connection:
        connection.execute("set TimeZone = 'UTC'")
        show("Computing the statistics")
        compute(connection)
        show("Publishing")
        publish(
            home,
            connection,
            tables=[*mart_tables(folder), *STATISTIC_TABLES],
            reach=read_reach(connection),
            origin=Origin("0" * 16, project_root().name),
            semantic_manifest=folder / "semantic_manifest.json",
        )
    return home


def ensure_repeated(one: Home, times: int, show: Callable[[str], None]) -> Home:
    """Return a home whose snapshot holds the rows of another's ``times`` over, made where there is none.

    A stand-in for a brand that is too large to build here. Keys differ from repeat to repeat. Carriers, 3PLs, regions
    and channels are handed round among the rows, so that a cube has more cells than a brand of that size would fill.
    Statistics stay those of the one.
    """
    home = Home(one.root / f"times-{times}")
    if list_snapshots(home):
        return home
    show(f"Repeating the snapshot {times} times")
    source = current_snapshot(one)
    shutil.rmtree(home.published, ignore_errors=True)
    home.published.mkdir(parents=True)
    target = home.published / source.name
    with duckdb.connect(target, config={"memory_limit": "4GB", "preserve_insertion_order": False}) as connection:
        connection.execute(f"attach '{str(source).replace(chr(39), chr(39) * 2)}' as one (read_only)")
        _repeat(connection, times)
    shutil.copyfile(semantic_manifest_path(source), semantic_manifest_path(target))
    write_seal(seal_path(target), data=target, metrics=semantic_manifest_path(target))
    (home.published / "CURRENT").write_text(source.name, encoding="utf-8")
    return home


def _repeat(connection: duckdb.DuckDBPyConnection, times: int) -> None:
    connection.execute("create temp table repeats as select range as repeat from range($times)", {"times": times})
    tables: dict[str, list[tuple[str, str]]] = {}
    catalog = """
        select table_name, column_name, data_type from duckdb_columns()
        where database_name = 'one' order by table_name, column_index
    """
    for table, column, kind in connection.execute(catalog).fetchall():
        tables.setdefault(table, []).append((column, kind))
    for name in HANDED_ROUND:
        connection.execute(
            f"create temp table other_{name} as with known as (select distinct {name} as member from one.ticket_days) "  # noqa: S608 - a constant
            "select member, repeat, coalesce((select list(member order by member) from known where member not in "
            "('unassigned', 'unmatched')), []) as members from known cross join repeats"
        )
    for table, columns in tables.items():
        names = [column for column, _ in columns]
        is_cube = table.endswith("_days") and table != "calendar_days"
        has_key = any(name in KEYS for name in names) and not table.startswith("change_")
        if not (is_cube or has_key):
            connection.execute(f'create table main."{table}" as select * from one."{table}"')  # noqa: S608 - our catalog
            continue
        connection.execute(f'create table main."{table}" as {_repeated(table, columns, is_cube=is_cube)}')


def _repeated(table: str, columns: list[tuple[str, str]], *, is_cube: bool) -> str:
    """Return the query of a table's rows under other keys; a cube's cells are added up again."""
    terms, groups = [], []
    for name, kind in columns:
        if name in HANDED_ROUND:
            term = f"""case when {name} in ('unassigned', 'unmatched') then {name} else list_extract(
                (select any_value(members) from other_{name}),
                1 + cast((list_position((select any_value(members) from other_{name}), {name}) - 1 + repeat)
                % len((select any_value(members) from other_{name})) as bigint)) end"""  # noqa: S608 - constants
            groups.append(name)
        elif name in KEYS:
            term = f"case when repeat = 0 then {name} else {name} || '-' || repeat end"
        elif is_cube and (kind in {"BIGINT", "DOUBLE", "INTEGER", "HUGEINT"} or kind.startswith("DECIMAL")):
            term = f"cast(sum({name}) as {kind})"
        else:
            term = name
            groups.append(name)
        terms.append(f"{term} as {name}")
    grouped = " group by all order by reporting_date" if is_cube else ""
    return f'select {", ".join(terms)} from one."{table}" cross join repeats{grouped}'  # noqa: S608 - our catalog
