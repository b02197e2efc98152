"""The parts that charts share: axes and fonts, seasons and marks behind them, names that fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from dashboard.drawing import Drawing
from dashboard.numerals import Numerals, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from dashboard.theme import Look

FONT = "Inter, 'Source Sans', system-ui, sans-serif"
# Up to here the figures reach where seasons are named above them, so that no name lies on a bar.
BELOW_NAMES = 0.8
# So many names of seasons fit side by side, upright, across a chart as narrow as a telephone.
NAMES_ACROSS = 20


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
        # Not transparent: a saved picture is read on whatever it is pasted into.
        "paper_bgcolor": look.background,
        "plot_bgcolor": look.background,
        "font": {"family": FONT, "size": 13, "color": look.text},
        "hoverlabel": {"font": {"family": FONT, "size": 13}},
        "modebar": {"bgcolor": look.background, "color": look.faint, "activecolor": look.text},
        "separators": look.separators,
        "dragmode": False,
        "clickmode": "event+select",
    }
    drawn = {name: axis | dict(axes.get(name, {})) for name in ("xaxis", "yaxis")}
    if any("textangle" in note for note in more.get("annotations", ())):
        drawn["yaxis"]["domain"] = [0, BELOW_NAMES]
    return common | drawn | more


def seasons(look: Look, bands: Iterable[Band], marks: Iterable[Mark], over: Sequence[date] = ()) -> dict[str, Any]:
    """Return the part of a layout over time that draws the seasons behind it and a dotted line per mark.

    ``over`` are the chart's days. Where they are many, names of seasons that would lie on the one before are left out.
    """
    shapes, notes, drawn = [], [], list(bands)
    named = _with_room(drawn, (max(over) - min(over)) / NAMES_ACROSS if over and drawn else timedelta(0))
    for band in drawn:
        # Half a day short, so that seasons that follow each other can be told apart.
        end = datetime.combine(band.end, time(12))
        shapes.append(
            {
                "type": "rect", "xref": "x", "yref": "paper", "x0": band.start, "x1": end, "y0": 0, "y1": 1,
                "fillcolor": look.band, "line": {"width": 0}, "layer": "below",
            }
        )  # fmt: skip
        if band in named:
            # Upright in the middle; of a long name its first half.
            name = band.label.partition(" and ")[0]
            notes.append(_note(look, name, _middle(band), size=11) | {"textangle": -90, "yanchor": "top"})
    for mark in marks:
        shapes.append(
            {
                "type": "line", "xref": "x", "yref": "paper", "x0": mark.day, "x1": mark.day, "y0": 0, "y1": 1,
                "line": {"width": 1.6, "dash": "dot", "color": look.text},
            }
        )  # fmt: skip
        notes.append(_note(look, mark.label, mark.day, size=12) | {"yanchor": "bottom"})
    return {"shapes": shapes, "annotations": notes}


def _with_room(bands: Sequence[Band], room: timedelta) -> list[Band]:
    """Return the seasons whose names are so far apart, the earlier before the later."""
    named: list[Band] = []
    for band in sorted(bands, key=_middle):
        if not named or _middle(band) - _middle(named[-1]) >= room:
            named.append(band)
    return named


def _middle(band: Band) -> date:
    return band.start + (band.end - band.start) / 2


def _note(look: Look, label: str, day: date, *, size: int) -> dict[str, Any]:
    return {
        "text": escape(label), "x": day, "y": 1, "xref": "x", "yref": "paper", "xanchor": "center", "showarrow": False,
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


def written(figure: Drawing, to: Numerals) -> Drawing:
    """Return a chart with the numbers in its words written another way; those of its axes follow ``separators``."""
    if to == Numerals():
        return figure
    drawn = figure.to_dict()
    layout = {**drawn["layout"], "annotations": [_said(note, to) for note in drawn["layout"].get("annotations", ())]}
    return Drawing([_said(trace, to) for trace in drawn["data"]], layout)


def _said(part: Mapping[str, Any], to: Numerals) -> dict[str, Any]:
    return {**part, "text": _rewritten(part["text"], to)} if "text" in part else dict(part)


def _rewritten(words: Any, to: Numerals) -> Any:
    """Follow lists of lists, as a heatmap has them."""
    if isinstance(words, str):
        return rewritten(words, to)
    return words if words is None else [_rewritten(word, to) for word in words]
