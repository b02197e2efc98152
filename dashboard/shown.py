"""Which version the pages show: the live one, or where that cannot be read the newest whole one before it.

A version is looked at from its first byte to its last when it is first shown; after that only whether its files are
still the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from dashboard.warehouse import Snapshot, hold
from wismo.errors import WismoError
from wismo.seal import damage, seal_path, semantic_manifest_path
from wismo.snapshot import current_snapshot, list_snapshots, older_ones, version_time

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.home import Home
    from wismo.permitted import Role

Identity = tuple[tuple[int, int, int] | None, ...]
# Damage that showed only when a block was read, and what was shown last, by the folder of the snapshots.
_found_bad: set[tuple[Path, Identity]] = set()
_last: dict[tuple[Path, Role], Snapshot] = {}
_looking = Lock()


@dataclass(frozen=True)
class Shown:
    """The version to show, and what a reader must know where it is not the live one."""

    snapshot: Snapshot
    trouble: str | None = None


def shown(home: Home, role: Role = "admin") -> Shown:
    """Return what the pages show at this moment to whoever has ``role``.

    Raises:
        WismoError: nothing is published, or nothing of it can be read.
    """
    try:
        live = current_snapshot(home)
        problem, cure = _problem(live), "Run `wismo build` to make a new one."
        trouble = problem and f"The live snapshot {live.stem} is damaged: {problem}. {cure}"
    except WismoError as error:
        live, trouble = None, str(error)
    if live and not trouble:
        return _remember(home, Snapshot(live.stem, live, role))
    for older in older_ones(home, list_snapshots(home)):
        if older.path != live and _problem(older.path) is None:
            return _remember(home, Snapshot(older.version, older.path, role), trouble)
    if (home.published, role) in _last:
        # Its files are gone, but this process has them open, and the last good data is better than none.
        return _remember(home, _last[home.published, role], trouble)
    raise WismoError(trouble or "")


def gave_out(snapshot: Snapshot) -> None:
    """Take note that a version could not be read after all; ``shown`` passes it over from now on."""
    _found_bad.add((snapshot.path, _identity(snapshot.path)))


def _remember(home: Home, snapshot: Snapshot, trouble: str | None = None) -> Shown:
    hold(snapshot)
    _last[home.published, snapshot.role] = snapshot
    if trouble is None:
        return Shown(snapshot)
    built = f"{version_time(snapshot.version):%-d %b %Y, %H:%M} UTC"
    return Shown(snapshot, f"{trouble} Until that is mended, these pages show what was published on {built}.")


def _problem(path: Path) -> str | None:
    identity = _identity(path)
    if (path, identity) in _found_bad:
        return "a part of it cannot be read"
    # Whoever comes while a version is looked at waits for that, and does not read gigabytes once more.
    with _looking:
        return _damage(path, identity)


@lru_cache(maxsize=64)
def _damage(path: Path, identity: Identity) -> str | None:
    del identity
    return damage(path)


def _identity(path: Path) -> Identity:
    """Return what changes when one of a version's files is exchanged, cut, mended or deleted."""
    return tuple(_state(file) for file in (path, semantic_manifest_path(path), seal_path(path)))


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_size, state.st_mtime_ns
