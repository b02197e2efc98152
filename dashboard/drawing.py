"""A figure that goes to the browser as it was written."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import plotly.io

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FINISHED = "A drawing is finished when it is made: give its function what it should draw."
# Parts of Plotly's template for kinds of axes that no chart here has.
UNUSED = frozenset({"coloraxis", "colorscale", "geo", "map", "mapbox", "polar", "scene", "ternary"})


class Drawing(go.Figure):
    """What a chart function returns: traces and layout as plain dictionaries.

    Plotly's own figure checks every property and copies every point twice, 27 ms of the server for two years of weeks
    by cause where writing the JSON takes 0.2 ms (docs/speed.md). Here that is done only for whoever reads ``data`` or
    ``layout``, as the tests of the charts do.
    """

    _plain: dict[str, Any]

    def __init__(self, data: Mapping[str, Any] | Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> None:
        traces: list[Any] = list(data) if isinstance(data, list | tuple) else [data]
        # A figure of Plotly's lets nobody add an attribute in the usual way.
        kinds = tuple(sorted({trace["type"] for trace in traces}))
        styled = {**layout, "template": layout.get("template") or _template(str(plotly.io.templates.default), kinds)}
        object.__setattr__(self, "_plain", {"data": traces, "layout": styled})

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as it was written; it is not to be changed."""
        return self._plain

    def checked(self) -> go.Figure:
        """Return Plotly's own figure.

        Raises:
            ValueError: a property is none that Plotly knows, or has a value that it does not take.
        """
        return go.Figure(self._plain["data"], self._plain["layout"])

    @property
    def data(self) -> Any:
        """The checked traces."""
        return self.checked().data

    @data.setter
    def data(self, _: Any) -> None:
        raise AttributeError(FINISHED)

    @property
    def layout(self) -> Any:
        """The checked layout."""
        return self.checked().layout

    @layout.setter
    def layout(self, _: Any) -> None:
        raise AttributeError(FINISHED)


@lru_cache(maxsize=64)
def _template(name: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    """Return what Plotly's own figure would say of everything that a chart leaves open, for these kinds of traces."""
    whole = plotly.io.templates[name].to_plotly_json()
    return {
        "data": {kind: whole["data"][kind] for kind in kinds if kind in whole["data"]},
        "layout": {name: value for name, value in whole["layout"].items() if name not in UNUSED},
    }
