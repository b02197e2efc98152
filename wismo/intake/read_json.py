"""JSON documents that hold many records: an array, or the answer of an API with the records inside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_Part = TypeVar("_Part")
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
            if len(values) != len(members):
                raise ValueError("a name stands twice, so which records count is a guess")
            for name in _WRAPPERS:
                first, end = values.get(name, (0, 0))
                if end and text[first] in "[{":
                    yield from split_records(text[first:end])
                    return
    _, end = _DECODER.raw_decode(text, start)
    if text[end:].strip(_SPACE):
        raise ValueError("something follows the value")
    # A line end in JSON is always between values: in text it would be an escape.
    yield text[start:end].replace("\r", " ").replace("\n", " ")


def members_of(text: str) -> dict[str, str]:
    """Return the members of a JSON object, each value as the text it is.

    Raises:
        ValueError: the text is no JSON object, goes on after it, or names a member twice.
    """
    values = _whole(text, "{}", lambda start: [(name, text[at:end]) for name, (at, end) in _members(text, start)])
    if len(dict(values)) != len(values):
        raise ValueError("a name stands twice")
    return dict(values)


def elements_of(text: str) -> list[str]:
    """Return the elements of a JSON array, each as the text it is but on one line.

    Raises:
        ValueError: the text is no JSON array, or goes on after it.
    """
    elements = _whole(text, "[]", lambda start: [text[at:end] for at, end in _elements(text, start)])
    return [element.replace("\r", " ").replace("\n", " ") for element in elements]


def _whole(text: str, brackets: str, read: Callable[[int], list[_Part]]) -> list[_Part]:
    """Read a text that is one array or object from its first bracket to its last."""
    body = text.strip(_SPACE)
    if not (body.startswith(brackets[0]) and body.endswith(brackets[1])):
        raise ValueError("not an array or object, or cut off")
    _DECODER.decode(text)
    return read(_skip(text, 0))


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


def _skip(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at
