"""The chart of one order: what happened to it, what its customer was told, and when they wrote."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING

from dashboard.canvas import layout
from dashboard.details import event_words
from dashboard.drawing import Drawing
from dashboard.moments import THIS, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from dashboard.moments import Moment
    from dashboard.theme import Look

# From the top down: what the customer did and was told above what happened to the parcel.
LANES = {
    "ticket": "Customer wrote",
    "notification": "We wrote",
    "promise": "Promised",
    "order": "Order",
    "label": "Label",
    "scan": "Carrier scan",
}
SYMBOLS = {
    "ticket": "diamond", "notification": "triangle-up", "promise": "line-ns", "order": "square", "label": "square",
    "scan": "circle",
}  # fmt: skip

# Around a ticket: at least so much on either side of it.
DAYS_BEFORE, DAYS_AFTER = timedelta(days=3), timedelta(days=2)
EVENTS_BEFORE, EVENTS_AFTER = 4, 3
NEARLY_ALL = 0.7


def near(moments: Sequence[Moment]) -> tuple[datetime, datetime] | None:
    """Return the days around the ticket, without a zone: some events and days on either side, and the promised day.

    None where that is nearly everything, or where no ticket is looked from.
    """
    place = next((place for place, moment in enumerate(moments) if moment.when == THIS), None)
    if place is None:
        return None
    opened, first, last = (_wall(moments[spot]) for spot in (place, 0, -1))
    promised = [_wall(moment) for moment in moments if moment.kind == "promise"]
    earlier, later = moments[max(place - EVENTS_BEFORE, 0)], moments[min(place + EVENTS_AFTER, len(moments) - 1)]
    start = max(first, min([opened - DAYS_BEFORE, _wall(earlier), *promised]))
    end = min(last, max([opened + DAYS_AFTER, _wall(later), *promised]))
    if end - start > NEARLY_ALL * (last - first):
        return None
    return start - (end - start) / 20, end + (end - start) / 20


def timeline(
    moments: Sequence[Moment],
    look: Look,
    zone: str,
    ticket_id: str | None = None,
    window: tuple[datetime, datetime] | None = None,
) -> Drawing:
    """Return one lane per kind of event over time, on the wall clock of ``zone``.

    A line runs down from each ticket, dotted but for ``ticket_id``'s, so that what had happened by then stands to its
    left; another, dashed, is the promised day. What had happened by the ticket's second and was not known yet is drawn
    hollow. ``window`` is the part of it to show.
    """
    shades = {
        "ticket": look.colour("owner", "three_pl"), "notification": look.colour("owner", "notification"),
        "promise": look.text, "order": look.faint, "label": look.faint, "scan": look.accent,
    }  # fmt: skip
    found = {lane_of(moment) for moment in moments}
    present = [kind for kind in LANES if kind in found]
    lanes = {"categoryorder": "array", "categoryarray": [LANES[kind] for kind in reversed(present)], "automargin": True}
    lined = [moment for moment in moments if moment.kind in {"ticket", "promise"}]
    margin = {"l": 8, "r": 16, "t": 24, "b": 48}
    frame_of = layout(
        look,
        138 + 38 * len(present),
        {"yaxis": lanes, "xaxis": {"range": list(window)} if window else {}},
        showlegend=False,
        margin=margin,
        shapes=[_line_of(moment, shades[moment.kind], is_solid=moment.detail == ticket_id) for moment in lined],
        annotations=[
            _word_over(moment, look)
            for moment in lined
            if moment.when == THIS and (window is None or window[0] <= _wall(moment) <= window[1])
        ],
    )
    return Drawing([_lane(kind, moments, shades[kind], look, zone) for kind in present], frame_of)


def lane_of(moment: Moment) -> str:
    """Return the lane of a moment; that a carrier was told of a label is no scan."""
    return "label" if moment.kind == "scan" and moment.status == "label_created" else moment.kind


def _lane(kind: str, moments: Sequence[Moment], shade: str, look: Look, zone: str) -> dict[str, Any]:
    own = [moment for moment in moments if lane_of(moment) == kind]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_wall(moment) for moment in own],
        "y": [LANES[kind]] * len(own),
        "name": LANES[kind],
        "marker": {
            "size": 13,
            "symbol": [f"{SYMBOLS[kind]}-open" if moment.when == UNKNOWN else SYMBOLS[kind] for moment in own],
            "color": shade,
            "line": {"width": 2.5 if kind == "promise" else 1.5, "color": shade},
        },
        "text": [escape(_words(moment, look)) for moment in own],
        "hovertemplate": f"%{{text}}<br>%{{x|%a %d %b %Y, %H:%M}} {zone}<extra></extra>",
    }


def _words(moment: Moment, look: Look) -> str:
    words = event_words(moment.kind, moment.status, moment.detail, look)
    return f"{words} (we did not know yet)" if moment.when == UNKNOWN else words


def _line_of(moment: Moment, shade: str, *, is_solid: bool) -> dict[str, Any]:
    dash = "dash" if moment.kind == "promise" else "solid" if is_solid else "dot"
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": _wall(moment), "x1": _wall(moment), "y0": 0, "y1": 1,
        "line": {"width": 1.2, "dash": dash, "color": shade},
    }  # fmt: skip


def _word_over(moment: Moment, look: Look) -> dict[str, Any]:
    return {
        "text": "this ticket", "x": _wall(moment), "y": 1, "xref": "x", "yref": "paper", "yanchor": "bottom",
        "showarrow": False, "font": {"size": 12, "color": look.text},
    }  # fmt: skip


def _wall(moment: Moment) -> datetime:
    return moment.occurred_at.replace(tzinfo=None)
