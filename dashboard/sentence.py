"""The sentence at the top of the weekly review: what changed, as far as it can be told from noise, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from wismo.many import many
from wismo.statistics.driver_words import COMPARISONS, MIXES, RATE, driver_name, points, too_few
from wismo.statistics.drivers import DIMENSIONS, NAMED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dashboard.compare import Card
    from wismo.statistics.driver_words import Label

# Owners that can do something about a ticket's cause.
ACTING = {"brand", "three_pl", "carrier", "notification"}
UNPROVEN = "unproven"
BEFORE, YEAR_BEFORE = COMPARISONS["week_before"], COMPARISONS["year_before"]


def weekly_sentence(
    week: str,
    tickets: Card,
    changes: Mapping[str, pl.DataFrame | None],
    label: Label,
    owners: pl.DataFrame | None = None,
) -> str:
    """Return some plain sentences on a week.

    ``week`` is the week in words, ``tickets`` the card of WISMO tickets. ``changes`` holds the answer of ``drivers``
    against ``BEFORE`` and ``YEAR_BEFORE``, None where the data does not go back so far. ``label`` names members.
    ``owners`` are the week's WISMO tickets by ``owner``: ``value`` counts them.
    """
    now = tickets.now.value
    if not now:
        return f"In the week of {week} no WISMO ticket came in."
    then = [
        f"{reading.value:,.0f} {name}"
        for reading, name in ((tickets.before, BEFORE), (tickets.year_before, f"in {YEAR_BEFORE}"))
        if reading.value is not None
    ]
    compared = f" ({', '.join(then)})" if then else ""
    came = f"{many(now, 'WISMO ticket')} (“where is my order?”) came in"
    sentences = [f"In the week of {week}, {came}{compared}."]
    totals = {name: parts.row(0, named=True) for name, parts in changes.items() if parts is not None}
    known = {name: total for name, total in totals.items() if total["effect"] is not None}
    if known:
        sentences.append(_rate(known))
    parts = changes.get(BEFORE)
    if parts is not None and BEFORE in known:
        sentences += _parts(parts, label)
    if owners is not None:
        sentences += whose_turn(owners, label)
    return " ".join(sentences)


def whose_turn(owners: pl.DataFrame, label: Label) -> list[str]:
    """Return who has to act on most of the tickets, if anybody has; ``owners`` as in ``weekly_sentence``."""
    counts = dict(
        owners.filter(pl.col("value") > 0)
        .sort("value", "owner", descending=[True, False])
        .select("owner", "value")
        .iter_rows()
    )
    named = [f"{_small(label('owner', owner))} ({counts[owner]:,.0f})" for owner in counts if owner in ACTING]
    if not named:
        return []
    open_ones = counts.get(UNPROVEN, 0)
    rest = f"; for {open_ones:,.0f} it is not proven whose" if open_ones else ""
    return [f"Whose turn it is: {', '.join(named)}{rest}."]


def _rate(totals: Mapping[str, Mapping[str, Any]]) -> str:
    now = next(iter(totals.values()))["now"]
    return f"That is {now:.2f} per 100 orders: {'; '.join(_against(*total) for total in totals.items())}."


def _against(name: str, total: Mapping[str, Any]) -> str:
    now, before = f"{total['now']:.2f}", f"{total['before']:.2f}"
    if total["is_told_from_noise"]:
        verb = "up" if total["effect"] > 0 else "down"
        return f"{verb} by {abs(total['effect']):.2f} points from {name} ({before})"
    if now == before:
        return f"as many as {name}"
    side = "above" if total["effect"] > 0 else "below"
    return f"{side} {name} ({before}) by no more than weeks differ anyway"


def _parts(parts: pl.DataFrame, label: Label) -> list[str]:
    total = parts.row(0, named=True)
    if parts.height == 1:
        return [too_few(total["n"])]
    sentences = []
    if total["is_told_from_noise"]:
        shares = [
            f"{points(row['effect'])} {'is' if row['is_told_from_noise'] else 'may be'} {_small(words)}"
            for row, words in ((_only(parts, "mix"), MIXES["mix"]), (_only(parts, "rate"), RATE))
        ]
        sentences.append(f"Of the change on {BEFORE}, {' and '.join(shares)}.")
    return [*sentences, _clearest(parts, label)]


def _clearest(parts: pl.DataFrame, label: Label) -> str:
    certainty = (pl.col("effect") / pl.col("standard_error")).abs().round(9)
    flagged = parts.filter(pl.col("part").is_in(list(NAMED)) & pl.col("is_told_from_noise"))
    place = pl.col("part").replace_strict(dict(zip(NAMED, range(len(NAMED)), strict=True)), return_dtype=pl.Int64)
    flagged = flagged.sort(certainty, place, *DIMENSIONS, descending=[True] + [False] * (1 + len(DIMENSIONS)))
    if flagged.is_empty():
        return "No single root cause, carrier, 3PL or region stands out from how much weeks differ anyway."
    row = flagged.row(0, named=True)
    return (
        f"What stands out most is {driver_name(row, label)}: {row['now']:.2f} per 100 orders, against "
        f"{row['before']:.2f} {BEFORE}."
    )


def _small(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


def _only(parts: pl.DataFrame, part: str) -> dict[str, Any]:
    return parts.row(by_predicate=pl.col("part") == part, named=True)
