"""Where Sail is, where it finds raw data, and where it puts what it builds."""

from __future__ import annotations

import os
import re
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pyarrow import fs

from wismo.errors import WismoError, safe
from wismo.intake.disk import write_text
from wismo.sail.faults import reachable

if TYPE_CHECKING:
    from wismo.home import Home

SERVER, RAW, TABLES = "WISMO_SAIL_SERVER", "WISMO_SAIL_RAW", "WISMO_SAIL_TABLES"
_ADDRESS = re.compile(r"[A-Za-z0-9.-]+:[0-9]{1,5}")
_HIGHEST_PORT = 65535
# Of the folder of a build: when it began, its process, and whose it is.
_BUILD = r"[0-9]{8}T[0-9]{6}Z-[0-9]+-"
ANSWERS_WITHIN = 5


@dataclass(frozen=True)
class Place:
    """``server`` is a running server's host and port; None where this process starts one for itself.

    ``raw`` and ``tables`` are folders, or addresses in an object store, as that server and its workers see them.
    ``tables`` is this build's own and holds nothing yet. ``owner`` is the home's id.
    """

    server: str | None
    raw: str
    tables: str
    owner: str

    @classmethod
    def from_environment(cls, home: Home) -> Place:
        """Read the environment; without any setting everything is on this machine.

        Raises:
            WismoError: the server's address is none.
        """
        server = os.environ.get(SERVER) or None
        if server and not (_ADDRESS.fullmatch(server) and int(server.rpartition(":")[2]) <= _HIGHEST_PORT):
            raise WismoError(f"{SERVER} is {safe(server)!r}. Write host:port, such as sail.internal:50051.")
        tables = os.environ.get(TABLES) or str(home.work / "sail")
        owner = home_id(home)
        build = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}-{owner}"
        raw = (os.environ.get(RAW) or str(home.raw)).rstrip("/")
        return cls(server, raw, f"{tables.rstrip('/')}/{build}", owner)


def home_id(home: Home) -> str:
    """Return the random name by which a home knows again what it put elsewhere; made on first use."""
    path = home.root / "sail_id"
    if not path.exists():
        write_text(path, secrets.token_hex(8) + "\n")
    return path.read_text(encoding="utf-8").strip()


def knock(place: Place) -> None:
    """Make sure that a server is there: one that is not would be waited for without end.

    Raises:
        WismoError: nobody answers in five seconds.
    """
    if place.server is None:
        return
    host, _, port = place.server.partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=ANSWERS_WITHIN).close()
    except (OSError, UnicodeError) as error:
        raise WismoError(no_answer(place.server)) from error


def no_answer(server: str) -> str:
    """Return what is said of a server that is not there, or silent."""
    return (
        f"The Sail server {server} does not answer. Start it, or set {SERVER} to one that runs. Nothing was published."
    )


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
    """Delete what the models left: it holds customers' keys.

    Raises:
        WismoError: they are still there.
    """
    with reachable(place.tables, TABLES):
        files, folder = open_files(place.tables)
        if files.get_file_info(folder).type == fs.FileType.Directory:
            files.delete_dir(folder)


def remove_older_tables(place: Place) -> None:
    """Delete what killed builds of this home left where tables go; another home's is nobody's to delete but its own.

    The caller holds the build lock, so no build of this home runs.

    Raises:
        WismoError: the place cannot be read, or something of ours is still there.
    """
    parent = place.tables.rpartition("/")[0]
    ours = re.compile(_BUILD + re.escape(place.owner))
    with reachable(parent, TABLES):
        files, folder = open_files(parent)
        for item in files.get_file_info(fs.FileSelector(folder, allow_not_found=True)):
            if item.type == fs.FileType.Directory and ours.fullmatch(item.base_name):
                files.delete_dir(item.path)
