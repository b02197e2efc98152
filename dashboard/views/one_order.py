import streamlit as st

from dashboard import lists, lookup, one, page, panel, say, sidebar
from dashboard.clock import clock
from dashboard.explanation import explain
from dashboard.markup import literal
from dashboard.story import ticket_story
from wismo.many import many

at = page.head("One order")
asked, given = sidebar.order_asked(), sidebar.ticket_given()
if not asked and not given:
    say.info("Type the name or id of an order, a ticket's id or a tracking number above, or choose a row in a list.")
    st.stop()
pages = lookup.pages_called(at.snapshot, asked or given)
if not pages:
    say.info(
        "No order has this id or name, and no ticket or parcel either. Ids look like shopify|main|1234; "
        "the system's own id works, too."
    )
    for name in lookup.alike(at.snapshot, asked or given):
        st.page_link("views/one_order.py", label=f"Did you mean {literal(name)}?", query_params={"order": name})
    st.stop()
if len(pages) > 1:
    say.info("This means more than one thing. Choose:")
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

if focus:
    page.statement(one.in_short(told[focus], at.look))
if order_id:
    order = lists.order(at.snapshot, order_id).row(0, named=True)
    name = lookup.names_of(at.snapshot, [order_id]).get(order_id, order_id)
    count = order["shipment_count"]
    say.text(f"Order {name}, placed {wall.said(order['ordered_at'])}, {many(count, 'parcel')}")
    one.outcome(at, order_id, wall)
    one.happened(at, order_id, told[focus] if focus else None, wall)
    one.at_risk(at, order_id)
one.ids(at, order_id, told[focus] if focus else None)

for ticket_id in sorted(told, key=lambda key: key != focus):
    ticket_story(at, told[ticket_id], is_asked=ticket_id in {named_ticket, given})
if not order_id:
    st.stop()
others = lists.runner_up_of(at.snapshot, order_id)
if others.height:
    say.subheader("Tickets that might be about this order but were tied elsewhere")
    panel.ticket_list(at, "others", others)
if not told and others.is_empty():
    say.text("No ticket is tied to this order.")
one.parcels(at, order_id, wall)
