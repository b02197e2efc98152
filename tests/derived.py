"""What pages work out of answers on their way to the screen, worked out here once more."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

import polars as pl

from dashboard import reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.warehouse import Snapshot
    from tests.asked import Asked

HOURS_A_DAY = 24
MINUTES = 60
FEW = 60
# What is said as so many fewer than alike customers or weeks, of 100.
EFFECTS = {
    "effect", "effect_lower", "effect_upper", "raw_difference", "placebo", "placebo_lower", "placebo_upper",
    "check_effect",
}  # fmt: skip
# Of a tactic: what it could touch, what of it is above normal, and below which size nothing would have been seen.
SHARES = ("addressable_share", "excess_share", "smallest_visible_effect")


def derived(asked: Asked) -> Iterator[float]:
    """Yield the figures that are worked out of several cells of one row, or drawn in another unit or direction."""
    for frame in asked.tables:
        yield from _normal_counts(frame)
        yield from _falls(frame)
    for frame in [*asked.answers.values(), *asked.tables]:
        for hours in hours_of(frame):
            yield from (hours / HOURS_A_DAY, MINUTES * hours)
    yield from _allowed_counts(asked)


def said(asked: Asked) -> Iterator[float]:
    """Yield what only sentences tell so: falls without their sign, a share below a mark not rounded up to it."""
    for frame in asked.tables:
        yield from (-value for value in _falls(frame))
        for name in EFFECTS & set(frame.columns):
            known = frame[name].drop_nulls().cast(pl.Float64)
            yield from (*(-known), *(-100 * known))
        # What every row of a long table rests on.
        if "n" in frame.columns and frame["n"].n_unique() <= FEW:
            yield from frame["n"].drop_nulls()
    for query, answer in asked.answers.items():
        if query.metric == "match_rate" and query.grain == "all":
            yield from (floor(100 * share) for share in answer["value"].drop_nulls())
        # Days and months have a last one, too.
        if query.grain in ("day", "month") and answer.height:
            yield from answer.filter(pl.col("period") == answer["period"].max())["value"].drop_nulls()


def hours_of(frame: pl.DataFrame) -> Iterator[float]:
    """Yield the lengths of time in a frame that are in hours by their column's name."""
    for name in frame.columns:
        if name.endswith("_hours") and frame[name].dtype.is_numeric():
            yield from frame[name].drop_nulls().cast(pl.Float64).unique()


def _normal_counts(frame: pl.DataFrame) -> Iterator[float]:
    """Limits of a rate per 100, taken times the orders of their week: the band of normal counts."""
    if {"lower_limit", "upper_limit", "n"} <= set(frame.columns):
        for limit in ("lower_limit", "upper_limit"):
            yield from (frame[limit] * frame["n"] / 100).round().drop_nulls().to_list()


def _allowed_counts(asked: Asked) -> Iterator[float]:
    """The line to a target, per 100 orders, taken times the orders of the same week: what the target allows."""
    rates = [answer for query, answer in asked.answers.items() if query.metric == "wismo_rate" and not query.by]
    for frame in asked.tables:
        if "target_line" in frame.columns:
            for rate in rates:
                if "period" in rate.columns:
                    both = frame.join(rate.select(week_start="period", orders="n"), on="week_start")
                    yield from (both["target_line"] * both["orders"] / 100).drop_nulls()


def _falls(frame: pl.DataFrame) -> Iterator[float]:
    """What a tactic could touch is drawn as the fall that it would be, in percent; limits are shares of its tickets."""
    for name in SHARES:
        if name in frame.columns:
            yield from (-100 * frame[name]).drop_nulls()
    if {"excess_lower", "excess_upper", "wismo_tickets"} <= set(frame.columns):
        for name in ("excess_lower", "excess_upper"):
            share = (100 * frame[name] / frame["wismo_tickets"]).drop_nulls()
            yield from (*share, *(-share))


def behind(frame: pl.DataFrame, snapshot: Snapshot) -> Iterator[float]:
    """How many hours a feed ends before the data does."""
    if "last_at" in frame.columns:
        through = reference.info(snapshot).data_through
        for last in frame["last_at"].drop_nulls():
            yield max(0.0, (through - last).total_seconds() // 60 / 60)
