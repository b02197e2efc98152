"""What the tests of vendors' readers share: loading files given as values, and looking at what came of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.contract import read_contract
from wismo.intake.ledger import balance
from wismo.intake.load import FileReport, load_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.home import Home

OURS = ("_file", "_row", "_sha256", "_record", "_loaded_at")
STRANGE = (
    None, True, 7, 10**30, -1.5, "", " ", "x" * 9000, "2026-13-99", [], [[]], [None], ["x"], {}, {"id": {}}, {"a": [1]},
)  # fmt: skip


def load(home: Home, sources: str | None = None, **files: object) -> list[FileReport]:
    """Load files by name, ``__`` for the dot: text as it is, else as JSON. Afterwards the ledger balances."""
    folder = home.root.parent / "files"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    if sources:
        (folder / "sources.yml").write_text(sources)
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name.replace("__", ".")).write_text(text)
    reports = load_paths(home, [folder], None)
    assert balance(home) == []
    return reports


def load_one(home: Home, content: object, sources: str | None = None) -> FileReport:
    """Load one JSON document."""
    (report,) = load(home, sources, export__json=content)
    return report


def records(home: Home, name: str) -> list[dict[str, str]]:
    """The filled columns of a raw object's records, without what intake adds, in order of file and row."""
    files = list((home.raw / name).glob("*.parquet"))
    if not files:
        return []
    frame = pl.read_parquet(files).sort("_file", pl.col("_row").cast(pl.Int64), maintain_order=True)
    return [
        {key: value for key, value in row.items() if value is not None and key not in OURS} for row in frame.to_dicts()
    ]


def only(home: Home, name: str) -> dict[str, str]:
    (record,) = records(home, name)
    return record


def from_source(system: str, **values: str) -> dict[str, str]:
    """A record as it is found under a source of the vendor's own name."""
    return {"source_system": system, "source_account": "main", **values}


def lines(*values: object) -> str:
    """JSON lines."""
    return "".join(json.dumps(value) + "\n" for value in values)


def damaged(record: dict) -> Iterator[dict]:
    """Yield the record with every value in it, at any depth, replaced by each of many strange ones."""
    for path in _paths(record):
        for strange in STRANGE:
            copy = json.loads(json.dumps(record))
            place = copy
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = strange
            yield copy


def assert_damage_is_seen(home: Home, record: dict) -> FileReport:
    """Load a record damaged in every way: nothing fails, all is counted, no object or list becomes a value."""
    (report,) = load(home, damaged__jsonl=lines(record, *damaged(record)))
    assert report.error is None
    assert min(report.loaded, report.quarantined) > 0
    for name in read_contract():
        for found in records(home, name):
            cells = [value for column, value in found.items() if column != "tags"]
            assert not [value for value in cells if value.startswith(("{", "["))]
    return report


def _paths(value: object, before: tuple = ()) -> Iterator[tuple]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*before, key)
        yield from _paths(inner, (*before, key))
