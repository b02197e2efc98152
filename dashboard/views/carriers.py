import streamlit as st

from dashboard import charts, compare, findings, league, page, panel, reference, sidebar
from dashboard.filters import TITLES
from dashboard.tables import FURTHER, as_table, quiet
from wismo.periods import spoken

CHOICES = ["wismo_rate", "on_time_promise", "promise_coverage", "exception_rate", "first_scan_lag"]
FIGURES = {"percent": ".0%", "per_100": ".1f", "hours": ".0f"}
LINES = 8

at = page.head("Carriers and 3PLs")
left, right = st.columns([1, 3])
with left:
    party = sidebar.choice("Compare", ["carrier", "three_pl"], "party", TITLES)
with right:
    name = sidebar.choice("On", CHOICES, "measure", {name: at.metric(name).label for name in CHOICES})
metric = at.metric(name)
st.caption(f"{metric.description} ({metric.term})")
page.tell_ignored(at, metric)
weekly = at.ask(name, by=[party], start=min(at.weeks.first, at.weeks.before))
if weekly.is_empty():
    page.empty("No parcel or order is left under these filters.")
further = {column: title for column, title in FURTHER.items() if column in metric.columns}
order = compare.largest(at.ask("orders", by=[party], grain="all"), party, LINES)
# Where the party is not known nobody is measured; those figures stay in the tables.
order = [member for member in order if member != "unassigned"]
now = compare.versus(metric, weekly, party, at.weeks)
week = spoken(at.weeks.last)

trend, ranks = st.columns([3, 2], gap="medium")
with trend:
    st.subheader(f"{metric.label} by week{page.resting_on(at, metric)}")
    panel.chart(
        "party_trend",
        charts.lines(
            quiet(metric, weekly),
            at.look,
            party,
            order,
            figures=FIGURES[metric.format],
            bands=reference.bands(at.snapshot, at.weeks.first, at.weeks.last_day),
            marks=reference.marks(at.snapshot, at.weeks.first, at.weeks.last_day),
        ),
        as_table(metric, weekly, at.look, further=further),
        alt=findings.over_time(metric, quiet(metric, weekly), party, at.look),
        places=["period", party],
    )
with ranks:
    st.subheader(f"Week of {week}{page.resting_on(at, metric, start=at.weeks.last)}")
    panel.chart(
        "party_week",
        charts.ranked(now, at.look, party, figures=FIGURES[metric.format], before="the week before"),
        as_table(metric, weekly.filter(weekly["period"] == at.weeks.last), at.look, further=further),
        alt=findings.largest_now(metric, now, party, at.look, f"in the week of {week}"),
        places=[party],
    )

rate = at.metric("wismo_rate")
st.subheader(f"WISMO per 100 orders by root cause, {page.span(at)}{page.resting_on(at, rate)}")
crossed = compare.with_words(rate, at.ask("wismo_rate", by=["root_cause", party], grain="all"), short=True)
panel.chart(
    "party_by_cause",
    charts.cells(
        crossed,
        at.look,
        "root_cause",
        party,
        rows=[cause for cause in reference.cause_order(at.snapshot) if cause in crossed["root_cause"]],
        columns=order,
    ),
    as_table(rate, crossed, at.look),
    alt=f"WISMO per 100 orders by root cause and {TITLES[party].lower()}, {page.span(at)}.",
    places=["root_cause", party],
)

league.section(at, party)
