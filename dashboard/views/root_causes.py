import streamlit as st

from dashboard import charts, compare, findings, hazards, page, panel, reference, sidebar, told
from dashboard.figures import figure
from dashboard.filters import TITLES
from dashboard.tables import as_table, quiet

LINES = 6
BELOW = {
    "met": "Where each is met",
    "alarming": "How many write, by state",
    "before_it_moves": "Told before it moved",
    "in_trouble": "Told when something is wrong",
}

at = page.head("Root causes")
wismo, rate = at.metric("wismo_tickets"), at.metric("wismo_rate")
cut = sidebar.choice("Group by", ["root_cause", "owner"], "group", TITLES)
whole = compare.with_words(wismo, at.ask("wismo_tickets", by=[cut], grain="all"))
if whole.is_empty():
    page.empty("No WISMO ticket is left under these filters.")
whole = whole.sort("value", cut, descending=[True, False])
proven = at.ask("owner_proven_share", grain="all").row(0, named=True)
span = page.span(at)

left, right = st.columns([2, 3], gap="medium")
with left:
    total = at.ask("wismo_tickets", grain="all")["value"][0]
    st.subheader(f"{TITLES[cut]}s, {span}, n = {total:,.0f}")
    share = figure(at.metric("owner_proven_share"), proven["value"], proven["n"])
    st.caption(f"The owner is proven for {share} of these tickets (n = {proven['n']:,.0f}).")
    panel.chart(
        "causes",
        charts.ranked(whole, at.look, cut, figures=",d"),
        as_table(wismo, whole, at.look),
        alt=findings.largest_now(wismo, whole, cut, at.look, span),
        places=[cut],
    )
with right:
    st.subheader(f"WISMO per 100 orders, the {LINES} largest by week{page.resting_on(at, rate)}")
    order = compare.largest(whole, cut, LINES)
    weekly = at.ask("wismo_rate", by=[cut], narrowed={cut: order})
    panel.chart(
        "cause_trend",
        charts.lines(
            quiet(rate, weekly),
            at.look,
            cut,
            order,
            figures=".2f",
            bands=reference.bands(at.snapshot, at.weeks.first, at.weeks.last_day),
            marks=reference.marks(at.snapshot, at.weeks.first, at.weeks.last_day),
        ),
        as_table(rate, weekly, at.look),
        alt=findings.over_time(rate, weekly, cut, at.look),
        places=["period", cut],
    )

shown = sidebar.choice("Below", list(BELOW), "below", BELOW)
if shown == "alarming":
    hazards.by_cause(at)
    st.stop()
if shown == "before_it_moves":
    told.before_it_moves(at)
    st.stop()
if shown == "in_trouble":
    told.when_in_trouble(at)
    st.stop()
st.subheader(f"Where each is met, {span}, n = {total:,.0f}")
party = sidebar.choice("Across", ["carrier", "three_pl", "region", "channel"], "across", TITLES)
crossed = compare.with_words(wismo, at.ask("wismo_tickets", by=[cut, party], grain="all"))
columns = compare.largest(at.ask("wismo_tickets", by=[party], grain="all"), party, 8)
panel.chart(
    "cause_by_party",
    charts.cells(crossed, at.look, cut, party, rows=whole[cut].to_list(), columns=columns),
    as_table(wismo, crossed, at.look),
    alt=f"{wismo.label} by {TITLES[cut].lower()} and {TITLES[party].lower()}, {span}.",
    places=[cut, party],
)
