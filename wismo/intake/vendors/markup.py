"""Message text as people read it: out of HTML, and without signs that no table can hold."""

from __future__ import annotations

import html
import re

_HIDING = re.compile(r"<(style|script|head)\b")
_BREAK = re.compile(r"(?i)</?(?:br|p|div|li|ul|ol|tr|table|blockquote|section|article|hr|h[1-6])\b[^<>]{0,2000}>")
_CELL = re.compile(r"(?i)</?t[dh]\b[^<>]{0,2000}>")
_TAG = re.compile(r"<[A-Za-z/!?][^<>]{0,2000}>")  # whatever else begins so stands inside a line, or a word
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_LINES = re.compile(r" ?\n ?(?:\n ?)*")


def plain(page: str | None) -> str | None:
    """Return the words of an HTML text, a line for each paragraph; None where it has none."""
    if page is None:
        return None
    if "<" in page:
        page = _TAG.sub("", _CELL.sub(" ", _BREAK.sub("\n", _without_hidden(page))))
    words = html.unescape(page)
    return clean(_LINES.sub("\n", _SPACES.sub(" ", words)))


def clean(words: str | None) -> str | None:
    """Return text without the two control characters that are not stored; None where nothing is left."""
    return (words.replace("\x00", "").replace("\x1f", "").strip() or None) if words else None


def _without_hidden(page: str) -> str:
    """Leave out what is no text: styles and programs. Mails can be large, so every sign is looked at once."""
    small = page.lower()
    if len(small) != len(page):  # a few letters are longer when small, and places would not fit
        return page
    pieces, at, never_closed = [], 0, set()
    for opening in _HIDING.finditer(small):
        name = opening[1]
        if opening.start() < at or name in never_closed:
            continue
        end = small.find(f"</{name}", opening.end())
        if end < 0:
            never_closed.add(name)
            continue
        pieces.append(page[at : opening.start()])
        at = end
    return "".join((*pieces, page[at:]))
