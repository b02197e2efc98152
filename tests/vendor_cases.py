"""What the tests of vendors' readers share: a way to load a few files, and what is raw afterwards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from wismo.intake.ledger import balance
from wismo.intake.load import FileReport, load_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.home import Home

OURS = ("_file", "_row", "_sha256", "_record", "_loaded_at", "customer_key", "phone_key")
_STRANGE = (
    None, True, 7, 10**30, -1.5, "", " ", "x" * 9000, "2026-13-99", [], [[]], [None], ["x"], {}, {"id": {}}, {"a": [1]},
)  # fmt: skip


def load(home: Home, sources: str | None = None, **files: str | bytes) -> list[FileReport]:
    """Load files given by name (`__` for the dot); afterwards the ledger must balance."""
    folder = home.root.parent / "inbox"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    if sources:
        (folder / "sources.yml").write_text(sources)
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reports = load_paths(home, [folder], None)
    assert balance(home) == []
    return reports


def raw(home: Home, name: str) -> list[dict[str, str]]:
    """The filled columns of a raw object's records but for what intake adds, in order of file and row."""
    if not list((home.raw / name).glob("*.parquet")):
        return []
    frame = pl.read_parquet(home.raw / name / "*.parquet").sort("_file", pl.col("_row").cast(pl.Int64))
    return [
        {key: value for key, value in row.items() if value is not None and key not in OURS} for row in frame.to_dicts()
    ]


def lines(*values: object) -> str:
    """JSON lines."""
    return "".join(json.dumps(value) + "\n" for value in values)


def damaged(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the record with each of its values, at any depth, replaced by each of many strange ones."""
    for path in _paths(record):
        for strange in _STRANGE:
            copy = json.loads(json.dumps(record))
            place = copy
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = strange
            yield copy


def _paths(value: object, before: tuple = ()) -> Iterator[tuple]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*before, key)
        yield from _paths(inner, (*before, key))


def assert_no_damage(home: Home, record: dict[str, Any], name: str) -> FileReport:
    """Load a damaged record in every way: each is read or set aside, and no value is made of an object or a list."""
    (report,) = load(home, None, **{f"{name}__jsonl": lines(record, *damaged(record))})
    assert report.error is None
    for folder in home.raw.iterdir():
        if folder.is_dir() and list(folder.glob("*.parquet")):
            frame = pl.read_parquet(folder / "*.parquet")
            for column in frame.columns:
                if column not in ("tags", "embedded_order_ids"):
                    assert not frame[column].str.contains(r"^[\[{]").any(), f"{folder.name}.{column}"
    return report
