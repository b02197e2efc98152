"""Writing that survives a crash: a file is either there and whole, or not there."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from wismo.home import Home


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def place(temporary: Path, final: Path) -> None:
    """Move a finished file to its place so that a crash leaves the old state or the new one."""
    final.parent.mkdir(parents=True, exist_ok=True)
    _sync(temporary)
    temporary.replace(final)
    _sync(final.parent)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a small text file atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding=encoding, errors="surrogatepass", newline="")
    place(temporary, path)


def now_utc() -> str:
    """Return this moment as UTC text with microseconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@contextmanager
def load_lock(home: Home) -> Generator[None]:
    """Hold the brand's load lock; the system releases it when the process ends, however it ends.

    Raises:
        WismoError: another load holds it.
    """
    with file_lock(home.root / "load.lock", "Another load runs since {since}. Wait until it ends, then load again."):
        yield


@contextmanager
def file_lock(path: Path, refusal: str) -> Generator[None]:
    """Hold the lock that ``path`` stands for; ``refusal`` says who else may hold it, with ``{since}``.

    Raises:
        WismoError: another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            since = lock.read().strip() or "a moment ago"
            raise WismoError(refusal.format(since=since)) from None
        lock.seek(0)
        lock.truncate()
        lock.write(f"{now_utc()} (process {os.getpid()})")
        lock.flush()
        yield
