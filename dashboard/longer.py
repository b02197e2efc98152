"""What one week beside another cannot show: parts that have been out of the ordinary for longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import say, signals

if TYPE_CHECKING:
    from dashboard.page import Here

SHOWN = 2


def section(at: Here) -> None:
    """Say what the trend knows, the surest first; the page says nothing where the trend knows nothing."""
    odd = signals.lasting(at.snapshot, at.filters, at.weeks.last)
    if not odd:
        return
    say.caption("For longer than this week:")
    for sentence in odd[:SHOWN]:
        say.text(sentence)
    if odd[SHOWN:]:
        with st.expander(f"{len(odd) - SHOWN} more out of the ordinary"):
            for sentence in odd[SHOWN:]:
                say.text(sentence)
