"""One build at a time."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wismo.errors import BusyError
from wismo.intake.disk import write_holder

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import TextIO

    from wismo.home import Home


class BuildIsRunningError(BusyError):
    """Another process holds the build's lock."""


@contextmanager
def build_lock(home: Home) -> Generator[None]:
    """Hold the lock that building and rolling back share; the kernel frees it when a process dies.

    Raises:
        BuildIsRunningError: another process holds it.
    """
    home.make_private()
    with (home.work / "build.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildIsRunningError(_holder(file)) from None
        write_holder(file, json.dumps({"pid": os.getpid(), "since": f"{datetime.now(UTC):%H:%M} UTC"}))
        yield


def _holder(file: TextIO) -> str:
    file.seek(0)
    try:
        holder = json.load(file)
        who = f" since {holder['since']} (process {holder['pid']})"
    except (json.JSONDecodeError, KeyError):
        who = ""
    return f"Another build runs{who}. Wait until it ends, then try again; nothing was changed."
