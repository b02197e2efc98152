"""The filters beside every page, kept in the address, and the ways that lead from one page to another.

This is the only module that touches the session's state.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import say
from dashboard.filters import DIMENSIONS, TITLES, Filters
from dashboard.lookup import LONGEST, cleaned
from dashboard.menu import FIRST
from dashboard.metrics import members
from dashboard.reference import info, look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.theme import Look
    from dashboard.warehouse import Snapshot

DESTINATION = "_destination"
TICKETS, ONE_ORDER = "views/tickets.py", "views/one_order.py"


def read(snapshot: Snapshot) -> Filters:
    """Draw the filters and return what they say. A name in the address that nothing bears is dropped."""
    words = look(snapshot, is_dark=False)
    options = {name: members(snapshot, name) for name in DIMENSIONS}
    _name_codes(options, words)
    with st.sidebar:
        say.subheader("Filters")
        left, right = st.columns(2)
        latest = info(snapshot).reporting_through
        start = left.date_input("From", None, max_value=latest, key="from", bind="query-params")
        end = right.date_input("To", None, max_value=latest, key="to", bind="query-params")
        picked = [(name, _pick(name, options[name], words)) for name in DIMENSIONS]
        chosen = tuple((name, names) for name, names in picked if names)
        st.button("Clear filters", on_click=_clear, width="stretch", disabled=not (chosen or start or end))
        if start and end and start > end:
            say.warning("The first day is after the last day, so the first day is left open.")
            start = None
    return Filters(start, end, chosen)


def choice(label: str, options: Sequence[str], key: str, titles: Mapping[str, str]) -> str:
    """Draw a choice of one and return it; it stays in the address under ``key``."""
    return st.segmented_control(
        label,
        options,
        default=options[0],
        required=True,
        key=key,
        bind="query-params",
        format_func=titles.__getitem__,
        wrap=True,
    )


def one_of(
    label: str, options: Sequence[str], key: str, titles: Mapping[str, str], otherwise: str = "Nothing"
) -> str | None:
    """Draw a list to choose one from, or none, and return it; it stays in the address under ``key``.

    The address may name a code or a title; what the list does not hold is dropped. ``otherwise`` is what stands there
    for none.
    """
    given = st.query_params.get(key, "")
    if key not in st.session_state and given in options and titles[given] != given:
        st.query_params[key] = titles[given]
        st.rerun()
    return st.selectbox(
        label, options, index=None, key=key, bind="query-params", placeholder=otherwise,
        format_func=titles.__getitem__,
    )  # fmt: skip


def choices() -> tuple[str, ...]:
    """Return what the address says besides the filters: what is chosen on the page itself."""
    own = sorted(name for name in st.query_params if name not in {*DIMENSIONS, "from", "to"})
    return tuple(f"{name}={text}" for name in own for text in st.query_params.get_all(name))


def text_asked(label: str, key: str) -> str:
    """Draw a field for words to look for and return them; they stay in the address under ``key``."""
    return cleaned(st.text_input(label, key=key, bind="query-params", max_chars=LONGEST) or "")


def order_asked() -> str:
    """Draw the field that names an order or a ticket and return its text; it stays in the address as ``order``."""
    label = "Order, ticket or tracking number"
    return cleaned(st.text_input(label, key="order", bind="query-params", max_chars=LONGEST) or "")


def ticket_given() -> str:
    """Return the ticket that the address names with ``ticket``, in full; empty where it names none."""
    return cleaned(st.query_params.get("ticket", ""))


def to_tickets(key: str, places: Sequence[str]) -> None:
    """Follow a selection in the chart ``key`` to its tickets; ``places`` names what its points carry.

    ``period`` is the Monday of a week as text; anything else is a dimension. A point that carries nothing leads
    nowhere, and what is missing in one narrows nothing.
    """
    points = st.session_state[key].selection.points
    carried = points[0].get("customdata") if points else None
    if carried:
        go_to_tickets({place: name for place, name in zip(places, carried, strict=False) if name is not None})


def go_to_tickets(narrowed: Mapping[str, str]) -> None:
    """Narrow the filters further and show the tickets that are left."""
    for name, member in narrowed.items():
        if name == "period":
            first = date.fromisoformat(member)
            st.session_state["from"], st.session_state["to"] = first, first + timedelta(days=6)
        else:
            st.session_state[name] = [member]
    st.session_state[DESTINATION] = (TICKETS, None)


def to_order(key: str, lines: Sequence[tuple[str | None, str | None]]) -> None:
    """Follow a selected row of the list ``key`` to its ticket or order, on the page of the order where it has one.

    ``lines`` holds the ids of each row's ticket and order, of which one may be missing.
    """
    picked = st.session_state[key].selection.rows
    if picked:
        named = zip(("ticket", "order"), lines[picked[0]], strict=True)
        st.session_state[DESTINATION] = (ONE_ORDER, {name: key for name, key in named if key})


def chosen(key: str) -> str | None:
    """Return what stands in a widget at this moment, for what is done when it changes."""
    return st.session_state.get(key)


def address() -> str:
    """Return what stands behind the question mark in the address of the page that runs."""
    run = get_script_run_ctx(suppress_warning=True)
    return run.query_string if run else ""


def go_afresh(page: str, address: Mapping[str, Sequence[str]]) -> None:
    """Load a page by its address, as a link that somebody sent would: what was chosen before is forgotten.

    ``page`` is a file in ``views/`` without its ending; names in ``address`` that nothing bears are dropped there.
    """
    run = get_script_run_ctx(suppress_warning=True)
    if run:
        base = f"/{config.get_option('server.baseUrlPath') or ''}".rstrip("/")
        # What sends a browser to a sign-in and back sends it anywhere on this server. Within a session Streamlit
        # lets no code write into the address what a widget is bound to.
        message = ForwardMsg()
        message.auth_redirect.url = f"{base}/{'' if page == FIRST else page}?{urlencode(address, doseq=True)}"
        run.enqueue(message)


def follow() -> None:
    """Go where the last selection led, if it led anywhere."""
    page, address = st.session_state.pop(DESTINATION, (None, None))
    if page:
        _let_go()
        st.switch_page(page, query_params=address)


def _let_go() -> None:
    """Free what widgets hold in the address: Streamlit refuses to leave a page while it is held.

    Their values stay in the session, and the page that comes writes those that it draws into its own address.
    """
    run = get_script_run_ctx(suppress_warning=True)
    if run:
        with run.session_state.query_params() as held:
            for name in list(held.to_dict()):
                if binding := held.get_binding_for_param(name):
                    held.unbind_widget(binding.widget_id)


def _name_codes(options: Mapping[str, Sequence[str]], words: Look) -> None:
    """Take members by their codes, too, which links from outside use; the widgets know them by their labels."""
    asked = {name: st.query_params.get_all(name) for name in DIMENSIONS if name not in st.session_state}
    coded = {name: given for name, given in asked.items() if any(code in options[name] for code in given)}
    for name, given in coded.items():
        st.query_params[name] = [words.label(name, code) if code in options[name] else code for code in given]
    if coded:
        st.rerun()


def _pick(name: str, options: Sequence[str], words: Look) -> tuple[str, ...]:
    picked = st.multiselect(
        TITLES[name],
        options,
        key=name,
        bind="query-params",
        placeholder="Any",
        format_func=lambda member: words.label(name, member),
    )
    return tuple(sorted(picked))


def _clear() -> None:
    st.session_state["from"] = st.session_state["to"] = None
    for name in DIMENSIONS:
        st.session_state[name] = []
