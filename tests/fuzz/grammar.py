"""Files that chance writes from the names that a sample uses."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.fuzz.mutate import NASTY

if TYPE_CHECKING:
    from tests.fuzz.sample import Sample

_WORDS = (
    "", " ", "1", "007", "9400110200881234567890", "9.4E+21", "1e21", "123.0", "1,234", "-5", "null", "nan", "#REF!",
    "true", "no", "perhaps", "2026-01-31T08:15:00Z", "2026-01-31 08:15:00", "2026-01-31", "2026-03-08 02:30:00",
    "2026-01-31T08:15:00+14:00", "1899-12-31T00:00:00Z", "9999-12-31", "1767254400", "24:00:00", "01/31/2026",
    '["a","b"]', "a|b", "ann@example.com", "#1001", "1Z999", "InTransit", "paid", "=1+1", "'0012", '="0012"', "\u202e",
    "\u200b", "\x00", "\x1f", "é", "📦", "\ufffd", "a\nb", "a\r\nb", 'say "hi"', "x" * 600,
)  # fmt: skip
_text = st.sampled_from(_WORDS) | st.text(max_size=8)
_scalar = st.one_of(
    _text, st.none(), st.booleans(), st.integers(), st.integers(10**21, 10**23), st.floats(), st.just(1e21)
)


def grown(sample: Sample) -> st.SearchStrategy[bytes]:
    """Return a strategy for files of the sample's kind with the sample's names and values of chance."""
    if sample.kind == "csv":
        delimiter = ";" if b";" in sample.content.split(b"\n")[0] else ","
        encoding = "cp1252" if "cp1252" in (sample.sources or "") else "utf-8"
        header = next(csv.reader([sample.content.split(b"\n")[0].decode().strip()], delimiter=delimiter))
        return _csv(header, delimiter, encoding)
    names = sorted({name for name, _ in _pairs(_documents(sample))})
    values = _values(names)
    records = st.lists(st.dictionaries(st.sampled_from(names), values, max_size=12), max_size=6)
    if sample.kind == "jsonl":
        return st.builds(_lines, records, st.sampled_from(("\n", "\r\n", "\r", "\n\n", "")))
    return st.builds(_document, records, st.sampled_from(("array", "data", "nested", "twice", "bare", "lines")))


@st.composite
def _csv(draw: st.DrawFn, header: list[str], delimiter: str, encoding: str) -> bytes:
    columns = draw(st.permutations(header) if draw(st.booleans()) else st.just(header))
    cells = st.lists(_text, min_size=len(columns), max_size=len(columns))
    rows = draw(st.lists(cells | st.lists(_text, max_size=len(columns) + 2) | st.just(list(columns)), max_size=8))
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


def _values(names: list[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        _scalar,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(names), inner, max_size=4),
        max_leaves=8,
    )


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


def _documents(sample: Sample) -> list[Any]:
    if sample.kind == "json":
        return [json.loads(sample.content)]
    return [json.loads(line) for line in sample.content.splitlines()]


def _pairs(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [pair for name, inner in value.items() for pair in ((name, inner), *_pairs(inner))]
    return [pair for inner in value for pair in _pairs(inner)] if isinstance(value, list) else []
