"""A table on a page: figures and days as the reader's country and our pages write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY, INSTANT = "D MMM YYYY", "D MMM YYYY, HH:mm"


def draw(
    frame: pl.DataFrame, key: str, alt: str, *, column_config: Mapping[str, Any] | None = None, **options: Any
) -> None:
    """Draw a frame; ``alt`` is what is heard of it. ``column_config`` and ``options`` are those of `st.dataframe`."""
    st.dataframe(
        frame, hide_index=True, key=key, alt=alt, column_config=columns(frame) | dict(column_config or {}), **options
    )


def columns(frame: pl.DataFrame) -> dict[str, Any]:
    """Return how each column of figures, days or instants is written; text is shown as it is."""
    found: dict[str, Any] = {}
    for name, kind in frame.schema.items():
        if kind.is_numeric():
            # By the browser itself, which knows the country's signs.
            found[name] = st.column_config.NumberColumn(format="localized")
        elif kind == pl.Date:
            found[name] = st.column_config.DateColumn(format=DAY)
        elif isinstance(kind, pl.Datetime):
            found[name] = st.column_config.DatetimeColumn(format=INSTANT)
    return found
