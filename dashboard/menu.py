"""The pages, who may open them, and what stands there for whoever may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from wismo.permitted import may

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

    from wismo.permitted import Role

REFUSED = {
    "agent": "This page shows single orders and tickets, which the role viewer does not include.",
    "admin": "This page shows how the installation does, which only the role admin includes.",
}


@dataclass(frozen=True)
class Entry:
    """One page: its file in ``views/``, its title, and the least role that it needs.

    What is not listed is an address of before, which leads on.
    """

    file: str
    title: str
    needs: Role = "viewer"
    is_listed: bool = True


# The rooms in the order of the questions that are asked: what changed, why, with whom, what now, did it help.
ENTRIES = {
    "Monday": (Entry("weekly_review", "Weekly review"),),
    "Causes": (
        Entry("root_causes", "Root causes"),
        Entry("tickets", "Tickets", "agent"),
        Entry("one_order", "One order", "agent"),
    ),
    "Partners": (
        Entry("carriers", "Carriers"),
        Entry("three_pls", "3PLs"),
        Entry("seasons", "Seasons"),
    ),
    "Act now": (
        Entry("at_risk", "At risk"),
        Entry("coverage", "Coverage"),
    ),
    "Programme": (
        Entry("tactics", "Tactics"),
        Entry("retention", "Retention"),
    ),
    "More": (
        Entry("explore", "Explore"),
        Entry("definitions", "Data health and definitions"),
        Entry("rules", "How causes are decided", is_listed=False),
        Entry("data_health", "Data health", "admin", is_listed=False),
    ),
}
FIRST = "weekly_review"


def pages(role: Role | None) -> dict[str, list[StreamlitPage]]:
    """Return the menu of a role. What it may not open keeps its address, so that the page can say why."""
    return {
        section: [
            st.Page(
                f"views/{entry.file}.py",
                title=entry.title,
                default=entry.file == FIRST,
                visibility="visible" if role and entry.is_listed and may(role, entry.needs) else "hidden",
            )
            for entry in entries
        ]
        for section, entries in ENTRIES.items()
        if entries
    }


def why_refused(title: str, role: Role) -> str:
    """Return why the role may not open the page of this title, in a sentence; nothing where it may."""
    needed = next(entry.needs for entries in ENTRIES.values() for entry in entries if entry.title == title)
    return "" if may(role, needed) else REFUSED[needed]
