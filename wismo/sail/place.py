"""Where Sail is, where it finds raw data, and where it puts what it builds."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pyarrow import fs

from wismo.errors import WismoError, safe

if TYPE_CHECKING:
    from wismo.home import Home

SERVER, RAW, TABLES = "WISMO_SAIL_SERVER", "WISMO_SAIL_RAW", "WISMO_SAIL_TABLES"
_ADDRESS = re.compile(r"[A-Za-z0-9.-]+:[0-9]{1,5}")


@dataclass(frozen=True)
class Place:
    """``server`` is a running server's host and port; None where this process starts one for itself.

    ``raw`` and ``tables`` are folders, or addresses in an object store, as that server and its workers see them.
    ``tables`` is this build's own and holds nothing yet.
    """

    server: str | None
    raw: str
    tables: str

    @classmethod
    def from_environment(cls, home: Home) -> Place:
        """Read the environment; without any setting everything is on this machine.

        Raises:
            WismoError: the server's address is none.
        """
        server = os.environ.get(SERVER) or None
        if server and not _ADDRESS.fullmatch(server):
            raise WismoError(f"{SERVER} is {safe(server)!r}. Write host:port, such as sail.internal:50051.")
        tables = os.environ.get(TABLES) or str(home.work / "sail")
        build = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"
        return cls(server, (os.environ.get(RAW) or str(home.raw)).rstrip("/"), f"{tables.rstrip('/')}/{build}")


def is_elsewhere(address: str) -> bool:
    """True for an address in an object store, false for a folder."""
    return "://" in address


def open_files(address: str) -> tuple[fs.FileSystem, str]:
    """Return what reads a folder or an address, with its path there.

    Raises:
        WismoError: the address is of no kind that is known here.
    """
    if not is_elsewhere(address):
        return fs.LocalFileSystem(), address
    try:
        return fs.FileSystem.from_uri(address)
    except (OSError, ValueError) as error:
        raise WismoError(f"{safe(address)!r} cannot be read from here. Write it like s3://bucket/folder.") from error


def parquet_files(files: fs.FileSystem, folder: str) -> dict[str, fs.FileInfo]:
    """Return the Parquet files under a folder by their path beneath it, in order; none where it does not exist."""
    found = files.get_file_info(fs.FileSelector(folder, allow_not_found=True, recursive=True))
    return {
        item.path.removeprefix(folder).lstrip("/"): item
        for item in sorted(found, key=lambda item: item.path)
        if item.type == fs.FileType.File and item.path.endswith(".parquet")
    }


def remove_tables(place: Place) -> None:
    """Delete what the models left: it holds customers' keys."""
    files, folder = open_files(place.tables)
    if files.get_file_info(folder).type == fs.FileType.Directory:
        files.delete_dir(folder)
