"""JSON that no format fits: what it is instead, as far as its first value tells."""

from __future__ import annotations

import json
import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from wismo.errors import WismoError
from wismo.intake.encoding import text_pieces
from wismo.intake.json_records import IDENTITIES
from wismo.intake.vendors.items import first_records, holds_records

if TYPE_CHECKING:
    from wismo.intake.files import SourceFile

NO_RECORDS = "an answer without records"
_SCHEMA = "The file is a JSON schema: it describes records and holds none. Export the records themselves."
_EMPTY = "The file holds empty JSON objects and no records. Export it again."
_NO_OBJECTS = "The file's JSON values are no objects, so they are no records. Export a list of objects."
_LONGEST = 4 << 20  # of a schema or an error answer; what is longer is neither
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
# All that an answer says which only tells that something went wrong.
_ANSWER = frozenset({
    "message", "msg", "detail", "details", "description", "title", "type", "code", "status", "statusCode",
    "status_code", "success", "ok", "error", "errors", "error_code", "error_description", "request_id", "requestId",
    "documentation_url", "instance", "path", "timestamp", "data", "meta",
})  # fmt: skip
_CODE = re.compile(r"-?[A-Za-z0-9_.]{1,40}")
_TYPES = frozenset({"object", "array", "string", "integer", "number", "boolean", "null"})
_COMBINED = ("allOf", "anyOf", "oneOf")
_CODES = ("code", "error_code", "errorCode", "status", "statusCode", "status_code", "type")


class NoRecordsError(WismoError):
    """The file is an answer whose list of records is empty: nothing is wrong with it, and nothing is in it."""


def explain(file: SourceFile, encoding: str) -> None:
    """Say what a JSON file is that no format fits; return where it looks like records of an unknown kind.

    Raises:
        NoRecordsError: an answer with an empty list.
        WismoError: a schema, an API's error answer, or nothing that could be a record.
    """
    answer = _first_value(file, encoding)
    first = answer[0] if isinstance(answer, list) and answer else answer
    if isinstance(first, dict):
        if _is_schema(first):
            raise WismoError(_SCHEMA)
        if _is_error(first):
            code = _code(first)
            raise WismoError(
                f"The file is an API's error answer{f' (code {code})' if code else ''} and no export. "
                "Mend the cause at the API, then pull or export again."
            )
    if answer is not None and not holds_records(file, encoding):
        raise NoRecordsError(NO_RECORDS)
    if isinstance(answer, dict | list):
        records = first_records(file, encoding)
        if not any(records):
            raise WismoError(_EMPTY if records else _NO_OBJECTS)


def _first_value(file: SourceFile, encoding: str) -> Any:
    """Return the file's first JSON value; None where it is long, broken or not there."""
    text = b""
    for piece in text_pieces(file, encoding):
        text += piece
        if len(text) > _LONGEST:
            break
    try:
        return _DECODER.raw_decode(text.decode("utf-8", "ignore").lstrip("\ufeff \t\r\n"))[0]
    except (ValueError, RecursionError):
        return None


def _is_schema(value: dict[str, Any]) -> bool:
    if {"$schema", "openapi", "swagger"} & value.keys() or _describes(value):
        return True
    return bool(value) and all(map(_describes, value.values()))


def _describes(value: Any) -> bool:
    """Tell whether a value is the schema of something."""
    if not isinstance(value, dict):
        return False
    words = value.get("type")
    words = words if isinstance(words, list) else [words]
    is_typed = bool(words) and all(isinstance(word, str) and word in _TYPES for word in words)
    shape = (value.get("properties"), value.get("enum"), value.get("items"))
    if is_typed and any(isinstance(part, dict | list) for part in shape):
        return True
    return isinstance(value.get("$ref"), str) or any(isinstance(value.get(name), list) for name in _COMBINED)


def _is_error(answer: dict[str, Any]) -> bool:
    meta, data = answer.get("meta"), answer.get("data")
    if isinstance(meta, dict) and re.fullmatch(r"[45]\d{2,4}", str(meta.get("code"))):
        return True
    if isinstance(data, dict) and data.get("errors") and data.keys() <= {"errors"}:
        return True
    if IDENTITIES & answer.keys():
        return False
    if answer.get("error") or answer.get("errors"):
        return True
    return answer.keys() <= _ANSWER and any(isinstance(answer.get(name), str) for name in ("message", "detail"))


def _code(answer: dict[str, Any]) -> str | None:
    """Return the error's code, which is no personal data as its message may be."""
    data = answer.get("data")
    places = [answer.get("meta"), answer.get("error"), answer.get("errors"), answer]
    places += [data.get("errors")] if isinstance(data, dict) else []
    found = chain.from_iterable(place if isinstance(place, list) else [place] for place in places)
    words = [part.get(name) for part in found if isinstance(part, dict) for name in _CODES]
    return next((word for word in words if isinstance(word, str) and _CODE.fullmatch(word)), None)
