"""Words on a page: shown as they are, never obeyed as markup, with numbers as the reader's country writes them.

Every sentence of a page goes through here. Names in it may come from a brand's own data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from dashboard.markup import literal
from dashboard.numerals import numerals, rewritten

if TYPE_CHECKING:
    from dashboard.numerals import Numerals

    Colour = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray", "primary"]


def numerals_here() -> Numerals:
    """Return how the reader's country writes numbers, as far as the browser says which it is."""
    return numerals(st.context.locale)


def local(text: str) -> str:
    """Return a sentence with its numbers as the reader's country writes them."""
    return rewritten(text, numerals_here())


def text(words: str) -> None:
    """Say it as plain text."""
    st.text(local(words))


def caption(words: str) -> None:
    """Say it small: what a chart draws, where a figure comes from."""
    st.caption(literal(local(words)))


def subheader(words: str) -> None:
    """Say it as the title of a part of the page, the level below the page's own."""
    st.header(literal(local(words)), anchor=False)


def info(words: str) -> None:
    """Say why something is not there, and the way out."""
    st.info(literal(local(words)))


def warning(words: str) -> None:
    """Say what a reader must know before believing what follows."""
    st.warning(literal(local(words)))


def metric(label: str, value: str, change: str | None = None, *, more: str, **drawn: Any) -> None:
    """Say a figure large under a ``label`` of our own, its ``change`` beside it and ``more`` behind it.

    ``drawn`` is what `st.metric` takes besides.
    """
    written = None if change is None else local(change)
    st.metric(label, local(value), written, help=literal(local(more)), **drawn)


def badge(words: str, *, colour: Colour = "gray", more: str | None = None) -> None:
    """Say it in a small coloured box; ``more`` is what stands behind it."""
    st.badge(literal(local(words)), color=colour, help=literal(local(more)) if more else None)
