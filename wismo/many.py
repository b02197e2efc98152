"""A count with its noun, as a sentence needs it."""

from __future__ import annotations


def many(count: float, noun: str, plural: str = "") -> str:
    """Return ``1 ticket`` or ``1,234 tickets``; ``plural`` is for nouns that do more than take an s."""
    return f"{count:,.0f} {noun if count == 1 else plural or f'{noun}s'}"
