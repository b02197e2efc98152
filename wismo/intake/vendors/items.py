"""JSON records one by one, whether they stand on lines of their own or in an API's answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from wismo.intake.batch import Broken
from wismo.intake.json_records import split_records, wrapped
from wismo.intake.read_jsonl import read_record, record_lines
from wismo.intake.vendors.format import Found, Shape, VendorFormat
from wismo.intake.vendors.record import StrangeValueError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Batches

_PART_BYTES = 4 << 20
_SAMPLE_ITEMS = 200


@dataclass(frozen=True)
class Part:
    """Some records of a file: their objects, numbers and texts, and those that are no object."""

    records: list[dict[str, Any]]
    numbers: list[int]
    texts: list[bytes]
    broken: list[Broken]

    def refused(self, position: int, reason: str) -> Broken:
        """Return a record as one that cannot be read."""
        return Broken(self.numbers[position], self.texts[position].decode().strip(), reason)

    def batches(self, found: Mapping[str, Found]) -> Batches:
        """Return what was found, by object. A record that cannot be read counts for the first object."""
        read = len(self.records) + len(self.broken)
        next(iter(found.values())).broken += self.broken
        return {
            name: rows.batch(self.numbers, lambda index: self.texts[index].decode().strip(), read)
            for name, rows in found.items()
        }


def json_format(
    name: str, title: str, objects: Mapping[str, tuple[str, ...]], shapes: tuple[Shape, ...], **more: Any
) -> VendorFormat:
    """Return the format of a vendor's JSON, whose records are of the given shapes, in any mixture."""

    def read(file: SourceFile, entry: Entry) -> Iterator[Batches]:
        for part in parts(file, entry.encoding):
            found = {name: Found(columns) for name, columns in objects.items()}
            refused = next(iter(found.values())).broken
            for position, record in enumerate(part.records):
                shape = next((shape for shape in shapes if shape.matches(record)), None)
                if shape is None:
                    names = ", ".join(list(record)[:12])
                    reason = f"the record is none of {title} that is known; it has: {names}"
                    refused.append(part.refused(position, reason))
                    continue
                try:
                    shape.add(found, position, record, entry)
                except StrangeValueError as error:
                    for rows in found.values():
                        rows.withdraw(position)
                    refused.append(part.refused(position, f"{error}"))
            yield part.batches(found)

    return VendorFormat(
        name=f"{name}_json",
        vendor=name,
        title=title,
        kinds=("json", "jsonl"),
        objects=objects,
        read=read,
        shapes=shapes,
        **more,
    )


def first_records(file: SourceFile, encoding: str) -> list[dict[str, Any]]:
    """Return the first records of a JSON file that are objects."""
    records = islice(_items(file, encoding), _SAMPLE_ITEMS)
    return [record for _, record, _ in records if record is not None]


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
        if record is None or not wrapped(record):
            yield line, record, fault
            continue
        for item in split_records(line.decode()):
            inner = item.encode()
            yield inner, *read_record(inner)
