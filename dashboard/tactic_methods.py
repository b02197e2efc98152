"""How an effect of a tactic is worked out, what it cannot say, and how one is registered."""

from __future__ import annotations

import streamlit as st

from dashboard import say
from dashboard.programme import NO_PROOF

KNOWN = (
    (
        "What a tactic is set against follows from the register and is settled before any result is looked at. Where "
        "it is for a 3PL, a carrier or a region, the same weeks of the others are the comparison; where it is for all "
        "parcels, only its own weeks before are left, which know nothing of what else changed in those weeks."
    ),
    (
        "Looks are taken after 8, 13, 26 and 52 weeks and not in between: whoever looks every Monday finds something "
        "some Monday. In 200 made-up brands where nothing had happened, a look after 13 weeks found something in 6.5 % "
        "of them against own weeks, in 2.5 % against others."
    ),
    (
        "The smallest fall that could be seen needs no result, so it is known before the launch: a smaller one would "
        "be missed more often than once in five times. What could be chance may still be real."
    ),
    f"{NO_PROOF} Only a holdout by lot, order by order, would be.",
)


HOW = (
    "A tactic is a row of seeds/tactics.csv: an id, its name, its kind (notify_at_first_scan, exception_alerts, "
    "dynamic_window, backlog_promise or other), the day of its launch, the 3PL, carrier or region it is for, and the "
    "change you expect. Write it down before the launch; the next `wismo build` judges it. A target is a row of "
    "seeds/targets.csv; without a figure of your own it asks for 15 % less than your own seasonal baseline."
)
WHAT_IF = "wismo tactics --what-if --three-pl cascade --launch 2026-12-01"


def how_to_register() -> None:
    """Say how a tactic is entered, and what can be asked before it is."""
    with st.expander("How to register a tactic, and ask before the launch what could be seen"):
        say.text(HOW)
        st.code(WHAT_IF, language="bash", wrap_lines=True)


def how_we_know() -> None:
    """Say how an effect is worked out and what it cannot say, for whoever asks."""
    with st.expander("How we know"):
        for line in KNOWN:
            say.text(line)
