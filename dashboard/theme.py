"""Colours and words: one colour and one name for a thing, on every page, in either theme."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wismo.labels import plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Okabe and Ito's set, told apart by people with any of the common kinds of colour vision; its sky blue is darker here,
# so that it stands out from white.
SERIES_LIGHT = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B08900", "#2F8FCB", "#6A3D9A", "#7F5539")
SERIES_DARK = ("#4DA3DB", "#F28E4B", "#2FC79B", "#E6A1C6", "#E8C33A", "#8FD0F7", "#B79AE0", "#C49A7A")
OWNER_LIGHT = {
    "carrier": "#4373B8", "three_pl": "#F35B10", "brand": "#9C73E5", "unproven": "#A52183",
    "customer": "#23A549", "notification": "#A97F12", "expectation": "#4B8984", "data": "#8A8F97",
}  # fmt: skip
OWNER_DARK = {
    "carrier": "#82AEFF", "three_pl": "#FE9924", "brand": "#885ED0", "unproven": "#E4447C",
    "customer": "#6FBF7C", "notification": "#FCDA51", "expectation": "#189496", "data": "#9EA3AA",
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """Everything a chart needs to draw in one theme; ``labels`` and ``colours`` are by dimension and member."""

    is_dark: bool
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    colours: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    # What stands before the fraction and between three digits, as the reader's country writes them.
    separators: str = ".,"

    @property
    def text(self) -> str:
        """Colour of words and axes."""
        return "#E6E9EE" if self.is_dark else "#1F2630"

    @property
    def faint(self) -> str:
        """Colour of what is there for comparison."""
        return "#8A93A0" if self.is_dark else "#6B7480"

    @property
    def grid(self) -> str:
        """Colour of lines behind the figures."""
        return "#2B323C" if self.is_dark else "#E4E7EB"

    @property
    def background(self) -> str:
        """Colour of the page."""
        return "#12161C" if self.is_dark else "#FFFFFF"

    @property
    def band(self) -> str:
        """Colour of a season behind a chart."""
        return "rgba(150, 165, 190, 0.16)" if self.is_dark else "rgba(90, 110, 140, 0.11)"

    @property
    def accent(self) -> str:
        """Colour of a single series."""
        return SERIES_DARK[0] if self.is_dark else SERIES_LIGHT[0]

    @property
    def shades(self) -> list[tuple[int, str]]:
        """Colours of a cell from the smallest figure to the largest, as Plotly's scale; words can be read on both."""
        return [(0, "#1B2530"), (1, "#2C6CA4")] if self.is_dark else [(0, "#EEF4FA"), (1, "#76B4E0")]

    def label(self, dimension: str, member: str | None) -> str:
        """Return the plain-English name of a member."""
        return plain_name(self.labels, dimension, member)

    def colour(self, dimension: str, member: str) -> str:
        """Return the fixed colour of a member."""
        return self.colours.get(dimension, {}).get(member, self.faint)


def series_colours(members: Iterable[str], *, is_dark: bool) -> dict[str, str]:
    """Return a colour per member in the order given; the ninth and later share grey with the unknown."""
    palette = SERIES_DARK if is_dark else SERIES_LIGHT
    known = [member for member in members if member != "unassigned"]
    return dict(zip(known, palette, strict=False))


def owner_colours(*, is_dark: bool) -> dict[str, str]:
    """Return the colour of each owner, the middle of its causes' hues."""
    return OWNER_DARK if is_dark else OWNER_LIGHT
