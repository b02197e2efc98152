"""An open page follows what is published: it is drawn again once there is something else to show."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.shown import Shown, gave_out, shown
from dashboard.visitor import visitor
from wismo.errors import WismoError
from wismo.home import Home

if TYPE_CHECKING:
    from wismo.permitted import Role

EVERY = "5s"
_drawn: ContextVar[Shown | None] = ContextVar("drawn", default=None)


def choose(role: Role) -> Shown:
    """Return what this run of a page shows to a role, from its first line to its last.

    Raises:
        WismoError: nothing is published, or nothing of it can be read.
    """
    _drawn.set(None)
    chosen = shown(Home.from_environment(), role)
    _drawn.set(chosen)
    return chosen


def start_over() -> None:
    """Draw the page again from another version, where there is one, after this one gave out while it was read."""
    chosen = _drawn.get()
    if chosen is None:
        return
    gave_out(chosen.snapshot)
    if _now() not in (None, chosen):
        st.rerun()


def watch() -> None:
    """Look every few seconds whether something else is to be shown than what this run drew, or to another role."""
    _look(_drawn.get())


@st.fragment(run_every=EVERY)
def _look(drawn: Shown | None) -> None:
    # Where nothing can be shown any more, what is drawn stays; where nobody may look any more, it goes.
    role = visitor().role
    if role is None or (drawn and drawn.snapshot.role != role) or _now() not in (None, drawn):
        st.rerun()


def _now() -> Shown | None:
    role = visitor().role
    try:
        return shown(Home.from_environment(), role) if role else None
    except WismoError:
        return None
