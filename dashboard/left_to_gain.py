"""What each kind of tactic has left to gain, 3PL by 3PL, where it is a 3PL's matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import charts, panel
from dashboard.tactics import INTERVALS, TITLES, WHOLE, interval_table, window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.page import Here
    from dashboard.theme import Look

# The 3PLs of a kind that are drawn; the others are in the table.
MOST = 5
NOT_CUT = "all"


def draw(at: Here, rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, str]) -> None:
    """Draw what lies above normal of each 3PL's tickets, kind by kind; ``rows`` are those of ``by_three_pl``."""
    shown = [row for row in rows if row["place"] < MOST]
    whole, drawn = (pl.DataFrame([_line(row, kinds, at.look) for row in of], schema=INTERVALS) for of in (rows, shown))
    rest = f" The {MOST} 3PLs with most are drawn; the rest are in the table." if len(rows) > len(shown) else ""
    panel.chart(
        "left_to_gain",
        charts.intervals(drawn, at.look, x_title="change in the 3PL's WISMO tickets, %", figures=".0f"),
        interval_table(whole, TITLES),
        title=finding(rows, kinds, at.look),
        about=(
            "What is above normal: tickets beyond those that comparable parcels of the same age bring, in percent of "
            f"the 3PL's WISMO tickets (n), with 95 % intervals, {_span(rows)}. Where the tactic is in force (since), "
            "only from when it settled, so this is what it has left. Grey and hollow: not above normal. At most: what "
            "is above normal is not known. Expect less: some will write anyway. Lines of one 3PL overlap and must not "
            f"be added.{unknown(rows, kinds, at.look)} {WHOLE}{rest}"
        ),
        alt=" ".join(f"{at.look.label('three_pl', row['three_pl'])}: {row['window_sentence']}" for row in shown),
    )


def by_three_pl(known: pl.DataFrame, kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of ``tactic_windows`` that are a 3PL's, by kind, those with most above normal a week first.

    Each has its ``place`` in its kind. There are none in snapshots from before windows were cut by 3PL.
    """
    if "three_pl" not in known.columns:
        return []
    own = known.filter(pl.col("three_pl") != NOT_CUT)
    found = []
    for kind in kinds:
        ordered = own.filter(pl.col("kind") == kind).sort(
            "excess_per_week", "three_pl", descending=[True, False], nulls_last=True
        )
        found += [row | {"place": place} for place, row in enumerate(ordered.to_dicts())]
    return found


def finding(rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, str], look: Look) -> str:
    """Return where most is left to gain, as far as anything is above normal and that is known."""
    known = [row for row in rows if row["excess_lower"] is not None]
    told = [row for row in known if row["excess_lower"] > 0]
    as_known = "" if len(known) == len(rows) else ", as far as it is known"
    if not told:
        return f"At no 3PL is anything above normal{as_known}"
    most = max(told, key=lambda row: row["excess_per_week"])
    return (
        f"Most is left at {look.label('three_pl', most['three_pl'])}: {kinds[most['kind']]}, about "
        f"{most['excess_per_week']:.1f} tickets a week above normal{as_known}"
    )


def unknown(rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, str], look: Look) -> str:
    """Return of which 3PLs it is not known what is above normal, kind by kind; nothing where all is known."""
    lacking = [row for row in rows if row["excess_lower"] is None]
    named = [
        f"{kinds[kind]} at {', '.join(look.label('three_pl', row['three_pl']) for row in of)}"
        for kind in kinds
        if (of := [row for row in lacking if row["kind"] == kind])
    ]
    return f" Not known, as too few tickets can be compared: {'; '.join(named)}." if named else ""


def status(row: Mapping[str, Any]) -> str:
    """Return whether a kind of tactic is in force at a 3PL."""
    return f"since {row['launched_on']:%-d %b %Y}" if row["launched_on"] else "not in force"


def _line(row: Mapping[str, Any], kinds: Mapping[str, str], look: Look) -> dict[str, Any]:
    could, above = window(row)
    if above["value"] is None:
        above |= {"shown": could["shown"]}
    label = f"{look.label('three_pl', row['three_pl'])}, {status(row)}, n = {row['n']:,}"
    return above | {"group": kinds[row["kind"]], "label": label}


def _span(rows: Sequence[Mapping[str, Any]]) -> str:
    first, last = min(row["period_start"] for row in rows), max(row["period_end"] for row in rows)
    return f"{first:%-d %b %Y} to {last:%-d %b %Y}"
