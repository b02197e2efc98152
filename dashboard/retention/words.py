"""The rows of the retention estimates, and what they say in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.published import statistic
from wismo.many import many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.page import Here
    from dashboard.theme import Look

Row = dict[str, "Any"]
LATE, ONE_DAY, SILENT, ASKED = "late_delivery", "late_by_1_day", "late_and_silent", "late_and_asked"
# What each exposure is called, under what it is set against.
GROUPS = {
    "The order came late\nagainst alike customers, on time": {
        LATE: "Late",
        ONE_DAY: "One day late",
        "late_by_2_to_3_days": "Two or three days late",
        "late_by_4_days_or_more": "Four days late or more",
    },
    "Late, by who wrote\nan association": {
        SILENT: "Late customers who never wrote",
        ASKED: "Late customers who wrote",
    },
    "What else happened\nan association: who writes is not left to chance": {
        "wismo": "Asked where the order is",
        "fast_reply": "Answered fast",
        "coupon": "Given a coupon",
    },
}
NAMES = {name: words for group in GROUPS.values() for name, words in group.items()}
EVERYBODY = "all"
# What stands beside the margin, by its line.
BESIDE = {"answers": "answering WISMO contacts", "refunds": "order value paid back in full"}
PER_YEAR_DAYS = 350
GRADES = {
    "adjusted_estimate": "an estimate whose tests all hold",
    "adjusted_association": "an association: a reason that nobody measured may be behind it",
    "suggestive": "only suggestive: answers and coupons are given for a reason",
    "not_enough_data": "not enough data",
}


def effects(at: Here) -> list[Row]:
    """Return the rows of ``retention_effects``; none in snapshots that are older than them."""
    return statistic(at.snapshot, "retention_effects").to_dicts()


def one(rows: Sequence[Row], exposure: str, group: str = EVERYBODY) -> Row | None:
    """Return the row of an exposure for a group of customers."""
    return next((row for row in rows if (row["exposure"], row["customer_group"]) == (exposure, group)), None)


def headline(late: Mapping[str, Any] | None, beside: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return what late parcels cost in customers and in money, or why that cannot be said.

    ``beside`` are the lines of ``late_costs`` that are in no margin.
    """
    if late is None:
        return "What late parcels cost cannot be said: this snapshot is older than the figure. Run `wismo build`."
    if late["effect"] is None:
        return f"What late parcels cost cannot be said yet. {late['sentence']}"
    if late["effect_upper"] >= 0:
        return f"That late parcels cost customers cannot be told from chance. {late['sentence']}"
    said = (
        f"Of 100 customers whose parcel comes late, about {-late['effect']:.1f} fewer come back than of alike "
        f"customers whose parcel is on time ({interval(late)})."
    )
    if late["margin_at_risk"] is None:
        return f"{said} What that costs cannot be said: the value of their orders is not known."
    return (
        f"{said} That is about {money(late, 'margin_at_risk')} of margin {per(late)} ({between(late)}), of orders in "
        f"the 90 days that follow alone. {_beside(beside)}"
    )


def _beside(beside: Sequence[Mapping[str, Any]]) -> str:
    amounts = {row["line"]: f"{row['currency']} {row['amount']:,.0f}" for row in beside if row["amount"] is not None}
    known = [f"{words} {amounts[line]}" for line, words in BESIDE.items() if line in amounts]
    unknown = [words for line, words in BESIDE.items() if line not in amounts]
    counted = (
        f"Beside it, of all late orders of the same time and whether or not the delay is why: {' and '.join(known)}. "
        if known
        else ""
    )
    return f"{counted}In no amount: {', '.join([*unknown, 'reships and coupons'])}."


def per(row: Mapping[str, Any]) -> str:
    """Return the time that a margin is of: a year where orders of a year were studied, else their days."""
    length = (row["period_end"] - row["period_start"]).days + 1
    return "a year" if length >= PER_YEAR_DAYS else f"in the {length} days of orders studied"


def money(row: Mapping[str, Any], column: str) -> str:
    """Return an amount with the code of its currency."""
    return f"{row['currency']} {row[column]:,.0f}"


def between(row: Mapping[str, Any]) -> str:
    """Return the interval of a margin."""
    return f"{row['margin_lower']:,.0f} to {row['margin_upper']:,.0f}"


def points(row: Mapping[str, Any]) -> str:
    """Return an effect with its interval in words, or that there is too little to tell."""
    if row["effect"] is None:
        return "not enough data"
    said = f"{of_100(row['effect'])} ({interval(row)})"
    return said if is_told(row) else f"{said}, could be chance"


def is_told(row: Mapping[str, Any]) -> bool:
    """Return whether an effect is known and told from none."""
    return row["effect"] is not None and not row["effect_lower"] <= 0 <= row["effect_upper"]


def interval(row: Mapping[str, Any]) -> str:
    """Return the interval of an effect in words."""
    low, high = row["effect_lower"], row["effect_upper"]
    if not is_told(row):
        return f"{of_100(low)} to {of_100(high)}"
    least, most = sorted((abs(low), abs(high)))
    return f"{least:.1f} to {most:.1f}"


def of_100(effect: float) -> str:
    """Return an effect in points as customers of 100."""
    return f"{abs(effect):.1f} {'fewer' if effect < 0 else 'more'}"


def group_name(group: str, look: Look) -> str:
    """Return what a group of customers is called."""
    named = {"first_order": "First orders", "returning": "Returning customers"}
    return named.get(group) or look.label("season", group.removeprefix("season:"))


def sampled(row: Mapping[str, Any]) -> str:
    """Return what follows an n that is of a sample of the customers, which is studied where they are very many."""
    return " in a sample of the customers" if row["method"].endswith("_sample") else ""


def silent(rows: Sequence[Row]) -> str:
    """Return how many late customers never wrote, and what became of them."""
    quiet, asked = one(rows, SILENT), one(rows, ASKED)
    if quiet is None or asked is None or not quiet["exposed_count"]:
        return "How many late customers never wrote is not known: no question is tied to their orders."
    wrote = f"{asked['exposed_count']:,} did{sampled(quiet)}"
    said = f"{many(quiet['exposed_count'], 'late customer')} never wrote, {wrote}."
    if quiet["effect"] is None:
        return said
    if quiet["effect_upper"] >= 0:
        return f"{said} Whether those who never wrote come back less cannot be told from chance."
    return f"{said} Those who never wrote came back less, too: {points(quiet)} of 100. No ticket tells of them."


def span(row: Mapping[str, Any]) -> str:
    """Return the orders studied, by their days."""
    first, last = row["period_start"], row["period_end"]
    return f"orders of {first:%-d %b %Y} to {last:%-d %b %Y}" if first and last else "no orders"
