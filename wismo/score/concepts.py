"""What words mean, in seven languages: so that what is learnt of one language holds in the others.

``concepts.csv`` lists words by concept and language, in the letters of plain text; ``stem*`` stands for
every word that begins so. The model's weights belong to that list: whoever changes it trains anew.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Numbers of what is no word; the first is the beginning of a text, 0 is a word that means none of the concepts.
_SIGNS = {"": 1, "?": 2, ".": 3, "!": 3, "|": 3, "0": 4}
_SHORTEST_STEM = 3
_LONGEST_STEM = 14
# Below this length one letter makes another word of it: "these" and "there", "lost" and "last".
_SHORTEST_MISSPELT = 6
# So many different words are remembered with what they mean; then forgotten, so that memory stays bounded.
_REMEMBERED = 100_000


@dataclass(frozen=True)
class Concepts:
    """Numbers of concepts by word, by beginning of a word, and by either with any one letter left out."""

    words: dict[str, int]
    stems: dict[str, int]
    misspelt_words: dict[str, int]
    misspelt_stems: dict[str, int]
    count: int
    _seen: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def number_of(self, word: str) -> int:
        """Return the number of the concept that a plain word stands for, 0 for none."""
        number = self._seen.get(word)
        if number is None:
            number = self._number_of(word)
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[word] = number
        return number

    def _number_of(self, word: str) -> int:
        if word in _SIGNS:
            return _SIGNS[word]
        if number := self.words.get(word):
            return number
        beginnings = [word[:length] for length in range(min(len(word), _LONGEST_STEM), _SHORTEST_STEM - 1, -1)]
        if number := next((self.stems[start] for start in beginnings if start in self.stems), 0):
            return number
        if len(word) < _SHORTEST_MISSPELT:
            return 0
        near = (self.misspelt_words.get(shorter, 0) for shorter in _one_left_out(word))
        begun = (
            self.misspelt_stems.get(shorter, 0)
            for start in beginnings
            if len(start) >= _SHORTEST_MISSPELT
            for shorter in _one_left_out(start)
        )
        return next((number for number in chain(near, begun) if number), 0)


def read_concepts(path: Path) -> Concepts:
    """Read the list that the package holds; a word listed twice has the first of its concepts."""
    words: dict[str, int] = {}
    stems: dict[str, int] = {}
    numbers: dict[str, int] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            number = numbers.setdefault(row["concept"], max(_SIGNS.values()) + 1 + len(numbers))
            for word in row["words"].split():
                (stems if word.endswith("*") else words).setdefault(word.rstrip("*"), number)
    return Concepts(words, stems, _misspelt(words), _misspelt(stems), max(_SIGNS.values()) + len(numbers))


def _misspelt(words: dict[str, int]) -> dict[str, int]:
    long = {word: number for word, number in words.items() if len(word) >= _SHORTEST_MISSPELT}
    return {shorter: number for word, number in long.items() for shorter in _one_left_out(word)}


def _one_left_out(word: str) -> Iterator[str]:
    """Yield the word itself and the word without each of its letters: a slip of one letter leaves one alike."""
    yield word
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]
