"""Text and pictures for places that read markup."""

from __future__ import annotations

import re
from html import escape

from wismo.home import Home

MARKUP = re.compile(r"[\\`*_{}\[\]()<>#+.!|:$~-]")
# Addresses become links even where their signs are escaped; a joiner that nobody sees keeps them text.
LINKED = re.compile(r"https?:|www(?=\.)|@", re.IGNORECASE)


def literal(text: str) -> str:
    """Return text from outside for a place that reads markup, so that all of it is shown and none obeyed."""
    return MARKUP.sub(r"\\\g<0>", LINKED.sub("\\g<0>\u2060", text))


def swatch(colour: str) -> str:
    """Return a small square of a colour as a picture."""
    square = f'<rect width="18" height="18" rx="3" fill="{escape(colour)}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="18" height="18">{square}</svg>'


def without_place(sentence: str) -> str:
    """Return a sentence without where the data lies on the server: a browser need not know."""
    return sentence.replace(str(Home.from_environment().root), "WISMO_HOME")
