"""What words mean, in seven languages: so that what is learnt of one language holds in the others.

``concepts.csv`` lists words by concept and language, in the letters of plain text; ``stem*`` stands for
every word that begins so. The model's weights belong to that list: whoever changes it trains anew.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Concepts:
    """Numbers of concepts by word, by beginning of a word, and by word with any one letter left out."""

    words: dict[str, int]
    stems: dict[str, int]
    misspelt: dict[str, int]
    count: int

    def number_of(self, word: str) -> int:
        """Return the number of the concept that a plain word stands for, 0 for none."""
        if word in _SIGNS:
            return _SIGNS[word]
        if number := self.words.get(word):
            return number
        for length in range(min(len(word), _LONGEST_STEM), _SHORTEST_STEM - 1, -1):
            if number := self.stems.get(word[:length]):
                return number
        if len(word) < _SHORTEST_MISSPELT:
            return 0
        return next((self.misspelt[shorter] for shorter in _one_left_out(word) if shorter in self.misspelt), 0)


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
    long = {word: number for word, number in words.items() if len(word) >= _SHORTEST_MISSPELT}
    misspelt = {shorter: number for word, number in long.items() for shorter in (word, *_one_left_out(word))}
    return Concepts(words, stems, misspelt, max(_SIGNS.values()) + len(numbers))


def _one_left_out(word: str) -> Iterator[str]:
    """Yield the word itself and the word without each of its letters: a slip of one letter leaves one alike."""
    yield word
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]
