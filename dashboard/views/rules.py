import streamlit as st

# Where the rules had a page of their own; addresses that were kept lead on.
st.switch_page("views/definitions.py", query_params={"health": "How causes are decided"})
