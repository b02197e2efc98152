"""What the team decided and has not done yet, as lines of a digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.clock import clock
from wismo.team.actions import list_actions

if TYPE_CHECKING:
    from datetime import date

    from dashboard.page import Here
    from wismo.home import Home
    from wismo.team.actions import Action


def still_open(home: Home, at: Here) -> tuple[str, ...]:
    """Return each open entry of the action log as a sentence, the one due first at the top; empty where none is open.

    Raises:
        TeamFileError: the file is damaged, or written by a newer version.
    """
    today = clock(at.snapshot).today()
    return tuple(_line(action, today) for action in list_actions(home) if action.status == "open")


def _line(action: Action, today: date) -> str:
    line = f"{action.owner}: {action.what}"
    if action.due_on is None:
        return line
    return f"{line} ({'overdue since' if action.is_overdue(today) else 'due'} {action.due_on:%-d %b %Y})"
