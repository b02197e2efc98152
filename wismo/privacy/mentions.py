"""Addresses, telephone numbers and ids of erased people inside texts that are nobody's column: found by keyed hash.

Only the hashes are known, so every word that could be an address, a number or an id is hashed and looked up.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import polars as pl

from wismo.intake.key import customer_keys, normal_emails
from wismo.privacy.traces import asked_phones

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

ERASED = "[erased]"
LEAST_ID = 4  # shorter ids would be found in any record as a quantity or a year
_LONG_ID = 8  # from this length on an id is looked for inside longer texts, too
_LONGEST_ID = 64
_AROUND = r"""[^\s<>"(),;:\[\]{}|\\]+"""
_ADDRESS = re.compile(rf"{_AROUND}@{_AROUND}")
_PHONE = re.compile(r"(?<![\w])\+?\(?\d[\d\s().\-/\u00a0\u2011]{5,22}\d(?!\w)")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{3,63}")
_DOMAIN = re.compile(r"(?:[^\W_]|[.-])*[^\W_]")
# Where a local part may begin: at a sign that hardly any address has, but the sentence or a link may have.
_CUTS = re.compile(r"^[._-]+|[^\w.+-]")
_ESCAPES = re.compile(r"\\(?:[nrtbf]|u[0-9a-fA-F]{4}|(.))")
_MARK = "\x1f"
_MOST_KNOWN = 2_000_000


class Mentions:
    """Looks words up on the list of who was erased."""

    def __init__(self, key: bytes, hashes: frozenset[str]) -> None:
        self._key = key
        self._hashes = hashes
        self._known: dict[str, bool] = {}
        # No address is a telephone number: one memory of the forms of texts serves both.
        self._normal: dict[str, tuple[str, ...]] = {}

    def redacted(self, texts: pl.Series, *, with_phones: bool) -> pl.Series | None:
        """Return texts with ``[erased]`` in place of what is on the list; None where nothing is."""
        asked = texts.str.contains(r"@|%40|&#|\\u0040")
        if with_phones:
            asked |= texts.str.contains(r"\d[^a-zA-Z]{5,}\d")
        if not asked.any():
            return None
        places = asked.fill_null(value=False).arg_true().to_list()
        found = {place: new for place in places if (new := self._redact(texts[place], with_phones)) != texts[place]}
        return texts.scatter(list(found), list(found.values())) if found else None

    def redact(self, text: str) -> str:
        """Return a text with ``[erased]`` in place of every address and telephone number on the list."""
        return self._redact(text, with_phones=True)

    def is_in(self, text: str) -> bool:
        """Tell whether a record, as text, names an address, a number or an id on the list."""
        # A record that was no JSON stands as text inside a record that is: what was escaped may be so twice.
        values = {inner for variant in _variants(text) for value in _values(variant) for inner in _variants(value)}
        words = {value for value in values if LEAST_ID <= len(value) <= _LONGEST_ID and _has_digit(value)}
        inside = {word for value in values for word in _WORD.findall(value) if len(word) >= _LONG_ID}
        words |= {word for word in inside if _has_digit(word)}
        addresses = {address for value in values for address, _ in _addresses(value)}
        phones = {found[0] for value in values for found in _PHONE.finditer(value)}
        return bool(self._listed(id_words(words)) or self._emails(addresses) or self._phones(phones))

    def _redact(self, text: str, with_phones: bool) -> str:
        plain = self._redact_plain(text, with_phones)
        decoded = [variant for variant in _variants(plain) if variant != plain]
        # An address that is only there once the text is decoded cannot be cut out of it.
        return ERASED if any(self._redact_plain(other, with_phones) != other for other in decoded) else plain

    def _redact_plain(self, text: str, with_phones: bool) -> str:
        addresses = list(_addresses(text))
        listed = self._emails({address for address, _ in addresses}) if addresses else set()
        spans = [span for address, span in addresses if address in listed]
        if with_phones:
            phones = {found.span(): found[0] for found in _PHONE.finditer(text)}
            listed = self._phones(set(phones.values())) if phones else set()
            spans += [span for span, phone in phones.items() if phone in listed]
        for start, end in sorted(spans, reverse=True):
            text = text[:start] + ERASED + text[end:]
        return text

    def _emails(self, addresses: set[str]) -> set[str]:
        """Return those of some addresses that are on the list."""
        return self._looked_up(addresses, lambda texts: [normal_emails(texts)])

    def _phones(self, phones: set[str]) -> set[str]:
        """Return those of some telephone numbers that are on the list."""
        return self._looked_up(phones, asked_phones)

    def _looked_up(self, texts: set[str], forms: Callable[[pl.Series], list[pl.Series]]) -> set[str]:
        """Return those of some texts of which a form is on the list."""
        new = [text for text in texts if text not in self._normal]
        if new:
            words = zip(*forms(pl.Series(new, dtype=pl.String)), strict=True)
            self._normal.update((text, tuple(filter(None, forms))) for text, forms in zip(new, words, strict=True))
        known = {text: self._normal[text] for text in texts}
        listed = self._listed({word for words in known.values() for word in words})
        return {text for text, words in known.items() if not listed.isdisjoint(words)}

    def _listed(self, words: Collection[str]) -> set[str]:
        """Return those of some texts whose hash is on the list; what was hashed once is known."""
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
            self._normal.clear()
        new = [word for word in words if word not in self._known]
        if new:
            hashed = customer_keys(self._key, pl.Series(new, dtype=pl.String))
            self._known.update((word, digest in self._hashes) for word, digest in zip(new, hashed, strict=True))
        return {word for word in words if self._known[word]}


def id_words(ids: Iterable[str]) -> list[str]:
    """Return ids in the form in which they are hashed to be found in a text, whatever kind of thing they name."""
    return [f"word{_MARK}{re.sub('[# -]', '', text).upper()}" for text in ids]


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _variants(text: str) -> Iterator[str]:
    """Yield a text as it is, and as it reads once escapes, entities and percent signs are decoded."""
    yield text
    if "\\" in text:
        yield _ESCAPES.sub(lambda found: found[1] or " ", text.replace("\\u0040", "@").replace("\\u002b", "+"))
    if "&" in text and (other := html.unescape(text)) != text:
        yield other
    if "%" in text and (other := unquote(text)) != text:
        yield other


def _values(text: str) -> Iterator[str]:
    """Yield the values of a record: those of JSON, else the cells of a line of CSV."""
    try:
        yield from _scalars(json.loads(text, parse_int=str, parse_float=str))
    except (ValueError, RecursionError):
        yield from (cell.strip(" :{}[]") for cell in re.split(r'[,;\t|"\n\r]', text))
        yield text


def _scalars(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _scalars(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _scalars(inner)


def _addresses(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield what may be an address, and where: signs before and after it may belong to it or to the sentence."""
    for found in _ADDRESS.finditer(text) if "@" in text else ():
        local, _, rest = found[0].rpartition("@")
        domain = _DOMAIN.match(rest)
        if domain is None:
            continue
        first, at = found.start(), found.start() + len(local) + 1
        # A file may be named after somebody: a domain may end before any of its last dots.
        ends = [*(at + dot.start() for dot in list(re.finditer(r"\.", domain[0]))[1:]), at + domain.end()]
        starts = [first, *(first + cut.end() for cut in _CUTS.finditer(local) if cut.end() < len(local))]
        yield from ((text[start:end], (start, end)) for start in starts for end in ends)
