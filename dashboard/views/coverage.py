import streamlit as st

from dashboard import cards, coverage, page, repeats, replies, sidebar, usual

PARTS = {
    "when": "When they write",
    "usual": "A usual week",
    "answers": "How soon we answer",
    "repeats": "Who asks twice",
    "kept": "What we named",
}
KPIS = ["unstaffed_share", "first_response_time", "eta_kept"]

at = page.head("Coverage", counts_weeks=True)
if not coverage.is_known(at):
    page.nothing(
        "This snapshot does not say in which hour customers wrote.",
        "It was built before the project kept that.",
        "Run `wismo build`.",
    )
    st.stop()
coverage.statement(at)
cards.row(at, KPIS)
match sidebar.choice("Show", list(PARTS), "coverage", PARTS):
    case "when":
        coverage.when(at)
    case "usual":
        usual.section(at)
    case "answers":
        replies.how_soon(at)
    case "repeats":
        repeats.section(at)
    case _:
        replies.kept(at)
