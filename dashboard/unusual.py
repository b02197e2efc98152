"""What one week beside another cannot show: the parts that the trend finds out of the ordinary, new and lasting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import say, signals

if TYPE_CHECKING:
    from dashboard.page import Here

SHOWN = 2


def section(at: Here) -> None:
    """Say what the trend finds, the surest first; nothing where it finds nothing."""
    odd = signals.out_of_the_ordinary(at.snapshot, at.filters, at.weeks.last)
    if not odd:
        return
    say.caption("Out of the ordinary:")
    for sentence in odd[:SHOWN]:
        say.text(sentence)
    if odd[SHOWN:]:
        with st.expander(f"{len(odd) - SHOWN} more out of the ordinary"):
            for sentence in odd[SHOWN:]:
                say.text(sentence)
