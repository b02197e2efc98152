"""The parts that charts share: axes and fonts, seasons and marks behind them, names that fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from dashboard.theme import Look

FONT = "'Source Sans', 'Source Sans Pro', system-ui, sans-serif"
NARROW_DAYS = 40


@dataclass(frozen=True)
class Band:
    """A season behind a chart over time; both days belong to it."""

    label: str
    start: date
    end: date


@dataclass(frozen=True)
class Mark:
    """A dated line on a chart over time."""

    label: str
    day: date


def layout(look: Look, height: int, axes: Mapping[str, Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a chart's layout: what all have in common, with its own ``axes`` and whatever else is its own.

    ``height`` is in pixels.
    """
    axis = {"gridcolor": look.grid, "zerolinecolor": look.grid, "linecolor": look.grid, "fixedrange": True}
    common = {
        "template": None,
        "height": height,
        "margin": {"l": 44, "r": 8, "t": 20, "b": 32},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 14, "color": look.text},
        "hoverlabel": {"font": {"family": FONT, "size": 14}},
        "dragmode": False,
        "clickmode": "event+select",
    }
    return common | {name: axis | dict(axes.get(name, {})) for name in ("xaxis", "yaxis")} | more


def seasons(look: Look, bands: Iterable[Band], marks: Iterable[Mark]) -> dict[str, Any]:
    """Return the part of a layout over time that draws the seasons behind it and a dotted line per mark."""
    shapes, notes = [], []
    for band in bands:
        end = band.end + timedelta(days=1)
        shapes.append(
            {
                "type": "rect", "xref": "x", "yref": "paper", "x0": band.start, "x1": end, "y0": 0, "y1": 1,
                "fillcolor": look.band, "line": {"width": 0}, "layer": "below",
            }
        )  # fmt: skip
        narrow = (end - band.start).days < NARROW_DAYS
        notes.append(
            _note(look, band.label, band.start, size=11) | {"textangle": -90 if narrow else 0, "yanchor": "top"}
        )
    for mark in marks:
        shapes.append(
            {
                "type": "line", "xref": "x", "yref": "paper", "x0": mark.day, "x1": mark.day, "y0": 0, "y1": 1,
                "line": {"width": 1.6, "dash": "dot", "color": look.text},
            }
        )  # fmt: skip
        notes.append(_note(look, mark.label, mark.day, size=12) | {"xanchor": "center", "yanchor": "bottom"})
    return {"shapes": shapes, "annotations": notes}


def _note(look: Look, label: str, day: date, *, size: int) -> dict[str, Any]:
    return {
        "text": escape(label), "x": day, "y": 1, "xref": "x", "yref": "paper", "xanchor": "left", "showarrow": False,
        "font": {"size": size, "color": look.faint},
    }  # fmt: skip


def fold(label: str, longest: int = 24) -> str:
    """Return a name, escaped, and over two lines where it is longer than that many letters."""
    if len(label) <= longest or " " not in label:
        return escape(label)
    blanks = [place for place, letter in enumerate(label) if letter == " "]
    # The blank nearest the middle, a later one where two are as near.
    middle = min(blanks, key=lambda place: (abs(place - len(label) / 2), -place))
    return f"{escape(label[:middle])}<br>{escape(label[middle + 1 :])}"
