"""What may have happened to customers before the landmark, who is compared with whom, and in which words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

ONE_DAY_LATE = "late_by_1_day"
LATE, ON_TIME = pl.col("is_late"), ~pl.col("is_late")


@dataclass(frozen=True)
class Exposure:
    """``exposed`` and ``unexposed`` choose the rows compared; NULL is neither.

    ``best_grade`` is the most that the design can give. ``who`` and ``others`` are the two groups in words, ``doubt``
    why a difference may have another reason, ``hidden`` what a hidden trait would have to do besides.
    ``unknown`` says what is missing where nobody is known to be in either group. ``part_of`` names the exposure of
    which this is a part, with the same comparison; the tests of the whole are its own.
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
    part_of: str = ""


_NO_PROMISE = "no original promise and first delivery attempt are known"
_NO_QUESTION = "no question of a customer is tied to an order"
_WHO_ASKS = "who asks is not left to chance"


def _late(name: str, exposed: pl.Expr, who: str, part_of: str = "late_delivery") -> Exposure:
    return Exposure(
        name, exposed & LATE, ON_TIME, "adjusted_estimate", who, "got theirs on time", "to get a late parcel",
        _NO_PROMISE, adjusts_lateness=False, has_groups=not part_of, has_margin=True, part_of=part_of,
    )  # fmt: skip


def _late_by_question(name: str, *, asked: bool, who: str) -> Exposure:
    """Who asks after a late parcel, and who suffers in silence, is no choice of the parcel's."""
    return replace(
        _late(name, pl.col("is_asked") == asked, who),
        unexposed=ON_TIME & pl.col("is_asked").is_not_null(),
        best_grade="adjusted_association", doubt=_WHO_ASKS, unknown=_NO_QUESTION, has_margin=False,
    )  # fmt: skip


EXPOSURES = (
    _late("late_delivery", LATE, "whose order came late", part_of=""),
    _late(ONE_DAY_LATE, pl.col("days_late") == 1, "whose order came one day late"),
    _late("late_by_2_to_3_days", pl.col("days_late").is_between(2, 3), "whose order came two or three days late"),
    _late("late_by_4_days_or_more", pl.col("days_late") >= 4, "whose order came four days late or more"),
    _late_by_question("late_and_silent", asked=False, who="whose order came late and who never asked"),
    _late_by_question("late_and_asked", asked=True, who="whose order came late and who asked"),
    Exposure("wismo", pl.col("is_asked"), ~pl.col("is_asked"), "adjusted_association", "who asked where their order is",
             "did not ask", "to ask", _NO_QUESTION, _WHO_ASKS, has_groups=True),
    Exposure("fast_reply", pl.col("is_fast_reply"), ~pl.col("is_fast_reply"), "suggestive",
             "who asked and were answered fast", "asked and waited longer", "to be answered fast",
             "no time of a first answer is known", "fast answers may go to the easier questions"),
    Exposure("coupon", pl.col("is_given_coupon"), ~pl.col("is_given_coupon"), "suggestive",
             "who asked and were given a coupon", "asked and were given none", "to be given a coupon",
             "the helpdesk notes no coupons", "coupons go to the worst cases and can be given by lot instead"),
)  # fmt: skip
# Every late order is in one of them.
PARTS_OF_LATE = tuple(one.name for one in EXPOSURES if one.part_of == "late_delivery" and one.has_margin)
