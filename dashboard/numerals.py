"""How numbers in English sentences are written for a reader of another country: 1,234.5 or 1.234,5."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

# A number of our own sentences. What has letters, signs or further digits around it is an id, a time or a version.
NUMBER = re.compile(r"(?<![\w.,:/|#-])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\w/|])(?!\.\d)(?!,\d)")
SIGNED = re.compile(r"(?<=[\s(][-+])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\w/|])(?!\.\d)(?!,\d)")


@dataclass(frozen=True)
class Numerals:
    """What stands before the fraction and between groups of three digits."""

    decimal: str = "."
    group: str = ","

    @property
    def separators(self) -> str:
        """Both, as Plotly's layout wants them."""
        return self.decimal + self.group


@lru_cache(maxsize=64)
def numerals(locale: str | None) -> Numerals:
    """Return how a locale such as ``de-DE`` writes numbers; as in English where nobody knows it."""
    try:
        known = Locale.parse(locale or "en", sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return Numerals()
    return Numerals(get_decimal_symbol(known), get_group_symbol(known))


def rewritten(text: str, to: Numerals) -> str:
    """Return a sentence with every number in it written another way; ids, times and dates stay as they are."""
    if to == Numerals():
        return text
    table = str.maketrans({".": to.decimal, ",": to.group})
    for pattern in (NUMBER, SIGNED):
        text = pattern.sub(lambda found: found.group().translate(table), text)
    return text
