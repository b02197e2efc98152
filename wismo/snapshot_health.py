"""Which snapshots are whole, and what to do first where the live one is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.seal import damage
from wismo.snapshot import current_snapshot, list_snapshots, older_ones

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wismo.home import Home
    from wismo.snapshot import Snapshot


def examined_snapshots(home: Home) -> list[Snapshot]:
    """Return every published version, newest first, each read to its end (about a second per gigabyte)."""
    return [replace(snapshot, damage=damage(snapshot.path)) for snapshot in list_snapshots(home)]


def advice(home: Home, examined: Sequence[Snapshot]) -> str | None:
    """Return what is wrong with the live snapshot and what to run; None where it is whole."""
    live = next((snapshot for snapshot in examined if snapshot.is_current), None)
    if live and not live.damage:
        return None
    if live:
        problem = f"The live snapshot is damaged: {live.damage}."
    else:
        try:
            current_snapshot(home)
        except WismoError as error:
            problem = str(error)
        else:
            return None
        if not examined:
            return problem
        problem = problem.partition(" Run `")[0]
    older = older_ones(home, list(examined))
    shown = next((snapshot for snapshot in older if not snapshot.damage and not snapshot.is_current), None)
    if shown is None:
        return f"{problem} No older one is whole. Run `wismo build`: it makes a new one from what was loaded."
    return (
        f"{problem} Run `wismo build`, which makes a new one; meanwhile the dashboard shows {shown.version}. "
        "`wismo rollback` makes that one the live one, if a build cannot run."
    )
