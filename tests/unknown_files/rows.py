"""What the unknown files are made of, and what a careful analyst would write for each of them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROWS = 40
PEOPLE = ("Robin Sample", "Kim Muster", "Noa Exemple", "Sam Ejemplo", "Jo Voorbeeld")
MAILS = tuple(f"{name.split()[0].lower()}.{number}@mail.example" for number in range(9) for name in PEOPLE)


@dataclass(frozen=True)
class Case:
    """A file that no reader knows.

    ``columns``: for every object in it, our columns and theirs, as written by hand; `a | b` where either is
    right, `a + b` where two are put together. ``may``: what is neither right nor wrong. ``first``: values
    that the first record of an object must have in raw. ``zone``: what a person answers when asked for it.
    """

    name: str
    content: bytes
    columns: Mapping[str, Mapping[str, str]]
    first: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    may: frozenset[str] = frozenset()
    zone: str = ""


def at(number: int) -> datetime:
    """A moment of each record: three weeks from the last day of August 2026 on."""
    return datetime(2026, 8, 31, 22, 7, 41) + number * timedelta(hours=11, minutes=37, seconds=11)  # noqa: DTZ001


def later(number: int, hours: float) -> datetime:
    return at(number) + timedelta(hours=hours + number % 7)


def epoch(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001


def pick(words: Sequence[str], number: int) -> str:
    """One of ``words``; not in turn, as life is not."""
    return words[(number * 7 + number // 3) % len(words)]


def table(names: str, row: Callable[[int], Sequence[object]], sign: str = ",", rows: int = ROWS) -> str:
    """A CSV text; ``names`` are parted by ``sign`` as in the file."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign, lineterminator="\r\n")
    out.write(names + "\r\n")
    writer.writerows(row(number) for number in range(rows))
    return out.getvalue()


def lines(record: Callable[[int], object], rows: int = ROWS) -> bytes:
    return "".join(json.dumps(record(number), ensure_ascii=False) + "\n" for number in range(rows)).encode()


def document(record: Callable[[int], object], name: str = "", rows: int = ROWS) -> bytes:
    records = [record(number) for number in range(rows)]
    return json.dumps({"meta": {"count": rows}, name: records} if name else records, indent=1).encode()


def parquet(schema: pa.Schema, row: Callable[[int], Mapping[str, object]]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([row(number) for number in range(ROWS)], schema=schema), out)
    return out.getvalue()
