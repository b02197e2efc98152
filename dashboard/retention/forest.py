"""The effects on who comes back with their intervals, for all customers and by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import charts, page, panel, say
from dashboard.retention.words import (
    EVERYBODY,
    GROUPS,
    LATE,
    NAMES,
    group_name,
    interval,
    is_told,
    of_100,
    one,
    points,
    sampled,
    span,
)
from dashboard.tactics import INTERVALS, WHOLE, interval_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.page import Here
    from dashboard.retention.words import Row

TITLES = {"group": "Compared", "label": "What happened", "value": "Of 100", "lower": "from", "upper": "to"}
CURES = {
    "fast_reply": "Load the helpdesk's first answers.",
    "coupon": (
        "Map the amount of a coupon that your helpdesk notes to coupon_amount in sources.yml; better still, give "
        "coupons by lot, which would settle what they do."
    ),
    "wismo": "Load tickets that are tied to orders.",
}


def frame(found: Sequence[tuple[str, str, Mapping[str, Any]]]) -> pl.DataFrame:
    """Return the rows of the chart of intervals from groups, labels and rows of ``retention_effects``."""
    return pl.DataFrame(
        [
            {
                "group": group, "label": label, "shown": points(row), "value": row["effect"],
                "lower": row["effect_lower"], "upper": row["effect_upper"], "is_bound": False,
                "is_told": is_told(row),
                "other": row["raw_difference"], "unseen": None,
            }
            for group, label, row in found
        ],
        schema=INTERVALS,
    )  # fmt: skip


def forest(at: Here, rows: Sequence[Row]) -> None:
    """Draw every effect on all customers with its interval, the raw difference pale beside it."""
    found = [
        (group, f"{label}, n = {row['exposed_count']:,}", row)
        for group, names in GROUPS.items()
        for name, label in names.items()
        if (row := one(rows, name)) is not None
    ]
    drawn = frame(found)
    if drawn["value"].is_null().all():
        page.nothing(
            "How many fewer come back cannot be said yet.",
            "Each comparison has too few customers, or too few of them came back.",
            "Load a longer time; orders of the last 120 days do not count yet.",
        )
        return
    late = one(rows, LATE)
    title = "How many fewer come back after a late parcel cannot be said yet"
    if late is not None and late["effect"] is not None:
        title = f"Of 100 customers with a late parcel, {of_100(late['effect'])} come back ({interval(late)})"
    panel.chart(
        "retention",
        charts.intervals(drawn, at.look, x_title="customers of 100 who came back, more or fewer", figures=".0f"),
        interval_table(drawn.rename({"other": "not adjusted"}), TITLES | {"not adjusted": "Not adjusted"}),
        title=title,
        about=f"{_about(rows)} n counts the customers to whom it happened{sampled(late or rows[0])}.",
        alt=" ".join(row["sentence"] for _, _, row in found[:3]),
    )


def groups(at: Here, rows: Sequence[Row]) -> None:
    """Draw the effect of a late parcel by group of customers, as far as each is large enough."""
    own = [row for row in rows if row["exposure"] == LATE and row["customer_group"] != EVERYBODY]
    enough = [row for row in own if row["effect"] is not None]
    if not enough:
        page.nothing(
            "No group of customers is large enough.",
            "Each needs 200 late customers and 200 on time (retention_smallest_group).",
            "Load a longer time, or look at all customers together.",
        )
        return
    found = [("", f"{group_name(row['customer_group'], at.look)}, n = {row['exposed_count']:,}", row) for row in enough]
    told = [label for _, label, row in found if row["effect_upper"] < 0]
    names = "; ".join(label.rpartition(", n")[0] for label in told)
    drawn = frame(found)
    panel.chart(
        "retention_groups",
        charts.intervals(drawn, at.look, x_title="customers of 100 who came back, more or fewer", figures=".0f"),
        interval_table(drawn, TITLES),
        title=f"Fewer come back: {names}" if told else "In each of the groups alone it could be chance",
        about=f"{_about(rows)} Late delivery only. Intervals of one kind of group hold together at 95 %, so are wider.",
        alt=" ".join(row["sentence"] for row in enough),
    )
    if small := [group_name(row["customer_group"], at.look) for row in own if row["effect"] is None]:
        say.caption(f"Too few customers, so no figure: {'; '.join(small)}.")


def gaps(rows: Sequence[Row]) -> None:
    """Say of each figure that is missing why, and what would bring it."""
    for name, cure in CURES.items():
        row = one(rows, name)
        if row is not None and row["effect"] is None:
            page.nothing(f"{NAMES[name]}:", row["sentence"], cure)


def _about(rows: Sequence[Row]) -> str:
    row = one(rows, LATE) or rows[0]
    return (
        "Of 100 customers, how many more or fewer ordered again in the 90 days after day 30 from the order, than of "
        f"100 alike customers; {span(row)}, one order a customer, with 95 % intervals. The pale cross is the plain "
        f"difference, which is biased: customers were not alike. {WHOLE}"
    )
