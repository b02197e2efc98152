"""The canonical contract: which objects and columns raw Parquet holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SOURCE_COLUMNS = ("source_system", "source_account")
FILE_COLUMNS = ("_file", "_row", "_sha256", "_record", "_loaded_at")


@dataclass(frozen=True)
class Column:
    """One column of a raw object; ``type`` is one of the words that head ``contract.yml``."""

    name: str
    type: str
    required: bool = False
    personal: bool = False
    hmac_of: str | None = None
    or_id: str | None = None
    whole_day: bool = False


@dataclass(frozen=True)
class RawObject:
    """One raw object; ``columns`` are in contract order."""

    name: str
    key: tuple[str, ...]
    mandatory: bool
    one_of: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def fillable(self) -> dict[str, Column]:
        """The columns that a file may fill: all but the keyed hashes."""
        return {column.name: column for column in self.columns if column.hmac_of is None}

    @property
    def is_personal(self) -> bool:
        """Whether any column holds what never leaves staging."""
        return any(column.personal for column in self.columns)

    @property
    def raw_columns(self) -> tuple[str, ...]:
        """Every column of the object's Parquet files, in file order; all are text."""
        return (*SOURCE_COLUMNS, *(column.name for column in self.columns), *FILE_COLUMNS)


@cache
def read_contract() -> dict[str, RawObject]:
    """Return the raw objects by name, as ``contract.yml`` defines them."""
    text = Path(__file__).with_name("contract.yml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster, where PyYAML was built with it
    return {name: _raw_object(name, body) for name, body in yaml.load(text, loader).items()}  # noqa: S506  # both are safe


def _raw_object(name: str, body: dict) -> RawObject:
    return RawObject(
        name=name,
        key=tuple(body["key"]),
        mandatory=body.get("mandatory", False),
        one_of=tuple(body.get("one_of", ())),
        columns=tuple(Column(name=column, **spec) for column, spec in body["columns"].items()),
    )
