"""A page as a visitor gets it, and the figures that are drawn on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from streamlit.testing.v1 import AppTest

from wismo.home import Home, project_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

APP = str(project_root() / "dashboard" / "app.py")


def visit(monkeypatch: pytest.MonkeyPatch, home: Home, name: str, address: Mapping[str, str] | None = None) -> AppTest:
    """Open a page under this address; any uncaught error fails the test."""
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    app = AppTest.from_file(APP, default_timeout=60)
    for key, value in (address or {}).items():
        app.query_params[key] = value
    app.run()
    app.switch_page(f"views/{name}.py").run()
    assert not app.exception
    return app


def drawn(page: AppTest, name: str) -> dict[str, Any]:
    """Return the specification of the chart of this name."""
    charts = [element.proto for element in page.get("plotly_chart")]
    return next(json.loads(chart.spec) for chart in charts if chart.id.endswith(f"chart_{name}"))


def said(page: AppTest) -> str:
    """Return all sentences of the page, their marks of markup taken out."""
    parts = [*page.text, *page.caption, *page.header, *page.subheader, *page.info, *page.markdown]
    return "\n".join(part.value for part in parts).replace("\\", "").replace("\u2060", "")
