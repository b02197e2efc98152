"""The hours of a week, shaded by what came in them or what they will need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.canvas import layout
from dashboard.drawing import Drawing
from wismo.labels import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from dashboard.theme import Look

DAYS = tuple(name[:3] for name in WEEKDAYS)
HOURS = range(24)
PLAIN = {"showgrid": False, "zeroline": False, "ticks": ""}


def week_hours(
    frame: pl.DataFrame, look: Look, spans: Iterable[tuple[int, float, float]], unit: str, *, figures: str = ",.0f"
) -> Drawing:
    """Return a column per weekday, a row per hour from midnight down, and a frame round each of ``spans``.

    ``frame``: ``opened_weekday`` (1 is Monday) and ``opened_hour`` (00 to 23), both text, and ``value``; an hour
    without a row is 0. ``spans`` are weekday, first and last hour. ``unit`` names what is counted, ``figures``
    is how it is written.
    """
    counts = {(int(day) - 1, int(hour)): value for day, hour, value in _places(frame)}
    shades = [[counts.get((day, hour), 0) for day in range(7)] for hour in HOURS]
    words = [[f"{WEEKDAYS[day]}, {hour:02d}:00 to {hour:02d}:59" for day in range(7)] for hour in HOURS]
    heat = _heat(look, shades, figures) | {
        "x": list(range(7)), "y": [hour + 0.5 for hour in HOURS], "text": words,
        "hovertemplate": f"%{{text}}: %{{z:{figures}}} {unit}<extra></extra>",
    }  # fmt: skip
    ticks = list(range(0, 25, 3))
    axes = {
        "xaxis": {"tickvals": list(range(7)), "ticktext": list(DAYS), "side": "top", "range": [-0.5, 6.5], **PLAIN},
        "yaxis": {"tickvals": ticks, "ticktext": [f"{hour:02d}:00" for hour in ticks], "range": [24, 0], **PLAIN},
    }
    margin = {"l": 48, "r": 4, "t": 28, "b": 8}
    return Drawing(
        [heat], layout(look, 36 + 21 * 24, axes, showlegend=False, margin=margin, shapes=_frames(look, spans, 0))
    )


def week_plan(
    frame: pl.DataFrame,
    look: Look,
    *,
    figures: str,
    unit: str,
    spans: Iterable[tuple[int, float, float]] = (),
) -> Drawing:
    """Return a column per weekday and a row per hour, from midnight down, shaded, and a frame round each of ``spans``.

    ``frame``: ``weekday`` (1 is Monday), ``hour`` (0 to 23), ``value``, ``upper``. An hour without a row is empty.
    """
    known = {
        (day, hour): (value, upper)
        for day, hour, value, upper in frame.select("weekday", "hour", "value", "upper").iter_rows()
    }
    grid = [[known.get((day, hour), (None, None)) for day in range(1, 8)] for hour in HOURS]
    heat = _heat(look, [[value for value, _ in line] for line in grid], figures) | {
        "x": list(DAYS), "y": [f"{hour:02d}:00" for hour in HOURS],
        "customdata": [[[WEEKDAYS[day], upper] for day, (_, upper) in enumerate(line)] for line in grid],
        "hovertemplate": f"%{{customdata[0]}} from %{{y}}: %{{z:{figures}}} {unit}, "
        f"%{{customdata[1]:{figures}}} at the upper end<extra></extra>",
    }  # fmt: skip
    axes = {"xaxis": {"side": "top", **PLAIN}, "yaxis": {"autorange": "reversed", "dtick": 3, **PLAIN}}
    margin = {"l": 52, "r": 4, "t": 28, "b": 8}
    frames = _frames(look, spans, 0.5)
    return Drawing([heat], layout(look, 36 + 20 * 24, axes, showlegend=False, margin=margin, shapes=frames))


def _frames(look: Look, spans: Iterable[tuple[int, float, float]], above: float) -> list[dict[str, Any]]:
    """Return a rectangle round each span of weekday, first and last hour; a row's middle lies ``above`` its hour."""
    edge = {"color": look.text, "width": 1.8}
    return [
        {
            "type": "rect", "x0": day - 1.48, "x1": day - 0.52, "y0": start - above, "y1": end - above, "line": edge,
            "fillcolor": "rgba(0,0,0,0)", "layer": "above",
        }
        for day, start, end in sorted(set(spans))
    ]  # fmt: skip


def _heat(look: Look, shades: list[list[Any]], figures: str) -> dict[str, Any]:
    """Return the cells, an hour a row and a day a column, with their figures in them."""
    return {
        "type": "heatmap", "z": shades, "colorscale": look.shades, "showscale": False, "xgap": 2, "ygap": 1,
        "texttemplate": f"%{{z:{figures}}}", "textfont": {"color": look.text, "size": 12},
    }  # fmt: skip


def _places(frame: pl.DataFrame) -> Iterable[tuple[str, str, float]]:
    return frame.select("opened_weekday", "opened_hour", "value").iter_rows()
