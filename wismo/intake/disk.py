"""Writing that survives a crash: a file is either there and whole, or not there."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wismo.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path
    from typing import IO

    from wismo.home import Home

_MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
_BUILD = "build "
_PAUSE = 0.2


class LoadIsRunningError(BusyError):
    """A load writes what a build would read."""


def sync_to_disk(path: Path) -> None:
    """Make a file's content, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def place(temporary: Path, final: Path) -> None:
    """Move a finished file to its place so that a crash leaves the old state or the new one."""
    final.parent.mkdir(parents=True, exist_ok=True)
    sync_to_disk(temporary)
    temporary.replace(final)
    sync_to_disk(final.parent)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a small text file atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding=encoding, errors="surrogatepass", newline="")
    place(temporary, path)


def file_hash(path: Path) -> str:
    """Return a file's SHA-256 as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def now_utc() -> str:
    """Return this moment as UTC text with microseconds."""
    return datetime.now(UTC).strftime(_MOMENT)


def moment_after(earlier: str, moment: str) -> str:
    """Return a moment, or the next one after an earlier one where the machine's clock went back behind that."""
    if moment > earlier:
        return moment
    return (datetime.strptime(earlier, _MOMENT) + timedelta(microseconds=1)).strftime(_MOMENT)  # noqa: DTZ007 - both UTC


@contextmanager
def load_lock(home: Home, say: Callable[[str], None] | None = None) -> Generator[None]:
    """Hold the brand's load lock; the system releases it when the process ends, however it ends.

    With ``say``, waits where a build reads what was loaded, and says so: that ends by itself, and a pull by schedule
    is not to fail over it.

    Raises:
        BusyError: another load holds it.
    """
    home.make_private()
    path, is_told = _lock_path(home), False
    refusal = "Another load runs since {since}. Wait until it ends, then load again."
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(file_lock(path, refusal))
                break
            except BusyError:
                holder = path.read_text(encoding="utf-8")
                if say is None or not holder.startswith(_BUILD):
                    raise
                if not is_told:
                    since = holder.removeprefix(_BUILD)
                    say(f"A build reads what was loaded, since {since}. This load waits until it is done.")
                    is_told = True
                time.sleep(_PAUSE)
        yield


@contextmanager
def unchanging_raw(home: Home) -> Generator[None]:
    """Hold the load lock for a build, so that all of it reads one state of raw.

    Raises:
        LoadIsRunningError: a load is under way, and half of it would be published.
    """
    refusal = "A load runs since {since}, and a build now would see half of it. Wait until it ends, then build again."
    with ExitStack() as stack:
        try:
            stack.enter_context(file_lock(_lock_path(home), refusal, _BUILD))
        except BusyError as error:
            raise LoadIsRunningError(str(error)) from None
        yield


@contextmanager
def file_lock(path: Path, refusal: str, holder: str = "") -> Generator[None]:
    """Hold the lock that ``path`` stands for; ``refusal`` says who else may hold it, with ``{since}``.

    ``holder`` is a word for who holds it, to be read by others.

    Raises:
        BusyError: another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            since = lock.read().strip().removeprefix(_BUILD) or "a moment ago"
            raise BusyError(refusal.format(since=since)) from None
        write_holder(lock, f"{holder}{now_utc()} (process {os.getpid()})")
        yield


def write_holder(lock: IO[str], text: str) -> None:
    """Write into a lock's file who holds it. On a full disk it holds without; nothing waits in a buffer."""
    with suppress(OSError):
        os.ftruncate(lock.fileno(), 0)
        os.pwrite(lock.fileno(), text.encode(), 0)


def _lock_path(home: Home) -> Path:
    return home.root / "load.lock"
