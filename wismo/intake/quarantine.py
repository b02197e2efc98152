"""Refused records as they came, each with its reason, ready to be mended and loaded again."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.intake.files import SourceFile


_LONGEST_NAME = 255  # bytes


class QuarantineStage:
    """An unfinished quarantine file; it comes into being with its first record.

    CSV stays CSV with `_reason` and `_row` as first columns and the rest byte for byte as it was. JSON
    lines get the same two keys; a line that is no JSON object stands as text under `_line`. Parquet
    records, and those of a JSON document, become JSON lines. `wismo load` ignores all three when the file
    is loaded again.
    """

    def __init__(self, path: Path, file: SourceFile, header: str, encoding: str, delimiter: str) -> None:
        self.path = path
        self.records = 0
        ending = ".jsonl" if file.kind in ("json", "parquet") else ""
        self.name = _shortened(file.name.rsplit("/", 1)[-1].removesuffix(".gz"), ending)
        self._is_csv = file.kind == "csv"
        self._header = header
        self._encoding = encoding
        self._delimiter = delimiter
        self._file: io.TextIOWrapper | None = None

    def write(self, row: int, original: str, reason: str) -> None:
        """Add one record."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding=self._encoding, errors="replace", newline="")
            if self._is_csv:
                self._file.write(self._delimiter.join(("_reason", "_row", self._header)) + "\n")
        self._file.write((self._csv if self._is_csv else _json)(row, original, reason) + "\n")
        self.records += 1

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self._file is not None:
            self._file.close()

    def _csv(self, row: int, original: str, reason: str) -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=self._delimiter, lineterminator="").writerow((reason, row))
        return f"{out.getvalue()}{self._delimiter}{original}"


def _shortened(name: str, ending: str) -> str:
    """Return the name with ``ending``, cut in its middle where a disk would not take it."""
    stem, dot, last = (name, "", "") if ending else name.rpartition(".")
    ending = ending or dot + last
    while len((stem + ending).encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    return stem + ending


def _json(row: int, original: str, reason: str) -> str:
    marks = json.dumps({"_reason": reason, "_row": row}, ensure_ascii=False)
    try:
        is_object = isinstance(json.loads(original), dict)
    except (ValueError, RecursionError):
        is_object = False
    if not is_object:
        return json.dumps({"_reason": reason, "_row": row, "_line": original}, ensure_ascii=False)
    rest = original[1:].lstrip()
    return f"{marks[:-1]}{'' if rest.startswith('}') else ', '}{rest}"
