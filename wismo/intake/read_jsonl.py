"""JSON, each record on its own: numbers stay the text they were, keys may not repeat."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from wismo.errors import WismoError
from wismo.intake.batch import Batch, Broken
from wismo.intake.encoding import text_pieces
from wismo.intake.files import MAX_RECORD_BYTES, SourceFile
from wismo.intake.quick_json import number_text, quick_object
from wismo.intake.read_json import read_document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_BATCH_BYTES = 8 << 20
_SAMPLE_LINES = 200


def jsonl_columns(file: SourceFile, encoding: str) -> list[str]:
    """Return the keys of the first records in order of appearance, nested ones as ``outer.inner``.

    Raises:
        WismoError: the file is empty or holds no object.
    """
    names: dict[str, None] = {}
    faults: list[str] = []
    read = 0
    for line in record_lines(file, encoding):
        if not line.strip():
            continue
        if read == _SAMPLE_LINES:
            break
        read += 1
        record, fault = read_record(line)
        if record is None:
            faults.append(fault)
        else:
            names.update(dict.fromkeys(_paths(record)))
    if not read:
        raise WismoError("The file is empty. Export it again.")
    if len(faults) == read:
        raise WismoError(f"The file holds no JSON object: its first record {faults[0]}. Export it again.")
    return list(names)


def read_jsonl(
    file: SourceFile, encoding: str, columns: Collection[str], allowed: set[str] | None = None
) -> Iterator[Batch]:
    """Yield the file's records; ``columns`` are keys, nested ones as ``outer.inner``.

    A line with a key outside ``allowed`` (None: anything goes) or that is no JSON object is broken.

    Raises:
        WismoError: a line over the size cap, or text that is not in the encoding.
    """
    wanted = list(columns)
    lines: list[bytes] = []
    before = size = 0
    for line in record_lines(file, encoding):
        if not line.strip():
            continue
        lines.append(line)
        size += len(line)
        if size >= _BATCH_BYTES:
            yield _batch(lines, before, wanted, allowed)
            before += len(lines)
            lines, size = [], 0
    if lines:
        yield _batch(lines, before, wanted, allowed)


def record_lines(file: SourceFile, encoding: str) -> Iterator[bytes]:
    """Yield the lines of a JSON lines file, or the records of a JSON document as lines."""
    if file.kind == "json":
        yield from read_document(text_pieces(file, encoding))
        return
    rest = b""
    for piece in text_pieces(file, encoding):
        # A carriage return inside a JSON text would be an escape: this one ends a line.
        lines = (rest + piece.replace(b"\r", b"\n")).split(b"\n")
        if max(map(len, lines)) > MAX_RECORD_BYTES:
            raise WismoError(f"A line is longer than {MAX_RECORD_BYTES >> 20} MB. Write one JSON object per line.")
        rest = lines.pop()
        yield from lines
    if rest:
        yield rest


def _batch(lines: list[bytes], before: int, wanted: list[str], allowed: set[str] | None) -> Batch:
    cells: list[list[str | None]] = [[] for _ in wanted]
    kept, broken = [], []
    for position, line in enumerate(lines):
        record, fault = read_record(line)
        if record is not None and allowed is not None and not record.keys() <= allowed:
            unknown = [key for key in record if key not in allowed and not key.startswith("_")]
            fault = f"has keys that the contract does not know: {', '.join(sorted(unknown))}" if unknown else fault
        if record is None or fault:
            text = line.decode("utf-8", "replace").strip()
            broken.append(Broken(before + position + 1, text, f"the line {fault}"))
            continue
        kept.append(position)
        for cell, name in zip(cells, wanted, strict=True):
            value = record.get(name)
            if value is None and "." in name:
                value = _walk(record, name)
            cell.append(value if value is None or type(value) is str else as_text(value))
    values = pl.DataFrame(dict(zip(wanted, cells, strict=True)), schema=dict.fromkeys(wanted, pl.String))
    positions = np.array(kept, dtype=np.int64)
    return Batch(values, positions + before + 1, tuple(broken), lambda index: lines[kept[index]].decode().strip())


def read_record(line: bytes) -> tuple[dict[str, Any] | None, str]:
    """Return the line's object, or None and what is wrong with the line."""
    quick = quick_object(line)
    return (quick, "") if quick is not None else read_exactly(line)


def read_exactly(line: bytes) -> tuple[dict[str, Any] | None, str]:
    """Return what ``read_record`` does, by the decoder that sees every key and every digit."""
    try:
        record = _DECODER.decode(line.decode())
        if b"\\ud" in line or b"\\uD" in line:
            json.dumps(record, ensure_ascii=False).encode()
    except UnicodeError:
        return None, "is not valid UTF-8 text"
    except _BadLineError as error:
        return None, str(error)
    except (ValueError, RecursionError):
        return None, "is not valid JSON"
    return (record, "") if isinstance(record, dict) else (None, "is not a JSON object")


class _BadLineError(Exception):
    """A line that is JSON, but not one we may guess about."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise _BadLineError("names a key twice, so which value counts is a guess")
    return record


def _no_constant(name: str) -> None:
    raise _BadLineError(f"holds {name}, which is no JSON")


_DECODER = json.JSONDecoder(
    parse_int=str, parse_float=number_text, parse_constant=_no_constant, object_pairs_hook=_unique
)


def as_text(value: Any) -> str:
    """Return what is neither text nor null as text: arrays and objects as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _walk(record: dict[str, Any], path: str) -> Any:
    value: Any = record
    for step in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def _paths(record: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in record.items():
        yield prefix + key
        if isinstance(value, dict):
            yield from _paths(value, f"{prefix}{key}.")
