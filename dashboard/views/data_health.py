import streamlit as st

from dashboard import page, reference
from dashboard.details import feed_table, health_table, unmapped_table

at = page.head("Data health")
about = reference.info(at.snapshot)
st.text(f"Snapshot {at.snapshot.version}, built {about.built_at:%-d %b %Y, %H:%M} UTC.")

st.subheader("Health of the data")
st.dataframe(health_table(reference.health(at.snapshot)), hide_index=True, alt="Checks on the data, the worst first")

st.subheader("How far each feed reaches")
st.dataframe(feed_table(reference.feeds(at.snapshot)), hide_index=True, alt="First and last record of each feed")

st.subheader("Words that nobody has translated")
st.caption("What trackers, stores and helpdesks call things, and no seed knows. `wismo doctor` says which line to add.")
words = reference.unmapped_words(at.snapshot)
if words.is_empty():
    st.text("None: every status, carrier, 3PL and channel has a name of ours.")
else:
    st.dataframe(unmapped_table(words), hide_index=True, alt="Unmapped words, the most frequent first")
