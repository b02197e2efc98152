"""How good the list of what is at risk is: what came of those it would have put first, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import charts, page, panel, say
from dashboard.published import statistic

if TYPE_CHECKING:
    from dashboard.page import Here

MODEL = "model"
CALIBRATION = {
    "bin": "Bin",
    "lowest_chance": "Chance from (%)",
    "highest_chance": "to (%)",
    "foretold_share": "Foretold (%)",
    "seen_share": "Seen (%)",
    "seen_lower": "Seen from (%)",
    "seen_upper": "Seen to (%)",
    "ticket_count": "Tickets",
    "n": "n",
}
KEPT_BACK = (
    "Looks at the past, each foretold by what was known before its week. A customer who is written to because of the "
    "list may not write any more: leave some lines unwritten, or the list looks worse than it is."
)


def section(at: Here) -> None:
    """Say how good the list is, and fold how that is known below."""
    say.subheader("How good the list is")
    page.tell_whole(at, whose="all looks at the past")
    tested = statistic(at.snapshot, "at_risk_backtest", grain="all")
    if tested.is_empty():
        page.nothing(
            "Nobody can say yet how good the list is.",
            "It is tested on weeks of the past, and there are too few of them with enough tickets.",
            "Load more weeks of orders, tracking and tickets; until then the list goes by the published rules.",
        )
        return
    used = tested.filter(pl.col("is_used")).row(0, named=True)
    say.text(used["sentence"])
    if used["ranking"] == MODEL:
        say.caption("The modelled chance is used because it beat the published rules and two simpler orders.")
    else:
        say.caption(
            "No chance is shown: the model was not shown to be better than the published rules "
            "(seeds/risk_rules.csv), so these order the list."
        )
    with st.expander("How we know"):
        for sentence in tested.filter(~pl.col("is_used"))["sentence"]:
            say.text(sentence)
        say.caption(KEPT_BACK)
        _calibration(at)


def _calibration(at: Here) -> None:
    bins = statistic(at.snapshot, "at_risk_calibration")
    if bins.is_empty():
        return
    shares = [name for name in CALIBRATION if name.endswith(("_chance", "_share", "_lower", "_upper"))]
    percent = bins.with_columns((pl.col(shares) * 100).round(2))
    fits = bins.filter(pl.col("foretold_share").is_between("seen_lower", "seen_upper"))
    looks = statistic(at.snapshot, "at_risk_backtest", grain="all", ranking=MODEL)["n"][0]
    panel.chart(
        "calibration",
        charts.calibration(bins, at.look),
        percent.select(pl.col(name).alias(title) for name, title in CALIBRATION.items()),
        title=f"In {fits.height} of {bins.height} groups as many wrote as foretold, within chance",
        about=f"Looks at the past in groups by the chance foretold, beside the share that wrote within 72 hours "
        f"(95 % intervals), n = {looks:,} looks. Filters do not narrow it.",
    )
