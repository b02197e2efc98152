"""Hours of work over the hours of a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.canvas import layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    import polars as pl

    from dashboard.theme import Look

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def week_plan(frame: pl.DataFrame, look: Look, *, figures: str, unit: str) -> Drawing:
    """Return a column per weekday and a row per hour, from midnight down, shaded and with their figures.

    ``frame``: ``weekday`` (1 is Monday), ``hour`` (0 to 23), ``value``, ``upper``. An hour without a row is empty.
    """
    known = {(day, hour): (value, upper) for day, hour, value, upper in _cells(frame)}
    grid = [[known.get((day, hour), (None, None)) for day in range(1, 8)] for hour in range(24)]
    pale, full = ("#1B2530", "#2C6CA4") if look.is_dark else ("#EEF4FA", "#76B4E0")
    heat = {
        "type": "heatmap", "x": list(DAYS), "y": [f"{hour:02d}:00" for hour in range(24)],
        "z": [[value for value, _ in line] for line in grid],
        "customdata": [
            [[FULL_DAYS[day], upper] for day, (_, upper) in enumerate(line)] for line in grid
        ],
        "texttemplate": f"%{{z:{figures}}}", "textfont": {"color": look.text, "size": 12},
        "colorscale": [[0, pale], [1, full]], "showscale": False, "xgap": 2, "ygap": 1,
        "hovertemplate": f"%{{customdata[0]}} from %{{y}}: %{{z:{figures}}} {unit}, "
        f"%{{customdata[1]:{figures}}} at the upper end<extra></extra>",
    }  # fmt: skip
    plain = {"showgrid": False, "zeroline": False, "ticks": ""}
    axes = {"xaxis": {"side": "top", **plain}, "yaxis": {"autorange": "reversed", "dtick": 3, **plain}}
    margin = {"l": 52, "r": 4, "t": 28, "b": 8}
    return Drawing([heat], layout(look, 36 + 20 * 24, axes, showlegend=False, margin=margin))


def _cells(frame: pl.DataFrame) -> list[tuple[int, int, float | None, float | None]]:
    return frame.select("weekday", "hour", "value", "upper").rows()
