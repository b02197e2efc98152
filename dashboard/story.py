"""What is known of one ticket: its cause, who can change it, and how it was tied to its order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.page import Here


def ticket_story(at: Here, ticket: Mapping[str, Any]) -> None:
    """Draw one row of ``lists.tickets_of_order``; every word of it may come from outside, so none is markup."""
    with st.container(border=True):
        opened = f"{ticket['created_at']:%a %-d %b %Y, %H:%M} UTC"
        st.text(f"Ticket {ticket['native_id']}, opened {opened} by {at.look.label('channel', ticket['channel'])}")
        for line in _lines(at, ticket):
            st.text(line)


def _lines(at: Here, ticket: Mapping[str, Any]) -> list[str]:
    label = at.look.label
    tied = f"Tied to this order by: {label('match_method', ticket['match_method'])}"
    lines = [f"{tied} (confidence {ticket['match_confidence']:.2f})"]
    if ticket["runner_up_order_id"]:
        lines.append(f"The other order it might be: {ticket['runner_up_order_id']}")
    if not ticket["is_wismo"]:
        return ["Not a question about where the order is.", *lines]
    certainty = label("cause_status", ticket["cause_status"]).lower()
    cause = f"Root cause: {label('root_cause', ticket['root_cause'])} ({certainty})"
    if ticket["cause_detail"]:
        cause = f"{cause}, {label('cause_detail', ticket['cause_detail']).lower()}"
    story = [cause, f"Owner: {label('owner', ticket['owner'])}", f"Reason: {ticket['reason'] or '–'}"]
    if ticket["lesser_causes"]:
        story.append(f"Also true: {_also(at, ticket['lesser_causes'])}")
    return [*story, f"Customer's reason: {label('customer_reason', ticket['customer_reason'])}", *lines]


def _also(at: Here, codes: str | list[str]) -> str:
    """The column holds codes as a list, or as text with commas between them."""
    names = codes if isinstance(codes, list) else codes.strip("[]").replace('"', "").split(",")
    return ", ".join(at.look.label("root_cause", name.strip()) for name in names)
