"""Checks for every type of value but times. A value that fails is a fault, never a silent NULL."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.parsed import Parsed
from wismo.intake.times import READY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TRUE = ("true", "t", "yes", "y", "1", "on")
_FALSE = ("false", "f", "no", "n", "0", "off")
# What a spreadsheet makes of true and false when it saves a file again: its own words in its user's language.
_SHEET_TRUE = (
    "wahr", "vrai", "verdadero", "verdadeiro", "vero", "waar", "sant", "sand", "sann", "tosi", "prawda", "pravda",
    "igaz",
)  # fmt: skip
_SHEET_FALSE = (
    "falsch", "faux", "falso", "onwaar", "falskt", "falsk", "usann", "epätosi", "fałsz", "nepravda", "hamis",
)  # fmt: skip
_BOOLEANS = {
    **dict.fromkeys((*_TRUE, *_SHEET_TRUE), "true"),
    **dict.fromkeys((*_FALSE, *_SHEET_FALSE), "false"),
}

# A sign or a decimal point is what a spreadsheet or a float writes; 1234E5 alone may be a real id.
_SCIENTIFIC = r"^[+-]?[0-9](?:[.,][0-9]+)?[eE][+-][0-9]+$|^[+-]?[0-9]+[.,][0-9]+[eE][0-9]+$"
_FLOAT = r"^-?[0-9]+[.,]0+$"
_THOUSANDS = r"^-?[0-9]{1,3}(?:,[0-9]{3})+$"
_SHEET_ERROR = r"^#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|#+)$"
_UNSEEN = (
    r"\x00-\x1f\x7f-\x{9f}\x{ad}\x{61c}\x{180e}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{2069}"
    r"\x{feff}\x{fff9}-\x{fffb}"
)
_HIDDEN = rf"[{_UNSEEN}]"
_UNREAD = "\ufffd"
_JSON = r'^\[.*\]$|^\{ *["}]'
_TOTAL = r"(?i)^(?:grand ?|sub-?)?totals?:?$"
_BOOLEAN = r"^(?:true|false)$"
_NOTHING = ("null", "NULL", "None", "nan", "NaN", "NaT", "undefined", r"\N", "<NA>", "(null)")
_GUARD = r"""^'([^']+)$|^="([^"]*)"$"""
# Everything that the patterns above need, in one: most ids hold none of it.
_SUSPECT = rf"[{_UNSEEN}{_UNREAD}+#.,\[{{'=]|(?i)total|^(?:true|false|.?null.?|none|na[nt]|undefined|\\N|<NA>)$"
# A list as we write it, of words that need no escape: most lists of ids differ, so that reading each is dear.
_READY_LIST = r'^\[(?:"[^"\\\x00-\x1f]*"(?:,"[^"\\\x00-\x1f]*")*)?\]$'
_CONTROL = r"[\x00\x1f]"
_NUMBER = r"^-?[0-9]{1,15}(?:\.[0-9]{1,9})?$"
_COUNT = r"^-?[0-9]{1,9}(?:\.0{1,9})?$"
_LONGEST_ID = 500

SCIENTIFIC = (
    "is in scientific notation: a spreadsheet opened the file and cut the digits off; "
    "export it again and load it without opening it in Excel"
)
FLOAT = "ends in .0: a spreadsheet or program made a decimal number of this id; export it again with the column as text"
SHEET_ERROR = "is a spreadsheet's error word, not an id"
THOUSANDS = "has thousands separators: a spreadsheet made a number of this id; export it again with the column as text"
HIDDEN = "holds invisible or control characters, which an id cannot have"
UNREAD = "holds the sign for a character that an earlier program could not read; export it again in UTF-8"
NESTED = "is an object or a list, not an id; name the key inside it (outer.inner) in sources.yml"
TOTAL = "is the word of a totals line, not an id"
YES_OR_NO = "is true or false, not an id"
TOO_LONG = f"is longer than {_LONGEST_ID} characters, too long for an id"
CONTROL = "holds a NUL or unit separator character; take it out"
NOT_SOURCE = "is not one word of letters, digits, '_', '-' and '.'"
NOT_BOOLEAN = "is neither true nor false (also read: yes/no, y/n, 1/0, on/off)"
NOT_NUMBER = "is not a plain decimal number such as 12 or 12.50 (at most 15 digits and 9 decimals)"
NOT_COUNT = "is not a whole number such as 12 (at most 9 digits)"
NOT_FIGURE = 'is not a number whose decimals stand after "{sign}", as decimal: in sources.yml says'
NOT_LIST = 'is not a list; write a JSON list such as ["a","b"], or split: "," at the column in sources.yml'


_SPOILT = {
    _SCIENTIFIC: SCIENTIFIC,
    _THOUSANDS: THOUSANDS,
    _FLOAT: FLOAT,
    _SHEET_ERROR: SHEET_ERROR,
    _HIDDEN: HIDDEN,
    _UNREAD: UNREAD,
    _JSON: NESTED,
    _TOTAL: TOTAL,
    _BOOLEAN: YES_OR_NO,
}


# Any of them, and what `parse_ids` takes off or away: an order's name has a sign that is suspect, and yet is fine.
_SPOILT_OR_GUARDED = "|".join(
    f"(?:{pattern})" for pattern in (*_SPOILT, _GUARD, *(f"^{re.escape(word)}$" for word in _NOTHING))
)


def parse_ids(values: pl.Series) -> Parsed:
    """Keep ids exactly as they came; refuse what spreadsheets and floats make of them.

    A program's word for nothing (null, nan) is nothing. The apostrophe and the `="..."` that keep a
    spreadsheet from eating zeros are no part of the id.
    """
    faults = []
    suspect = values.str.contains(_SUSPECT)
    if suspect.any() and values.str.contains(_SPOILT_OR_GUARDED).any():
        values = values.str.replace(_GUARD, "$1$2").set(values.is_in(_NOTHING).fill_null(value=False), None)
        faults = [(suspect & values.str.contains(pattern), reason) for pattern, reason in _SPOILT.items()]
    faults.append((values.str.len_bytes() > _LONGEST_ID, TOO_LONG))
    return Parsed(values, faults)


