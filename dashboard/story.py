"""One ticket on the page of its order: the verdict first, then how it was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import account, say
from dashboard.clock import Clock

if TYPE_CHECKING:
    from dashboard.account import Section
    from dashboard.explanation import Explanation
    from dashboard.page import Here

NOTICE = "⚠ "


def ticket_story(at: Here, told: Explanation, *, is_asked: bool) -> None:
    """Draw one ticket; every word of it may come from outside, so none is markup.

    ``is_asked`` says that the address names this ticket: then the way to its verdict stands open.
    """
    with st.container(border=True):
        opened = Clock(told.time_zone).said(told.created_at)
        say.subheader("The ticket you came for" if is_asked else "A ticket")
        say.text(
            f"Ticket {told.native_id}, {at.look.label('channel', told.channel).lower()}, "
            f"opened {opened} ({told.time_zone})"
        )
        left, right = st.columns(2)
        with left:
            _section(account.verdict(told, at.look))
            _section(account.question(told, at.look))
        with right:
            _section(account.match(told, at.look))
            if other := told.match.runner_up:
                st.page_link("views/one_order.py", label="Open the other order", query_params={"order": other.order_id})
            _section(account.state(told, at.look))
        if told.timeline:
            with st.expander("What was known at that second", expanded=is_asked):
                _section(account.timeline(told, at.look), titled=False)
        if told.rules:
            with st.expander("How it was decided: the rules, and what they compared"):
                _section(account.rules(told, at.look), titled=False)


def _section(section: Section, *, titled: bool = True) -> None:
    if titled:
        say.caption(section.title)
    # A title says what is noteworthy in a list of its own; there every line has its sign already.
    lines = (
        f"{'    ' * line.depth}{NOTICE if titled and line.tone == 'warning' else ''}{line.text}"
        for line in section.lines
    )
    say.text("\n".join(lines))
