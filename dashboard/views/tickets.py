from dashboard import page, panel, say, sidebar
from dashboard.clock import clock
from dashboard.lists import MOST_TICKETS, ORDERS, tickets
from dashboard.metrics import query
from dashboard.tables import ticket_table
from wismo.many import many
from wismo.periods import spoken

SORTED = dict(zip(ORDERS, ("Newest first", "Oldest first", "Slowest answer first", "By root cause"), strict=True))

at = page.head("Tickets")
start = at.filters.start or at.weeks.last
end = at.filters.end or at.weeks.last_day
is_one_week = not (at.filters.start or at.filters.end)
when = f"the week of {spoken(at.weeks.last)}" if is_one_week else f"{start:%-d %b %Y} to {end:%-d %b %Y}"
order_by = sidebar.choice("Sort", list(SORTED), "sort", SORTED)
found = tickets(at.snapshot, at.filters, start, end, order_by)
if found.is_empty():
    page.empty(f"No WISMO ticket was opened in {when} under these filters.")
where = at.filters.where(at.metric("wismo_tickets").dimensions)
total = query(at.snapshot, "wismo_tickets", where=where, start=start, end=end)["value"][0]
say.subheader(f"{many(total, 'ticket')}, {when}")
choose = " Choose a row to see its order." if at.may("agent") else ""
if total > MOST_TICKETS:
    say.caption(
        f"{MOST_TICKETS:,} of {total:,.0f} are listed and in the file, {SORTED[order_by].lower()}. "
        f"Narrow the filters to see the others.{choose}"
    )
else:
    say.caption(f"All of them are listed and in the file, {SORTED[order_by].lower()}.{choose}")
panel.ticket_list(at, "tickets", found)
panel.download("tickets", ticket_table(found, at.look, clock(at.snapshot)), at)
