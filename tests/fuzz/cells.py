"""Ways to change some values of a valid file and leave it a well-formed one."""

from __future__ import annotations

import copy
import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from tests.fuzz.chance import columns, plain_words, values, words
from tests.fuzz.mutate import mutants
from tests.fuzz.sample import archive

if TYPE_CHECKING:
    from tests.fuzz.sample import Sample


def spoilt(sample: Sample) -> st.SearchStrategy[bytes]:
    """Return a strategy for the sample's file with changed bytes or values; of an archive also inside it."""
    inside = _archive(sample) if sample.members else changed(sample)
    # Of Parquet and of an archive hardly anything is left where a byte has changed.
    is_frail = sample.kind in ("parquet", "zip")
    return mutants(sample.content) | (inside | inside if is_frail else inside)


def changed(sample: Sample) -> st.SearchStrategy[bytes]:
    """Return a strategy for the sample's file with some values that chance picked."""
    if sample.kind == "csv":
        return _csv(sample)
    if sample.kind == "parquet":
        return _parquet(sample.content)
    return altered(documents(sample)).map(lambda changed: _json(sample, changed))


def documents(sample: Sample) -> list[Any]:
    """Return the JSON values of a file."""
    return list(map(json.loads, sample.content.splitlines() if sample.kind == "jsonl" else [sample.content]))


def dialect(sample: Sample) -> tuple[str, str]:
    """Return the delimiter and the encoding of a CSV file."""
    delimiter = ";" if b";" in sample.content.split(b"\n")[0] else ","
    return delimiter, "cp1252" if "cp1252" in (sample.sources or "") else "utf-8"


def table_of(sample: Sample) -> list[list[str]]:
    """Return the rows of a CSV file, the header first."""
    delimiter, encoding = dialect(sample)
    return list(csv.reader(io.StringIO(sample.content.decode(encoding), newline=""), delimiter=delimiter))


def names_in(value: Any) -> set[str]:
    """Return the names of all objects in a JSON value."""
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


@st.composite
def altered(draw: st.DrawFn, value: Any) -> Any:
    """Return a strategy for a JSON value with one to six changes somewhere inside."""
    value, others = copy.deepcopy(value), values(sorted(names_in(value)))
    for _ in range(draw(st.integers(1, 6))):
        places = list(_places(value))
        if places:
            inside, key = draw(st.sampled_from(places))
            inside[key] = draw(others)
            if isinstance(inside, dict) and draw(st.integers(0, 9)) == 0:
                del inside[key]
    return value


def _places(value: Any) -> Any:
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for key, inner in items:
        yield value, key
        yield from _places(inner)


def _json(sample: Sample, changed: list[Any]) -> bytes:
    if sample.kind == "json":
        return json.dumps(changed[0], indent=1).encode()
    return "".join(json.dumps(record) + "\n" for record in changed).encode()


@st.composite
def _csv(draw: st.DrawFn, sample: Sample) -> bytes:
    delimiter, encoding = dialect(sample)
    rows = table_of(sample)
    for _ in range(draw(st.integers(1, 6))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        row[draw(st.integers(0, len(row) - 1))] = draw(words)
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().encode(encoding, "replace" if encoding == "cp1252" else "surrogatepass")


@st.composite
def _parquet(draw: st.DrawFn, content: bytes) -> bytes:
    table = pq.read_table(io.BytesIO(content))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, table.num_columns - 1))
        name, column = table.column_names[at], table.column(at)
        what = draw(st.sampled_from(("cell", "cell", "type", "drop")))
        if what == "cell":
            try:
                cells = column.to_pylist()
            except (OverflowError, ValueError, LookupError):  # an earlier change wrote what Python does not know
                continue
            cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(cells) | st.none())
            if pa.types.is_large_string(column.type):
                cells[draw(st.integers(0, len(cells) - 1))] = draw(plain_words)
            table = table.set_column(at, name, pa.array(cells, column.type))
        elif what == "type":
            table = table.set_column(at, name, draw(columns(table.num_rows)))
        elif table.num_columns > 1:
            table = table.remove_column(at)
    return written(table)


def written(table: pa.Table) -> bytes:
    """Return a table as a Parquet file."""
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


@st.composite
def _archive(draw: st.DrawFn, sample: Sample) -> bytes:
    files = {member.file: member.content for member in sample.members}
    member = draw(st.sampled_from(sample.members))
    files[member.file] = draw(spoilt(member))
    return archive(files, is_small=draw(st.booleans()))
