from dashboard import (
    action_log,
    cards,
    compare,
    page,
    panel,
    reference,
    say,
    sidebar,
    target,
    unusual,
    week_by_week,
    where,
    why,
)
from dashboard.headlines import KPIS
from dashboard.lists import tickets
from dashboard.sentence import weekly_sentence
from wismo.periods import spoken

CLOSER = {"why": "Why it changed", "where": "Where", "target": "Progress to the target"}
LISTED = 50

at = page.head("Weekly review", counts_weeks=True)
week = spoken(at.weeks.last)
wismo = at.metric("wismo_tickets")
by_week = at.ask("wismo_tickets", start=min(at.weeks.first, at.weeks.year_before, at.weeks.before))
if by_week.is_empty():
    page.empty("No WISMO ticket is left under these filters.")
total = compare.card(wismo, by_week, at.weeks, reference.first_full_week(at.snapshot))
changes = why.changes(at)
owners = at.ask("wismo_tickets", by=["owner"], grain="all", start=at.weeks.last)
page.statement(weekly_sentence(week, total, changes, at.look.label, owners))
unusual.section(at)
cards.row(at, KPIS)
week_by_week.section(at, total)

closer = sidebar.choice("Look closer", list(CLOSER), "closer", CLOSER)
if closer == "why":
    why.section(at, changes)
elif closer == "where":
    where.section(at)
else:
    target.section(at)

action_log.section(at)

found = tickets(at.snapshot, at.filters, at.weeks.last, at.weeks.last_day)
say.subheader(f"The tickets of the week of {week}")
if found.height > LISTED:
    say.caption(f"The newest {LISTED} of {total.now.value:,.0f}. A click on any bar above leads to all of its tickets.")
panel.ticket_list(at, "week", found.head(LISTED))
