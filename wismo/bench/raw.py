"""Raw data of any size for measuring: a made-up brand, written as intake would have written it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from wismo.home import Home, project_root
from wismo.intake.contract import SOURCE_COLUMNS, read_contract
from wismo.intake.raw import DERIVED, ensure_raw

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PART_ORDERS = 50_000
MOST_PARTS = 24
DONE = "complete"


def bench_home(home: Home, orders: int) -> Home:
    """Return the private home of a measurement; nothing in it is the brand's."""
    return Home(home.root / "bench" / str(orders))


def ensure_bench_raw(home: Home, orders: int, progress: Callable[[str], None] = lambda _: None) -> None:
    """Write ``home.raw`` for a brand of ``orders`` orders over two years, unless it is there already.

    About 1.05 parcels and 8 tracking events an order, 15 tickets and 30 notifications per 100 orders. The same
    number gives the same records. What an interrupted call left is written again.
    """
    program = Path(__file__).with_name("raw.sql").read_text(encoding="utf-8")
    done = home.raw / DONE
    if done.exists() and done.read_text(encoding="utf-8") == program:
        return
    shutil.rmtree(home.raw, ignore_errors=True)
    ensure_raw(home)
    parts = max(1, min(MOST_PARTS, orders // PART_ORDERS))
    with duckdb.connect(config={"memory_limit": "2GB", "preserve_insertion_order": False}) as connection:
        for part in range(parts):
            progress(f"Writing raw data of {orders:,} orders: part {part + 1} of {parts}")
            _write_part(connection, home, program, part, (orders, parts))
    done.write_text(program, encoding="utf-8")


def _write_part(
    connection: duckdb.DuckDBPyConnection, home: Home, program: str, part: int, size: tuple[int, int]
) -> None:
    orders, parts = size
    variables = {
        "seeds": str(project_root() / "seeds"),
        "now": NOW.replace(tzinfo=None).isoformat(sep=" "),
        "total": orders,
        "low": orders * part // parts,
        "high": orders * (part + 1) // parts,
    }
    for name, value in variables.items():
        connection.execute(f"set variable {name} = $value", {"value": value})
    connection.execute(program)
    columns = {name: raw_object.raw_columns for name, raw_object in read_contract().items()}
    # Objects that the program does not make are feeds that this brand lacks.
    made = {row[0].removeprefix("raw_") for row in connection.execute("show tables").fetchall()}
    for name, wanted in {**columns, **DERIVED}.items():
        if name not in made:
            continue
        target = str(home.raw / name / f"part-{part:02}.parquet")
        copy = f"copy ({_all_text(connection, name, wanted)}) to $target (format parquet, compression zstd)"
        connection.execute(copy, {"target": target})


def _all_text(connection: duckdb.DuckDBPyConnection, name: str, wanted: tuple[str, ...]) -> str:
    """Select every column of the contract as text, those that the made-up brand does not fill as NULL."""
    filled = [row[0] for row in connection.execute(f"describe raw_{name}").fetchall()]
    # A record is told from its other versions by a hash, as intake's are.
    identity = [column for column in filled if column not in SOURCE_COLUMNS]
    written = {
        **{column: f"cast({column} as varchar)" for column in filled},
        "_file": f"'{name}.csv'",
        "_row": f"cast(hash({identity[0]}) % 100000 as varchar)",
        "_sha256": f"sha256('{name}')",
        "_record": f"format('{{:016x}}', hash(({', '.join(identity)})))",
        "_loaded_at": f"'{NOW:%Y-%m-%dT%H:%M:%SZ}'",
    }
    columns = [f"{written.get(column, 'cast(null as varchar)')} as {column}" for column in wanted]
    return f"select {', '.join(columns)} from raw_{name}"  # noqa: S608 - names of the contract, no user's value
