"""JSON records one by one, whether they stand on lines of their own or in an API's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wismo.intake.batch import Broken
from wismo.intake.read_json import is_wrapped, split_records
from wismo.intake.read_jsonl import read_record, record_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wismo.intake.files import SourceFile
    from wismo.intake.vendors.format import Batches, Found

_PART_BYTES = 4 << 20
_SAMPLE_ITEMS = 200


@dataclass(frozen=True)
class Part:
    """Some records of a file: their objects, numbers and texts, and those that are no object."""

    records: list[dict[str, Any]]
    numbers: list[int]
    texts: list[bytes]
    broken: list[Broken]

    def passed_over(self, position: int, reasons: Sequence[str]) -> list[Broken]:
        """Return what a record held that could not be read, each as a record that has no columns."""
        text = self.texts[position].decode().strip() if reasons else ""
        return [Broken(self.numbers[position], text, reason) for reason in reasons]

    def batches(self, found: Mapping[str, Found]) -> Batches:
        """Return what was found, by object. A record that cannot be read counts for every object."""
        read = len(self.records) + len(self.broken)
        for rows in found.values():
            rows.broken += self.broken
        return {
            name: rows.batch(self.numbers, lambda index: self.texts[index].decode().strip(), read)
            for name, rows in found.items()
        }


def keys_of(file: SourceFile, encoding: str) -> set[str]:
    """Return the outer keys of the file's first records."""
    keys: set[str] = set()
    for number, (line, record, _) in enumerate(_items(file, encoding)):
        if number == _SAMPLE_ITEMS or (number == 0 and line.lstrip().startswith(b"[")):
            break
        keys.update(record or ())
    return keys


def parts(file: SourceFile, encoding: str) -> Iterator[Part]:
    """Yield the file's records, a few megabytes at a time."""
    part = Part([], [], [], [])
    size = 0
    for number, (line, record, fault) in enumerate(_items(file, encoding), 1):
        size += len(line)
        if record is None:
            part.broken.append(Broken(number, line.decode("utf-8", "replace").strip(), f"the record {fault}"))
        else:
            part.records.append(record)
            part.numbers.append(number)
            part.texts.append(line)
        if size >= _PART_BYTES:
            yield part
            part, size = Part([], [], [], []), 0
    yield part


def _items(file: SourceFile, encoding: str) -> Iterator[tuple[bytes, dict[str, Any] | None, str]]:
    for line in record_lines(file, encoding):
        if not line.strip():
            continue
        record, fault = read_record(line)
        if record is None or not is_wrapped(record):
            yield line, record, fault
            continue
        for item in split_records(line.decode()):
            inner = item.encode()
            yield inner, *read_record(inner)
