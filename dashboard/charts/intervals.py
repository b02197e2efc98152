"""Estimates with their intervals on one scale, one below the other, each with its words above it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboard.canvas import layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    import polars as pl

    from dashboard.theme import Look

# Pixels. Words stand above their interval and not beside it, so that they fit a telephone.
GROUP, LINE, MARK, GAP = 26, 17, 20, 9
LONGEST = 46


def intervals(frame: pl.DataFrame, look: Look, *, x_title: str, figures: str) -> Drawing:
    """Return one estimate per row, in the frame's order from the top, around a line at 0.

    ``frame``: ``group`` (stands above its first row, its first line bold; empty for none), ``label``, ``shown`` (the
    figure in words), ``value``, ``lower``, ``upper``, ``is_told`` (told from none; grey and hollow otherwise),
    ``is_bound`` (drawn as a bar from 0: at most so much), ``other`` (a pale mark for comparison), ``unseen`` (from
    there to 0 nothing would have been seen). Values that are NULL are not drawn; their words are. ``figures`` is the
    format of the axis.
    """
    notes, shapes, marks, place, group = [], [], [], 0, ""
    for row in frame.iter_rows(named=True):
        if row["group"] != group:
            group = row["group"]
            place += GAP if place else 0
            first, *more = (escape(line) for line in group.split("\n"))
            notes.append(_note(look, "<br>".join([f"<b>{first}</b>", *more]), place, size=14))
            place += GROUP + LINE * len(more)
        lines = _lines(row["label"], row["shown"])
        notes.append(_note(look, "<br>".join(lines), place, size=13))
        place += LINE * len(lines)
        if row["value"] is not None or row["unseen"] is not None:
            place += MARK // 2
            shapes += _shapes(row, look, place)
            marks.append((row, place))
            place += MARK // 2
        place += GAP
    shapes.append(
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": 0, "x1": 0, "y0": 0, "y1": 1,
            "line": {"width": 1.4, "color": look.faint}, "layer": "below",
        }
    )  # fmt: skip
    axes = {
        "xaxis": {
            "range": _range(frame), "tickformat": figures, "nticks": 6, "zeroline": False,
            "title": {"text": escape(x_title), "font": {"size": 13}, "standoff": 8},
        },
        "yaxis": {"range": [place, 0], "visible": False},
    }  # fmt: skip
    margin = {"l": 8, "r": 8, "t": 4, "b": 52}
    traces = [_pale(marks, look), _points(marks, look)]
    frame_of = layout(look, place + 56, axes, showlegend=False, shapes=shapes, annotations=notes, margin=margin)
    return Drawing(traces, frame_of)


def _lines(label: str, shown: str) -> list[str]:
    words = [escape(label), f"<b>{escape(shown)}</b>"]
    return words if len(label) + len(shown) > LONGEST else ["  ".join(words)]


def _note(look: Look, text: str, place: float, *, size: int) -> dict[str, Any]:
    return {
        "text": text, "x": 0, "xref": "paper", "xanchor": "left", "y": place, "yref": "y", "yanchor": "top",
        "align": "left", "showarrow": False, "borderpad": 1, "bgcolor": look.background,
        "font": {"size": size, "color": look.text},
    }  # fmt: skip


def _shapes(row: dict[str, Any], look: Look, place: float) -> list[dict[str, Any]]:
    """Return what is drawn behind and through a mark: the span nobody could have seen, and the interval."""
    drawn = []
    if row["unseen"] is not None:
        drawn.append(_bar(row["unseen"], place, 16, look.faint) | {"opacity": 0.22})
    if row["is_bound"]:
        drawn.append(_bar(row["value"], place, 8, look.accent) | {"opacity": 0.45})
    if row["lower"] is not None:
        line = {"width": 3, "color": look.accent if row["is_told"] else look.faint}
        ends = {"x0": row["lower"], "x1": row["upper"], "y0": place, "y1": place}
        drawn.append({"type": "line", "xref": "x", "yref": "y", "line": line, **ends})
    return drawn


def _bar(end: float, place: float, height: int, colour: str) -> dict[str, Any]:
    return {
        "type": "rect", "xref": "x", "yref": "y", "x0": min(end, 0), "x1": max(end, 0), "y0": place - height / 2,
        "y1": place + height / 2, "fillcolor": colour, "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _points(marks: list[tuple[dict[str, Any], float]], look: Look) -> dict[str, Any]:
    told = [row["is_told"] for row, _ in marks]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row["value"] for row, _ in marks],
        "y": [place for _, place in marks],
        "text": [escape(f"{row['label']}: {row['shown']}") for row, _ in marks],
        "marker": {
            "size": 11,
            # What cannot be told from none is hollow, too: nothing is told by colour alone.
            "symbol": ["diamond" if known else "diamond-open" for known in told],
            "color": [look.accent if known else look.faint for known in told],
            "line": {"width": 2},
        },
        "hovertemplate": "%{text}<extra></extra>",
    }


def _pale(marks: list[tuple[dict[str, Any], float]], look: Look) -> dict[str, Any]:
    known = [(row["other"], place) for row, place in marks if row["other"] is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [value for value, _ in known],
        "y": [place for _, place in known],
        "marker": {"size": 9, "symbol": "x-thin", "opacity": 0.8, "line": {"width": 2, "color": look.faint}},
        "hovertemplate": "not adjusted: %{x:.1f}<extra></extra>",
    }


def _range(frame: pl.DataFrame) -> list[float]:
    columns = ("value", "lower", "upper", "other", "unseen")
    known = [0.0, *(value for name in columns for value in frame[name].to_list() if value is not None)]
    room = 0.06 * ((max(known) - min(known)) or 1.0)
    return [min(known) - room, max(known) + room]
