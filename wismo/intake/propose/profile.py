"""What the values of a file's columns look like, from its first records."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from wismo.home import project_root
from wismo.intake.propose.moments import TimeForm, find_time_form
from wismo.intake.reading import columns_of, read

if TYPE_CHECKING:
    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry

SAMPLE_RECORDS = 2_000
# How much of a column's values must look alike before it says something of the column.
MOST = 0.8
_FEW_WORDS = 40

_PATTERNS = {
    "email": r"(?i)^[^@\s,;]+@[^@\s,;]+\.[a-z]{2,}$",
    "phone": r"^\+?[0-9(][0-9 ()./-]{6,18}[0-9]$",
    "tracking": (
        r"(?i)^(?:1Z[0-9A-Z]{16}|[A-Z]{2}[0-9]{9}[A-Z]{2}|9[0-9]{21}|9[0-9]{25}|[0-9]{12}|[0-9]{14,15}|[0-9]{18,22}"
        r"|J[JDV][A-Z0-9]{12,24}|TBA[0-9]{12}|[A-Z]{3,5}[0-9]{9,20}|1LS[0-9A-Z]{12,15}|H[0-9]{15,19})$"
    ),
    "order name": r"(?i)^#?(?:[A-Z]{1,6}[-_/]?)?[0-9]{3,12}(?:[-_.][0-9A-Z]{1,4})?$",
    "country": r"^(?:[A-Z]{2}|[A-Z]{3})$",
    "number": r"^-?[0-9]{1,12}(?:[.,][0-9]{1,4})?$",
    "currency": r"^(?:USD|EUR|GBP|CAD|AUD|CHF|SEK|NOK|DKK|PLN|BRL|MXN|JPY|NZD|CZK)$",
    "boolean": r"(?i)^(?:true|false|yes|no|y|n|0|1|t|f|on|off)$",
    "html or long text": r"(?s)^(?:.*<[a-z][^>]*>|.{60,})",
    "json list": r"^\s*\[.*\]\s*$",
}


@dataclass(frozen=True)
class ColumnProfile:
    """One column: ``shares`` says which part of its filled values looks like what (0 to 1)."""

    name: str
    filled: float  # of all records
    distinct: float  # of the filled values
    shares: dict[str, float]
    time: TimeForm | None
    words: tuple[str, ...]  # all values, where they are few

    def is_mostly(self, kind: str) -> bool:
        """Tell whether most filled values look like ``kind``."""
        return self.shares.get(kind, 0) >= MOST


@dataclass(frozen=True)
class FileProfile:
    """The columns of a file, in order; ``values`` are the first records themselves, as text."""

    file: SourceFile
    columns: tuple[ColumnProfile, ...]
    values: pl.DataFrame


def profile(file: SourceFile, entry: Entry) -> FileProfile:
    """Read the first records of a file and describe every column.

    Raises:
        WismoError: the file cannot be read.
    """
    names = [name for name in columns_of(file, entry) if not name.startswith("_")]
    frames = [batch.values.select(pl.col(names).cast(pl.String)) for batch in islice(read(file, entry, names), 1)]
    values = frames[0].head(SAMPLE_RECORDS) if frames else pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    return FileProfile(file, tuple(_column(values[name]) for name in names), values)


def plain(text: str) -> str:
    """Return a name or word in lower case, without accents, its words parted by one space."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    letters = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def _column(column: pl.Series) -> ColumnProfile:
    trimmed = column.str.strip_chars()
    filled = trimmed.set(trimmed == "", None).drop_nulls()
    count = len(filled)
    shares = (
        {kind: int(filled.str.contains(pattern).sum()) / count for kind, pattern in _PATTERNS.items()} if count else {}
    )
    distinct = filled.unique(maintain_order=True)
    words = tuple(distinct.to_list()) if len(distinct) <= _FEW_WORDS else ()
    if count:
        known = _known_words()
        for kind, listed in known.items():
            shares[kind] = sum(plain(word) in listed for word in filled.head(200)) / min(count, 200)
    return ColumnProfile(
        name=column.name,
        filled=count / len(column) if len(column) else 0,
        distinct=len(distinct) / count if count else 0,
        shares=shares,
        time=find_time_form(filled),
        words=words,
    )


def _known_words() -> dict[str, frozenset[str]]:
    """Return the carriers' names and the status words that the seeds know."""
    global _WORDS  # noqa: PLW0603  # read once
    if _WORDS is None:
        seeds = project_root() / "seeds"
        carriers = pl.read_csv(seeds / "carrier_aliases.csv", infer_schema=False)["alias"]
        status = pl.read_csv(seeds / "status_map.csv", infer_schema=False)
        words = pl.concat([status["status"], status["substatus"]]).drop_nulls().unique()
        _WORDS = {
            "carrier": frozenset(plain(word) for word in carriers),
            "status": frozenset(plain(word) for word in words if word != "*"),
        }
    return _WORDS


_WORDS: dict[str, frozenset[str]] | None = None
