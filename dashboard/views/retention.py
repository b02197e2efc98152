import streamlit as st

from dashboard import page, say, sidebar
from dashboard.retention import costs, forest, known, words, worth

BELOW = {"worth": "What a day is worth", "groups": "First orders and seasons"}

at = page.head("Retention")
rows = words.effects(at)
late = words.one(rows, words.LATE)
page.statement(words.headline(late, [line for line in costs.lines(at) if line["kind"] == "beside"]))
if late is None:
    page.nothing(
        "No effect on who comes back is published.",
        "It takes orders with a promise, their delivery, and 120 days for customers to come back.",
        "Load a longer time and run `wismo build`.",
    )
    st.stop()
worth.cards(at, rows)
left, right = st.columns([3, 2], gap="medium")
with left:
    forest.forest(at, rows)
with right:
    shown = sidebar.choice("Show", list(BELOW), "retention", BELOW)
    if shown == "worth":
        worth.worth(at, rows)
    else:
        forest.groups(at, rows)
if shown == "worth":
    worth.in_words(at, rows)
say.subheader("Late customers who never wrote")
say.text(words.silent(rows))
forest.gaps(rows)
known.how_we_know(at, rows)
