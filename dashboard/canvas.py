"""The parts that charts share: axes and fonts, seasons and marks behind them, names that fit."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import plotly.graph_objects as go

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


def layout(look: Look, height: int) -> dict[str, Any]:
    """Return the layout that every chart starts from; ``height`` is in pixels."""
    axis = {"gridcolor": look.grid, "zerolinecolor": look.grid, "linecolor": look.grid, "fixedrange": True}
    return {
        "template": None,
        "height": height,
        "margin": {"l": 44, "r": 8, "t": 20, "b": 32},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 14, "color": look.text},
        "hoverlabel": {"font": {"family": FONT, "size": 14}},
        "dragmode": False,
        "clickmode": "event+select",
        "xaxis": axis,
        "yaxis": axis,
    }


def seasons(figure: go.Figure, look: Look, bands: Iterable[Band], marks: Iterable[Mark]) -> None:
    """Draw the seasons behind a chart over time, and a dotted line per mark."""
    for band in bands:
        narrow = (band.end - band.start).days < NARROW_DAYS
        figure.add_vrect(
            x0=band.start,
            x1=band.end,
            fillcolor=look.band,
            line_width=0,
            layer="below",
            annotation={
                "text": escape(band.label),
                "font": {"size": 11, "color": look.faint},
                "textangle": -90 if narrow else 0,
                "yanchor": "top",
            },
            annotation_position="top left",
        )
    for mark in marks:
        figure.add_vline(x=mark.day, line={"width": 1.6, "dash": "dot", "color": look.text})
        figure.add_annotation(
            x=mark.day, y=1, yref="paper", yanchor="bottom", text=escape(mark.label), showarrow=False,
            font={"size": 12, "color": look.text},
        )  # fmt: skip


def fold(label: str, longest: int = 24) -> str:
    """Return a name, escaped, and over two lines where it is longer than that many letters."""
    if len(label) <= longest or " " not in label:
        return escape(label)
    blanks = [place for place, letter in enumerate(label) if letter == " "]
    # The blank nearest the middle, a later one where two are as near.
    middle = min(blanks, key=lambda place: (abs(place - len(label) / 2), -place))
    return f"{escape(label[:middle])}<br>{escape(label[middle + 1 :])}"
