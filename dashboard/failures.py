"""What the server's log says of a failure: its kind and its place, and nothing that was in the data."""

from __future__ import annotations

import logging
import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wismo.errors import safe

if TYPE_CHECKING:
    from types import TracebackType

# An address may carry ids and codes behind its question mark, a sentence of a sign-in service the person's email.
QUERY = re.compile(r"\?[^\s'\"]+")
EMAIL = re.compile(r"[^\s'\"<>(),;:=]+@[^\s'\"<>(),;:]+")
MOST_PLACES = 8


def scrub_logs() -> None:
    """Take out of every log record of this process what may quote a person, an id or a row."""
    make = logging.getLogRecordFactory()

    def scrubbed(*arguments: Any, **more: Any) -> logging.LogRecord:
        record = make(*arguments, **more)
        message = cleaned(record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            message = f"{message} {place_of(record.exc_info[1], record.exc_info[2])}"
        record.msg, record.args, record.exc_info = message, (), None
        return record

    logging.setLogRecordFactory(scrubbed)


def cleaned(message: str) -> str:
    """Return a message without emails, what follows a question mark, and signs that a terminal would obey."""
    return safe(EMAIL.sub("<email>", QUERY.sub("?…", message)))


def place_of(error: BaseException, trace: TracebackType | None) -> str:
    """Return an error's kind and the last lines of code it went through; its text may quote a row."""
    steps = traceback.extract_tb(trace)[-MOST_PLACES:]
    places = " < ".join(f"{Path(step.filename).name}:{step.lineno}" for step in reversed(steps))
    return f"[{type(error).__name__} at {places}]"
