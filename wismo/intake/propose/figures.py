"""How a column writes numbers: plain ones, or with a comma before the decimals, groups, a currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

PLAIN = r"^-?[0-9]{1,15}(?:\.[0-9]{1,9})?$"
_MONEY = r"(?:[A-Z]{3}|[A-Z]{0,2}[$€£¥₹]|kr|zł|Kč|Fr)"
_GROUPS = {",": r"[.’' \x{a0}\x{202f}]", ".": r"[,’' \x{a0}\x{202f}]"}
_FIGURES = {
    sign: (
        rf"^-?(?:{_MONEY}\s?)?-?(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)(?:[{sign}][0-9]{{1,4}})?(?:\s?{_MONEY})?$"
    )
    for sign, group in _GROUPS.items()
}


def decimal_sign(filled: pl.Series) -> str | None:
    """Return the sign before the decimals of numbers; None where they are plain, or no numbers."""
    if filled.str.contains(PLAIN).all():
        return None
    fits = {sign: int(filled.str.contains(pattern).sum()) / len(filled) for sign, pattern in _FIGURES.items()}
    best = max(fits, key=lambda sign: fits[sign])
    # 1,234 alone could be either; so could 1.234.
    return best if fits[best] >= 0.98 and fits[best] > min(fits.values()) else None
