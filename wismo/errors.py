"""The one error a person may see, and text in a form that may be shown."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


class WismoError(Exception):
    """Something went wrong that a person can mend.

    The message is one or two plain sentences: what happened, and what to do about it.
    It holds no personal data. The command line prints it without a traceback and exits 1.
    """


class BusyError(WismoError):
    """Another process holds what is needed; the command line exits 75, so that a scheduler tries again."""

    exit_code = 75


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return a question that names the known word most like ``word``; nothing where none is like it."""
    alike = get_close_matches(word.casefold(), known, n=1)
    return f" Did you mean {alike[0]}?" if alike else ""


def known_instead(word: str, known: Collection[str], most: int | None = None) -> str:
    """Return the known word most like ``word`` as a question, or else the known words, at most ``most``."""
    return did_you_mean(word, known) or f" Known are {', '.join(sorted(known)[:most])}."


def safe(text: str, *, keep_lines: bool = False) -> str:
    """Return text whose line ends, escape codes and the like are spelt out, so that a terminal shows and obeys none."""
    return "".join(
        sign
        if sign.isprintable() or (keep_lines and sign == "\n")
        else sign.encode("unicode_escape", "surrogatepass").decode()
        for sign in text
    )
