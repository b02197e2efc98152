"""The router: one page configuration, one menu, one set of filters, and then the page that was asked for."""

import streamlit as st

from dashboard import door, follow, menu, page, saved_views, sidebar
from dashboard.visitor import visitor
from wismo.errors import WismoError

who = visitor()
chosen = st.navigation(menu.pages(who.role), position="sidebar" if who.role else "hidden", expanded=True)
st.set_page_config(page_title=f"{chosen.title} – Where is my order?", page_icon=page.ICON, layout="wide")
if not who.role:
    door.way_in(who)
    st.stop()
door.way_out(who)
if why := menu.why_refused(chosen.title, who.role):
    door.refused(chosen.title, why)
    st.stop()
sidebar.follow()
try:
    shown = follow.choose(who.role)
    saved_views.draw(chosen.url_path, who.role)
    page.enter(shown, sidebar.read(shown.snapshot), (chosen.url_path, *sidebar.choices()))
    chosen.run()
    page.here().run.end()
except WismoError as error:
    page.explain(error)
