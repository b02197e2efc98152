"""What the values of a file's columns look like, from its first records."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from wismo.errors import WismoError
from wismo.home import project_root
from wismo.intake.propose.figures import PLAIN, decimal_sign
from wismo.intake.propose.moments import TimeForm, clock_form, find_time_form, joined
from wismo.intake.propose.names import plain
from wismo.intake.propose.words import meaning
from wismo.intake.reading import columns_of, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry

SAMPLE_RECORDS = 2_000
# How much of a column's values must look alike before it says something of the column.
MOST = 0.8
FEW_WORDS = 60
_OTHER_ENCODINGS = ("cp1252", "latin-1")

_PATTERNS = {
    "email": r"(?i)^[^@\s,;]+@[^@\s,;]+\.[a-z]{2,}$",
    "phone": r"^\+?[0-9(][0-9 ()./-]{6,18}[0-9]$",
    "tracking": (
        r"(?i)^(?:1Z[0-9A-Z]{16}|[A-Z]{2}[0-9]{9}[A-Z]{2}|[0-9]{10,34}"
        r"|J[JDV][A-Z0-9]{12,24}|TBA[0-9]{12}|[A-Z]{3,5}[0-9]{9,20}|1LS[0-9A-Z]{12,15}|H[0-9]{15,19}|3S[A-Z0-9]{9,15})$"
    ),
    "order name": r"(?i)^#?(?:[A-Z]{1,6}[-_/]?)?[0-9]{3,12}(?:[-_.][0-9A-Z]{1,4})?$",
    "code": r"^[A-Z]{2,3}$",
    "number": PLAIN,
    "currency": r"^(?:USD|EUR|GBP|CAD|AUD|CHF|SEK|NOK|DKK|PLN|BRL|MXN|JPY|NZD|CZK|INR|SGD|HKD|ZAR|TRY|HUF|RON)$",
    "long text": r"(?s)^(?:.*<[a-z][^>]*>|.{60,})",
    "spaced": r"\pL{2,}\s+\pL{2,}",
    "sentence": r"\S+\s+\S+\s+\S+",
    "letters": r"\pL",
    "json list": r"^\s*\[.*\]\s*$",
    "json objects": r"^\s*\[\s*\{",
}


@dataclass(frozen=True)
class ColumnProfile:
    """One column: ``shares`` says which part of its filled values looks like what (0 to 1).

    ``names`` are the file's columns that it is made of: two where a day and its hour stand apart.
    """

    names: tuple[str, ...]
    filled: float  # of all records
    distinct: float  # of the filled values
    shares: dict[str, float]
    time: TimeForm | None
    words: tuple[str, ...]  # all values, where they are few
    decimal: str | None = None  # the sign before decimals, where numbers are not plain
    clock: str | None = None  # how hours stand without a day

    @property
    def name(self) -> str:
        """The name that says what the column is."""
        return self.names[0]

    def share(self, kind: str) -> float:
        """Which part of the filled values looks like ``kind``."""
        return self.shares.get(kind, 0)

    def is_mostly(self, kind: str) -> bool:
        """Tell whether most filled values look like ``kind``."""
        return self.share(kind) >= MOST


@dataclass(frozen=True)
class FileProfile:
    """Files that look alike, and the columns of theirs; ``values`` are the first records, as text.

    ``lists`` are keys whose values are lists of objects: records inside records.
    """

    files: tuple[SourceFile, ...]
    entry: Entry
    columns: tuple[ColumnProfile, ...]
    values: pl.DataFrame
    lists: tuple[str, ...] = ()
    encoding: str = ""  # where the file does not say it itself

    @property
    def name(self) -> str:
        """The first file's name."""
        return self.files[0].name


def profile(file: SourceFile, entry: Entry) -> FileProfile:
    """Read the first records of a file and describe every column.

    Raises:
        WismoError: the file cannot be read.
    """
    try:
        return _profile(file, entry)
    except WismoError:
        if file.kind != "csv" or entry.encoding != "utf-8":
            raise
    for encoding in _OTHER_ENCODINGS[:-1]:
        try:
            return replace(_profile(file, replace(entry, encoding=encoding)), encoding=encoding)
        except WismoError:
            continue
    last = _OTHER_ENCODINGS[-1]
    return replace(_profile(file, replace(entry, encoding=last)), encoding=last)


