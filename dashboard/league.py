"""The league table of carriers or 3PLs: what was seen beside what was to be expected, and the verdict in words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import panel
from dashboard.filters import TITLES
from dashboard.warehouse import has_column, rows

if TYPE_CHECKING:
    from dashboard.page import Here
    from dashboard.warehouse import Snapshot

METRICS = {"late_per_parcel": "Late parcels", "wismo_per_order": "Orders asked about"}
COLUMNS = {
    "verdict": "Verdict",
    "ratio": "Times as many as expected",
    "ratio_lower": "from",
    "ratio_upper": "to",
    "observed": "Seen",
    "expected": "Expected",
    "rate": "Per 100",
    "n": "n",
    "left_out": "Left out",
    "sentence": "In words",
}


def section(at: Here, party: str) -> None:
    """Draw the tables of a kind of party, one per metric; where nothing was judged, nothing."""
    for metric, title in METRICS.items():
        found = _rows(at.snapshot, party, metric)
        if found.is_empty():
            continue
        start, end = found.select("period_start", "period_end").row(0)
        st.subheader(f"{title} against what was to be expected")
        st.caption(
            f"{start:%-d %b %Y} to {end:%-d %b %Y}, all of the brand: filters do not narrow it, and n stands in "
            "each row. Expected of the regions, services and weeks, and of who they work with; 1 is the average."
        )
        names = pl.Series(TITLES[party], [at.look.label(party, member) for member in found["party"]], dtype=pl.String)
        rounded = found.with_columns(pl.col(pl.Float64).round(2))
        table = rounded.select(names, *(pl.col(name).alias(shown) for name, shown in COLUMNS.items()))
        st.dataframe(table, hide_index=True, key=f"league_{metric}", alt=" ".join(found["sentence"].head(3)))
        panel.download(f"league_{metric}", table, at)


@lru_cache(maxsize=32)
def _rows(snapshot: Snapshot, party: str, metric: str) -> pl.DataFrame:
    # Older snapshots have an empty table of other columns.
    if not has_column(snapshot, "league_table", "sentence"):
        return pl.DataFrame()
    sql = f"""
        select period_start, period_end, party, {", ".join(COLUMNS)} from wismo.main.league_table
        where party_kind = $party and metric = $metric
        order by position desc nulls last, ratio desc nulls last, party
    """  # noqa: S608 - our own names
    return rows(snapshot, sql, {"party": party, "metric": metric})
