"""What words in a column mean in the contract's own words: states of parcels, directions, yes and no, countries."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml
from babel import Locale

from wismo.intake.propose.names import plain
from wismo.intake.vendors.countries import country_code

# Languages in which exports name countries.
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "cs")


@cache
def meaning(kind: str, word: str) -> str | None:
    """Return our word for a word of an export; None where it is not known.

    ``kind`` is status, kind, direction, boolean, channel or country.
    """
    if kind == "country":
        return country_code(word) or _countries().get(plain(word))
    bare = plain(word)
    if kind == "boolean":
        return next((ours for ours, phrases in _lines(kind) if phrases.fullmatch(bare)), None)
    if kind == "direction":
        bare = bare.removeprefix("type ")
    return next((ours for ours, phrases in _lines(kind) if phrases.search(bare)), None)


@cache
def _lines(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = Path(__file__).with_name("words.yml").read_text(encoding="utf-8")
    lines = yaml.load(text, Loader=yaml.BaseLoader)[kind]  # noqa: S506  # builds text only
    pairs = [pair for line in lines for pair in line.items()]
    return tuple((ours, re.compile("|".join(map(_pattern, phrases)))) for ours, phrases in pairs)


def _pattern(phrase: str) -> str:
    return rf"\b{plain(phrase)}\w*\b" if phrase.endswith("*") else rf"\b{plain(phrase)}\b"


@cache
def _countries() -> dict[str, str]:
    names: dict[str, str] = {"england": "GB", "scotland": "GB", "wales": "GB", "holland": "NL"}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and country_code(code):
                names.setdefault(plain(str(name)), code)
    return names