def together(profiles: Sequence[FileProfile]) -> FileProfile:
    """Return files of the same columns as one; JSON records may leave keys out, and so may all of a file."""
    first = profiles[0]
    if len(profiles) == 1:
        return first
    values = pl.concat([one.values for one in profiles], how="diagonal")
    files = tuple(file for one in profiles for file in one.files)
    lists = tuple(dict.fromkeys(name for one in profiles for name in one.lists))
    return replace(first, files=files, columns=_columns(values, lists), values=values, lists=lists)


def _profile(file: SourceFile, entry: Entry) -> FileProfile:
    names = [name for name in columns_of(file, entry) if not name.startswith("_")]
    frames = [batch.values.select(pl.col(names).cast(pl.String)) for batch in islice(read(file, entry, names), 1)]
    values = frames[0].head(SAMPLE_RECORDS) if frames else pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    # The outer keys of nested ones are no columns.
    outer = {name[: at.start()] for name in names for at in re.finditer(r"\.", name)}
    if file.kind != "csv":
        values = values.drop([name for name in names if name in outer])
    lists = tuple(name for name in values.columns if _holds_objects(values[name]))
    return FileProfile((file,), entry, _columns(values, lists), values, lists)


def _holds_objects(column: pl.Series) -> bool:
    return bool(column.head(200).str.contains(_PATTERNS["json objects"]).any())


def _columns(values: pl.DataFrame, lists: Sequence[str]) -> tuple[ColumnProfile, ...]:
    columns = [_column(values[name]) for name in values.columns if name not in lists]
    return (*columns, *_days_with_hours(columns))


def _days_with_hours(columns: list[ColumnProfile]) -> list[ColumnProfile]:
    """Return days together with the hours that stand in the next column, or in one named alike."""
    found = []
    for place, day in enumerate(columns):
        if not (day.time and day.time.is_date):
            continue
        after = columns[place + 1 : place + 2]
        alike = [one for one in columns if one.clock and _stem(one.name) == _stem(day.name)]
        hours = next((one for one in (*alike, *after) if one.clock), None)
        if hours and hours.clock and (time := joined(day.time, hours.clock)):
            found.append(replace(day, names=(day.name, hours.name), time=time, filled=min(day.filled, hours.filled)))
    return found


def _stem(name: str) -> str:
    return " ".join(word for word in plain(name).split() if word not in ("date", "time", "datum", "zeit", "uhrzeit"))


def _column(column: pl.Series) -> ColumnProfile:
    trimmed = column.str.strip_chars()
    filled = trimmed.set(trimmed == "", None).drop_nulls()
    count = len(filled)
    distinct = filled.unique(maintain_order=True)
    words = tuple(distinct.to_list()) if len(distinct) <= FEW_WORDS else ()
    shares = {}
    if count:
        shares = {kind: int(filled.str.contains(pattern).sum()) / count for kind, pattern in _PATTERNS.items()}
        shares |= _meanings(filled.head(400).to_list())
    time = find_time_form(filled)
    return ColumnProfile(
        names=(column.name,),
        filled=count / len(column) if len(column) else 0,
        distinct=len(distinct) / count if count else 0,
        shares=shares,
        time=time,
        words=words,
        decimal=decimal_sign(filled) if count and time is None else None,
        clock=clock_form(filled) if count and time is None else None,
    )


def _meanings(values: list[str]) -> dict[str, float]:
    """Return for which part of the values' words there is a word of ours."""
    words = list(dict.fromkeys(values))
    if len(words) > FEW_WORDS:  # no words, but perhaps sentences that say where a parcel is
        return {"status": sum(meaning("status", word) is not None for word in words[:50]) / len(words[:50])}
    kinds = ("status", "kind", "direction", "boolean", "channel", "country")
    shares = {kind: sum(meaning(kind, word) is not None for word in words) / len(words) for kind in kinds}
    return shares | {"carrier": sum(plain(word) in _carriers() for word in words) / len(words)}


@cache
def _carriers() -> frozenset[str]:
    aliases = pl.read_csv(project_root() / "seeds" / "carrier_aliases.csv", infer_schema=False)["alias"]
    return frozenset(plain(word) for word in aliases)


def looks(column: ColumnProfile) -> str:
    """Say what values look like, without showing one."""
    if column.filled == 0:
        return "empty"
    if column.time:
        return "a time"
    kinds = ("email", "phone", "tracking", "carrier", "country", "boolean", "number", "long text", "json list")
    return next((kind for kind in kinds if column.is_mostly(kind)), "text")


def as_yaml(value: str) -> str:
    """Return a text as YAML, in quotation marks: every name is one, whatever signs it holds."""
    return json.dumps(value, ensure_ascii=False)
