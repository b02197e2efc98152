"""The nine tactics against "where is my order?": which are registered, and what each could touch of the whole brand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import charts, left_to_gain, page, panel, say, sidebar
from dashboard.left_to_gain import NOT_CUT
from dashboard.programme import percent, scope
from dashboard.published import statistic
from dashboard.tactics import INTERVALS, TITLES, WHOLE, interval_table, window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.page import Here

KINDS = {
    "notify_at_first_scan": "“Shipped” on the first scan",
    "exception_alerts": "Plain alerts when something is wrong",
    "dynamic_window": "A delivery window that follows the load",
    "backlog_promise": "The same, for the slowest tenth of labels",
    "any": "Any of them together",
}
# What goes wrong on the way is no 3PL's matter, and of all windows together it is not known what is above normal.
WHOLE_ONLY = ("exception_alerts", "any")
CUTS = {"three_pl": "3PL", "whole": "Kind of tactic, all of the brand"}
# Each tactic, the kinds of the register that are it, and where its figures stand if no window of a parcel's life is it.
NINE: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("Send “shipped” on the carrier's first scan, not on the label", ("notify_at_first_scan",), ""),
    ("Plain-English alerts with a new day when something goes wrong", ("exception_alerts",), ""),
    ("A delivery window that follows real pick and pack load", ("dynamic_window", "backlog_promise"), ""),
    ("Every channel covered round the clock, AI in off-hours", (), "Hours and answers stand under Act now"),
    ("Each issue goes to the person who owns it", (), "Owners stand under Causes"),
    ("One source of truth with accurate ETAs", (), "Whether the day we named came true stands under Act now"),
    ("A fast, generous answer, with a coupon", (), "Fast answers and coupons stand on the page Retention"),
    ("The right 3PL", (), "3PLs stand under Partners"),
    (
        "Two or three of these together, refined and measured",
        (),
        "What was shown of each stands at the top of this page",
    ),
)


def section(at: Here, register: Sequence[Mapping[str, Any]]) -> None:
    """Draw what each kind of tactic could touch, and list the nine with what is registered."""
    known = statistic(at.snapshot, "tactic_windows")
    # Before there were windows by 3PL, every row was one of the whole brand.
    whole = known.filter(pl.col("three_pl") == NOT_CUT) if "three_pl" in known.columns else known
    windows = {row["kind"]: row for row in whole.to_dicts()}
    cells = left_to_gain.by_three_pl(known, {kind: KINDS[kind] for kind in KINDS if kind not in WHOLE_ONLY})
    by_three_pl = any(row["excess_share"] is not None for row in cells)
    if by_three_pl and sidebar.choice("What is left, by", list(CUTS), "left_by", CUTS) == "three_pl":
        left_to_gain.draw(at, cells, KINDS)
    elif any(row["addressable_share"] is not None for row in windows.values()):
        _could_touch(at, windows)
    else:
        page.nothing(
            "What each tactic could touch is not known.",
            "Fewer than 30 WISMO tickets of the last 52 weeks are tied to parcels, or the snapshot is older.",
            "Load parcels with their scans and promises, then run `wismo build`.",
        )
    say.subheader("The nine tactics")
    for place, (name, kinds, elsewhere) in enumerate(NINE, start=1):
        with st.container(border=True, gap="xsmall"):
            own = [windows[kind] for kind in kinds if kind in windows]
            _one(f"{place}. {name}", kinds, _registered(at, register, kinds), own, elsewhere)
            for row in cells:
                if row["kind"] in kinds:
                    who = at.look.label("three_pl", row["three_pl"])
                    say.caption(f"{who}, {left_to_gain.status(row)}: {row['window_sentence']}")
    if others := _registered(at, register, ("other",)):
        say.text(f"Registered with the kind other: {others}.")


def _could_touch(at: Here, windows: Mapping[str, Mapping[str, Any]]) -> None:
    known = [windows[kind] for kind in KINDS if kind in windows]
    found = [{"group": KINDS[row["kind"]]} | one for row in known for one in window(row) if _is_asked(row, one)]
    frame = pl.DataFrame(found, schema=INTERVALS)
    tickets, first, last = (known[0][name] for name in ("wismo_tickets", "period_start", "period_end"))
    alone = [row for row in known if row["kind"] != "any" and row["addressable_share"] is not None]
    most = max(alone, key=lambda row: row["addressable_share"])
    panel.chart(
        "tactic_windows",
        charts.intervals(frame, at.look, x_title="change in all WISMO tickets, %", figures=".0f"),
        interval_table(frame, TITLES),
        title=f"{KINDS[most['kind']]} could touch most: at most {percent(most['addressable_share'])} of the tickets",
        about=(
            f"Percent of the n = {tickets:,} WISMO tickets of {first:%-d %b %Y} to {last:%-d %b %Y}. Could touch is an "
            "upper bound; above normal is what comparable parcels of the same age do not bring, with its 95 % "
            f"interval. Expect less: some will write anyway. Windows overlap and must not be added. {WHOLE}"
        ),
        alt=" ".join(f"{KINDS[row['kind']]}: {row['window_sentence']}" for row in known),
    )


def _is_asked(row: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    """Of all windows together it is not known what is above normal."""
    return row["kind"] != "any" or one["is_bound"]


def _one(
    name: str, kinds: Sequence[str], registered: str, windows: Sequence[Mapping[str, Any]], elsewhere: str
) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        say.text(name)
        # The register knows the others only by their names.
        if kinds:
            say.badge("registered" if registered else "not registered", colour="green" if registered else "gray")
    if registered:
        say.caption(f"{registered}.")
    for row in windows:
        say.caption(row["window_sentence"])
    if elsewhere:
        say.caption(f"No window of a parcel's life is its own; enter it with the kind other. {elsewhere}.")


def _registered(at: Here, register: Sequence[Mapping[str, Any]], kinds: Sequence[str]) -> str:
    return "; ".join(
        f"{row['name']} ({scope(row, at.look)}, since {row['launched_on']:%-d %b %Y})"
        for row in register
        if row["kind"] in kinds
    )
