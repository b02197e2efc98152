"""An app with one filter and nothing behind it: what Streamlit itself takes for a click."""

import streamlit as st

st.set_page_config(layout="wide")
with st.sidebar:
    picked = st.multiselect("Carrier", [f"Carrier {place}" for place in range(1, 31)], key="carrier")
st.title("Nothing")
st.text(", ".join(picked) or "None")
