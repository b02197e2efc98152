"""A column after checking: its values, and which of them are at fault and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Parsed:
    """Text values (NULL where empty or at fault) and pairs of (which rows, what is wrong); NULL is no fault."""

    values: pl.Series
    faults: list[tuple[pl.Series, str]] = field(default_factory=list)
