"""One plain sentence for a row of the delay curves and of the order weeks; each number in it is one of the row's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.many import many

if TYPE_CHECKING:
    from collections.abc import Mapping

_WARNINGS = {
    "none": "",
    "delays_lengthening": " Customers are asking later than this allows for, so it is probably too low.",
    "delays_shortening": " Customers are asking sooner than this allows for, so it is probably too high.",
    "no_peak_curve": " In peak customers may ask later, and no earlier peak tells how much, so it may be too low.",
}
_CURVES = {"usual": "the last weeks", "last_peak": "the last peak"}


def curve_sentence(row: Mapping[str, Any], window_days: int) -> str:
    """Return the sentence on a curve at one age; ``window_days`` is the curve's last age."""
    orders = f"orders of {_CURVES[row['curve']]} that were asked about within {window_days} days"
    if row["share_arrived"] is None:
        return f"Not enough data on the {orders} to say how many were by day {row['age_days']} (n = {row['n']:,})."
    share = f"{100 * row['share_arrived']:.1f} %"
    return f"By day {row['age_days']} {share} of the {orders} had been (n = {row['n']:,})."


def cohort_sentence(row: Mapping[str, Any]) -> str:
    """Return the sentence on an order week."""
    week = f"{row['week_start'].day} {row['week_start']:%B %Y}"
    orders = f"{many(row['n'], 'order')} of the week of {week}"
    if row["value"] is None:
        return f"Not enough data: {row['wismo_orders']:,} of the {orders} have a WISMO ticket so far."
    rate = f"{row['value']:.2f} per 100"
    if row["method"] == "complete":
        return f"Of the {orders}, {rate} had a WISMO ticket within {row['window_days']} days."
    limits = f"{row['lower_limit']:.2f} and {row['upper_limit']:.2f}"
    state = "nearly all in" if row["is_mature"] else "still coming in"
    return (
        f"The WISMO tickets of the {orders} are {state} ({100 * row['maturity']:.0f} %); they are heading for {rate}, "
        f"in nine weeks of ten for something between {limits}.{_WARNINGS[row['warning']]}"
    )
