import streamlit as st

from dashboard import page, reference
from dashboard.details import cause_table, metric_table
from dashboard.metrics import registry

at = page.head("Definitions")
about = reference.info(at.snapshot)
st.text(f"Snapshot {at.snapshot.version}, built {about.built_at:%-d %b %Y, %H:%M} UTC.")

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
