"""A table as a file: CSV that a spreadsheet will read as text and figures, never as formulas, and Parquet."""

from __future__ import annotations

from io import BytesIO

import polars as pl
import polars.selectors as cs

# A spreadsheet runs a cell that begins so, also after blanks and signs that nobody sees, and in the wide, small and
# typographic forms of the four signs; a tab or an end of line at the start makes the rest a cell of its own.
DANGEROUS = r"^([\s\p{C}]*[=+\-@＝＋－＠﹦﹢﹣﹫−]|[\t\r\n])"


def csv_text(frame: pl.DataFrame) -> str:
    """Return the frame as CSV; text that a spreadsheet would run gets an apostrophe before it."""
    text = cs.string()
    safe = frame.with_columns(text.str.replace(DANGEROUS, "'$0"))
    return safe.rename({name: defused(name) for name in safe.columns}).write_csv()


def defused(text: str) -> str:
    """Return one cell's text with the same guard."""
    return pl.Series([text]).str.replace(DANGEROUS, "'$0")[0]


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Return the frame as Parquet, with its types and in full precision."""
    file = BytesIO()
    frame.write_parquet(file)
    return file.getvalue()
