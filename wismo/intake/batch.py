"""What every reader yields: records as text columns, and the records that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import polars as pl


@dataclass(frozen=True)
class Broken:
    """A record that has no columns: its number, its text as it came, what is wrong."""

    row: int
    original: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """Some records of a file.

    ``values`` holds the columns asked for, as text, one row per readable record; ``rows`` their numbers in
    the file (the first record is 1; a header and blank lines do not count); ``original`` returns the text
    of the i-th readable record as it came. ``read`` is how many records of the file these were found in,
    where a record of the file holds several of ours, or none.
    """

    values: pl.DataFrame
    rows: np.ndarray
    broken: tuple[Broken, ...]
    original: Callable[[int], str]
    read: int | None = None
