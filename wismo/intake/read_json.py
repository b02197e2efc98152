"""JSON documents that hold many records: an array, or the answer of an API with the records inside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_DOCUMENT_BYTES = 64 << 20

# What APIs, webhooks and recorded answers put around their records, outermost first.
_WRAPPERS = ("body", "msg", "data", "trackings", "tracking", "tickets")
_IDENTITIES = ("id", "ticket_id", "tracking_number")
_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"


def read_document(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the records of one JSON document, each as one line of the text it was.

    Raises:
        WismoError: the document is too large to be taken apart in memory, no JSON, or no UTF-8 text.
    """
    text = bytearray()
    for piece in pieces:
        text += piece
        if len(text) > MAX_DOCUMENT_BYTES:
            raise WismoError(
                f"The JSON document is larger than {MAX_DOCUMENT_BYTES >> 20} MB. "
                "Write one JSON object per line (JSONL)."
            )
    if not text.strip():
        raise WismoError("The file is empty. Export it again.")
    try:
        for record in split_records(text.decode()):
            yield record.encode()
    except UnicodeDecodeError:
        raise WismoError("The file is not UTF-8 text. Write encoding: at its source in sources.yml.") from None
    except (ValueError, RecursionError, IndexError):
        raise WismoError("The file is no valid JSON document, perhaps cut off. Export it again.") from None


def is_wrapped(record: dict[str, Any]) -> bool:
    """Tell whether an object is an answer that holds records, not a record."""
    if any(name in record for name in _IDENTITIES):
        return False
    return any(isinstance(record.get(name), (dict, list)) for name in _WRAPPERS)


def split_records(text: str) -> Iterator[str]:
    """Yield the text of every record in a JSON text, on one line and otherwise as it stands.

    Raises:
        ValueError: the text is no JSON.
    """
    start = _skip(text, 0)
    if text[start] == "[":
        for first, end in _elements(text, start):
            yield from split_records(text[first:end])
        return
    if text[start] == "{":
        members = list(_members(text, start))
        values = dict(members)
        if not any(name in values for name in _IDENTITIES):
            if any(sum(name == other for other, _ in members) > 1 for name in _WRAPPERS):
                raise ValueError("a name stands twice, so which records count is a guess")
            places = [values[name] for name in _WRAPPERS if name in values and text[values[name][0]] in "[{"]
            if len(places) > 1:
                raise WismoError(
                    "The JSON document holds two lists of records beside each other, so which of them to read is a "
                    "guess. Export them as separate files."
                )
            for first, end in places:
                yield from split_records(text[first:end])
                return
    _, end = _DECODER.raw_decode(text, start)
    _check_end(text, end)
    # A line end in JSON is always between values: in text it would be an escape.
    yield text[start:end].replace("\r", " ").replace("\n", " ")


def _elements(text: str, at: int) -> Iterator[tuple[int, int]]:
    at = _skip(text, at + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        yield at, end
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
        elif text[at] != "]":
            raise ValueError("no comma between elements")
    _check_end(text, at + 1)


def _members(text: str, at: int) -> Iterator[tuple[str, tuple[int, int]]]:
    at = _skip(text, at + 1)
    while text[at] != "}":
        name, end = _DECODER.raw_decode(text, at)
        at = _skip(text, end)
        if text[at] != ":":
            raise ValueError("no colon after a name")
        at = _skip(text, at + 1)
        _, end = _DECODER.raw_decode(text, at)
        yield name, (at, end)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
        elif text[at] != "}":
            raise ValueError("no comma between members")
    _check_end(text, at + 1)


def _check_end(text: str, at: int) -> None:
    if text[at:].strip(_SPACE):  # what is joined to a document would be lost without a word
        raise ValueError("something follows the value")


def _skip(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at
