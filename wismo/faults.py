"""What the machine did to us, in a plain sentence: a disk that is full, a folder that may not be written, and such."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_FULL = "The disk that holds {place} is full; make room, then run the same command again."
_NO_FILES = "The disk that holds {place} can hold no further files (it has room, but no inodes left); delete some."
_READ_ONLY = "The disk that holds {place} is read-only; mount it for writing, then run the same command again."
_DENIED = "This user may not write in {place}; give it the folder, or set WISMO_HOME to one that it owns."
_NO_FOLDER = "{place} runs through a file where a folder must be; set WISMO_HOME to a folder."
_BROKEN = "The disk that holds {place} reports errors; copy what you can to another disk and look at its log."
_TOO_MANY = "Too many files are open; raise the limit (`ulimit -n`), then run the same command again."
SENTENCES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.EIO: _BROKEN,
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
}
# What DuckDB and Arrow write into their messages, which carry no number.
_SIGNS = {os.strerror(number).lower(): number for number in SENTENCES} | {
    "failed to offload": errno.ENOSPC,
    "max_temp_directory_size": errno.ENOSPC,
}


def plain_fault(error: BaseException, place: Path) -> str:
    """Return what happened and what to do about it, without any text of the error: it may quote a row.

    ``place`` is the folder that was written to; an error that names a file of its own is told by that.
    """
    number = _number(error)
    named = Path(error.filename) if isinstance(error, OSError) and isinstance(error.filename, str) else place
    # Of what lies in our folder the folder says enough; elsewhere, the path itself is what a person must see.
    folder = named if named.is_absolute() and not named.is_relative_to(place) else place
    if number == errno.ENOSPC and _has_no_inodes(place):
        return _NO_FILES.format(place=folder)
    if number in SENTENCES:
        return SENTENCES[number].format(place=folder)
    said = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return f"Writing in {folder} failed ({said}); mend the cause, then run the same command again."


def is_machine_fault(error: BaseException) -> bool:
    """Tell whether it was the machine, not the data: then the sentence above says what to do."""
    return isinstance(error, OSError) or _number(error) in SENTENCES


def _number(error: BaseException) -> int | None:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    message = str(error).lower()
    return next((number for sign, number in _SIGNS.items() if sign in message), None)


def _has_no_inodes(place: Path) -> bool:
    there = next((folder for folder in (place, *place.parents) if folder.exists()), None)
    if there is None:
        return False
    state = os.statvfs(there)
    return state.f_files > 0 and state.f_ffree == 0
