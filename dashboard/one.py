"""One order on its page: what it comes to, the chart of what happened, its parcels, and its ids to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import grid, lists, open_list, panel, say, sidebar
from dashboard.clock import lasted
from dashboard.compare import NOBODY
from dashboard.details import moment_rows, parcel_table
from dashboard.lookup import names_of
from dashboard.moments import moments
from dashboard.timeline import near, timeline

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dashboard.clock import Clock
    from dashboard.explanation import Explanation
    from dashboard.page import Here
    from dashboard.theme import Look

SPANS = {"near": "Around the ticket", "all": "Everything"}


def in_short(told: Explanation, look: Look) -> str:
    """Return what a ticket comes to: its cause, the reason line and whose turn it is."""
    found = told.verdict
    if found.root_cause is None:
        return "This ticket does not ask where the order is, so there is no cause."
    reason = f"{found.reason[0].upper()}{found.reason[1:]}" if found.reason else "No reason is known"
    turn = look.label("owner", found.owner)
    return f"{look.label('root_cause', found.root_cause)}. {reason}. Whose turn: {turn[0].lower()}{turn[1:]}."


def happened(at: Here, order_id: str, told: Explanation | None, wall: Clock) -> None:
    """Draw the order's timeline as seen from a ticket, or from now where nobody asked."""
    shown = told.timeline if told else moments(lists.events(at.snapshot, order_id), None, None, wall)
    if not shown:
        say.info("Nothing of what happened is kept: the page holds it for orders that somebody asked about.")
        return
    close = near(shown)
    span = sidebar.choice("Show", list(SPANS), "span", SPANS) if close else "all"
    title = f"What happened: {len(shown)} events"
    if told:
        title = f"Ticket {told.native_id} came {wall.said(told.created_at)}; left of its line is what had happened"
    panel.chart(
        "timeline",
        timeline(shown, at.look, wall.zone, told.ticket_id if told else None, close if span == "near" else None),
        moment_rows(shown, at.look, wall.zone),
        title=title,
        about=f"{len(shown)} events, times in {wall.zone}. Hollow: had happened when the customer wrote, and we did "
        "not know yet. Dashed: the promised day.",
        alt=f"{len(shown)} events on the order's timeline, listed in the table below the chart",
    )


def outcome(at: Here, order_id: str, wall: Clock) -> None:
    """Say of each parcel who sent and carries it, how it ended or stands, and how that lies to the first promise."""
    for parcel in lists.parcels(at.snapshot, order_id).iter_rows(named=True):
        sender = f" from {at.look.label('three_pl', parcel['three_pl'])}" if parcel["three_pl"] not in NOBODY else ""
        state = at.look.label("state", parcel["current_state"]).lower()
        if parcel["delivered_at"]:
            state = f"delivered {wall.said(parcel['delivered_at'])}{_kept(parcel)}"
        say.text(f"{at.look.label('carrier', parcel['carrier'])}{sender}: {state}.")


def _kept(parcel: Mapping[str, Any]) -> str:
    if not parcel["promised_at"]:
        return ", no promise is known"
    late = (parcel["delivered_at"] - parcel["promised_at"]).total_seconds() / 3600
    return f", {lasted(abs(late))} {'after' if late > 0 else 'before'} the end of the first promise"


def at_risk(at: Here, order_id: str) -> None:
    """Say of an order on its way how it stands at the end of the data, and what its customer could be told."""
    for line in open_list.of_order(at.snapshot, order_id).iter_rows(named=True):
        reason = line["reason"] or "no reason is known"
        chance = line["contact_probability_72h"]
        asks = "" if chance is None else f" The chance that the customer writes within 72 hours: {chance:.1%}."
        say.subheader("On its way where the data ends")
        say.text(
            f"{at.look.label('root_cause', line['root_cause'])}: {reason}. Whose turn: "
            f"{at.look.label('owner', line['owner']).lower()}.{asks}"
        )
        if line["suggested_message"]:
            say.text(f"What the customer could be told: {line['suggested_message']}")


def parcels(at: Here, order_id: str, wall: Clock) -> None:
    """Draw the order's parcels as rows."""
    found = lists.parcels(at.snapshot, order_id)
    say.subheader(f"Parcels, n = {found.height}")
    if found.is_empty():
        say.text("No parcel is known: nothing of this order has a label.")
        return
    numbers = names_of(at.snapshot, found["shipment_id"].to_list())
    grid.draw(parcel_table(found, at.look, wall.zone, numbers), "parcels", "The parcels of this order")


def ids(at: Here, order_id: str, told: Explanation | None) -> None:
    """Show the ids of the order, its parcels and the ticket as they are, each with a button that copies it."""
    found = lists.parcels(at.snapshot, order_id)["shipment_id"].to_list() if order_id else []
    names = names_of(at.snapshot, [*([order_id] if order_id else []), *found])
    known = [("Order", names.get(order_id)), ("Order, full id", order_id or None)]
    known += [("Tracking number", names.get(parcel)) for parcel in found]
    known += [("Ticket", told.native_id), ("Ticket, full id", told.ticket_id)] if told else []
    with st.expander("Ids to copy"):
        for title, value in known:
            if value:
                say.caption(title)
                st.code(value, language=None)
