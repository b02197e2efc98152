"""How pages look on paper: wide, without what can only be clicked, and no chart over two sheets."""

from __future__ import annotations

import streamlit as st

# Charts keep the width that they have on screen, which fits a wide sheet and no upright one.
STYLE = """
<style>
@page { size: A4 landscape; margin: 10mm; }
@media print {
  [data-testid=stSidebar], [data-testid=stHeader], [data-testid=stToast], [data-testid=stDownloadButton],
  [data-testid=stCheckbox], [data-testid=stMain] [data-testid=stButton], .modebar { display: none !important; }
  [data-testid=stMain] { overflow: visible !important; }
  [data-testid=stMainBlockContainer] { padding: 0 !important; max-width: none !important; }
  [data-testid=stPlotlyChart], [data-testid=stMetric], [data-testid=stDataFrame], [data-testid=stAlert],
  [class*=st-key-action_], [class*=st-key-card_], .st-key-statement { break-inside: avoid; }
  [data-testid=stHorizontalBlock]:has(> [data-testid=stColumn]) { flex-wrap: nowrap !important; }
  [data-testid=stColumn] { min-width: 0 !important; }
  [data-testid=stHeading] { break-after: avoid; }
}
</style>
"""


def style() -> None:
    """Tell the browser, once a page; what is printed is what was on screen."""
    st.html(STYLE)
