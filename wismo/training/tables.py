"""Tables of how often labels are right, as text for the terminal and for docs/text.md."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import polars as pl

BINS = (0.0, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 1.0001)


def measures(found: pl.Series, asks: pl.Series) -> dict[str, str]:
    """Return counts and shares of right and wrong: of those that ask, of those found, of those that do not."""
    right, wrong, of = int((found & asks).sum()), int((found & ~asks).sum()), int(asks.sum())
    return {
        "texts": str(len(asks)),
        "ask": str(of),
        "recall": share(right, of),
        "precision": share(right, right + wrong),
        "false positives": share(wrong, len(asks) - of, 2),
    }


def calibration(confidence: np.ndarray, asks: np.ndarray, weight: np.ndarray) -> list[dict[str, str]]:
    """Return, by confidence, how many texts there are and what share of them asks."""
    rows = []
    for low, high in itertools.pairwise(BINS):
        inside = (confidence >= low) & (confidence < high)
        if not inside.any():
            continue
        rows.append(
            {
                "confidence": f"{low:.2f} to {min(high, 1):.2f}",
                "texts": str(int(inside.sum())),
                "mean confidence": f"{np.average(confidence[inside], weights=weight[inside]):.2f}",
                "ask": f"{np.average(asks[inside], weights=weight[inside]):.2f}",
            }
        )
    return rows


def as_text(rows: list[dict[str, str]]) -> str:
    """Return rows as a table in Markdown; the columns are those of the first."""
    names = list(rows[0])
    widths = {name: max(len(name), *(len(row[name]) for row in rows)) for name in names}
    lines = [
        "| " + " | ".join(row[name].ljust(widths[name]) for name in names) + " |"
        for row in ({name: name for name in names}, {name: "-" * widths[name] for name in names}, *rows)
    ]
    return "\n".join(lines)


def share(part: int, whole: int, places: int = 1) -> str:
    """Return a share in percent; nothing where there is no whole."""
    return f"{100 * part / whole:.{places}f} %" if whole else ""
