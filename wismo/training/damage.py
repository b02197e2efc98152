"""What happens to a message on its way, and must not change what it asks. Our own, for training and tests."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_EMOJI = "😡😭🙏📦👀😊❤️"
_LONG_ENOUGH = 6


def slips(text: str, chance: random.Random, count: int = 1) -> str:
    """Return the text with letters dropped, doubled or exchanged inside that many of its longer words."""
    places = [match for match in re.finditer(r"[^\W\d_]+", text) if len(match.group()) >= _LONG_ENOUGH]
    for match in sorted(chance.sample(places, min(count, len(places))), key=lambda match: -match.start()):
        at = match.start() + chance.randrange(1, len(match.group()) - 2)
        kind = chance.choice(("dropped", "doubled", "exchanged"))
        slipped = {"dropped": "", "doubled": text[at] * 2, "exchanged": text[at + 1] + text[at]}[kind]
        text = text[:at] + slipped + text[at + (2 if kind == "exchanged" else 1) :]
    return text


def unpunctuated(text: str) -> str:
    """Return the text without signs, save apostrophes and line ends."""
    return re.sub(r"[^\w\s']", " ", text)


def unaccented(text: str) -> str:
    """Return the text as somebody types it who has no accents at hand."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def as_page(text: str) -> str:
    """Return the text as mail programs send it: markup, a style sheet, entities."""
    lines = "".join(f"<div dir='ltr'>{line.replace('&', '&amp;')}</div>" for line in text.splitlines())
    return f"<html><head><style>p {{ color: red }}</style></head><body>{lines}<br></body></html>"


def above_a_quote(text: str) -> str:
    """Return the text as the answer to a mail of the shop that speaks of parcels and refunds itself."""
    quoted = "\n".join(f"> {line}" for line in ("Hello,", "your order has shipped.", "Refunds take ten days."))
    return f"{text}\n\nOn Mon, 2 Nov 2026 at 10:01, The Shop <help@shop.example> wrote:\n{quoted}\n"


def above_a_signature(text: str) -> str:
    """Return the text above a phone's and a company's lines."""
    return f"{text}\n\nSent from my iPhone\n-- \nM. Miller | Head of Parcels | Track your order at shop.example"


def above_old_mail(text: str) -> str:
    """Return the text above a mail that was forwarded with it."""
    return (
        f"{text}\n\n---------- Forwarded message ---------\nFrom: The Shop <help@shop.example>\n"
        "Subject: Where to return\n\nYou can cancel or return within 30 days. Track your parcel here."
    )


# By name: text and a source of chance in, damaged text out.
DAMAGE: dict[str, Callable[[str, random.Random], str]] = {
    "lower case": lambda text, _: text.lower(),
    "capitals": lambda text, _: text.upper(),
    "no accents": lambda text, _: unaccented(text),
    "no punctuation": lambda text, _: unpunctuated(text),
    "much punctuation": lambda text, _: text.rstrip("?.! ") + " ???!!!",
    "emoji": lambda text, chance: f"{chance.choice(_EMOJI)} {text} {chance.choice(_EMOJI) * 3}",
    "a slip": slips,
    "markup": lambda text, _: as_page(text),
    "quoted mail": lambda text, _: above_a_quote(text),
    "signature": lambda text, _: above_a_signature(text),
    "forwarded mail": lambda text, _: above_old_mail(text),
    "spaces": lambda text, _: "\n\n  " + text.replace(" ", "  ").replace("  ", "\u00a0 ") + "\r\n\r\n",
    "very long": lambda text, _: text + "\n\n" + "-" * 20 + "\n" + "lorem ipsum dolor sit amet " * 2_000,
}
