"""Files that hold files: zip archives, and DuckDB databases (``wismo.intake.database``).

What is inside is copied out into a folder of the load's own, one by one, and read from there.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from wismo.errors import WismoError, safe
from wismo.intake.database import Member, database_tables
from wismo.intake.files import CHUNK_BYTES, MAX_EXPANSION, MAX_FILE_BYTES, inspect, is_beside, is_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from wismo.intake.files import SourceFile

CONTAINERS = ("zip", "duckdb")
MAX_MEMBERS = 10_000
_ENCRYPTED = 0x1


def unpack(file: SourceFile, folder: Path, knows: Callable[[Collection[str]], bool]) -> Iterator[Member]:
    """Yield the files in a container: the name, and a copy in ``folder`` or why there is none.

    A copy is gone when the next one is asked for. Tables of a database that belong together are one copy
    where ``knows`` the columns of the first.

    Raises:
        WismoError: the container as a whole cannot be read.
    """
    return _from_zip(file, folder) if file.kind == "zip" else database_tables(file, folder, knows)


def inspect_member(copy: Path | WismoError, name: str) -> SourceFile:
    """Check a file that came out of a container.

    Raises:
        WismoError: it could not be copied out, is none that can be read, or holds files itself.
    """
    if isinstance(copy, WismoError):
        raise copy
    member = inspect(copy, name)
    if member.kind in CONTAINERS:
        raise WismoError(f"A {member.kind} file inside an archive is not unpacked. Unpack it first.")
    return member


def _from_zip(file: SourceFile, folder: Path) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(file.path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir() and not _is_passed_over(info.filename)]
            if not members:
                raise WismoError("The zip archive holds no file to read.")
            if len(members) > MAX_MEMBERS:
                raise WismoError(
                    f"The zip archive holds more than {MAX_MEMBERS:,} files. Unpack it and load the folder."
                )
            room = _Room(file, folder)
            for number, info in enumerate(sorted(members, key=lambda member: member.filename)):
                name = f"{file.name}/{_tame(info.filename)}"
                copy = folder / str(number)
                try:
                    _extract(archive, info, copy, room)
                except WismoError as error:
                    copy.unlink(missing_ok=True)  # half of a broken one
                    yield name, error
                    continue
                yield name, copy
                copy.unlink(missing_ok=True)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise WismoError(f"The zip archive cannot be read ({error}). Copy or export it again.") from None


class _Room:
    """How much may still be unpacked: a small archive that expands without end is an attack or a mistake."""

    def __init__(self, file: SourceFile, folder: Path) -> None:
        self._folder = folder
        self._left = min(max(file.size * MAX_EXPANSION, CHUNK_BYTES), MAX_FILE_BYTES)

    def take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise WismoError(
                f"The archive expands to more than {MAX_EXPANSION} times its size. "
                "If it is genuine, unpack it and load the folder."
            )

    def check(self, size: int) -> None:
        if size > shutil.disk_usage(self._folder).free:
            raise WismoError(f"There is no room to unpack {size:,} bytes. Free some, then load again.")


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, copy: Path, room: _Room) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise WismoError("The file is encrypted. Unpack it with its password and load what is in it.")
    room.check(info.file_size)
    try:
        with archive.open(info) as stored, copy.open("wb") as out:
            while piece := stored.read(CHUNK_BYTES):
                room.take(len(piece))
                out.write(piece)
    except (zipfile.BadZipFile, EOFError, zlib.error, RuntimeError, NotImplementedError) as error:
        raise WismoError(f"The file in the archive cannot be read ({error}). Copy or export it again.") from None


def _is_passed_over(name: str) -> bool:
    """Hidden files, and documents beside exports, as in a folder."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not parts or any(is_hidden(part) for part in parts if part not in (".", "..")) or is_beside(parts[-1])


def _tame(name: str) -> str:
    """Return a member's name without steps upwards and escape codes; its last part names a file in quarantine."""
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..", ".")]
    return safe("/".join(parts)) or "unnamed"
