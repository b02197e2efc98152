"""The router: one page configuration, one menu, one set of filters, and then the page that was asked for."""

import streamlit as st

from dashboard import follow, page, sidebar
from wismo.errors import WismoError

st.set_page_config(page_title="Where is my order?", page_icon=page.ICON, layout="wide")
PAGES = {
    "Monday": [st.Page("views/weekly_review.py", title="Weekly review", default=True)],
    "Causes": [
        st.Page("views/root_causes.py", title="Root causes"),
        st.Page("views/tickets.py", title="Tickets"),
        st.Page("views/one_order.py", title="One order"),
    ],
    "Partners": [
        st.Page("views/partners.py", title="Carriers and 3PLs"),
        st.Page("views/seasons.py", title="Seasons"),
    ],
    "More": [
        st.Page("views/definitions.py", title="Definitions and data health"),
        st.Page("views/rules.py", title="How causes are decided"),
    ],
}
chosen = st.navigation(PAGES)
sidebar.follow()
try:
    shown = follow.choose()
    page.enter(shown, sidebar.read(shown.snapshot))
    chosen.run()
except WismoError as error:
    page.explain(error)
