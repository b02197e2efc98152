"""JSON records that are damaged in every way, and what must hold of each: it is read or set aside, never guessed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from tests.vendor_cases import lines, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.home import Home
    from wismo.intake.load import FileReport

_STRANGE = (
    None, True, 7, 10**30, -1.5, "", " ", "x" * 9000, "2026-13-99", [], [[]], [None], ["x"], {}, {"id": {}}, {"a": [1]},
)  # fmt: skip


def places(value: object, before: tuple = ()) -> Iterator[tuple]:
    """Yield every place in a JSON value, as the keys that lead to it."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*before, key)
        yield from places(inner, (*before, key))


def replaced(record: dict[str, Any], place: tuple, value: object) -> dict[str, Any]:
    """Return a copy of the record with something else in one place."""
    changed = json.loads(json.dumps(record))  # an object that stands twice in it is damaged in one place
    part: Any = changed
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    return changed


def damaged(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the record with each of its values, at any depth, replaced by each of many strange ones."""
    return (replaced(record, place, strange) for place in places(record) for strange in _STRANGE)


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
