"""Files before anything is read from them: which there are, and whether they may be read at all."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import zlib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.kinds import EMPTY, Kind, kind_of

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

MAX_FILE_BYTES = 64 << 30
MAX_RECORD_BYTES = 16 << 20
MAX_EXPANSION = 200
CHUNK_BYTES = 8 << 20
_START_BYTES = 64 << 10

# What lies beside exports and is none (a .wal is DuckDB's, and read with its database). Anything else that cannot be
# read is said to be so.
_BESIDE = frozenset(
    {".yml", ".yaml", ".md", ".rst", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".docx", ".py", ".wal"}
)
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True)
class SourceFile:
    """A regular file that passed the first checks; ``name`` is relative to the folder that was loaded."""

    path: Path
    name: str
    kind: str  # csv, json, jsonl, parquet; zip and duckdb hold several files
    is_gzip: bool
    sha256: str
    size: int
    modified_ns: int


def list_files(path: Path) -> list[tuple[Path, str]]:
    """Return the files under ``path`` with their names, sorted; hidden files and documents are left out.

    Raises:
        WismoError: nothing is there.
    """
    if not path.exists() and not path.is_symlink():
        raise WismoError(f"There is no file or folder {path}.{nearest_file(path) or ' Check the path.'}")
    if not path.is_dir() or path.is_symlink():
        return [(path, path.name)]
    found = []
    for folder, folders, names in os.walk(path):
        # A link to a folder is listed as a file, to be refused with a sentence and not passed over.
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if not is_hidden(name) and name not in linked)
        for name in (*names, *linked):
            if not is_hidden(name) and not is_beside(name):
                file = Path(folder) / name
                found.append((file, file.relative_to(path).as_posix()))
    if not found:
        raise WismoError(f"{path} holds no export: no CSV, JSON, JSON Lines, Parquet, zip or DuckDB file.")
    return sorted(found, key=lambda pair: pair[1])


def nearest_file(path: Path) -> str:
    """Return a question that names what is there and most like a path that is not; nothing where nothing is."""
    try:
        names = [place.name for place in path.absolute().parent.iterdir() if not is_hidden(place.name)]
    except OSError:
        return ""
    alike = get_close_matches(path.name, names, n=1)
    return f" Did you mean {path.with_name(alike[0])}?" if alike else ""


def is_hidden(name: str) -> bool:
    """Tell whether a file or folder is the system's own, by its bare name."""
    # "~$" begins what a spreadsheet lays beside a file that somebody has open.
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM


def is_beside(name: str) -> bool:
    """Tell whether a file is a document or a setting that lies beside exports, by its ending."""
    return Path(name).suffix.lower() in _BESIDE


def inspect(path: Path, name: str) -> SourceFile:
    """Check that ``path`` is a regular file, find out what it holds and hash it.

    Raises:
        WismoError: it is none that can be read; the sentence says what it is instead.
    """
    with _open(path) as file:
        status = os.fstat(file.fileno())
        if status.st_size > MAX_FILE_BYTES:
            raise WismoError(f"The file is larger than {MAX_FILE_BYTES >> 30} GB. Split it.")
        if status.st_size == 0:
            raise WismoError(EMPTY)
        kind = _kind(file, name)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return SourceFile(
        path=path,
        name=name,
        kind=kind.word,
        is_gzip=kind.is_gzip,
        sha256=digest,
        size=status.st_size,
        modified_ns=status.st_mtime_ns,
    )


def open_binary(file: SourceFile) -> io.BufferedReader:
    """Open the file's stored bytes (a gzip file stays compressed)."""
    return _open(file.path)


@lru_cache(maxsize=4)
def read_start(file: SourceFile) -> bytes:
    """Return the first 64 KB of the file's content, decompressed; once read, they are kept for the next who asks.

    Raises:
        WismoError: broken gzip.
    """
    with _open(file.path) as stored:
        return _piece(gzip.GzipFile(fileobj=stored) if file.is_gzip else stored, _START_BYTES)


def read_bytes(file: SourceFile) -> Iterator[bytes]:
    """Yield the file's content, decompressed, in pieces.

    Raises:
        WismoError: broken gzip, one that expands suspiciously, or a file that changed while it was read.
    """
    with _open(file.path) as stored:
        content = gzip.GzipFile(fileobj=stored) if file.is_gzip else stored
        total = 0
        while piece := _piece(content, CHUNK_BYTES):
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


def _kind(file: io.BufferedReader, name: str) -> Kind:
    try:
        return kind_of(file, name)
    except (gzip.BadGzipFile, EOFError, zlib.error, OSError) as error:
        raise WismoError(f"The file cannot be read to its end ({error}). Copy or export it again.") from None


def _piece(content: io.BufferedReader | gzip.GzipFile, size: int) -> bytes:
    try:
        return content.read(size)
    except (gzip.BadGzipFile, EOFError, zlib.error, OSError) as error:
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
