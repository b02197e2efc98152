"""Saved views in the sidebar: names for pages with their filters, for the whole team."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

import streamlit as st

from dashboard import menu, say, sidebar
from dashboard.action_form import ADDRESS as OPEN_FORM
from dashboard.markup import without_place
from dashboard.visitor import person_mark, require
from wismo.errors import WismoError
from wismo.home import Home
from wismo.permitted import may
from wismo.team.views import LONGEST_NAME, add_view, delete_view, list_views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wismo.permitted import Role
    from wismo.team.views import SavedView

CHOSEN = "saved_view"


def draw(page: str, role: Role) -> None:
    """Draw the way to each view; whoever is an agent saves what is on screen and drops what they saved.

    ``page`` is the last part of the address of the page that runs, empty on the first.
    """
    try:
        views = list_views(Home.from_environment())
    except WismoError as error:
        with st.sidebar:
            say.caption(without_place(str(error)))
        return
    with st.sidebar:
        if views:
            names = {str(view.view_id): view.name for view in views}
            st.selectbox(
                "Saved views", list(names), None, key=CHOSEN, placeholder="Go to one",
                format_func=lambda view_id: names.get(view_id, view_id), on_change=_go, args=(views,),
            )  # fmt: skip
        if may(role, "agent"):
            with st.popover("Save this view", icon=":material/bookmark:", width="stretch"):
                _save(page or menu.FIRST, len(views))
                _drop([view for view in views if role == "admin" or view.made_by == person_mark()])


def address_of(view: SavedView) -> tuple[str, dict[str, list[str]]]:
    """Return a view's page and what stands in its address; the first page where there is no such page any more."""
    known = {entry.file for entries in menu.ENTRIES.values() for entry in entries}
    return view.page if view.page in known else menu.FIRST, parse_qs(view.query)


def kept_query(query: str) -> str:
    """Return the part of an address that a view keeps: all but a form that is open."""
    return urlencode({name: texts for name, texts in parse_qs(query).items() if name != OPEN_FORM}, doseq=True)


def _go(views: Sequence[SavedView]) -> None:
    chosen = sidebar.chosen(CHOSEN)
    for view in views:
        if str(view.view_id) == chosen:
            sidebar.go_afresh(*address_of(view))


def _save(page: str, count: int) -> None:
    # Saved or dropped, the next form is another one, and so is empty.
    with st.form(f"save_view_{count}", border=False):
        name = st.text_input("Name", max_chars=LONGEST_NAME, key=f"view_name_{count}")
        is_saved = st.form_submit_button("Save for the team", key=f"view_save_{count}")
    if not is_saved:
        return
    try:
        require("agent")
        add_view(Home.from_environment(), name, page, kept_query(sidebar.address()), person_mark())
    except WismoError as error:
        say.warning(without_place(str(error)))
        return
    st.toast("Saved for the team.", icon=":material/check:")
    st.rerun()


def _drop(own: Sequence[SavedView]) -> None:
    if not own:
        return
    names = {view.view_id: view.name for view in own}
    picked = st.selectbox(
        "Delete one of yours",
        list(names),
        None,
        key="dropped_view",
        placeholder="Choose",
        format_func=names.__getitem__,
    )
    if st.button("Delete", key="drop_view", disabled=picked is None) and picked is not None:
        try:
            require("agent")
            delete_view(Home.from_environment(), picked)
        except WismoError as error:
            say.warning(without_place(str(error)))
            return
        st.rerun()
