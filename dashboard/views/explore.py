import streamlit as st

from dashboard import answers, explore, origin, page, say, sidebar
from dashboard.filters import TITLES
from dashboard.metrics import registry

FIRST = "wismo_rate"

at = page.head("Explore")
named = explore.titles(at.snapshot)
left, middle, right = st.columns([2, 1, 1])
with left:
    name = sidebar.one_of("Metric", list(named), "metric", named, named[FIRST])
metric = at.metric(name or FIRST)
with middle:
    one = sidebar.one_of("Cut by", explore.cuts(metric), "by", TITLES)
by = [one] if one else []
with right:
    other = sidebar.one_of("and by", explore.cuts(metric, by), "and_by", TITLES) if by else None
by += [other] if other else []
grain = sidebar.choice("Per", explore.grains(metric), "grain", explore.GRAIN_TITLES)
say.caption(f"{metric.description} ({metric.term})")
if lacking := explore.not_offered(metric, registry(at.snapshot)):
    say.caption(lacking)
asked = explore.question(at, metric, by, grain)
for note in asked.notes:
    say.caption(note)
if asked.query is None:
    page.empty(f"No whole {explore.GRAIN_TITLES[grain].lower()} lies between these dates.")
    st.stop()
answers.draw(at, asked.query)
origin.section(at, asked.query)
