"""The action log on the weekly review: what was decided, who does it, by when, what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import action_form, say, sidebar
from dashboard.clock import clock
from dashboard.filters import TITLES
from dashboard.markup import literal, without_place
from dashboard.menu import FIRST
from dashboard.panel import download
from wismo.errors import WismoError
from wismo.home import Home
from wismo.many import many
from wismo.periods import WEEK, spoken
from wismo.team.actions import list_actions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.page import Here
    from wismo.team.actions import Action

# Where an entry about a member leads, narrowed to it; without one, to its week.
PAGES = {"root_cause": "root_causes", "carrier": "carriers", "three_pl": "three_pls"}
SHOWN_CLOSED = 10


@st.fragment
def section(at: Here) -> None:
    """Draw the entries, what is open first; whoever is an agent adds and changes them in a form."""
    try:
        actions = list_actions(Home.from_environment())
    except WismoError as error:
        say.subheader("What was decided")
        say.warning(without_place(str(error)))
        return
    today = clock(at.snapshot).today()
    still_open = [action for action in actions if action.status == "open"]
    closed = [action for action in actions if action.status != "open"]
    say.subheader(_finding(still_open, today))
    say.caption("What was decided on Mondays, for the whole team and whatever the filters say. No build touches it.")
    opened = action_form.opened()
    if at.may("agent"):
        if opened and opened.is_new:
            with st.container(border=True, key="action_new"):
                action_form.draw(at, None, opened)
        else:
            st.button("Write down a decision", icon=":material/add:", key="add_action", on_click=action_form.begin)
    for action in still_open:
        _entry(at, action, today, opened)
    if closed:
        is_opened = opened is not None and opened.action_id in {action.action_id for action in closed}
        with st.expander(f"Done or dropped ({len(closed)})", expanded=is_opened):
            for place, action in enumerate(closed):
                if place < SHOWN_CLOSED or (opened and opened.action_id == action.action_id):
                    _entry(at, action, today, opened)
            if len(closed) > SHOWN_CLOSED:
                say.caption(f"The newest {SHOWN_CLOSED}; the CSV file holds all of them.")
    if actions:
        download("actions", as_table(actions, at, today), at)


def as_table(actions: Sequence[Action], at: Here, today: date) -> pl.DataFrame:
    """Return the entries as a table."""
    rows = [
        {
            "Week from": action.week_start,
            "Decided": action.what,
            "Who": action.owner,
            "Due": action.due_on,
            "State": "overdue" if action.is_overdue(today) else action.status,
            "What came of it": action.result,
            "About": about_words(action, at),
        }
        for action in actions
    ]
    return pl.DataFrame(rows, schema_overrides={"Due": pl.Date})


def about_words(action: Action, at: Here) -> str:
    """Return what an entry is about, as in ``Carrier: UPS``; empty where it is about no one in particular."""
    if action.about is None:
        return ""
    dimension, member = action.about
    return f"{TITLES.get(dimension, dimension)}: {at.look.label(dimension, member)}"


def _finding(still_open: Sequence[Action], today: date) -> str:
    if not still_open:
        return "No decision is open"
    overdue = len([action for action in still_open if action.is_overdue(today)])
    late = f", {overdue} overdue" if overdue else ""
    return f"{many(len(still_open), 'decision')} open{late}"


def _entry(at: Here, action: Action, today: date, opened: action_form.Opened | None) -> None:
    with st.container(border=True, key=f"action_{action.action_id}", gap="small"):
        say.text(action.what)
        if action.result:
            say.caption(f"What came of it: {action.result}")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            say.badge(action.owner)
            _due(action, today)
            _way(at, action)
            if at.may("agent") and not (opened and opened.action_id == action.action_id):
                st.button(
                    "Change or close" if action.status == "open" else "Change",
                    key=f"change_{action.action_id}",
                    type="tertiary",
                    on_click=action_form.begin,
                    args=(action,),
                )
        if at.may("agent") and opened and opened.action_id == action.action_id:
            action_form.draw(at, action, opened)


def _due(action: Action, today: date) -> None:
    if action.status != "open":
        say.badge(action.status.capitalize(), colour="green" if action.status == "done" else "gray")
    elif action.is_overdue(today):
        say.badge(f"Overdue since {action.due_on:%-d %b %Y}", colour="red")
    else:
        say.badge(f"Due {action.due_on:%-d %b %Y}" if action.due_on else "No day set")


def _way(at: Here, action: Action) -> None:
    """Lead to the page on what the entry is about, as it stood in the entry's week."""
    dimension, member = action.about or ("", "")
    week = f"Week of {spoken(action.week_start)}"
    last_day = (action.week_start + WEEK - timedelta(days=1)).isoformat()
    address = {"to": [last_day]} | ({dimension: [member]} if dimension in PAGES else {})
    st.button(
        literal(f"{about_words(action, at)}, {week[0].lower() + week[1:]}" if dimension else week),
        key=f"way_{action.action_id}",
        type="tertiary",
        icon=":material/arrow_forward:",
        on_click=sidebar.go_afresh,
        args=(PAGES.get(dimension, FIRST), address),
    )
