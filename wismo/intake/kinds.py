"""What a file holds, told by its first bytes. Names lie: they are asked only where the bytes say nothing."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wismo.errors import WismoError

if TYPE_CHECKING:
    from typing import BinaryIO

_START_BYTES = 64 << 10
# A JSON lines file is told from a document by its first line, which can be long.
_LONGEST_LINE = 4 << 20
BOM = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save the sheet as CSV"),
    (b"%PDF", "a PDF; export the data as CSV"),
    (b"{\\rtf", "a rich text document; export the data as CSV"),
    (b"SQLite format 3", "a SQLite database; export its tables as CSV or Parquet"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it"),
    (b"Rar!", "a RAR archive; unpack it"),
    (b"BZh91AY&SY", "bzip2-compressed; unpack it"),
    (b"\xfd7zXZ", "xz-compressed; unpack it"),
    (b"\x28\xb5\x2f\xfd", "Zstandard-compressed; unpack it"),
    (b"Obj\x01", "an Avro file; export the data as Parquet or CSV"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"\x7fELF", "a program"),
)
_PAGE = (b"<!doctype", b"<html", b"<head", b"<body")
# How JSON values that are no records begin.
_SCALARS = (b'"', b"-", *(b"%d" % digit for digit in range(10)), b"true", b"false", b"null")
EMPTY = "The file is empty, without even a header. Export it again."
_JSON_ENDINGS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}


@dataclass(frozen=True)
class Kind:
    """``word`` is csv, json, jsonl, parquet, zip or duckdb; only the first three can be gzip-compressed."""

    word: str
    is_gzip: bool = False


def kind_of(file: BinaryIO, name: str) -> Kind:
    """Return what an open file holds.

    Raises:
        WismoError: nothing that can be read; the sentence says what it is instead.
        OSError, EOFError, zlib.error: the gzip stream is broken.
    """
    start = _start(file)
    if start.startswith(b"\x1f\x8b"):
        file.seek(0)
        inner = _start(gzip.GzipFile(fileobj=file))
        if not inner:
            raise WismoError(EMPTY)
        if _is_tar(inner):
            raise WismoError("This is a compressed tar archive. Unpack it and load what is in it.")
        if inner.startswith((b"\x1f\x8b", b"PK\x03\x04", b"PAR1")):
            raise WismoError("The file is compressed twice. Unpack it and load what is in it.")
        return Kind(_text_kind(inner, name.lower().removesuffix(".gz")), is_gzip=True)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind(_zip_kind(file))
    if start.startswith(b"PAR1"):
        return Kind("parquet")
    if start[8:12] == b"DUCK":
        return Kind("duckdb")
    if _is_tar(start):
        raise WismoError("This is a tar archive. Unpack it and load what is in it.")
    if name.lower().endswith(".parquet"):
        raise WismoError("The name ends in .parquet, but this is not a Parquet file. Rename or export it again.")
    return Kind(_text_kind(start, name.lower()))


def _start(content: BinaryIO | gzip.GzipFile) -> bytes:
    """Return the first bytes: of what may be JSON lines, the first line as a whole."""
    start = content.read(_START_BYTES)
    if len(start) == _START_BYTES and start.lstrip(BOM).lstrip()[:1] == b"{" and b"\n" not in start.lstrip():
        start += content.read(_LONGEST_LINE)
    return start


def _text_kind(start: bytes, name: str) -> str:
    for magic, meaning in _REFUSED:
        if start.startswith(magic):
            raise WismoError(f"This is {meaning}.")
    if start.startswith(UTF16_MARKS):
        start = start.decode("utf-16", "ignore").encode()
    text = start.removeprefix(BOM).lstrip()
    if text[:100].lower().startswith(_PAGE):
        raise WismoError("This is a web page, probably a sign-in page saved instead of the export. Export it again.")
    if text.startswith(b"<"):
        raise WismoError("This is XML or HTML, which is not read. Export the data as CSV or JSON.")
    ending = next((kind for end, kind in _JSON_ENDINGS.items() if name.endswith(end)), None)
    if text.startswith(b"{"):
        return _object_kind(text, ending)
    if text.startswith(b"["):
        return "json"
    if ending == "jsonl" and (b"\n{" in text or b"\r{" in text):
        return "jsonl"  # only its first line is broken
    return ending if ending and (not text or text.startswith(_SCALARS)) else "csv"


def _object_kind(text: bytes, ending: str | None) -> str:
    """Tell JSON lines from one document: in the first, a line is a whole object and more follows it."""
    first, line_end, rest = text.partition(b"\n")
    if not rest.strip():
        # One object alone is the same either way; the name says how to speak of it.
        return ending or ("jsonl" if not line_end or _is_json(first) else "json")
    if _is_json(first):
        return "jsonl"
    # A first line that is broken in itself and not only unfinished is a bad line of many.
    return "jsonl" if ending == "jsonl" and rest.lstrip().startswith(b"{") else "json"


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _is_tar(start: bytes) -> bool:
    return start[257:262] == b"ustar"


def _zip_kind(file: BinaryIO) -> str:
    file.seek(0)
    try:
        with zipfile.ZipFile(io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise WismoError("The zip archive is damaged or cut off. Copy or export it again.") from None
    if "[Content_Types].xml" in names or any(name.startswith("xl/") for name in names):
        raise WismoError("This is an Excel workbook. Save the sheet as CSV (UTF-8).")
    return "zip"
