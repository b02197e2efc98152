"""The hours of a week, shaded by what came in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.canvas import layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from dashboard.theme import Look

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = range(24)


def week_hours(frame: pl.DataFrame, look: Look, spans: Iterable[tuple[int, float, float]], unit: str) -> Drawing:
    """Return a column per weekday, a row per hour from midnight down, and a frame round each of ``spans``.

    ``frame``: ``opened_weekday`` (1 is Monday) and ``opened_hour`` (00 to 23), both text, and ``value``; an hour
    without a row is 0. ``spans`` are weekday, first and last hour. ``unit`` names what is counted.
    """
    counts = {(int(day) - 1, int(hour)): value for day, hour, value in _places(frame)}
    shades = [[counts.get((day, hour), 0) for day in range(7)] for hour in HOURS]
    words = [[f"{FULL_DAYS[day]}, {hour:02d}:00 to {hour:02d}:59" for day in range(7)] for hour in HOURS]
    pale, full = ("#1B2530", "#2C6CA4") if look.is_dark else ("#EEF4FA", "#76B4E0")
    heat = {
        "type": "heatmap", "z": shades, "x": list(range(7)), "y": [hour + 0.5 for hour in HOURS], "text": words,
        "texttemplate": "%{z:,.0f}", "textfont": {"color": look.text, "size": 12},
        "colorscale": [[0, pale], [1, full]], "showscale": False, "xgap": 2, "ygap": 1,
        "hovertemplate": f"%{{text}}: %{{z:,.0f}} {unit}<extra></extra>",
    }  # fmt: skip
    edge = {"color": look.text, "width": 1.8}
    frames = [
        {
            "type": "rect", "x0": day - 1.48, "x1": day - 0.52, "y0": start, "y1": end, "line": edge,
            "fillcolor": "rgba(0,0,0,0)", "layer": "above",
        }
        for day, start, end in sorted(set(spans))
    ]  # fmt: skip
    ticks = list(range(0, 25, 3))
    plain = {"showgrid": False, "zeroline": False, "ticks": ""}
    axes = {
        "xaxis": {"tickvals": list(range(7)), "ticktext": list(DAYS), "side": "top", "range": [-0.5, 6.5], **plain},
        "yaxis": {"tickvals": ticks, "ticktext": [f"{hour:02d}:00" for hour in ticks], "range": [24, 0], **plain},
    }
    margin = {"l": 48, "r": 4, "t": 28, "b": 8}
    return Drawing([heat], layout(look, 36 + 21 * 24, axes, showlegend=False, margin=margin, shapes=frames))


def _places(frame: pl.DataFrame) -> Iterable[tuple[str, str, float]]:
    return frame.select("opened_weekday", "opened_hour", "value").iter_rows()
