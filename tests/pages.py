"""A page as a visitor gets it, run without a browser."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import duckdb
from streamlit.testing.v1 import AppTest

from wismo.home import project_root
from wismo.snapshot import current_snapshot, semantic_manifest_path

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


def forget(home: Home, *tables: str) -> None:
    """Make a copied home's snapshot one from before these tables: without them and without metrics on them."""
    path = current_snapshot(home)
    with duckdb.connect(str(path)) as connection:
        for table in tables:
            connection.execute(f"drop table {table}")
    manifest = semantic_manifest_path(path)
    known = json.loads(manifest.read_text())
    gone = [model for model in known["semantic_models"] if model["node_relation"]["alias"] in tables]
    names = {measure["name"] for model in gone for measure in model["measures"]}
    known["semantic_models"] = [model for model in known["semantic_models"] if model not in gone]
    for _ in range(2):
        # First what measures them, then what is made of that.
        lost = {item["name"] for item in known["metrics"] if names & set(_parts(item["type_params"]))}
        known["metrics"] = [item for item in known["metrics"] if item["name"] not in lost]
        names |= lost
    manifest.write_text(json.dumps(known))


def _parts(type_params: dict) -> list[str]:
    single = (type_params[name] for name in ("measure", "numerator", "denominator"))
    return [part["name"] for part in (*single, *(type_params["metrics"] or ())) if part]


def said(page: AppTest) -> str:
    """Return every sentence on the page, one a line."""
    kinds = (page.text, page.caption, page.header, page.subheader, page.info, page.warning)
    words = "\n".join(line.value for kind in kinds for line in kind)
    return re.sub(r"\\(.)", r"\1", words)
