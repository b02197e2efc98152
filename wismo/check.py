"""One thing that the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """What was found: ``status`` is ok, warn (look at it) or fail (something is wrong); both name the cure."""

    check: str
    status: str
    detail: str
