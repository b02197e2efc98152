"""JSON documents that hold many records, read as a stream: an array, an API's answer, objects in a row.

Only one record is held in memory at a time, so that a document may be of any size.
"""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.files import MAX_RECORD_BYTES
from wismo.intake.json_records import IDENTITIES, WRAPPERS, split_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"
_NOT_JSON = "The file is no valid JSON document, perhaps cut off. Export it again."
_TOO_LONG = f"A record is longer than {MAX_RECORD_BYTES >> 20} MB. Write one JSON object per record."


def read_document(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the records of a JSON document, each as one line of the text it was.

    Raises:
        WismoError: a record over the size cap, no JSON, or no UTF-8 text.
    """
    text = _Text(pieces)
    try:
        if not text.peek():
            raise WismoError("The file is empty. Export it again.")  # beside its sisters below
        while text.peek():
            yield from _value(text)
    except UnicodeDecodeError:
        raise WismoError("The file is not UTF-8 text. Write encoding: at its source in sources.yml.") from None
    except (ValueError, RecursionError, IndexError):
        raise WismoError(_NOT_JSON) from None


def _value(text: _Text) -> Iterator[bytes]:
    """Yield the records of the value that comes next."""
    first = text.peek()
    if first == "[":
        yield from _array(text)
    elif first == "{" and not text.holds_value():
        # More than any record may have: an answer with its records inside.
        yield from _answer(text)
    else:
        for record in split_records(text.take_value()):
            yield record.encode()


def _array(text: _Text) -> Iterator[bytes]:
    text.take("[")
    while text.peek() != "]":
        yield from _value(text)
        if text.peek() != "]":
            text.take(",")  # one behind the last record leaves nothing unclear
    text.take("]")


def _answer(text: _Text) -> Iterator[bytes]:
    text.take("{")
    seen = set()
    while text.peek() != "}":
        name = json.loads(text.take_value())
        if name in IDENTITIES:
            raise WismoError(_TOO_LONG)
        text.take(":")
        if name in WRAPPERS and text.peek() in ("[", "{"):
            if name in seen:
                raise ValueError("a name stands twice, so which records count is a guess")
            seen.add(name)
            yield from _value(text)
        else:
            text.take_value()
        if text.peek() != "}":
            text.take(",")
    text.take("}")
    if not seen:
        raise WismoError(_TOO_LONG)


class _Text:
    """A text that is read on as far as it is needed; ``_at`` is how much of what is held is done with."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._held = ""
        self._at = 0
        self._is_whole = False
        self._end: int | None = None  # of the value that stands at ``_at``, once it was looked for

    def peek(self) -> str:
        """Return the next character that is no space; empty at the end."""
        while True:
            while self._at < len(self._held) and self._held[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._read_on():
                return ""

    def take(self, sign: str) -> None:
        """Pass over one sign. Raises ValueError where another stands there."""
        if self.peek() != sign:
            raise ValueError(f"expected {sign}")
        self._at += 1
        self._end = None

    def holds_value(self) -> bool:
        """Tell whether the value that comes next ends within the length that a record may have.

        Raises:
            ValueError: it is no JSON.
        """
        while self.peek():
            try:
                _, end = _DECODER.raw_decode(self._held, self._at)
                # A number can go on in the next piece.
                if end < len(self._held) or not self._read_on():
                    self._end = end
                    return True
                continue
            except json.JSONDecodeError as error:
                if self._is_whole or not _may_go_on(error, len(self._held)):
                    raise
            if len(self._held) - self._at > MAX_RECORD_BYTES:
                return False
            self._read_on()
        raise ValueError("the text ends where a value should stand")

    def take_value(self) -> str:
        """Return the text of the value that comes next.

        Raises:
            ValueError: it is no JSON.
            WismoError: it is longer than a record may be.
        """
        if self._end is None and not self.holds_value():
            raise WismoError(_TOO_LONG)
        start, end = self._at, self._end or 0
        self._at, self._end = end, None
        return self._held[start:end]

    def _read_on(self) -> bool:
        piece = next(self._pieces, None)
        if piece is None:
            if not self._is_whole:
                self._held += self._decoder.decode(b"", final=True)
            self._is_whole = True
            return False
        self._held = self._held[self._at :] + self._decoder.decode(piece)
        self._at = 0
        return True


def _may_go_on(error: json.JSONDecodeError, length: int) -> bool:
    """Tell whether an error can be that of a value whose end was not read yet."""
    return error.msg.startswith("Unterminated string") or error.pos > length - len("\\ud83d\\ude00")
