"""Numbers that a linear model can weigh: which n-grams of letters, words and concepts a plain text holds.

Everything is arithmetic on whole arrays of symbols; only each different word of a batch passes through
Python once, to be looked up. A number is one symbol whatever its digits: which one it is says nothing,
and must not be learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl
    from numpy.typing import NDArray

    from wismo.score.concepts import Concepts

# Groups of features, each weighed against its own number: how many buckets they hash into.
GROUPS = {"text": 1 << 17, "concepts": 1 << 14, "pairs": 1 << 12}
_LETTER_NGRAMS = (2, 3, 4, 5)
# Before every text, so that no n-gram of letters reaches from the end of one into the words of the next.
_PAD = " " * (max(_LETTER_NGRAMS) - 1)
# Plain text has these symbols; a space counts as 0. Five bits each: five of them fit 32 bits.
_ALPHABET = " abcdefghijklmnopqrstuvwxyz0.?!|"
_BITS = 5
_CODES = np.zeros(256, np.uint32)
_CODES[np.frombuffer(_ALPHABET.encode(), np.uint8)] = np.arange(len(_ALPHABET), dtype=np.uint32)
_LAST_OF_A_WORD = _ALPHABET.index("0")
# Odd numbers without a pattern: multiplying by one spreads neighbours over all buckets.
_SPREAD, _SECOND, _THIRD = (np.uint32(number) for number in (2_654_435_761, 2_246_822_519, 3_266_489_917))
_POWERS = np.cumprod(np.full(64, 16_777_619, np.uint32), dtype=np.uint32)


@dataclass(frozen=True)
class Found:
    """N-grams of one kind in a row of texts: their buckets, and where those of each text begin.

    Every text has at least one of each kind, also an empty one.
    """

    group: str
    buckets: NDArray[np.uint32]
    starts: NDArray[np.intp]


@dataclass(frozen=True)
class Tokens:
    """Words and signs of texts in a row: their hashes, the text each is in, where each text's begin.

    The first of a text stands for its beginning, so that an empty text has one.
    """

    hashes: NDArray[np.uint32]
    text: NDArray[np.intp]
    starts: NDArray[np.intp]


def model_text(plain: pl.Expr) -> pl.Expr:
    """Return plain text (see ``text.plain``) as the model reads it: numbers without their digits."""
    return plain.str.replace_all(r"[0-9]+", "0")


def features(texts: pl.Series, concepts: Concepts) -> Iterator[Found]:
    """Yield everything that model texts hold, one kind of n-gram after the other."""
    symbols = np.frombuffer("".join([*(_PAD + text for text in texts), _PAD]).encode(), np.uint8)
    codes = _CODES[symbols]
    lengths = texts.str.len_bytes().to_numpy().astype(np.intp) + len(_PAD)
    starts = np.cumsum(lengths) - lengths
    size = len(codes) - len(_PAD)
    packed = codes[:size].copy()
    for length in range(2, max(_LETTER_NGRAMS) + 1):
        packed = (packed << np.uint32(_BITS)) | codes[length - 1 : length - 1 + size]
        if length in _LETTER_NGRAMS:
            yield _found("text", packed * _SECOND + np.uint32(length), starts)
    words, places = _tokens(codes[:size], starts)
    yield from _sequences("text", words)
    meant = _meant(words, places, symbols, concepts)
    yield from _sequences("concepts", meant)
    yield _pairs(meant, concepts)


def _tokens(codes: NDArray[np.uint32], starts: NDArray[np.intp]) -> tuple[Tokens, NDArray[np.intp]]:
    """Return the tokens and the place of each one's first symbol."""
    in_word = (codes > 0) & (codes <= _LAST_OF_A_WORD)
    begins = in_word.copy()
    begins[1:] &= ~in_word[:-1]
    begins |= codes > _LAST_OF_A_WORD
    begins[starts] = True
    places = np.flatnonzero(begins)
    within = np.arange(len(codes)) - np.repeat(places, np.diff(places, append=len(codes)))
    hashes = np.add.reduceat(codes * _POWERS[np.minimum(within, len(_POWERS) - 1)], places, dtype=np.uint32)
    firsts = np.searchsorted(places, starts)
    text = np.repeat(np.arange(len(starts)), np.diff(firsts, append=len(places)))
    return Tokens(hashes, text, firsts), places


def _meant(words: Tokens, places: NDArray[np.intp], symbols: NDArray[np.uint8], concepts: Concepts) -> Tokens:
    """Return the concepts that the words stand for, in their order; words that stand for none left out."""
    different, first, inverse = np.unique(words.hashes, return_index=True, return_inverse=True)
    written = symbols.tobytes()
    ends = np.append(places[1:], len(written))
    numbers = np.fromiter(
        (concepts.number_of(written[places[at] : ends[at]].decode().strip()) for at in first),
        np.uint32,
        len(different),
    )[inverse]
    numbers[words.starts] = 1
    kept = numbers > 0
    return Tokens(numbers[kept], words.text[kept], np.searchsorted(words.text[kept], np.arange(len(words.starts))))


def _sequences(group: str, tokens: Tokens) -> Iterator[Found]:
    """Yield tokens alone, two and three in a row, and two with one or two others between them."""
    one, two, three = (_shifted(tokens, by) for by in (1, 2, 3))
    yield _found(group, tokens.hashes * _SPREAD, tokens.starts)
    yield _found(group, tokens.hashes * _SECOND + one, tokens.starts)
    yield _found(group, tokens.hashes * _THIRD + two, tokens.starts)
    yield _found(group, (tokens.hashes * _SECOND + one) * _THIRD + two, tokens.starts)
    if group == "concepts":
        yield _found(group, (tokens.hashes + _SPREAD) * _THIRD + three, tokens.starts)


def _shifted(tokens: Tokens, by: int) -> NDArray[np.uint32]:
    """Return for each token the one so many places later, 0 beyond the end of its text."""
    later = np.zeros_like(tokens.hashes)
    later[:-by] = np.where(tokens.text[by:] == tokens.text[:-by], tokens.hashes[by:], 0)
    return later


def _pairs(meant: Tokens, concepts: Concepts) -> Found:
    """Return which two concepts a text holds both, wherever they stand."""
    texts = len(meant.starts)
    holds = np.zeros((texts, concepts.count + 1), bool)
    holds[meant.text, meant.hashes] = True
    one, other = np.triu_indices(concepts.count + 1, 1)
    text, pair = np.nonzero(holds[:, one] & holds[:, other])
    # A text without any pair still has one: that of a beginning with itself.
    text = np.concatenate([text, np.arange(texts)])
    buckets = np.concatenate([(one * 64 + other)[pair], np.zeros(texts, np.intp)]).astype(np.uint32)
    order = np.argsort(text, kind="stable")
    return Found("pairs", buckets[order], np.searchsorted(text[order], np.arange(texts)))


def _found(group: str, values: NDArray[np.uint32], starts: NDArray[np.intp]) -> Found:
    mixed = values * _SPREAD
    mixed ^= mixed >> np.uint32(15)
    mixed *= _SECOND
    return Found(group, mixed >> np.uint32(33 - GROUPS[group].bit_length()), starts)
