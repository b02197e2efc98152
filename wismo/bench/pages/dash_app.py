"""One page of the dashboard drawn by Dash: the same questions, the same figures, another server and browser side.

Run as ``python -m wismo.bench.pages.dash_app PAGE`` with PORT and WISMO_HOME set. It runs the page's own file without
Streamlit's session, so that all that the page asks and works out is done here too, and hands on the figures alone.
"""

from __future__ import annotations

import logging
import os
import runpy
import sys
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from dashboard import metrics, page, panel, reference
from dashboard.filters import Filters
from dashboard.warehouse import hold, live_snapshot
from wismo.bench.pages.servers import DASH_FOLDER, HOST
from wismo.home import Home, project_root
from wismo.periods import weeks

if TYPE_CHECKING:
    from collections.abc import Sequence

# Behind our own packages, so that Dash's Plotly is ours.
sys.path.append(str(DASH_FOLDER))
drawn: list[dict[str, Any]] = []


def figures(name: str, carriers: Sequence[str]) -> list[dict[str, Any]]:
    """Return the figures of a page under a filter on carriers."""
    snapshot = live_snapshot(Home.from_environment())
    filters = Filters(None, None, (("carrier", tuple(sorted(carriers))),) if carriers else ())
    shown = weeks(reference.info(snapshot).reporting_through, reference.black_friday_weeks(snapshot), None, None)
    shown = replace(shown, first=max(shown.first, reference.first_full_week(snapshot)))
    look = reference.look(snapshot, is_dark=False)
    page._here.set(page.Here(snapshot, filters, shown, look, hold(snapshot)))  # noqa: SLF001 - as the router does
    drawn.clear()
    runpy.run_path(str(project_root() / "dashboard" / "views" / f"{name}.py"))
    return list(drawn)


def main(name: str) -> None:
    """Serve the page."""
    dash = import_module("dash")
    logging.disable(logging.WARNING)
    setattr(panel, "chart", lambda _name, figure, *_, **__: drawn.append(figure.to_dict()))  # noqa: B010 - on purpose
    carriers = list(metrics.members(live_snapshot(Home.from_environment()), "carrier"))
    count = len(figures(name, []))
    app = dash.Dash(serve_locally=True)
    charts = [dash.dcc.Graph(id=f"chart-{place}", config={"displaylogo": False}) for place in range(count)]
    app.layout = dash.html.Div(
        [dash.html.H1(name), dash.dcc.Checklist(carriers, [], id="carrier"), dash.html.Div(charts, id="charts")]
    )

    @app.callback([dash.Output(f"chart-{place}", "figure") for place in range(count)], dash.Input("carrier", "value"))
    def _draw(chosen: list[str]) -> list[dict[str, Any]]:
        return (figures(name, chosen) + [{"data": []}] * count)[:count]

    app.run(host=HOST, port=os.environ["PORT"], debug=False)


if __name__ == "__main__":
    main(sys.argv[1])
