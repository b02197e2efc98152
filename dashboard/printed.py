"""How a page looks on paper: without what only a screen can do, and as wide as it was drawn."""

from __future__ import annotations

import streamlit as st

# A chart keeps the pixels that it was drawn with, so the page is made smaller instead: a sheet of A4 is 718 wide.
STYLE = """
<style>
@media print {
  @page { margin: 12mm; }
  html { zoom: 0.62; }
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], .modebar-container,
  [class*="st-key-table_"], [class*="st-key-csv_"], [data-testid="stExpander"]:not(:has(details[open])) {
    display: none !important;
  }
  [data-testid="stMainBlockContainer"] { padding: 0 !important; max-width: none !important; }
  [data-testid="stPlotlyChart"], [data-testid="stMetric"], [data-testid="stAlert"], h1, h2, h3 {
    break-inside: avoid; break-after: avoid;
  }
}
</style>
"""


def fit() -> None:
    """Make the running page fit for paper."""
    st.html(STYLE)
