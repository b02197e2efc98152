"""What may have happened to customers before the landmark, who is compared with whom, and in which words."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

LATE, ON_TIME = pl.col("is_late"), ~pl.col("is_late")


@dataclass(frozen=True)
class Exposure:
    """``exposed`` and ``unexposed`` choose the rows compared; NULL is neither.

    ``best_grade`` is the most that the design can give. ``who`` and ``others`` are the two groups in words, ``doubt``
    why a difference may have another reason, ``hidden`` what a hidden trait would have to do besides.
    ``unknown`` says what is missing where nobody is known to be in either group.
    """

    name: str
    exposed: pl.Expr
    unexposed: pl.Expr
    best_grade: str
    who: str
    others: str
    hidden: str
    unknown: str
    doubt: str = ""
    adjusts_lateness: bool = True
    has_groups: bool = False
    has_margin: bool = False


_NO_PROMISE = "no original promise and first delivery attempt are known"
_WHO_ASKS = "who asks is not left to chance"


def _late(name: str, exposed: pl.Expr, who: str, grade: str, *, doubt: str = "", groups: bool = False) -> Exposure:
    return Exposure(
        name, exposed & LATE, ON_TIME, grade, who, "got theirs on time", "to get a late parcel", _NO_PROMISE, doubt,
        adjusts_lateness=False, has_groups=groups, has_margin=not doubt,
    )  # fmt: skip


EXPOSURES = (
    _late("late_delivery", LATE, "whose order came late", "adjusted_estimate", groups=True),
    _late("late_by_1_day", pl.col("days_late") == 1, "whose order came one day late", "adjusted_estimate"),
    _late("late_by_2_to_3_days", pl.col("days_late").is_between(2, 3), "whose order came two or three days late",
          "adjusted_estimate"),
    _late("late_by_4_days_or_more", pl.col("days_late") >= 4, "whose order came four days late or more",
          "adjusted_estimate"),
    _late("late_and_silent", ~pl.col("is_asked"), "whose order came late and who never asked", "adjusted_association",
          doubt=_WHO_ASKS),
    _late("late_and_asked", pl.col("is_asked"), "whose order came late and who asked", "adjusted_association",
          doubt=_WHO_ASKS),
    Exposure("wismo", pl.col("is_asked"), ~pl.col("is_asked"), "adjusted_association", "who asked where their order is",
             "did not ask", "to ask", "no question of a customer is tied to an order", _WHO_ASKS, has_groups=True),
    Exposure("fast_reply", pl.col("is_fast_reply"), ~pl.col("is_fast_reply"), "suggestive",
             "who asked and were answered fast", "asked and waited longer", "to be answered fast",
             "no time of a first answer is known", "fast answers may go to the easier questions"),
    Exposure("coupon", pl.col("is_given_coupon"), ~pl.col("is_given_coupon"), "suggestive",
             "who asked and were given a coupon", "asked and were given none", "to be given a coupon",
             "the helpdesk notes no coupons", "coupons go to the worst cases and can be given by lot instead"),
)  # fmt: skip
