"""What long work says while it runs: a sentence, and how much of the whole is done."""

from __future__ import annotations

from typing import Self

# The last time counts as if this share of the work had been seen going at its speed.
BELIEF = 0.25


class Step(str):
    """A sentence that knows how far the work is; ``share`` goes from 0 to 1.

    ``expected`` are the seconds that the whole took the last time, where that is known. Being text it fits wherever a
    plain sentence does, so that whoever shows no bar need not know.
    """

    __slots__ = ("expected", "share")

    share: float
    expected: float | None

    def __new__(cls, sentence: str, share: float, expected: float | None = None) -> Self:
        """Make a step of a sentence."""
        made = super().__new__(cls, sentence)
        made.share = min(max(share, 0.0), 1.0)
        made.expected = expected
        return made


def seconds_left(elapsed: float, share: float, expected: float | None = None) -> float | None:
    """Return the seconds that the rest takes if it goes as the part that is done went; None while that is a guess.

    ``elapsed`` in seconds. The first seconds go to starting, and the first few hundredths tell nothing. Where the
    last time is known it is believed at first, and less and less as this time shows how fast it goes.
    """
    if expected:
        believed = expected * BELIEF
        return expected * (1 - share) * (elapsed + believed) / (expected * share + believed)
    if elapsed < 2 or share < 0.03:
        return None
    return elapsed * (1 - share) / share


def spoken_seconds(seconds: float) -> str:
    """Return a span as a person says it, no finer than an estimate is: ``about 40 s``, ``about 3 min``."""
    if seconds < 90:
        return f"about {max(5, round(seconds / 5) * 5)} s"
    if seconds < 5400:
        return f"about {round(seconds / 60)} min"
    return f"about {seconds / 3600:.1f} h"
