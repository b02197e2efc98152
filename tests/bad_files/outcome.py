"""What became of a case's file: it is loaded twice into a home of its own, here and now."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from unittest import mock

import polars as pl

from tests.fast_home import copy_home
from wismo.errors import WismoError
from wismo.intake import load
from wismo.intake.ledger import balance

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bad_files.case import Case, Record
    from wismo.home import Home

_OURS = ("_file", "_row", "_sha256", "_record", "_loaded_at", "customer_key", "phone_key")


@dataclass(frozen=True)
class Outcome:
    """The reports of both loads as dictionaries, the raw records by object, ledger problems, the error raised."""

    reports: list[dict]
    again: list[dict]
    loaded: dict[str, list[Record]]
    problems: list[str]
    error: str | None


def load_case(case: Case, place: Path, empty: Home) -> Outcome:
    """Make the case's file in ``place`` and load it, twice if it is not refused; ``empty`` is a home without loads."""
    folder = place / "in"
    folder.mkdir(parents=True)
    home = copy_home(empty, place / "home")
    if isinstance(case.content, bytes):
        (folder / case.file).write_bytes(case.content)
    else:
        case.content(folder)
    sources = case.sources.encode() if isinstance(case.sources, str) else case.sources
    if sources is not None:
        (folder / "sources.yml").write_bytes(sources)
    path = folder / case.file if case.file != "." else folder
    try:
        with _between(case, path):
            reports = load.load_paths(home, [path], None)
        is_again = case.between is None and not any(report.error for report in reports)
        again = load.load_paths(home, [path], None) if is_again else []
    except WismoError as error:
        return Outcome([], [], {}, [], str(error).replace(str(folder), "FOLDER"))
    return Outcome([asdict(r) for r in reports], [asdict(r) for r in again], _records(home), balance(home), None)


def _between(case: Case, path: Path):
    """Run the case's interference where another program's would hurt: after the first look, before the reading."""
    match_entries = load.match_entries

    def interfere(*arguments):
        if case.between is not None:
            case.between(path)
        return match_entries(*arguments)

    return mock.patch.object(load, "match_entries", interfere)


def _records(home: Home) -> dict[str, list[Record]]:
    found = {}
    for folder in sorted(home.raw.iterdir()):
        paths = [path for path in folder.glob("*.parquet") if path.name != "0-empty.parquet"]
        if paths and folder.name != "ledger":
            frame = pl.read_parquet(paths).sort("_file", pl.col("_row").cast(pl.Int64), maintain_order=True)
            found[folder.name] = [
                {name: value for name, value in row.items() if value is not None and name not in _OURS}
                for row in frame.to_dicts()
            ]
    return found
