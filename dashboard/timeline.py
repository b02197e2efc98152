"""The chart of one order: what happened to it, what its customer was told, and when they wrote."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dashboard.canvas import layout
from dashboard.details import event_words
from dashboard.drawing import Drawing
from dashboard.moments import UNKNOWN

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


def timeline(moments: Sequence[Moment], look: Look, zone: str) -> Drawing:
    """Return one lane per kind of event over time, on the wall clock of ``zone``.

    A dotted line runs down from each ticket, so that what had happened by then stands to its left. What had
    happened by the ticket's second and was not known yet is drawn hollow.
    """
    shades = {
        "ticket": look.colour("owner", "three_pl"), "notification": look.colour("owner", "notification"),
        "promise": look.text, "order": look.faint, "label": look.faint, "scan": look.accent,
    }  # fmt: skip
    present = [kind for kind in LANES if any(moment.kind == kind for moment in moments)]
    lanes = {"categoryorder": "array", "categoryarray": [LANES[kind] for kind in reversed(present)], "automargin": True}
    margin = {"l": 8, "r": 16, "t": 12, "b": 48}
    frame_of = layout(
        look,
        126 + 38 * len(present),
        {"yaxis": lanes},
        showlegend=False,
        margin=margin,
        shapes=[_line_of(moment, shades["ticket"]) for moment in moments if moment.kind == "ticket"],
    )
    return Drawing([_lane(kind, moments, shades[kind], look, zone) for kind in present], frame_of)


def _lane(kind: str, moments: Sequence[Moment], shade: str, look: Look, zone: str) -> dict[str, Any]:
    own = [moment for moment in moments if moment.kind == kind]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [moment.occurred_at.replace(tzinfo=None) for moment in own],
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


def _line_of(moment: Moment, shade: str) -> dict[str, Any]:
    at = moment.occurred_at.replace(tzinfo=None)
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1,
        "line": {"width": 1.2, "dash": "dot", "color": shade},
    }  # fmt: skip
