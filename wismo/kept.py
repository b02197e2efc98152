"""Whether the last build's snapshot still does, so that a build with nothing new need not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.fingerprint import remember, remembered
from wismo.seal import damage
from wismo.snapshot import list_snapshots

if TYPE_CHECKING:
    from collections.abc import Callable

    from wismo.home import Home
    from wismo.snapshot import Snapshot


def kept_snapshot_of(home: Home, fingerprint: str, say: Callable[[str], None]) -> Snapshot | None:
    """Return what the last build published, if it was of this fingerprint and both it and the live one are whole.

    Also one that somebody went back from: building it again would undo that behind their back. Looking at all of a
    gigabyte takes about a second, and a build that says "nothing changed" over a damaged snapshot helps nobody.
    """
    note = remembered(home)
    if note is None or note[0] != fingerprint:
        return None
    snapshots = list_snapshots(home)
    kept = next((item for item in snapshots if item.version == note[1]), None)
    live = next((item for item in snapshots if item.is_current), None)
    if kept is None or live is None:
        return None
    for snapshot in {kept, live}:
        if problem := damage(snapshot.path):
            say(f"The snapshot {snapshot.version} is damaged: {problem}. A new one is built.")
            return None
    return kept


def note_build(home: Home, fingerprint: str, version: str, say: Callable[[str], None]) -> None:
    """Note what a published version was made from. It is live by now: a full disk does not undo that."""
    try:
        remember(home, fingerprint, version)
    except OSError:
        say("The snapshot is published, but that could not be noted; the next build will build again.")
