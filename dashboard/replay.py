"""Had the shipped email waited for the carrier's scan: tickets it could touch, against customers left in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import charts, page, panel, say, sidebar
from dashboard.published import statistic
from dashboard.tactics import WHOLE
from wismo.many import many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.page import Here

SILENCES = {"24": "24 hours", "48": "48 hours", "72": "72 hours"}
EVERYBODY = "all"


def steps(rows: Sequence[Mapping[str, Any]], hours: str) -> pl.DataFrame:
    """Return the path of the decision: as things are, then each limit of the wait, for a silence of so many hours.

    Columns: ``label``, ``cost`` (customers without a word for so long), ``gain`` (tickets that it could touch).
    """
    now = {"label": "as it is now", "cost": rows[0][f"silent_{hours}h"], "gain": 0}
    found = [
        {"label": _wait(row), "cost": row[f"silent_{hours}h_then"], "gain": row["tickets_between"]} for row in rows
    ]
    return pl.DataFrame([now, *found])


def finding(rows: Sequence[Mapping[str, Any]], hours: str) -> tuple[str, Mapping[str, Any]]:
    """Return the sentence over the chart, and the row it is about: the longest wait that costs no more silence."""
    now = rows[0][f"silent_{hours}h"]
    free = [row for row in rows if row[f"silent_{hours}h_then"] <= now and row["tickets_between"] > 0]
    if not free:
        return f"Any wait leaves more customers without a word for {hours} hours", rows[0]
    best = max(free, key=lambda row: row["tickets_between"])
    wait = _wait(best)
    return (
        (
            f"To {wait} could touch {best['tickets_between']:,} of {best['wismo_tickets']:,} tickets and leaves nobody "
            f"more without a word for {hours} hours"
        ),
        best,
    )


def section(at: Here) -> None:
    """Draw the decision for the brand or one 3PL."""
    whole = statistic(at.snapshot, "email_replay")
    if whole.is_empty():
        page.nothing(
            "The shipped email cannot be replayed.",
            "No shipping email of any parcel is known.",
            "Load the notification log of your store or tracking tool, then run `wismo build`.",
        )
        return
    left, right = st.columns([2, 3])
    with left:
        parties = whole["three_pl"].unique().sort().to_list()
        parties = [EVERYBODY, *(party for party in parties if party != EVERYBODY)]
        names = {party: "All parcels" if party == EVERYBODY else at.look.label("three_pl", party) for party in parties}
        party = st.selectbox("Parcels of", parties, key="email_of", bind="query-params", format_func=names.__getitem__)
    with right:
        hours = sidebar.choice("Silence that counts", list(SILENCES), "silence", SILENCES)
    found = whole.filter(pl.col("three_pl") == party).sort("waits_at_most_hours", nulls_last=True)
    rows = found.to_dicts()
    if rows[0]["told_before_scan_share"] is None:
        page.nothing(rows[0]["sentence"], "Below 30 nothing can be said.", "Load more of the notification log.")
        return
    title, chosen = finding(rows, hours)
    panel.chart(
        "email_replay",
        charts.tradeoff(
            steps(rows, hours),
            at.look,
            x_title=f"customers who hear nothing for {hours} hours after the label",
            y_title="WISMO tickets it could touch",
        ),
        found.select(pl.col(name).alias(shown) for name, shown in _titles().items()),
        title=title,
        about=(
            f"{names[party]}, n = {many(rows[0]['n'], 'parcel')} with a shipping email, labels of "
            f"{rows[0]['period_start']:%-d %b %Y} to {rows[0]['period_end']:%-d %b %Y}. The moment of the email is "
            "moved and nothing else: tickets opened in between could be touched, and nothing says that they would not "
            f"have come. {WHOLE}"
        ),
        alt=chosen["sentence"],
    )
    say.text(chosen["sentence"])


def _wait(row: Mapping[str, Any]) -> str:
    hours = row["waits_at_most_hours"]
    return f"wait {hours} h at most" if hours else "wait until the scan"


def _titles() -> dict[str, str]:
    silent = {
        f"silent_{hours}h{end}": f"No word for {hours} h {when}"
        for hours in SILENCES
        for end, when in (("", "now"), ("_then", "then"))
    }
    return {
        "waits_at_most_hours": "Waits at most (hours)",
        "tickets_between": "Tickets it could touch",
        "wismo_tickets": "WISMO tickets",
        "told_before_scan": "Told before the scan now",
        "told_before_scan_then": "Told before the scan then",
        **silent,
        "never_scanned": "Never scanned",
        "n": "n (parcels)",
    }
