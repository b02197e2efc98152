"""A table as a CSV file that a spreadsheet will read as text and figures, never as formulas."""

from __future__ import annotations

import re

import polars as pl
import polars.selectors as cs

# A spreadsheet runs a cell that begins so, also after blanks.
DANGEROUS = r"^(\s*[=+\-@＝＋－＠]|[\t\r\n])"


def csv_text(frame: pl.DataFrame) -> str:
    """Return the frame as CSV; text that a spreadsheet would run gets an apostrophe before it."""
    text = cs.string()
    safe = frame.with_columns(
        pl.when(text.str.contains(DANGEROUS)).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).name.keep()
    )
    return safe.rename({name: defused(name) for name in safe.columns}).write_csv()


def defused(text: str) -> str:
    """Return one cell's text with the same guard."""
    return f"'{text}" if re.search(DANGEROUS, text) else text
