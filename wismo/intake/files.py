"""Files before anything is read from them: which there are, and whether they are what they say."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wismo.errors import WismoError

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

MAX_FILE_BYTES = 64 << 30
MAX_RECORD_BYTES = 16 << 20
MAX_EXPANSION = 200
CHUNK_BYTES = 8 << 20

_KINDS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".parquet": "parquet"}
_MAGIC = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook; unpack it, or save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save the sheet as CSV"),
    (b"\x1f\x8b", "gzip-compressed; give it the ending .gz"),
    (b"PAR1", "a Parquet file; give it the ending .parquet"),
    (b"%PDF", "a PDF; export the data as CSV"),
    (b"SQLite format 3", "a SQLite database; export its tables as CSV"),
    (b"\xff\xfe", "UTF-16 text; write encoding: utf-16 at its source in sources.yml"),
    (b"\xfe\xff", "UTF-16 text; write encoding: utf-16 at its source in sources.yml"),
)


@dataclass(frozen=True)
class SourceFile:
    """A regular file that passed the first checks; ``name`` is relative to the folder that was loaded."""

    path: Path
    name: str
    kind: str
    is_gzip: bool
    sha256: str
    size: int
    modified_ns: int


def list_files(path: Path) -> list[tuple[Path, str]]:
    """Return the files to load under ``path`` with their names, sorted; hidden files are left out.

    Raises:
        WismoError: nothing is there.
    """
    if not path.exists() and not path.is_symlink():
        raise WismoError(f"There is no file or folder {path}. Check the path.")
    if not path.is_dir() or path.is_symlink():
        return [(path, path.name)]
    found = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if kind_of(name) and not name.startswith("."):
                file = Path(folder) / name
                found.append((file, file.relative_to(path).as_posix()))
    if not found:
        raise WismoError(
            f"{path} holds no .csv, .json, .jsonl, .ndjson or .parquet file (.gz of all but the last is read too)."
        )
    return sorted(found, key=lambda pair: pair[1])


def kind_of(name: str) -> str | None:
    """Return csv, json, jsonl or parquet by the name's ending; None for anything else."""
    plain = name.lower().removesuffix(".gz")
    kind = _KINDS.get(Path(plain).suffix)
    return None if kind == "parquet" and plain != name.lower() else kind


def inspect(path: Path, name: str) -> SourceFile:
    """Check that ``path`` is a regular file of the announced kind and hash it.

    Raises:
        WismoError: it is not; the sentence says what it is instead.
    """
    kind = kind_of(name)
    if kind is None:
        raise WismoError("Only .csv, .json, .jsonl, .ndjson and .parquet files are read (.gz of all but the last too).")
    with _open(path) as file:
        status = os.fstat(file.fileno())
        if status.st_size > MAX_FILE_BYTES:
            raise WismoError(f"The file is larger than {MAX_FILE_BYTES >> 30} GB. Split it.")
        if status.st_size == 0:
            raise WismoError("The file is empty, without even a header. Export it again.")
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    found = SourceFile(
        path=path,
        name=name,
        kind=kind,
        is_gzip=name.lower().endswith(".gz"),
        sha256=digest,
        size=status.st_size,
        modified_ns=status.st_mtime_ns,
    )
    _check_content(found)
    return found


def open_binary(file: SourceFile) -> io.BufferedReader:
    """Open the file's stored bytes (a gzip file stays compressed)."""
    return _open(file.path)


def read_bytes(file: SourceFile) -> Iterator[bytes]:
    """Yield the file's content, decompressed, in pieces.

    Raises:
        WismoError: broken gzip, one that expands suspiciously, or a file that changed while it was read.
    """
    with _open(file.path) as stored:
        content = gzip.GzipFile(fileobj=stored) if file.is_gzip else stored
        total = 0
        while piece := _piece(content):
            total += len(piece)
            if file.is_gzip and total > CHUNK_BYTES and total > file.size * MAX_EXPANSION:
                raise WismoError(
                    f"The file expands to more than {MAX_EXPANSION} times its size. "
                    "If it is genuine, unpack it and load the plain file."
                )
            yield piece
        status = os.fstat(stored.fileno())
    if (status.st_size, status.st_mtime_ns) != (file.size, file.modified_ns):
        raise WismoError("The file changed while it was read. Load it again when it is complete.")


def _piece(content: io.BufferedReader | gzip.GzipFile) -> bytes:
    try:
        return content.read(CHUNK_BYTES)
    except (gzip.BadGzipFile, EOFError, OSError, zlib.error) as error:
        raise WismoError(f"The file cannot be read to its end ({error}). Copy or export it again.") from None


def _open(path: Path) -> io.BufferedReader:
    # Without O_NONBLOCK a named pipe would hang the load before we could look at it.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink():
            raise WismoError("The file is a symbolic link. Load the file it points to.") from None
        raise WismoError(f"The file cannot be opened ({error.strerror}).") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise WismoError("This is not a regular file (it is a folder, pipe or device). Load a plain file.")
    return os.fdopen(descriptor, "rb")


def _check_content(file: SourceFile) -> None:
    with _open(file.path) as stored:
        start = stored.read(512)
    if file.is_gzip:
        if not start.startswith(b"\x1f\x8b"):
            raise WismoError("The name ends in .gz, but the file is not gzip-compressed. Rename it.")
        start = next(read_bytes(file), b"")[:512]
        if not start:
            raise WismoError("The file is empty, without even a header. Export it again.")
    if file.kind == "parquet":
        if not start.startswith(b"PAR1"):
            raise WismoError("The name ends in .parquet, but this is not a Parquet file. Rename or export it again.")
        return
    for magic, meaning in _MAGIC[:6]:
        if start.startswith(magic):
            raise WismoError(f"The name says {file.kind}, but this is {meaning}.")
    if start.lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise WismoError("This is a web page, probably a sign-in page saved instead of the export. Export it again.")


def check_text_start(start: bytes) -> None:
    """Refuse UTF-16 that is read as UTF-8; its first two bytes give it away."""
    for magic, meaning in _MAGIC[6:]:
        if start.startswith(magic):
            raise WismoError(f"This is {meaning}.")
