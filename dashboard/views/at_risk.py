import streamlit as st

from dashboard import at_risk, evidence, open_list, page, sidebar, waiting

PARTS = {"next": "Who may write next", "waiting": "Who waits for an answer"}

at = page.head("At risk")
at_risk.as_of(at)
if sidebar.choice("Show", list(PARTS), "at_risk", PARTS) == "waiting":
    waiting.section(at)
    st.stop()
at_risk.by_party(at)
if at.may("agent"):
    if open_list.has_list(at.snapshot):
        at_risk.lines(at)
    else:
        page.nothing(
            "The list itself is not here.",
            "This snapshot was built before there was one, or before it had places.",
            "Run `wismo build`.",
        )
evidence.section(at)
