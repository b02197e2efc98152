import streamlit as st

from dashboard import charts, compare, findings, page, panel, reference, sidebar
from dashboard.filters import TITLES
from dashboard.metrics import EARLIEST
from dashboard.tables import as_table, quiet

CHOICES = ["wismo_rate", "wismo_tickets", "on_time_promise", "exception_rate", "first_scan_lag"]
FIGURES = {"percent": ".0%", "per_100": ".1f", "hours": ".0f", "integer": ",d"}
WEEKS_AROUND = 9

at = page.head("Seasons")
name = sidebar.choice("Show", CHOICES, "measure", {name: at.metric(name).label for name in CHOICES})
metric = at.metric(name)
figures = FIGURES[metric.format]
st.caption(f"{metric.description} ({metric.term})")
page.tell_ignored(at, metric)
start = at.filters.start or EARLIEST

st.subheader(f"{metric.label} in the weeks around Black Friday, year over year")
aligned = reference.align(at.snapshot, at.ask(name, start=start), -WEEKS_AROUND, WEEKS_AROUND)
if aligned.is_empty():
    st.info("No week near a Black Friday is left under these filters. Widen the dates at the left to see one.")
else:
    panel.chart(
        "black_friday",
        charts.lines(
            quiet(metric, aligned),
            at.look,
            "peak_year",
            aligned["peak_year"].unique(maintain_order=True).to_list(),
            figures=figures,
            x="black_friday_week",
            x_title="weeks from the week of Black Friday (0)",
        ),
        as_table(metric, aligned, at.look),
        alt=findings.over_time(metric, quiet(metric, aligned), "peak_year", at.look, x="black_friday_week"),
    )

left, right = st.columns([2, 3], gap="medium")
with left:
    st.subheader(f"By season, all weeks with data{page.resting_on(at, metric, start=start)}")
    if "season" in metric.dimensions:
        seasons = at.ask(name, by=["season"], grain="all", start=start)
        ranked = compare.with_words(metric, seasons).sort("value", "season", descending=[True, False], nulls_last=True)
        panel.chart(
            "by_season",
            charts.ranked(ranked, at.look, "season", figures=figures),
            as_table(metric, seasons, at.look),
            alt=findings.largest_now(metric, ranked, "season", at.look, "by season"),
            places=["season"] if name.startswith("wismo") else (),
        )
    else:
        st.text(f"{metric.label} is not worked out by season.")
with right:
    rate = at.metric("wismo_rate")
    st.subheader(f"WISMO per 100 orders by root cause and season{page.resting_on(at, rate, start=start)}")
    mix = compare.with_words(
        rate, at.ask("wismo_rate", by=["root_cause", "season"], grain="all", start=start), short=True
    )
    order = compare.largest(at.ask("orders", by=["season"], grain="all", start=start), "season", 9)
    panel.chart(
        "season_mix",
        charts.cells(
            mix,
            at.look,
            "root_cause",
            "season",
            rows=[cause for cause in reference.cause_order(at.snapshot) if cause in mix["root_cause"]],
            columns=order,
        ),
        as_table(rate, mix, at.look),
        alt=f"WISMO per 100 orders by {TITLES['root_cause'].lower()} and season.",
        places=["root_cause", "season"],
    )
