"""A traceback that may be shown to anybody: where it happened and what kind of error, not what the error quotes."""

from __future__ import annotations

import traceback

from wismo.errors import WismoError

_HIDDEN = "(its text can quote a customer and is not shown)"


def safe_traceback(error: BaseException) -> str:
    """Return the traceback of an error and of those it came from; only our own sentences are shown."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = f"{safe_traceback(cause)}\nand then:\n\n" if cause else ""
    shown = str(error) if isinstance(error, WismoError) else _HIDDEN
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{before}Traceback (most recent call last):\n{frames}{type(error).__name__}: {shown}\n"
