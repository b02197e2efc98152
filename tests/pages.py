"""A page as a visitor gets it, run without a browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from wismo.home import project_root

if TYPE_CHECKING:
    import pytest

    from wismo.home import Home

APP = str(project_root() / "dashboard" / "app.py")


def open_page(
    monkeypatch: pytest.MonkeyPatch, home: Home, name: str, address: dict[str, str] | None = None, role: str = "admin"
) -> AppTest:
    """Return the page with this address as a role sees it; any uncaught error fails the test."""
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    monkeypatch.setattr("dashboard.visitor._role_without_sign_in", lambda: role)
    app = AppTest.from_file(APP, default_timeout=60)
    for key, value in (address or {}).items():
        app.query_params[key] = value
    app.run()
    app.switch_page(f"views/{name}.py").run()
    assert not app.exception
    return app


def figure(page: AppTest, name: str) -> dict:
    """Return the whole figure of the chart of this name."""
    charts = [element.proto for element in page.get("plotly_chart")]
    return next(json.loads(chart.spec) for chart in charts if chart.id.endswith(f"chart_{name}"))


def said(page: AppTest) -> str:
    """Return every sentence on the page, one a line."""
    kinds = (page.text, page.caption, page.subheader, page.info, page.warning)
    return "\n".join(line.value for kind in kinds for line in kind)
