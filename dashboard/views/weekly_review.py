import streamlit as st

from dashboard import cards, charts, compare, findings, page, panel, reference, sidebar, signals, why
from dashboard.filters import TITLES
from dashboard.lists import tickets
from dashboard.sentence import weekly_sentence
from dashboard.tables import as_table
from wismo.periods import spoken

KPIS = ["wismo_rate", "wismo_tickets", "wismo_share", "on_time_promise", "first_scan_lag", "handling_cost"]

at = page.head("Weekly review")
week = spoken(at.weeks.last)
wismo, rate = at.metric("wismo_tickets"), at.metric("wismo_rate")
compared_from = min(at.weeks.year_before, at.weeks.before)

by_cause = at.ask("wismo_tickets", by=["root_cause"], start=min(at.weeks.first, at.weeks.before))
if by_cause.is_empty():
    page.empty("No WISMO ticket is left under these filters.")
causes = compare.versus(wismo, by_cause, "root_cause", at.weeks)
totals = compare.card(wismo, at.ask("wismo_tickets", start=compared_from), at.weeks)
changes = why.changes(at)
page.statement(weekly_sentence(week, totals, changes, at.look.label))
cards.row(at, KPIS)

drawn = by_cause.filter(by_cause["period"] >= at.weeks.first)
trend, share = st.columns([3, 2], gap="medium")
normal = signals.normal_weeks(at.snapshot, "wismo_rate", at.filters, at.weeks.first, at.weeks.last)
with trend:
    st.subheader(f"WISMO tickets by root cause and week, n = {at.ask('wismo_tickets', grain='all')['value'][0]:,.0f}")
    panel.chart(
        "wismo_by_cause",
        charts.stacked_weeks(
            drawn,
            at.look,
            "root_cause",
            reference.cause_order(at.snapshot),
            reference.bands(at.snapshot, at.weeks.first, at.weeks.last_day),
            reference.marks(at.snapshot, at.weeks.first, at.weeks.last_day),
            normal,
        ),
        as_table(wismo, drawn, at.look),
        alt=findings.largest_now(wismo, causes, "root_cause", at.look, f"in the week of {week}, by cause"),
        places=["period", "root_cause"],
    )
    if normal is not None:
        st.caption("Between the grey lines: what a normal week at this time of year brings at this volume of orders.")
with share:
    st.subheader(f"Week of {week}, n = {totals.now.n or 0:,.0f}")
    panel.chart(
        "causes_of_the_week",
        charts.ranked(causes, at.look, "root_cause", figures=",d", before="the week before"),
        as_table(wismo, by_cause.filter(by_cause["period"] == at.weeks.last), at.look),
        alt=findings.largest_now(wismo, causes, "root_cause", at.look, f"in the week of {week}"),
        places=["root_cause"],
    )

why.section(at, changes)

st.subheader(f"Where: WISMO per 100 orders{page.resting_on(at, rate, start=at.weeks.last)}")
cut = sidebar.choice("Cut by", ["carrier", "three_pl", "region"], "where", TITLES)
frame = at.ask("wismo_rate", by=[cut], start=at.weeks.before)
ranked = compare.versus(rate, frame, cut, at.weeks)
panel.chart(
    "where",
    charts.ranked(ranked, at.look, cut, figures=".1f", before="the week before"),
    as_table(rate, frame, at.look),
    alt=findings.largest_now(rate, ranked, cut, at.look, f"in the week of {week}"),
    places=[cut],
)

st.subheader(f"The tickets of the week of {week}")
panel.ticket_list(at, "week", tickets(at.snapshot, at.filters, at.weeks.last, at.weeks.last_day).head(50))
