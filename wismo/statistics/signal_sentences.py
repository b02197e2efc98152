"""One plain sentence for a row of the trend signals; each number in it is one of the row's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.labels import OWNER_LABELS
from wismo.many import many

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

# What the tickets and the orders of a slice are called; {} takes the member.
_TICKETS = {
    "root_cause": "WISMO tickets of “{}”",
    "owner": "WISMO tickets owned by “{}”",
    "channel": "WISMO tickets by {}",
}
_ORDERS = {"carrier": "orders with {}", "three_pl": "orders from {}", "region": "orders to {}"}


def signal_sentence(row: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> str:
    """Return the sentence; ``names`` has plain names by dimension and member, others are shown as they are."""
    key = (row["dimension"], row["member"])
    member = OWNER_LABELS.get(row["member"]) if row["dimension"] == "owner" else names.get(key)
    member = member or row["member"].replace("_", " ")
    tickets = _TICKETS.get(row["dimension"], "WISMO tickets").format(member)
    orders = _ORDERS.get(row["dimension"], "orders").format(member)
    when = _when(row)
    if row["verdict"] == "not_enough_data":
        one = tickets.replace("tickets", "ticket", 1) if row["tickets"] == 1 else tickets
        few = f"{row['tickets']:,} {one} and {row['n']:,} {orders}"
        return f"{when}: not enough data, {few} are too few for a verdict."
    if row["verdict"] == "not_enough_history":
        few = f"{many(row['baseline_weeks'], 'week')} of history"
        return f"{when}: not enough data, {few} are too few for a verdict on {tickets} per 100 {orders}."
    said = f"{when}, {row['value']:.2f} {tickets} per 100 {orders}{_verdict(row)}"
    if row["expected_before"] is not None:
        said += f" Before the accepted change of level, {row['expected_before']:.2f} would have been expected."
    return said


def _verdict(row: Mapping[str, Any]) -> str:
    normal = "a normal week at this time of year" if row["weeks"] == 1 else "four normal weeks at this time of year"
    has = "has" if row["weeks"] == 1 else "have"
    limits = f"{row['lower_limit']:.2f} to {row['upper_limit']:.2f}"
    match row["verdict"]:
        case "normal":
            return f"; {normal} {has} {limits}."
        case "within_chance":
            return f"; {normal} {has} {limits}. Among so many slices, one that looks like this can be chance."
    run = (
        f"since {_day(row['changed_since'])} it has run {_points(row['change_since'])} what the season lets one expect"
    )
    outside = "more" if row["value"] > row["upper_limit"] else "less" if row["value"] < row["lower_limit"] else None
    if outside:
        return f", {outside} than {normal} {has} ({limits}); {run}."
    if row["verdict"] == "changed":
        return f", inside the {limits} of {normal}, but {run}, for longer than chance explains."
    return f", inside the {limits} of {normal}. Is it drifting? {run[0].upper()}{run[1:]}."


def _when(row: Mapping[str, Any]) -> str:
    return f"In the {'week of' if row['weeks'] == 1 else 'four weeks from'} {_day(row['week_start'])}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _points(change: float) -> str:
    return f"{abs(change):.2f} points {'above' if change > 0 else 'below'}"
