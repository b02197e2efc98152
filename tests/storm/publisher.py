"""A process that publishes one batch, and can be told to die just before the n-th call that touches the disk.

Python tells a profiling function of every call into C before it happens; the calls below are those by which `publish`
reaches the disk or the engine. Nothing of ours is replaced: what dies is the real thing at that place.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.republish import publish_again, stamp, working
from wismo.audit import personal_findings
from wismo.home import Home
from wismo.lock import build_lock
from wismo.publish import mart_tables

if TYPE_CHECKING:
    import duckdb

CALLS = {
    "open", "write", "fsync", "rename", "replace", "unlink", "chmod", "mkdir", "sendfile", "execute", "connect",
}  # fmt: skip
LEAKED = "jane.doe@example.com"


class Fate:
    """Counts the calls, and kills this process before one of them."""

    def __init__(self, last: int | None) -> None:
        self.last = last
        self.count = 0

    def __call__(self, _: object, event: str, called: Any) -> None:
        """Be told of an event by Python."""
        if event == "c_call" and getattr(called, "__name__", "") in CALLS:
            self.count += 1
            if self.count == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def publish_batch(home: Home, connection: duckdb.DuckDBPyConnection, number: int, last: int | None = None) -> int:
    """Stamp the marts with a batch, audit them, publish them; return how many calls publishing took.

    Before its audit a batch bears a mark that no reader may ever see. Every fifth is at first one that must not pass.
    """
    tables = mart_tables(home.work / "target")
    if number % 5 == 0:
        stamp(connection, f"unaudited {LEAKED}")
        if not list(_personal(connection, tables)):
            raise AssertionError("the audit let an address pass")
    stamp(connection, f"unaudited {number}")
    if found := list(_personal(connection, tables)):
        raise AssertionError(f"the audit stopped a good batch: {found}")
    stamp(connection, f"batch {number}")
    fate = Fate(last)
    sys.setprofile(fate)
    try:
        publish_again(home, connection)
    finally:
        sys.setprofile(None)
    return fate.count


def _personal(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> list[str]:
    # The whole audit counts rows of raw, too, and there is no raw here.
    return [finding.sentence for table in tables for finding in personal_findings(connection, table)]


def main(root: str, first: str, count: str) -> None:
    """Publish some batches, printing each when it is out."""
    home = Home(Path(root))
    with build_lock(home), working(home) as connection:
        for number in range(int(first), int(first) + int(count)):
            publish_batch(home, connection, number)
            print(number, flush=True)  # noqa: T201 - told to the storm


if __name__ == "__main__":
    main(*sys.argv[1:])
