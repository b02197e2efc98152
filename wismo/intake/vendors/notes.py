"""Note attributes of an order: one ``name: value`` per line of a single cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def note_values(notes: pl.Series, name: str) -> pl.Series:
    """Return the value that each cell gives under ``name``, whatever its case; NULL where it gives none."""
    pattern = rf"(?im)^[ \t]*{re.escape(name)}[ \t]*:[ \t]*(.+?)[ \t\r]*$"
    values = notes.str.extract(pattern)
    return values.set(values == "", None)
