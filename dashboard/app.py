"""The router: one page configuration, one menu, one set of filters, and then the page that was asked for."""

import streamlit as st

from dashboard import door, menu, page, sidebar
from dashboard.visitor import visitor
from dashboard.warehouse import live_snapshot
from wismo.errors import WismoError
from wismo.home import Home

st.set_page_config(page_title="Where is my order?", page_icon=page.ICON, layout="wide")
who = visitor()
chosen = st.navigation(menu.pages(who.role), position="sidebar" if who.role else "hidden")
if not who.role:
    door.way_in(who)
    st.stop()
door.way_out(who)
if why := menu.why_refused(chosen.title, who.role):
    door.refused(chosen.title, why)
    st.stop()
sidebar.follow()
try:
    snapshot = live_snapshot(Home.from_environment(), who.role)
    page.enter(snapshot, sidebar.read(snapshot))
    chosen.run()
except WismoError as error:
    page.explain(error)
