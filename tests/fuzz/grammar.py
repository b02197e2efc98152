"""Files that chance writes from the names that a sample uses."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from tests.fuzz.cells import altered, dialect, documents, names_in, table_of, written
from tests.fuzz.chance import columns, values, words
from tests.fuzz.mutate import NASTY
from tests.fuzz.sample import archive

if TYPE_CHECKING:
    from tests.fuzz.sample import Sample


def grown(sample: Sample) -> st.SearchStrategy[bytes]:
    """Return a strategy for files of the sample's kind with the sample's names and values of chance."""
    if sample.kind == "zip":
        files = st.fixed_dictionaries({member.file: grown(member) for member in sample.members})
        return st.builds(archive, files)
    if sample.kind == "csv":
        return _csv(table_of(sample), *dialect(sample))
    if sample.kind == "parquet":
        return _parquet(pq.read_table(io.BytesIO(sample.content)))
    inside = documents(sample)
    names = sorted(names_in(inside))
    chance = st.dictionaries(st.sampled_from(names), values(names), max_size=12)
    likely = st.sampled_from(_records(inside)).flatmap(altered)
    records = st.lists(chance | likely, max_size=6)
    if sample.kind == "jsonl":
        return st.builds(_lines, records, st.sampled_from(("\n", "\r\n", "\r", "\n\n", "")))
    return st.builds(_document, records, st.sampled_from(("array", "data", "nested", "twice", "bare", "lines")))


@st.composite
def _csv(draw: st.DrawFn, known: list[list[str]], delimiter: str, encoding: str) -> bytes:
    header = known[0]
    columns = draw(st.permutations(header) if draw(st.booleans()) else st.just(header))
    likely = [st.sampled_from([row[header.index(name)] for row in known[1:]]) for name in columns]
    cells = st.tuples(*(words | cell | cell for cell in likely))
    rows = draw(st.lists(cells | st.lists(words, max_size=len(columns) + 2) | st.just(list(columns)), max_size=8))
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=delimiter,
        lineterminator=draw(st.sampled_from(("\n", "\r\n", "\r"))),
        quoting=draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))),
    )
    writer.writerow(columns)
    writer.writerows(rows)
    raw = out.getvalue().encode(encoding, "replace" if encoding == "cp1252" else "surrogatepass")
    return draw(st.sampled_from((b"", b"\n", b"sep=;\n", b"Title\n"))) + raw + draw(st.sampled_from((b"", *NASTY)))


@st.composite
def _parquet(draw: st.DrawFn, known: pa.Table) -> bytes:
    rows = draw(st.integers(0, known.num_rows))
    found = [draw(st.just(column[:rows]) | columns(rows)) for column in known.columns]
    return written(pa.table(found, known.column_names))


def _lines(records: list[dict], end: str) -> bytes:
    return "".join(json.dumps(record) + end for record in records).encode()


def _document(records: list[dict], shape: str) -> bytes:
    array = json.dumps(records, indent=1)
    texts = {
        "array": array,
        "data": f'{{"data": {array}, "meta": {{}}}}',
        "nested": f'{{"body": {{"data": {{"trackings": {array}}}}}}}',
        "twice": f'{{"data": {array}}}{{"data": {array}}}',
        "bare": json.dumps(records[0] if records else {}),
        "lines": "\n".join(json.dumps(record, indent=2) for record in records),
    }
    return texts[shape].encode()


def _records(value: Any) -> list[dict]:
    """Return the objects in the outermost lists that hold any."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)] or [r for item in value for r in _records(item)]
    return [record for inner in value.values() for record in _records(inner)] if isinstance(value, dict) else []
