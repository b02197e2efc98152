"""Columns before and after checking: trimmed text; and its values, which of them are at fault and why."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True)
class Parsed:
    """Text values (NULL where empty or at fault) and pairs of (which rows, what is wrong); NULL is no fault."""

    values: pl.Series
    faults: list[tuple[pl.Series, str]] = field(default_factory=list)


def trim(frame: pl.DataFrame) -> pl.DataFrame:
    """Return columns as trimmed text, with NULL for empty. All are done in a few passes over the frame."""
    trimmed = frame.select(pl.all().cast(pl.String).str.strip_chars())
    has_empty = trimmed.select((pl.all() == "").any()).row(0) if trimmed.width else ()
    empty = [name for name, holds in zip(trimmed.columns, has_empty, strict=True) if holds]
    return trimmed.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in empty)
