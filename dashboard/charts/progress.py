"""Weekly figures on their way to a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.canvas import layout, seasons
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from dashboard.canvas import Band
    from dashboard.theme import Look

SERIES = {"baseline": "baseline", "target_line": "target"}


def progress(frame: pl.DataFrame, look: Look, *, figures: str, y_title: str, bands: Iterable[Band] = ()) -> Drawing:
    """Return each week's figure beside the baseline and the line to the target, both also for weeks to come.

    ``frame``: ``week_start``, ``rate`` (NULL where unknown), ``baseline``, ``target_line``, ``n``. ``figures`` is the
    format of the axis, ``y_title`` says its unit; ``bands`` are the seasons behind it.
    """
    weeks = frame["week_start"].to_list()
    styles = {
        "baseline": {"color": look.faint, "width": 1.8},
        "target_line": {"color": look.text, "width": 1.8, "dash": "dash"},
    }
    lines = [
        {
            "type": "scatter",
            "mode": "lines+text",
            "x": weeks,
            "y": frame[column].to_list(),
            "name": name,
            "text": [*[""] * (len(weeks) - 1), name],
            "textposition": "top left" if column == "baseline" else "bottom left",
            "textfont": {"size": 13, "color": look.text},
            "line": styles[column],
            "hovertemplate": f"{name}, week of %{{x|%-d %b %Y}}: %{{y:{figures}}}<extra></extra>",
        }
        for column, name in SERIES.items()
    ]
    rate = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": weeks,
        "y": frame["rate"].to_list(),
        "name": "each week",
        "connectgaps": False,
        "customdata": [[week.isoformat()] for week in weeks],
        "line": {"color": look.accent, "width": 2.2},
        "hovertemplate": f"week of %{{x|%-d %b %Y}}: %{{y:{figures}}}<extra></extra>",
    }
    axes = {"yaxis": {"tickformat": figures, "rangemode": "tozero", "title": {"text": y_title, "font": {"size": 13}}}}
    margin = {"l": 56, "r": 8, "t": 20, "b": 32}
    behind = seasons(look, bands, (), weeks)
    return Drawing([*lines, rate], layout(look, 340, axes, showlegend=False, margin=margin, **behind))
