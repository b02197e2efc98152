import streamlit as st

from dashboard import page, panel
from dashboard.lists import MOST_TICKETS, tickets
from dashboard.metrics import query
from dashboard.tables import ticket_table
from wismo.periods import spoken

at = page.head("Tickets")
start = at.filters.start or at.weeks.last
end = at.filters.end or at.weeks.last_day
if at.filters.start or at.filters.end:
    st.caption(f"WISMO tickets opened from {start:%-d %b %Y} to {end:%-d %b %Y}. Choose a row to see its order.")
else:
    st.caption(f"WISMO tickets of the week of {spoken(at.weeks.last)}. Choose a row to see its order.")
found = tickets(at.snapshot, at.filters, start, end)
if found.is_empty():
    page.empty("No WISMO ticket was opened on these days under these filters.")
total = query(at.snapshot, "wismo_tickets", where=dict(at.filters.chosen), start=start, end=end)["value"][0]
st.subheader(f"{total:,.0f} ticket{'' if total == 1 else 's'}")
if total > MOST_TICKETS:
    st.caption(f"The newest {MOST_TICKETS} are listed and in the file. Narrow the filters to see the others.")
panel.ticket_list(at, "tickets", found)
panel.download("tickets", ticket_table(found, at.look), at)
