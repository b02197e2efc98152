import streamlit as st

from dashboard import lists, lookup, page, panel, sidebar
from dashboard.clock import clock
from dashboard.details import moment_rows, parcel_table
from dashboard.explanation import explain
from dashboard.markup import literal
from dashboard.moments import moments
from dashboard.story import ticket_story
from dashboard.timeline import timeline

at = page.head("One order")
asked, given = sidebar.order_asked(), sidebar.ticket_given()
if not asked and not given:
    st.info("Type the name or id of an order, a ticket's id or a tracking number above, or choose a row in a list.")
    st.stop()
pages = lookup.pages_called(at.snapshot, asked or given)
if not pages:
    st.info(
        "No order has this id or name, and no ticket or parcel either. Ids look like shopify|main|1234; "
        "the system's own id works, too."
    )
    for name in lookup.alike(at.snapshot, asked or given):
        st.page_link("views/one_order.py", label=f"Did you mean {literal(name)}?", query_params={"order": name})
    st.stop()
if len(pages) > 1:
    st.info("This means more than one thing. Choose:")
    for order_id, ticket_id in pages:
        label = literal(f"Ticket {ticket_id}" if ticket_id else f"Order {order_id}")
        address = {"ticket": ticket_id} if ticket_id else {"order": order_id}
        st.page_link("views/one_order.py", label=label, query_params=address)
    st.stop()
order_id, named_ticket = pages[0]
tickets = lists.tickets_of_order(at.snapshot, order_id) if order_id else []
focus = named_ticket or (given if given in tickets else next(iter(tickets), None))
# An order that nobody has asked about has neither.
told = {ticket_id: explain(at.snapshot, ticket_id) for ticket_id in tickets or filter(None, [named_ticket])}
wall = clock(at.snapshot)

if order_id:
    order = lists.order(at.snapshot, order_id).row(0, named=True)
    name = lookup.names_of(at.snapshot, [order_id]).get(order_id, order_id)
    st.subheader("Order", anchor=False)
    st.text(f"{name}, placed {wall.said(order['ordered_at'])}, {order['shipment_count']} parcel(s)\n{order_id}")
    shown = told[focus].timeline if focus else moments(lists.events(at.snapshot, order_id), None, None, wall)
    if shown:
        panel.chart(
            "timeline",
            timeline(shown, at.look, wall.zone),
            moment_rows(shown, at.look, wall.zone),
            alt=f"{len(shown)} events on the order's timeline, listed in the table below the chart",
        )
        st.caption(f"Times are {wall.zone}. Hollow: had happened when the customer wrote, and we did not know yet.")

for ticket_id in sorted(told, key=lambda key: key != focus):
    ticket_story(at, told[ticket_id], is_asked=ticket_id in {named_ticket, given})
if not order_id:
    st.stop()
others = lists.runner_up_of(at.snapshot, order_id)
if others.height:
    st.subheader("Tickets that might be about this order but were tied elsewhere")
    panel.ticket_list(at, "others", others)
if not told and others.is_empty():
    st.text("No ticket is tied to this order.")

st.subheader("Parcels")
st.dataframe(
    parcel_table(lists.parcels(at.snapshot, order_id), at.look, wall.zone),
    hide_index=True,
    alt="The parcels of this order",
)
