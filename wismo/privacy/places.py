"""Files that may hold people's data, whatever they are: read to the end as text, by what their bytes say they are."""

from __future__ import annotations

import gzip
import json
import zipfile
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from wismo.errors import WismoError
from wismo.intake.kinds import BOM, UTF16_MARKS, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 4 << 20
_ROWS = 1 << 14


class UnreadableError(Exception):
    """A file whose content nobody can look into: encrypted, damaged, or of a kind that is not known."""


def decoded(content: bytes) -> tuple[str, str]:
    """Return text and the encoding that writes the same bytes again."""
    if content.startswith(UTF16_MARKS):
        return content.decode("utf-16", "surrogatepass"), "utf-16"
    if content[:200].count(0) > len(content[:200]) // 3:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        return content.decode(encoding, "surrogatepass"), encoding
    if content.startswith(BOM):
        return content.decode("utf-8-sig", "replace"), "utf-8-sig"
    try:
        return content.decode(), "utf-8"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"


def texts_of(path: Path, scratch: Path) -> Iterator[str]:
    """Yield everything that a file holds as text, some at a time, records whole; archives are unpacked.

    Raises:
        UnreadableError: it cannot be read to its end.
    """
    try:
        with path.open("rb") as file:
            kind = kind_of(file, path.name)
        if kind.word == "zip":
            yield from _zip_texts(path, scratch)
        elif kind.word == "duckdb":
            yield from _database_texts(path)
        elif kind.word == "parquet":
            for batch in pq.ParquetFile(path).iter_batches(_ROWS):
                yield _as_json(batch)
        elif kind.is_gzip:
            yield from _plain_texts(gzip.decompress(path.read_bytes()))
        else:
            yield from _plain_texts(path.read_bytes())
    except WismoError:
        yield from _plain_texts(path.read_bytes())  # a kind that is not loaded: a picture, a document, an empty file
        if path.stat().st_size:
            raise UnreadableError from None
    except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, pa.ArrowException, duckdb.Error) as error:
        raise UnreadableError from error


def _plain_texts(content: bytes) -> Iterator[str]:
    text, _ = decoded(content)
    if text[:1] in "{[" and "\n{" not in text[:_PIECE]:
        yield text  # one document
        return
    start = 0
    while start < len(text):
        end = text.find("\n", start + _PIECE)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end


def _zip_texts(path: Path, scratch: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive, TemporaryDirectory(dir=scratch, prefix="looked-into-") as folder:
        for number, info in enumerate(archive.infolist()):
            yield info.filename
            if not info.is_dir():
                copy = Path(folder) / f"{number}{Path(info.filename).suffix}"
                copy.write_bytes(archive.read(info))
                yield from texts_of(copy, scratch)
                copy.unlink()


def _database_texts(path: Path) -> Iterator[str]:
    with closing(duckdb.connect(str(path), read_only=True, config={"memory_limit": "1GB"})) as database:
        tables = database.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_type = 'BASE TABLE' order by 1, 2"
        ).fetchall()
        for schema, table in tables:
            quoted = ".".join('"' + part.replace('"', '""') + '"' for part in (schema, table))
            for batch in database.sql(f"select * from {quoted}").to_arrow_reader(_ROWS):  # noqa: S608  # its own catalog
                yield _as_json(batch)


def _as_json(batch: pa.RecordBatch) -> str:
    return "\n".join(json.dumps(row, default=str, ensure_ascii=False) for row in batch.to_pylist())
