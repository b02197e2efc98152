"""What the tests of vendors' readers share: loading files given as values, and looking at what came of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.ledger import balance
from wismo.intake.load import FileReport, load_paths

if TYPE_CHECKING:
    from wismo.home import Home

OURS = ("_file", "_row", "_sha256", "_record", "_loaded_at")


def load(home: Home, sources: str | None = None, **files: object) -> list[FileReport]:
    """Load files by name, ``__`` for the dot: text and bytes as they are, else JSON. Afterwards the ledger balances."""
    folder = home.root.parent / "files"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    if sources:
        (folder / "sources.yml").write_text(sources)
    for name, content in files.items():
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        (folder / name.replace("__", ".")).write_bytes(text if isinstance(text, bytes) else text.encode())
    reports = load_paths(home, [folder], None)
    assert balance(home) == []
    return reports


def load_whole(home: Home, sources: str | None = None, **files: object) -> list[FileReport]:
    """As `load`, and none of the files is refused."""
    reports = load(home, sources, **files)
    assert [report.error for report in reports if report.error] == []
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


def raw(home: Home, name: str) -> list[dict[str, str]]:
    """As `records`, and without the keys that are made of addresses."""
    keys = ("customer_key", "phone_key")
    return [{key: value for key, value in record.items() if key not in keys} for record in records(home, name)]


def lines(*values: object) -> str:
    """JSON lines."""
    return "".join(json.dumps(value) + "\n" for value in values)
