"""What every statistic table must keep: no NaN, no unknown text, and sentences that say only what their row says."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")
# A number in a sentence is a column rounded to at most so many places, or per cent of one.
PLACES = 2


def assert_honest(rows: pl.DataFrame, constants: Iterable[str] = ()) -> None:
    """Every float is finite, and each number of each ``sentence`` is a column of its row or one of ``constants``."""
    for row in rows.iter_rows(named=True):
        assert all(math.isfinite(value) for value in row.values() if isinstance(value, float)), row
        may = {str(value) for value in row.values()} | set(constants)
        for value in row.values():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                for shown in (value, 100 * value):
                    may |= {_plain(round(shown, places)) for places in range(PLACES + 1)}
        sentence = row["sentence"]
        numbers = _NUMBER.findall(_DATE.sub("", sentence))
        assert {_plain(float(number)) for number in numbers} <= {_plain(float(word)) for word in may if _is(word)}, row
        assert all(date in may for date in _DATE.findall(sentence)), row
        assert not re.search(r"\b(caused|saved|prevented|because of|nan|None|null)\b", sentence), row


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _is(word: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", word))
