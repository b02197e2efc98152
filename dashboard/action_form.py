"""The form in which an entry of the action log is written or changed.

Which entry is open, and in which state it was found, stands in the address: whatever is drawn again meanwhile, a
change of somebody else is noticed, and what was typed stays in the form until it is saved or given up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import metrics, say
from dashboard.filters import TITLES
from dashboard.markup import without_place
from dashboard.visitor import require
from wismo.errors import WismoError
from wismo.home import Home
from wismo.periods import WEEK, spoken
from wismo.team.actions import LONGEST, STATUSES, ChangedMeanwhileError, Decision, add_action, change_action

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from dashboard.page import Here
    from wismo.team.actions import Action

ADDRESS, NEW = "action", "new"
WEEKS_BACK = 8
ABOUT = ("root_cause", "carrier", "three_pl")
NOBODY = ("", "")
STATUS_WORDS = {"open": "Open", "done": "Done", "dropped": "Dropped"}


@dataclass(frozen=True)
class Opened:
    """The entry whose form is open, and the version it had when it was opened; number 0 is a new one."""

    action_id: int
    version: int = 0

    @property
    def is_new(self) -> bool:
        """Whether there is no such entry yet."""
        return self.action_id == 0


def opened() -> Opened | None:
    """Return what the address says is open; None where it says nothing, or nothing that can be read."""
    said = st.query_params.get(ADDRESS, "")
    if said == NEW:
        return Opened(0)
    number, _, version = said.partition(".")
    return Opened(int(number), int(version)) if number.isdecimal() and version.isdecimal() else None


def begin(action: Action | None = None) -> None:
    """Open the form of an entry as it is now, or of a new one."""
    st.query_params[ADDRESS] = f"{action.action_id}.{action.version}" if action else NEW


def draw(at: Here, action: Action | None, found: Opened) -> None:
    """Draw the form of ``action``, or of a new entry, and keep what is written when it is saved."""
    number = found.action_id
    with st.form(f"form_{number}", border=False):
        what = st.text_area(
            "What was decided",
            action.what if action else "",
            max_chars=LONGEST["what"],
            key=f"what_{number}",
            height=80,
        )
        left, middle, right = st.columns([2, 1, 2])
        owner = left.text_input(
            "Who does it", action.owner if action else "", max_chars=LONGEST["owner"], key=f"who_{number}"
        )
        due_on = middle.date_input("Due", action.due_on if action else None, key=f"due_{number}")
        choices, place = _about(at, action)
        about = right.selectbox(
            "About", choices, place, key=f"about_{number}", format_func=_words(at),
            help="The entry then leads to the page on it.",
        )  # fmt: skip
        week = st.selectbox("Decided for the week of", _weeks(at, action), 0, key=f"week_{number}", format_func=spoken)
        status, result = STATUSES[0], ""
        if action:
            status = st.segmented_control(
                "State", STATUSES, default=action.status, required=True, key=f"status_{number}",
                format_func=STATUS_WORDS.__getitem__,
            )  # fmt: skip
            result = st.text_area(
                "What came of it", action.result, max_chars=LONGEST["result"], key=f"result_{number}", height=80
            )
        say.caption("Everybody who may open the dashboard reads this: name no customers, and no addresses or numbers.")
        with st.container(horizontal=True):
            is_saved = st.form_submit_button("Save", type="primary", key=f"save_{number}")
            is_given_up = st.form_submit_button("Do not save", key=f"leave_{number}")
    if is_given_up:
        _close()
    elif is_saved:
        chosen = about if about != NOBODY else None
        _keep(action, found, Decision(week, what, owner, due_on, status, result, chosen))
    elif action and action.version != found.version:
        say.warning("Somebody changed this entry after you opened it. It now reads as above; yours is not saved yet.")


def _keep(action: Action | None, found: Opened, decision: Decision) -> None:
    home = Home.from_environment()
    try:
        require("agent")
        if action:
            change_action(home, action.action_id, found.version, decision)
        else:
            add_action(home, decision)
    except ChangedMeanwhileError as error:
        say.warning(f"{error} To put yours in its place, save again.")
        if action:
            # What stands above has been read now, so the next time counts against it.
            begin(action)
        return
    except WismoError as error:
        say.warning(without_place(str(error)))
        return
    st.toast("Saved for the team.", icon=":material/check:")
    _close()


def _about(at: Here, action: Action | None) -> tuple[list[tuple[str, str]], int]:
    """Return what an entry can be about, and the place of what it is about."""
    known = [(name, member) for name in ABOUT for member in metrics.members(at.snapshot, name)]
    choices = [NOBODY, *(pair for pair in known if pair[1] != "unassigned")]
    about = action.about if action and action.about else NOBODY
    if about not in choices:
        choices.append(about)
    return choices, choices.index(about)


def _words(at: Here) -> Callable[[tuple[str, str]], str]:
    def words(pair: tuple[str, str]) -> str:
        name, member = pair
        return f"{TITLES.get(name, name)}: {at.look.label(name, member)}" if name else "No one in particular"

    return words


def _weeks(at: Here, action: Action | None) -> list[date]:
    """Return the weeks to choose from, the entry's own or the headline week first."""
    recent = [at.weeks.last - place * WEEK for place in range(WEEKS_BACK)]
    return list(dict.fromkeys([action.week_start, *recent])) if action else recent


def _close() -> None:
    if ADDRESS in st.query_params:
        del st.query_params[ADDRESS]
    st.rerun()
