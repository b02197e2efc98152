"""What stands before the pages: the way in, the way out, and why somebody may not pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.sessions import FAILED, OUTCOME, UNREACHABLE
from dashboard.visitor import sign_out

if TYPE_CHECKING:
    from dashboard.visitor import Visitor
    from wismo.permitted import Role

OUTCOMES = {
    UNREACHABLE: "The sign-in service does not answer. Try again in a minute; if it stays so, tell whoever runs this "
    "dashboard.",
    FAILED: "The sign-in did not come to its end. Try again, and open it from here, not from a saved address.",
}
ROLE_WORDS: dict[Role, str] = {
    "viewer": "Signed in as viewer",
    "agent": "Signed in as agent",
    "admin": "Signed in as admin",
}


def way_in(visitor: Visitor) -> None:
    """Draw the page that stands in place of any other for whoever has no role."""
    st.title("Where is my order?")
    outcome = OUTCOMES.get(st.query_params.get(OUTCOME, ""))
    if outcome:
        st.warning(outcome)
    elif visitor.why:
        st.info(visitor.why)
    if visitor.is_signed_in:
        st.button("Sign out", on_click=sign_out, key="sign_out")
        return
    for service in visitor.services:
        label = "Sign in" if service == "default" else f"Sign in with {service.capitalize()}"
        # Nothing of a provider's name is ours, and a button's label reads markup.
        st.button(label, on_click=st.login, args=(service,), key=f"sign_in_{service}", type="primary")


def way_out(visitor: Visitor) -> None:
    """Draw, above the filters, the role and the button that ends the sign-in."""
    if visitor.is_signed_in and visitor.role:
        with st.sidebar:
            st.caption(ROLE_WORDS[visitor.role])
            st.button("Sign out", on_click=sign_out, key="sign_out", width="stretch")


def refused(title: str, why: str) -> None:
    """Say why a page stays closed, and take what its address named out of the address."""
    st.query_params.clear()
    st.title(title)
    st.info(why)
