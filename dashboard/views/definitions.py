import streamlit as st

from dashboard import page, reference
from dashboard.details import cause_table, feed_table, health_table, metric_table, unmapped_table
from dashboard.metrics import registry

at = page.head("Definitions and data health")
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

st.subheader("Every metric")
st.caption("The figures on all pages and of `wismo metric` come from these definitions and no others.")
st.dataframe(
    metric_table(registry(at.snapshot).values()),
    hide_index=True,
    height="content",
    column_config={"Means": st.column_config.TextColumn(width=760)},
    alt="Every metric with its definition",
)

st.subheader("Every root cause, in the order the rules are tried")
st.caption("The first rule that holds at the moment the ticket was opened decides.")
st.dataframe(
    cause_table(reference.causes(at.snapshot), at.look),
    hide_index=True,
    height="content",
    column_config={"Holds when": st.column_config.TextColumn(width=760)},
    alt="Every root cause with its rule",
)
