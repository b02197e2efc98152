"""A page of the programme as a visitor gets it, and homes whose snapshot says something else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
from streamlit.testing.v1 import AppTest

from tests.copied_home import copied_home
from wismo.home import Home, project_root
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

APP = str(project_root() / "dashboard" / "app.py")


def opened(monkeypatch: pytest.MonkeyPatch, home: Home, name: str, **address: str) -> AppTest:
    """Return a page at an address; any uncaught error fails the test."""
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    app = AppTest.from_file(APP, default_timeout=60)
    for key, value in address.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    app.switch_page(f"views/{name}.py").run()
    assert not app.exception
    return app


def figure(page: AppTest, name: str) -> dict:
    """Return the specification of a chart of the page."""
    charts = [element.proto for element in page.get("plotly_chart")]
    return next(json.loads(chart.spec) for chart in charts if chart.id.endswith(f"chart_{name}"))


def told(page: AppTest) -> str:
    """Return everything that the page says in words."""
    parts = (page.text, page.caption, page.info, page.header, page.subheader, page.markdown, page.title)
    return "\n".join(element.value for kind in parts for element in kind).replace("\\", "")


def changed_home(source: Home, folder: Path, *statements: str) -> Home:
    """Return a copy of a published home after some statements on its snapshot."""
    home = copied_home(source, folder)
    with duckdb.connect(str(current_snapshot(home))) as connection:
        for statement in statements:
            connection.execute(statement)
    return home
