"""What a part of a change says, in one sentence that says no more than its numbers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.many import many
from wismo.statistics.drivers import TOTAL_ONLY
from wismo.statistics.pooling import POOLED
from wismo.statistics.weeks import TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    # From a dimension and a member to the member's plain-English name.
    Label = Callable[[str, str], str]

MIXES = {
    "mix": "Where we shipped",
    "mix_carrier": "Which carriers we shipped with",
    "mix_three_pl": "Which 3PLs shipped",
    "mix_region": "Which regions we shipped to",
}
RATE = "How each performed"
COMPARISONS = {"week_before": "the week before", "year_before": "the same week last year"}
THE_REST = {"carrier": "smaller carriers", "three_pl": "smaller 3PLs", "region": "smaller regions"}


def driver_sentence(row: Mapping[str, Any], base: str, label: Label) -> str:
    """Return the sentence of a row of ``drivers``; ``base`` is a value of ``COMPARISONS``."""
    match row["part"]:
        case "total":
            return _total(row, base)
        case "volume":
            return (
                f"With as many tickets per order as in the mean of both, the change in orders alone makes "
                f"{_signed(row['ticket_effect'], 1)} tickets."
            )
        case "rate":
            return f"{RATE} accounts for {points(row['effect'])} of the change{_certainty(row)}."
        case part if part in MIXES:
            return f"{MIXES[part]} accounts for {points(row['effect'])} of the change{_certainty(row)}."
    return (
        f"{driver_name(row, label)} went from {row['before']:.2f} to {row['now']:.2f} tickets per 100 orders, all "
        f"orders shipped alike: {points(row['effect'])} of the change{_certainty(row)}."
    )


def driver_name(row: Mapping[str, Any], label: Label) -> str:
    """Return the plain name of the member, or of the two, that a row is about."""
    named = {name: row[name] for name in ("root_cause", "carrier", "three_pl", "region") if row[name] != TOTAL}
    words = {name: THE_REST[name] if member == POOLED else label(name, member) for name, member in named.items()}
    if "root_cause" not in words:
        return " and ".join(words.values())
    rest = [word for name, word in words.items() if name != "root_cause"]
    return " with ".join([f"“{words['root_cause']}”", *rest])


def _total(row: Mapping[str, Any], base: str) -> str:
    if row["effect"] is None:
        return f"Not enough data: too few orders, then or now, for a rate to compare with {base}."
    rates = f"{row['now']:.2f} WISMO tickets per 100 orders against {row['before']:.2f} in {base}"
    few = f" {too_few(row['n'])}" if row["method"] == TOTAL_ONLY else ""
    if not row["is_told_from_noise"]:
        return f"{rates}: not distinguishable from how much weeks differ anyway.{few}"
    word = "up" if row["effect"] > 0 else "down"
    return f"{rates}: {word} by {abs(row['effect']):.2f} points, more than weeks differ anyway.{few}"


def too_few(n: int) -> str:
    """Return why a change is not told by its parts; ``n`` counts the tickets of both weeks."""
    return f"With {many(n, 'ticket')} in both weeks together there are too few to say where."


def points(effect: float) -> str:
    """Return a change of a rate with its sign, as in +0.31 points."""
    return f"{_signed(effect, 2)} points"


def _signed(value: float, places: int) -> str:
    """Return a number with its sign; what rounds to nothing has none."""
    written = f"{value:+,.{places}f}"
    return written.lstrip("+-") if not float(written.replace(",", "")) else written.replace("-", "−")


def _certainty(row: Mapping[str, Any]) -> str:
    return ", told from noise" if row["is_told_from_noise"] else ", not distinguishable from noise"