def parse_texts(values: pl.Series) -> Parsed:
    """Keep text as it came; refuse NUL, which no database holds, and the separator that record hashes use."""
    return Parsed(values, [(values.str.contains(_CONTROL), CONTROL)])


def parse_source_names(values: pl.Series) -> Parsed:
    """Keep the names of sources and accounts that can be part of an id."""
    return Parsed(values, [(~values.str.contains(r"^[A-Za-z0-9_.-]{1,64}$"), NOT_SOURCE)])


def parse_booleans(values: pl.Series) -> Parsed:
    """Return ``true`` or ``false``."""
    return _by_unique(values, parse_boolean, NOT_BOOLEAN)


def parse_boolean(text: str) -> str | None:
    """Return ``true`` or ``false``; None where the text is neither."""
    return _BOOLEANS.get(text.lower())


def parse_numbers(values: pl.Series) -> Parsed:
    """Keep plain decimal numbers as they came."""
    is_number = values.str.contains(_NUMBER)
    return Parsed(values, [(~is_number, NOT_NUMBER)])


def parse_figures(values: pl.Series, decimal: str) -> Parsed:
    """Return numbers with ``decimal`` before the decimals, perhaps grouped and beside a currency, as plain ones.

    Digits must be grouped by threes; a group sign that stands elsewhere could be the decimal sign of another source.
    """
    group = {",": r"[.’' \u00a0\u202f]", ".": r"[,’' \u00a0\u202f]"}[decimal]
    point = re.escape(decimal)
    currency = r"(?:[A-Z]{3}|[A-Z]{0,2}[$€£¥₹]|kr|zł|Kč|Fr)\.?"
    shape = re.compile(
        rf"(-?)\s?(?:{currency}\s?)?(-?)([0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]{{1,15}})(?:{point}([0-9]{{1,9}}))?"
        rf"(?:\s?{currency})?"
    )

    def read(text: str) -> str | None:
        match = shape.fullmatch(text)
        if match is None or (match[1] and match[2]):
            return None
        whole = re.sub(r"\D", "", match[3])
        plain = f"{whole}.{match[4]}" if match[4] else whole
        return None if len(whole) > 15 else f"{match[1] or match[2]}{plain}"

    return _by_unique(values, read, NOT_FIGURE.format(sign=decimal))


def parse_counts(values: pl.Series) -> Parsed:
    """Keep whole numbers as they came; programs that know no integers write them as 2.0."""
    is_count = values.str.contains(_COUNT)
    return Parsed(values, [(~is_count, NOT_COUNT)])


PLAIN = {
    "id": parse_ids,
    "text": parse_texts,
    "boolean": parse_booleans,
    "number": parse_numbers,
    "count": parse_counts,
}

# What certainly passes the checks of its type as it stands, but for the zone of a time.
BLANK = {
    "id": lambda value: ~value.str.contains(_SPOILT_OR_GUARDED) & (value.str.len_bytes() <= _LONGEST_ID),
    "text": lambda value: ~value.str.contains(_CONTROL),
    "boolean": lambda value: value.str.contains(_BOOLEAN),
    "number": lambda value: value.str.contains(_NUMBER),
    "count": lambda value: value.str.contains(_COUNT),
    "list": lambda value: value.str.contains(_READY_LIST),
    "time": lambda value: value.str.contains(READY),
}


def parse_lists(values: pl.Series, split: str | None) -> Parsed:
    """Return JSON arrays of text; with ``split`` also text cut at that separator."""

    def read(text: str) -> str | None:
        if text.startswith("["):
            return _json_list(text)
        if split is None:
            return None
        items = [item.strip() for item in text.split(split)]
        return json.dumps([item for item in items if item], ensure_ascii=False, separators=(",", ":"))

    is_ready = values.str.contains(_READY_LIST)
    if is_ready.all():  # NULLs do not count
        return Parsed(values)
    rest = _by_unique(values.set(is_ready, None), read, NOT_LIST)
    return Parsed(rest.values.zip_with(~is_ready.fill_null(value=False), values), rest.faults)


def apply_words(values: pl.Series, words: Mapping[str, str | None], otherwise: str | None) -> Parsed:
    """Replace a source's words by ours; a word that is not listed is a fault unless ``otherwise`` is given."""
    reason = "holds a word that values: in sources.yml does not list; add it there, or add otherwise:"
    return _by_unique(values, lambda text: words.get(text, otherwise), reason, known=words)


def _by_unique(
    values: pl.Series,
    read: Callable[[str], str | None],
    reason: str,
    known: Mapping[str, str | None] | None = None,
) -> Parsed:
    """Read each distinct value once; ``known`` lists texts for which NULL is a wanted result."""
    results = {text: read(text) for text in values.unique().drop_nulls()}
    if not results:
        return Parsed(values)
    bad = [text for text, result in results.items() if result is None and text not in (known or {})]
    out = values.replace_strict(list(results), list(results.values()), default=None, return_dtype=pl.String)
    return Parsed(out, [(values.is_in(bad), reason)] if bad else [])


def _json_list(text: str) -> str | None:
    try:
        items = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    words = [_word(item) for item in items]
    if None in words or re.search(r"\\u0000|\\u[dD][89a-fA-F]", text):
        return None
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def _word(item: object) -> str | None:
    if isinstance(item, bool):
        return "true" if item else "false"
    return item if isinstance(item, str) else None
