"""Raw data of which the last day has not arrived yet; its files lie beside until the measurement lets them in.

Raw files are cut where they lie, one after the other, so that no second copy of a large brand is needed; what was
interrupted goes on at the file where it stopped.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import duckdb

from wismo.bench.arrivals import ARRIVALS, arrive, dated, know, program, take_back
from wismo.bench.job import TIME_ZONE
from wismo.bench.raw import DONE, NOW, ensure_bench_raw
from wismo.intake.brand import Brand, write_brand
from wismo.score.label_file import LABELS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wismo.home import Home

_MARK = "cut"
_NAME = "last-day"
_LABELS = ("ticket_labels", "reply_labels")


def ensure_cut(home: Home, orders: int, show: Callable[[str], None]) -> None:
    """Make ``home.raw`` hold all but the last day of a brand of ``orders`` orders, with no label yet.

    Raw data that is there is used: what was made whole is cut once, and a day that arrived is taken back.
    """
    mark = home.raw / _MARK
    known = mark.read_text(encoding="utf-8") if mark.exists() else None
    has_words = any((home.raw / "ticket_labels").glob("part-*.parquet"))
    if known != program() and (known is not None or not has_words):
        # It was cut otherwise, or what the customers say is not known any more.
        (home.raw / DONE).unlink(missing_ok=True)
    ensure_bench_raw(home, orders, show)
    take_back(home, _NAME)
    if not mark.exists():
        _cut(home, show)
        mark.write_text(program(), encoding="utf-8")
        shutil.rmtree(_waiting(home) / "parts")
    for labels in _LABELS:
        # Made by the measured build, every time anew.
        for path in ((home.raw / labels / LABELS), (home.raw / labels / LABELS).with_suffix(".sha256")):
            path.unlink(missing_ok=True)
    # Words stay whatever today's date is.
    write_brand(home, Brand(name="A made-up brand", time_zone=TIME_ZONE, message_retention_days=None))


def let_in(home: Home) -> None:
    """Let the last day arrive."""
    take_back(home, _NAME)
    arrive(_waiting(home), home, _NAME)


def made_files(home: Home, name: str) -> list[Path]:
    """Return the Parquet files with all that was made of an object, cut or not."""
    day = _waiting(home) / f"{name}.parquet"
    is_cut = (home.raw / _MARK).exists()
    return [*sorted((home.raw / name).glob("part-*.parquet")), *([day] if is_cut and day.exists() else [])]


def _waiting(home: Home) -> Path:
    return home.root / _NAME


def _cut(home: Home, show: Callable[[str], None]) -> None:
    # A cut that was interrupted goes on, unless raw data was made anew since: its last day would be there twice.
    of = _waiting(home) / "parts" / "of"
    this = f"{(home.raw / DONE).stat().st_mtime_ns} {program()}"
    if not (of.exists() and of.read_text(encoding="utf-8") == this):
        shutil.rmtree(_waiting(home), ignore_errors=True)
        of.parent.mkdir(parents=True)
        of.write_text(this, encoding="utf-8")
    parts = sorted(path.name for path in (home.raw / "orders").glob("part-*.parquet"))
    with duckdb.connect(config={"memory_limit": "2GB", "preserve_insertion_order": False}) as connection:
        for place, part in enumerate(parts):
            show(f"Keeping the last day apart: part {place + 1} of {len(parts)}")
            labels = home.raw / "ticket_labels" / part
            know(connection, _orders(home, part), [labels] if labels.exists() else [])
            for name in sorted(ARRIVALS, key=lambda name: name == "orders"):
                _cut_file(connection, home, name, part)
        for name in ARRIVALS:
            query = "copy (from read_parquet($files)) to $target (format parquet, compression zstd)"
            files = str(_waiting(home) / "parts" / name / "part-*.parquet")
            connection.execute(query, {"files": files, "target": str(_waiting(home) / f"{name}.parquet")})


def _orders(home: Home, part: str) -> list[Path]:
    """Return the orders of a part; where it was cut before an interruption they are in two files."""
    day = _waiting(home) / "parts" / "orders" / part
    return [home.raw / "orders" / part, *([day] if day.exists() else [])]


def _cut_file(connection: duckdb.DuckDBPyConnection, home: Home, name: str, part: str) -> None:
    """Take the last day out of a raw file. Both new files are whole before the first takes its place."""
    raw, day = home.raw / name / part, _waiting(home) / "parts" / name / part
    rest, last = day.with_suffix(".rest"), day.with_suffix(".last")
    if not day.exists():
        day.parent.mkdir(parents=True, exist_ok=True)
        begun = (NOW - timedelta(days=1)).replace(tzinfo=None)
        for target, condition in ((rest, "day = 0"), (last, "day > 0")):
            connection.execute(
                f"copy (select * exclude (day) from ({dated(name)}) where {condition}) "  # noqa: S608 - constants
                "to $target (format parquet, compression zstd)",
                {"begun": begun, "files": [str(raw)], "target": str(target)},
            )
        last.replace(day)
    if rest.exists():
        rest.replace(raw)
