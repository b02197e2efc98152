import streamlit as st

from dashboard import lists, page, sidebar
from dashboard.details import event_rows, event_table, parcel_table
from dashboard.story import ticket_story
from dashboard.timeline import timeline

at = page.head("One order")
asked = sidebar.order_asked()
if not asked:
    st.info("Type an order's id above, or choose a row in a list of tickets.")
    st.stop()
found = lists.order(at.snapshot, asked)
if found.is_empty():
    st.info("No order has this id. Ids look like shopify|main|1234; the shop's own id works, too.")
    st.stop()
order = found.row(0, named=True)
st.subheader("Order")
st.text(f"{order['order_id']}, ordered {order['ordered_at']:%-d %b %Y, %H:%M} UTC, {order['shipment_count']} parcel(s)")

events = event_table(lists.events(at.snapshot, order["order_id"]), at.look)
if events.height:
    page.chart(
        "timeline",
        timeline(events, at.look),
        event_rows(events),
        alt=f"{events.height} events: {'; '.join(events['words'].head(12))}",
    )

asking = lists.tickets_of_order(at.snapshot, order["order_id"])
for ticket in asking.iter_rows(named=True):
    ticket_story(at, ticket)
others = lists.runner_up_of(at.snapshot, order["order_id"])
if others.height:
    st.subheader("Tickets that might be about this order but were tied elsewhere")
    page.ticket_list(at, "others", others)
if asking.is_empty() and others.is_empty():
    st.text("No ticket is tied to this order.")

st.subheader("Parcels")
st.dataframe(
    parcel_table(lists.parcels(at.snapshot, order["order_id"]), at.look),
    hide_index=True,
    alt="The parcels of this order",
)
