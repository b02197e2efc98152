"""WISMO tickets that nobody has answered, the oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard import charts, compare, grid, metrics, panel, say, sidebar
from dashboard.clock import clock
from dashboard.lists import MOST_TICKETS
from dashboard.open_list import unanswered
from dashboard.tables import as_table, ticket_table

if TYPE_CHECKING:
    from dashboard.page import Here

WAITING = "unanswered_wismo_tickets"
# From the longest wait down, as the list goes.
AGES = ("over 7 days", "3 to 7 days", "1 to 3 days", "4 to 24 h", "under 4 h")


def section(at: Here) -> None:
    """Draw how long tickets without an answer have waited, and the tickets."""
    metric = at.metric(WAITING)
    where = at.filters.where(metric.dimensions)
    total = metrics.query(at.snapshot, WAITING, where=where)["value"][0]
    if not total:
        say.info("Every WISMO ticket under these filters has been answered or closed.")
        return
    if "waiting_age" in metric.dimensions:
        found = metrics.query(at.snapshot, WAITING, by=["waiting_age"], where=where).filter(pl.col("value") > 0)
        found = found.sort(pl.col("waiting_age").cast(pl.Enum(AGES)))
        oldest, count = found.select("waiting_age", "value").row(0)
        panel.chart(
            "unanswered",
            charts.ranked(compare.with_words(metric, found), at.look, "waiting_age", figures=",d"),
            as_table(metric, found, at.look),
            title=f"{total:,.0f} wait for a first answer, {count:,.0f} of them for {oldest}",
            about=f"WISMO tickets that nobody has replied to or closed, by hours of the clock since they were opened, "
            f"n = {total:,.0f}. Acknowledgements are no replies.",
        )
    if at.may("agent"):
        _tickets(at)


def _tickets(at: Here) -> None:
    tickets = unanswered(at.snapshot, at.filters)
    say.subheader("The oldest first")
    more = f" The oldest {MOST_TICKETS} are listed." if tickets.height == MOST_TICKETS else ""
    say.caption(f"n = {tickets.height:,}.{more} The owner says whose turn it is. Choose a row to see its order.")
    table = ticket_table(tickets, at.look, clock(at.snapshot))
    waited = (tickets["waited_minutes"] / 60).round(1).alias("Waits (hours)")
    table = table.select(waited, pl.all())
    ids = tickets.select("ticket_id", "order_id").rows()
    grid.draw(
        table,
        "list_unanswered",
        "WISMO tickets without an answer, the oldest first",
        height=min(520, 60 + 36 * table.height),
        on_select=lambda: sidebar.to_order("list_unanswered", ids),
        selection_mode="single-row",
    )
    panel.download("unanswered_tickets", table, at)
