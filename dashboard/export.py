"""A table as a CSV file that a spreadsheet will read as text and figures, never as formulas."""

from __future__ import annotations

import re

import polars as pl
import polars.selectors as cs

# A spreadsheet runs a cell that begins so, also after blanks.
DANGEROUS = r"^(\s*[=+\-@＝＋－＠]|[\t\r\n])"


def csv_text(frame: pl.DataFrame) -> str:
    """Return the frame as CSV; text that a spreadsheet would run gets an apostrophe before it."""
    # One column at a time: joined with an apostrophe, all columns of text would become one.
    guarded = [
        pl.when(text.str.contains(DANGEROUS)).then(pl.lit("'") + text).otherwise(text).alias(name)
        for name in frame.select(cs.string()).columns
        for text in [pl.col(name)]
    ]
    safe = frame.with_columns(guarded)
    return safe.rename({name: defused(name) for name in safe.columns}).write_csv()


def defused(text: str) -> str:
    """Return one cell's text with the same guard."""
    return f"'{text}" if re.search(DANGEROUS, text) else text
