"""What one entry of sources.yml says: which files, which object, and where each column comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Rule:
    """Where one canonical column comes from."""

    columns: tuple[str, ...] = ()
    constant: str | None = None
    separator: str = ""
    words: Mapping[str, str | None] | None = None
    otherwise: str | None = None
    split: str | None = None
    epoch: str | None = None
    time_format: str | None = None
    time_zone: str | None = None
    decimal: str | None = None
    optional: bool = False


@dataclass(frozen=True)
class Lookup:
    """Columns taken from another file: ``take`` maps a new name here to a column there."""

    file: str
    key: str
    on: str
    take: Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """One entry of ``sources:``. It reads one object from the files it matches."""

    name: str | None
    account: str
    object: str | None
    is_canonical: bool
    kind: str | None  # csv, json, jsonl, parquet; None = whatever the file name says
    files: tuple[str, ...] = ()
    columns: Mapping[str, Rule] = field(default_factory=dict)
    when: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)  # None = not empty
    when_any: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    lookups: tuple[Lookup, ...] = ()
    time_zone: str | None = None
    encoding: str = ""  # as sources.yml says, else found out from the file
    delimiter: str = ""
    named_by_file: tuple[str, ...] = ()  # source columns that a canonical file brings itself
    vendor: str | None = None  # the vendor whose formats the entry reads
    format: str | None = None  # the one of them that a file is in, once that is known
    fields: Mapping[str, str] = field(default_factory=dict)  # our columns -> the account's own fields
    day_zone: str = "UTC"  # the zone of days that stand without an hour
    time_format: str | None = None  # how a spreadsheet has rewritten the times of a vendor's CSV
    decimal: str | None = None  # the sign that it has put before the decimals

    @property
    def label(self) -> str:
        """How messages name the entry."""
        return f"source {self.name}" if self.name else "the file"

    @property
    def columns_read(self) -> tuple[str, ...]:
        """The file's own columns that the entry reads, each once, in order of mention."""
        taken = {name for lookup in self.lookups for name in lookup.take}
        read = [column for rule in self.columns.values() for column in rule.columns]
        read += [*self.when, *self.when_any, *(lookup.on for lookup in self.lookups), *self.named_by_file]
        return tuple(dict.fromkeys(column for column in read if column not in taken))

    @property
    def columns_needed(self) -> frozenset[str]:
        """The columns a file must have: all that are read, but those that only optional rules read."""
        optional = {column for rule in self.columns.values() if rule.optional for column in rule.columns}
        return frozenset(self.columns_read) - optional


# How a file is read that no entry describes: as one of the contract's own.
UNNAMED = Entry(name=None, account="main", object=None, is_canonical=True, kind=None)
