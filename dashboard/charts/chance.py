"""The chance that a waiting customer writes: by day of waiting, and by which hour most have not written yet."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from dashboard.canvas import fold, layout
from dashboard.drawing import Drawing

if TYPE_CHECKING:
    from typing import Any

    from dashboard.theme import Look


def chance_by_day(frame: pl.DataFrame, look: Look, chosen: str) -> Drawing:
    """Return tickets a day per 100 parcels over the days in a state: the chosen state strong, the others faint.

    ``frame``: ``parcel_state``, ``day_in_state``, ``per_100_parcels``, ``lower_per_100``, ``upper_per_100``,
    ``ticket_count``; a day with too few parcels is NULL and breaks the line. Interval and scale are the chosen state's,
    so another state may leave the frame.
    """
    others = frame.filter(pl.col("parcel_state") != chosen).partition_by("parcel_state", maintain_order=True)
    own = frame.filter(pl.col("parcel_state") == chosen)
    data = [_line(other, look, is_chosen=False) for other in others]
    data += [*_interval(own.drop_nulls(), look), _line(own, look, is_chosen=True)]
    last = max(frame["day_in_state"], default=0)
    words = {"title": {"text": "full days in the state", "font": {"size": 13}, "standoff": 6}}
    places = list(range(0, last + 1, 2))
    # The last day stands for all later ones.
    days = {"tickvals": places, "ticktext": [f"{day}+" if day == last else f"{day}" for day in places]}
    # The scale is the chosen state's: beside one that alarms it would lie on the floor.
    highest = max(own["upper_per_100"].drop_nulls(), default=1)
    axes = {"xaxis": words | days, "yaxis": {"tickformat": ".2~f", "range": [0, 1.2 * highest]}}
    return Drawing(data, layout(look, 360, axes, showlegend=False))


def hours_to_write(frame: pl.DataFrame, look: Look, kind: str) -> Drawing:
    """Return, per member, by which hour to write, and after how many hours half of its tickets had come.

    ``frame``: ``member``, ``write_by_hours``, ``half_hours``, ``half_lower_hours``, ``half_upper_hours``, ``shown``;
    members without hours have only their words.
    """
    labels = [fold(look.label(kind, member)) for member in frame["member"]]
    halves = {
        "type": "scatter",
        "mode": "markers",
        "y": labels,
        "x": frame["half_hours"].to_list(),
        "marker": {"size": 9, "symbol": "circle-open", "color": look.faint, "line": {"width": 2}},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": (frame["half_upper_hours"] - frame["half_hours"]).to_list(),
            "arrayminus": (frame["half_hours"] - frame["half_lower_hours"]).to_list(),
            "color": look.faint,
            "thickness": 1.4,
            "width": 4,
        },
        "hovertemplate": "%{y}: half had written by hour %{x}<extra></extra>",
    }
    by = {
        "type": "scatter",
        "mode": "markers",
        "y": labels,
        "x": frame["write_by_hours"].to_list(),
        "marker": {"size": 11, "symbol": "diamond", "color": look.accent},
        "hovertemplate": "%{y}: write by hour %{x}<extra></extra>",
    }
    ends = [hours or 0 for hours in frame["half_upper_hours"]]
    words = {
        "type": "scatter",
        "mode": "text",
        "y": labels,
        "x": ends,
        "text": [f"   {escape(said)}" for said in frame["shown"]],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": look.text},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    axes = {
        "xaxis": {"range": [0, 1.9 * max([*ends, 1])], "tickformat": "d", "ticksuffix": " h", "nticks": 5},
        "yaxis": {"autorange": "reversed", "automargin": True, "showgrid": False, "tickfont": {"size": 13}},
    }
    margin = {"l": 8, "r": 8, "t": 8, "b": 28}
    return Drawing([halves, by, words], layout(look, 70 + 31 * frame.height, axes, showlegend=False, margin=margin))


def _line(own: pl.DataFrame, look: Look, *, is_chosen: bool) -> dict[str, Any]:
    label = escape(look.label("parcel_state", own["parcel_state"][0])) if own.height else ""
    return {
        "type": "scatter",
        "mode": "lines+markers" if is_chosen else "lines",
        "x": own["day_in_state"].to_list(),
        "y": own["per_100_parcels"].to_list(),
        "name": label,
        "connectgaps": False,
        "opacity": 1 if is_chosen else 0.5,
        "line": {"color": look.accent if is_chosen else look.faint, "width": 2.6 if is_chosen else 1.2},
        "customdata": own["ticket_count"].to_list(),
        "hovertemplate": f"{label}, day %{{x}}: %{{y:.2f}} of 100 (tickets: %{{customdata:,d}})<extra></extra>",
    }


def _interval(own: pl.DataFrame, look: Look) -> list[dict[str, Any]]:
    edge: dict[str, Any] = {
        "type": "scatter", "mode": "lines", "x": own["day_in_state"].to_list(), "line": {"width": 0},
        "hoverinfo": "skip",
    }  # fmt: skip
    return [
        edge | {"y": own["lower_per_100"].to_list()},
        edge | {"y": own["upper_per_100"].to_list(), "fill": "tonexty", "fillcolor": look.band},
    ]
