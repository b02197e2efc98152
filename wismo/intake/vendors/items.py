"""JSON records one by one, whether they stand on lines of their own or in an API's answer."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from wismo.intake.batch import Broken
from wismo.intake.json_records import split_records, wrapped
from wismo.intake.read_jsonl import read_record, record_lines
from wismo.intake.vendors.format import Found, Shape, Together, VendorFormat
from wismo.intake.vendors.record import StrangeValueError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Batches

_PART_BYTES = 16 << 20
_SAMPLE_ITEMS = 200


class Part:
    """Some records of a file: what was found in them, and the numbers and texts of those that are objects.

    The objects themselves are gone as soon as they are read: some thousand of them are slower to keep than to
    read again.
    """

    def __init__(self, objects: Mapping[str, tuple[str, ...]]) -> None:
        self.size = 0
        self._found = {name: Found(columns) for name, columns in objects.items()}
        self._first = next(iter(self._found.values()))  # whom records count for that cannot be read
        self._many: dict[str, tuple[Shape, Together]] = {}
        self._numbers: list[int] = []
        self._texts: list[bytes] = []
        self._strays = 0

    def add(self, number: int, line: bytes, record: dict[str, Any], known: VendorFormat, entry: Entry) -> None:
        """Take what the format finds in a record."""
        position = len(self._numbers)
        self._numbers.append(number)
        self._texts.append(line)
        for shape in known.shapes:
            if shape.matches(record):
                if not self._together(shape, position, record, line, entry):
                    self._add(shape, position, record, entry)
                return
        names = ", ".join(list(record)[:12])
        self._refuse(position, f"the record is none of {known.title} that is known; it has: {names}")

    def refuse(self, number: int, line: bytes, fault: str) -> None:
        """Set aside a record that is no object."""
        self._strays += 1
        self._first.broken.append(Broken(number, line.decode("utf-8", "replace").strip(), f"the record {fault}"))

    def batches(self, entry: Entry) -> Batches:
        """Return what was found, by object."""
        for shape, together in self._many.values():
            frames = together.frames()
            for name, (positions, frame) in (frames or {}).items():
                self._found[name].extend(positions, frame)
            for position in together.positions if frames is None else ():
                self._add(shape, position, read_record(self._texts[position])[0] or {}, entry)
        read = len(self._numbers) + self._strays
        return {name: rows.batch(self._numbers, self._original, read) for name, rows in self._found.items()}

    def _add(self, shape: Shape, position: int, record: dict[str, Any], entry: Entry) -> None:
        try:
            shape.add(self._found, position, record, entry)
        except StrangeValueError as error:
            for rows in self._found.values():
                rows.withdraw(position)
            self._refuse(position, f"{error}")

    def _refuse(self, position: int, reason: str) -> None:
        self._first.broken.append(Broken(self._numbers[position], self._original(position), reason))

    def _together(self, shape: Shape, position: int, record: dict[str, Any], line: bytes, entry: Entry) -> bool:
        # Python trims the separators 1c to 1f off a text, polars does not; JSON can only hold them as escapes.
        if shape.together is None or (b"\\" in line and b"\\u001" in line):
            return False
        if shape.name not in self._many:
            self._many[shape.name] = (shape, shape.together(entry))
        return self._many[shape.name][1].take(position, record)

    def _original(self, position: int) -> str:
        return self._texts[position].decode().strip()


def json_format(
    name: str, title: str, objects: Mapping[str, tuple[str, ...]], shapes: tuple[Shape, ...], **more: Any
) -> VendorFormat:
    """Return the format of a vendor's JSON, whose records are of the given shapes, in any mixture."""

    def read(file: SourceFile, entry: Entry) -> Iterator[Batches]:
        part = Part(objects)
        for number, (line, record, fault) in enumerate(_items(file, entry.encoding), 1):
            part.size += len(line)
            if record is None:
                part.refuse(number, line, fault)
            else:
                part.add(number, line, record, known, entry)
            if part.size >= _PART_BYTES:
                yield part.batches(entry)
                part = Part(objects)
        yield part.batches(entry)

    known = VendorFormat(
        name=f"{name}_json",
        vendor=name,
        title=title,
        kinds=("json", "jsonl"),
        objects=objects,
        read=read,
        shapes=shapes,
        **more,
    )
    return known


def first_records(file: SourceFile, encoding: str, most: int = _SAMPLE_ITEMS) -> list[dict[str, Any]]:
    """Return those of the first ``most`` records of a JSON file that are objects."""
    records = islice(_items(file, encoding), most)
    return [record for _, record, _ in records if record is not None]


def holds_records(file: SourceFile, encoding: str) -> bool:
    """Tell whether there is any record in a JSON file, readable or not."""
    return next(_items(file, encoding), None) is not None


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
