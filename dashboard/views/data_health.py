import streamlit as st

# Where the health of the data had a page of its own; addresses that were kept lead on.
st.switch_page("views/definitions.py", query_params={"health": "Freshness and checks"})
