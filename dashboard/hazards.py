"""How many of the customers whose parcel is in a state write on a day: what alarms, beside what is frequent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, compare, findings, page, panel
from dashboard.tables import as_table, quiet

if TYPE_CHECKING:
    from dashboard.page import Here


def by_cause(at: Here) -> None:
    """Draw WISMO tickets per 100 parcels a day in each state, the most alarming first."""
    hazard = at.metric("cause_hazard")
    found = quiet(hazard, compare.with_words(hazard, at.ask(hazard.name, by=["root_cause"], grain="all")))
    found = found.filter(pl.col("value") > 0).sort("value", "root_cause", descending=[True, False])
    if found.is_empty():
        st.info("Too few parcels were on their way under these filters to say how many customers write.")
        return
    days = at.ask("parcel_days", grain="all")["value"][0]
    st.subheader(f"{hazard.label}, {page.span(at)}, n = {days:,.0f} parcel-days")
    st.caption(
        "A state with many tickets may only be where parcels spend their days; here each stands by how many of its "
        "customers write. Delivered parcels count for 30 days."
    )
    panel.chart(
        "cause_hazard",
        charts.ranked(found, at.look, "root_cause", figures=".1f"),
        as_table(hazard, found, at.look),
        alt=findings.largest_now(hazard, found, "root_cause", at.look, page.span(at)),
        places=["root_cause"],
    )
