"""Text that others wrote, as reports and terminals can show it."""

from __future__ import annotations


def printable(name: str) -> str:
    """Return a file's name as reports, ledger and raw data can hold it: what no text or terminal holds becomes �."""
    return one_line(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def one_line(text: str) -> str:
    """Return text, such as a sentence that repeats names of columns, as a line of a terminal can hold it."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
