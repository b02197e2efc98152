"""Words of an export and ours for them, as `values:` in sources.yml, and dates that can be read in two ways."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.propose.moments import TimeForm, days_between, reads_all
from wismo.intake.propose.profile import as_yaml
from wismo.intake.propose.words import meaning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wismo.intake.propose.profile import ColumnProfile

# Words of these that the reader understands as they are.
_PLAIN_BOOLEANS = frozenset({"true", "t", "yes", "y", "1", "on", "false", "f", "no", "n", "0", "off"})
# Days that lie this close together were hardly written the other way round.
_CLOSE = 45
_ENOUGH_DAYS = 5
_KINDS = {
    ("tracking_events", "status"): "status",
    ("notifications", "kind"): "kind",
    ("ticket_messages", "direction"): "direction",
    ("tickets", "channel"): "channel",
}


@dataclass(frozen=True)
class Translation:
    """Words and ours for them; ``left_out`` are words whose records are none of the entry's."""

    values: dict[str, str]
    unsure: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """Return the lines under `values:`."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[str]:
        for word, ours in self.values.items():
            note = "  # check: not understood" if word in self.unsure else ""
            yield f"          {as_yaml(word)}: {as_yaml(ours) if ours != 'unknown' else ours}{note}"


def translation(raw_object: str, column: ColumnProfile, words: Sequence[str], ours: str) -> Translation | None:
    """Return what the words of a column mean; None where they stand as they should, or are no words."""
    if not words or any(_is_personal(word) for word in words):
        return None
    if ours == "country":
        return _countries(words)
    if ours.startswith("is_"):
        return _booleans(words)
    kind = _KINDS.get((raw_object, ours))
    if kind is None or (kind == "channel" and column.share("channel") < 0.5):
        return None
    found = {word: meaning(kind, word) for word in words}
    return None if all(word == ours for word, ours in found.items()) else _of_kind(kind, found)


def _of_kind(kind: str, found: dict[str, str | None]) -> Translation | None:
    known = {word: ours for word, ours in found.items() if ours}
    if kind == "status":
        return Translation({word: ours or "unknown" for word, ours in found.items()}, frozenset(found) - known.keys())
    if kind == "kind":
        return Translation(known, left_out=tuple(word for word in found if word not in known))
    if kind == "channel":
        return Translation({word: ours or word for word, ours in found.items()})
    return Translation(known) if len(known) == len(found) else None


def _booleans(words: Sequence[str]) -> Translation | None:
    values = {word: meaning("boolean", word) or "" for word in words}
    is_needed = not {word.lower() for word in words} <= _PLAIN_BOOLEANS
    return Translation(values) if is_needed and all(values.values()) else None


def _countries(words: Sequence[str]) -> Translation | None:
    found = {word: meaning("country", word) for word in words}
    if all(word == code for word, code in found.items()):
        return None
    return Translation({word: code or "" for word, code in found.items()})


def _is_personal(word: str) -> bool:
    return "@" in word or bool(re.search(r"[0-9]{6}", word)) or len(word) > 120


def settled(column: ColumnProfile, words: Sequence[str], *, is_month_first: bool | None) -> TimeForm:
    """Return how times are written; where day and month could be either, by what tells which.

    That is a day over the twelfth anywhere in the column, then the file's other columns, then that the days
    of an export lie close together: the first twelve days of a month would be spread over a year otherwise.
    """
    form = column.time or TimeForm()
    if not (form.pattern and form.other):
        return form
    # Days and hours that stand apart are judged by their days.
    patterns = {whole.split(" ")[0] if len(column.names) > 1 else whole: whole for whole in (form.pattern, form.other)}
    values = pl.Series(list(words), dtype=pl.String)
    fitting = [pattern for pattern in patterns if reads_all(values, pattern)] if words else []
    if len(fitting) == 1:
        return replace(form, pattern=patterns[fitting[0]], other=None)
    if is_month_first is not None:
        pattern = form.pattern if form.pattern.startswith("%m") == is_month_first else form.other
        return replace(form, pattern=pattern, other=None)
    spans = {pattern: days_between(values, pattern) for pattern in fitting}
    if spans:
        near, far = sorted(spans, key=lambda pattern: spans[pattern])
        if len(values) >= _ENOUGH_DAYS and spans[near] <= _CLOSE and spans[far] > 3 * spans[near]:
            return replace(form, pattern=patterns[near], other=None)
    if "%p" in form.pattern:  # who writes AM and PM seldom writes the day first
        pattern = form.pattern if form.pattern.startswith("%m") else form.other
        return replace(form, pattern=pattern, other=form.other if pattern == form.pattern else form.pattern)
    return form
