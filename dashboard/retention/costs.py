"""The lines of what late parcels cost: parts that add up to the whole, and what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.published import statistic
from dashboard.retention.words import LATE, NAMES
from dashboard.tactics import INTERVALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.page import Here

Line = dict[str, "Any"]
GROUPS = {
    "part": "By how late\nthese lines add up to the next one",
    "whole": "All late customers\none order each",
    "beside": "Beside it, of all late orders of those days\nwould partly have come without the delay, too",
}
REST = "rest"
WORDS = {
    **NAMES,
    LATE: "All late customers",
    REST: "Rest, as each line is estimated by itself",
    "answers": "Answering WISMO contacts",
    "refunds": "Paid back in full, order value",
}
COUNTED = {"answers": "contacts", "refunds": "orders"}
NOT_COUNTED = (
    "Reships, coupons and refunds of a part are in no amount here, nor are preorders and orders of other days, of "
    "marketplaces or of nobody known."
)


def lines(at: Here) -> tuple[Line, ...]:
    """Return the rows of ``late_costs``, parts first; none where the whole is not told, or in older snapshots."""
    return tuple(statistic(at.snapshot, "late_costs").to_dicts())


def frame(found: tuple[Line, ...]) -> pl.DataFrame:
    """Return the rows of the chart of intervals, in the order of the lines; those without any amount are left out."""
    drawn = [
        {
            "group": GROUPS[row["kind"]], "label": _label(row), "shown": _shown(row), "value": row["amount"],
            "lower": row["amount_lower"], "upper": row["amount_upper"], "is_told": row["is_told"], "is_bound": False,
        }
        for row in found
        if row["amount"] is not None or row["kind"] == "part"
    ]  # fmt: skip
    return pl.DataFrame(drawn, schema=INTERVALS)


def _label(row: Mapping[str, Any]) -> str:
    words = WORDS[row["line"]]
    if row["line"] == REST:
        return words
    counted = COUNTED.get(row["line"])
    return f"{words}, n = {row['n']:,}{f' {counted}' if counted else ''}"


def _shown(row: Mapping[str, Any]) -> str:
    if row["amount"] is None:
        return "not enough data"
    said = f"{row['currency']} {row['amount']:,.0f}".replace("-", "\u2212")
    if row["amount_lower"] is None:
        return said
    said += f" ({row['amount_lower']:,.0f} to {row['amount_upper']:,.0f})".replace("-", "\u2212")
    return said if row["is_told"] else f"{said}, could be chance"


def counted_up(found: tuple[Line, ...]) -> str:
    """Return what follows n where a sample of the customers was studied: it stands for all of them."""
    return ", counted up from a sample" if any(row["method"].endswith("_sample") for row in found) else ""


def beside(found: tuple[Line, ...]) -> str:
    """Return what is not in the margin, with amounts where there are any."""
    known = [row["sentence"] for row in found if row["kind"] == "beside"]
    return " ".join(["Not in the margin:", *known, NOT_COUNTED])
