import streamlit as st

from dashboard import at_risk, evidence, open_list, page, sidebar, waiting

PARTS = {"next": "Who may write next", "waiting": "Who waits for an answer"}

at = page.head("At risk")
at_risk.as_of(at)
if sidebar.choice("Show", list(PARTS), "at_risk", PARTS) == "waiting":
    waiting.section(at)
    st.stop()
if at.may("agent") and open_list.has_list(at.snapshot):
    at_risk.lines(at)
elif at.may("agent"):
    page.nothing(
        "The list of whom to write to is not here.",
        "This snapshot was built before there was one.",
        "Run `wismo build`.",
    )
at_risk.by_party(at)
evidence.section(at)
