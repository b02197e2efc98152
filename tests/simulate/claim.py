"""One thing that the product says to its users, as a simulation can refute it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """``claim`` in words, what was ``found``, what it ``must`` be, and whether it was."""

    claim: str
    found: str
    must: str
    is_met: bool


# A module of this folder has a function ``simulate(seeds) -> list[Result]`` of this kind: seeds are the whole
# numbers from which every draw follows, as many as a share needs to be known well enough.
Simulation = Callable[[range], list[Result]]


def share_between(claim: str, hits: int, of: int, lowest: float, highest: float, also: str = "") -> Result:
    """Return a result on a share: ``hits`` of ``of`` must lie between the two bounds, both included."""
    share = hits / of if of else float("nan")
    found = f"{share:.1%} ({hits} of {of})" + (f"; {also}" if also else "")
    return Result(claim, found, f"{lowest:.0%} to {highest:.0%}", lowest <= share <= highest)
