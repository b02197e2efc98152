"""How far the brand is on the way to its target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import charts, page, panel, programme, reference, say
from dashboard.published import statistic
from wismo.many import many
from wismo.periods import WEEK

if TYPE_CHECKING:
    from dashboard.page import Here

TITLES = {
    "ahead": "Ahead of the line to the target",
    "behind": "Behind the line to the target",
    "on_line": "Not distinguishable from the line to the target",
    "too_early": "Too early to tell whether the target is met",
    "not_enough_data": "Not enough data to tell whether the target is met",
    "to_come": "The target begins later",
}
COLUMNS = {
    "week_start": "Week from",
    "rate": "Per 100 orders",
    "baseline": "Baseline",
    "target_line": "Line to the target",
    "weeks_counted": "Weeks taken together",
    "n": "n (tickets)",
    "change": "Against the baseline (%)",
    "change_lower": "from (%)",
    "change_upper": "to (%)",
    "change_needed": "Asked for (%)",
    "sentence": "In words",
}


def section(at: Here) -> None:
    """Draw each week's rate beside the baseline and the line to the target, under what the last weeks say of it."""
    known = statistic(at.snapshot, "target_progress")
    if known.is_empty():
        say.subheader("No target yet")
        page.nothing(
            "Nobody has set a target.",
            "Without one a page can say how a week was, and not whether it is on its way.",
            "Add a row to seeds/targets.csv and run `wismo build`: 15 % below your own seasonal baseline is usual.",
        )
        return
    words = {row["target_id"]: programme.aim(row, at.metric(row["metric"]).label, at.look)
             for row in programme.targets(at.snapshot)}  # fmt: skip
    name = next(iter(words))
    if len(words) > 1:
        name = st.selectbox("Target", list(words), key="target", bind="query-params", format_func=words.__getitem__)
    rows = known.filter(known["target_id"] == name).sort("week_start")
    now = latest(rows, at)
    last = rows["week_start"][-1]
    narrowed = " It counts all of its orders, whatever the filters say." if at.filters.chosen else ""
    about = (
        f"{words[name]}. {now['sentence']} n = {many(now['n'], 'ticket')}. By week, from its first week to that of "
        f"{last:%-d %b %Y}; the baseline is the brand's own, season by season (shaded).{narrowed}"
    )
    if rows["baseline"].is_null().all():
        say.subheader(TITLES[now["status"]])
        say.info(now["sentence"])
        return
    bands = reference.bands(at.snapshot, rows["week_start"][0], last + WEEK)
    panel.chart(
        "target",
        charts.progress(rows, at.look, figures=".1f", y_title="per 100 orders", bands=bands),
        _table(rows),
        title=_title(now),
        about=about,
        places=["period"],
    )


def latest(rows: pl.DataFrame, at: Here) -> dict[str, Any]:
    """Return the row of the headline week, or of the last week before it that is over; else the first."""
    over = rows.filter((pl.col("week_start") <= at.weeks.last) & (pl.col("status") != "to_come"))
    return over.row(-1, named=True) if over.height else rows.row(0, named=True)


def _title(now: dict[str, Any]) -> str:
    if now["change"] is None or now["change_needed"] is None:
        return TITLES[now["status"]]
    moved, asked = (f"{100 * now[name]:+.0f} %".replace("-", "−") for name in ("change", "change_needed"))
    return f"{TITLES[now['status']]}: {moved} against the baseline, {asked} asked for"


def _table(rows: pl.DataFrame) -> pl.DataFrame:
    shares = [name for name in rows.columns if name.startswith("change")]
    in_percent = rows.with_columns((pl.col(name) * 100).round(1) for name in shares)
    return in_percent.select(pl.col(name).alias(title) for name, title in COLUMNS.items())
