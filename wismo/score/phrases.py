"""The phrases of ``seeds/wismo_phrases.csv`` as few alternations per question that is asked of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REASONS = ("wrong_tracking", "stuck", "late", "not_received", "status", "other")
# Measured: one alternation of all phrases takes seven times as long as pieces of this length.
_FAST_LENGTH = 1_500
_GAP = r"[a-z0-9 ]{0,40}"
_COLUMNS = ("language", "kind", "strength", "reason", "pattern", "note")
_PLACEHOLDER = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True)
class Phrases:
    """Regular expressions by (kind, strength, reason), any of which may hold."""

    groups: dict[tuple[str, str, str], tuple[str, ...]]

    def hit(self, text: pl.Expr, kind: str, strength: str = "", reason: str | None = None) -> pl.Expr:
        """Whether the text holds a phrase of a kind; of any reason unless one is given."""
        patterns = [
            pattern
            for (of_kind, of_strength, of_reason), of_group in self.groups.items()
            if of_kind == kind and of_strength == strength and reason in (None, of_reason)
            for pattern in of_group
        ]
        return pl.any_horizontal(pl.lit(value=False), *(text.str.contains(pattern) for pattern in patterns))


def read_phrases(path: Path) -> Phrases:
    """Read the seed. Raises WismoError where a row cannot be used, naming the row."""
    try:
        rows = pl.read_csv(path, infer_schema=False).fill_null("")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise WismoError(f"{path.name} cannot be read: {error}. Restore it from the repository.") from error
    if missing := [column for column in _COLUMNS if column not in rows.columns]:
        raise WismoError(f"{path.name} lacks the column {missing[0]}. Restore its header line.")
    words = {
        (row["language"], row["reason"]): row["pattern"] for row in rows.iter_rows(named=True) if row["kind"] == "words"
    }
    gathered: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    where_of = {}
    for number, row in enumerate(rows.iter_rows(named=True), start=2):
        if row["kind"] != "words":
            where = f"{path.name}, line {number}"
            pattern = _expanded(row["pattern"], row["language"], words, where)
            where_of[pattern] = where
            group = gathered.setdefault((row["kind"], row["strength"], row["reason"]), {})
            group.setdefault(row["language"], []).append(pattern)
    groups = {
        key: tuple(alternation for patterns in group.values() for alternation in _alternations(patterns))
        for key, group in gathered.items()
    }
    if not all(_is_readable(pattern) for group in groups.values() for pattern in group):
        where = next((where for pattern, where in where_of.items() if not _is_readable(pattern)), path.name)
        raise WismoError(f"{where}: the pattern is not a regular expression of Rust. Mend or remove that row.")
    return Phrases(groups)


def _alternations(patterns: list[str]) -> Iterator[str]:
    """Join patterns up to a length beyond which the search engine falls back to a slow method."""
    joined = ""
    for pattern in patterns:
        if joined and len(joined) + len(pattern) > _FAST_LENGTH:
            yield rf"\b(?:{joined})"
            joined = ""
        joined = f"{joined}|{pattern}" if joined else pattern
    yield rf"\b(?:{joined})"


def _expanded(pattern: str, language: str, words: dict[tuple[str, str], str], where: str) -> str:
    """Put the word lists in place of ``<name>`` and a short gap within a sentence in place of ``<gap>``."""

    def inserted(match: re.Match[str]) -> str:
        name = match.group(1)
        if name == "gap":
            return _GAP
        if (language, name) not in words:
            raise WismoError(f"{where}: there is no row of kind 'words' named '{name}' for '{language}'.")
        return rf"(?:{words[language, name]})\b"

    return _PLACEHOLDER.sub(inserted, pattern)


def _is_readable(pattern: str) -> bool:
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError:
        return False
    return True
