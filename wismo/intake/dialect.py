"""How a text file is written, as far as the file itself says: its encoding and what separates its columns."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

from wismo.intake.files import read_start
from wismo.intake.kinds import UTF16_MARKS

if TYPE_CHECKING:
    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry

_DELIMITERS = ",;\t|"


def with_dialect(entry: Entry, file: SourceFile) -> Entry:
    """Return the entry with the file's encoding and delimiter, where sources.yml names none."""
    if file.kind == "parquet" or (entry.encoding and entry.delimiter):
        return replace(entry, encoding=entry.encoding or "utf-8", delimiter=entry.delimiter or ",")
    start = read_start(file)
    encoding = entry.encoding or ("utf-16" if start.startswith(UTF16_MARKS) else "utf-8")
    return replace(entry, encoding=encoding, delimiter=entry.delimiter or _delimiter(start.decode(encoding, "ignore")))


def _delimiter(text: str) -> str:
    """Return the separator that cuts the first line into most names; a comma where none does."""
    line = next((line for line in text.lstrip("\ufeff").splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda sign: len(next(csv.reader([line], delimiter=sign), [])))
