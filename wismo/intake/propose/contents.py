"""What a file's columns hold beside each other and beyond the first records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.propose.moments import as_moments
from wismo.intake.propose.profile import FEW_WORDS
from wismo.intake.reading import read

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from wismo.intake.propose.profile import ColumnProfile, FileProfile


def words_of(file: FileProfile, names: Sequence[str], many: Container[str] = ()) -> dict[str, list[str]]:
    """Return every value that columns of the whole files hold, each once, in order.

    Columns with more values than words could have get none, but for those of ``many``.
    """
    found: dict[str, dict[str, None]] = {name: {} for name in names}
    for one in file.files:
        for batch in read(one, file.entry, names):
            for name in names:
                if name in batch.values.columns and (name in many or len(found[name]) <= FEW_WORDS):
                    values = batch.values[name].cast(pl.String).str.strip_chars().drop_nulls()
                    found[name] |= dict.fromkeys(values.unique(maintain_order=True).to_list())
    for words in found.values():
        words.pop("", None)
    return {name: list(words) if name in many or len(words) <= FEW_WORDS else [] for name, words in found.items()}


def first_of(file: FileProfile, times: Sequence[ColumnProfile]) -> ColumnProfile | None:
    """Return the time that comes before all others in nearly every record; None where none does."""
    if len(times) == 1:
        return times[0]
    moments = {one.name: as_moments(file.values[one.name].head(500), one.time) for one in times if len(one.names) == 1}
    for one in times:
        others = [moments[other.name] for other in times if other is not one and other.name in moments]
        if one.filled > 0.9 and one.name in moments and others:
            is_first = [(moments[one.name] <= other).fill_null(value=True).mean() for other in others]
            if all(isinstance(share, float) and share > 0.95 for share in is_first):
                return one
    return None
