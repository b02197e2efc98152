"""A page as a visitor gets it, run without a browser."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

import duckdb

from dashboard import reference
from tests.copied_home import copied_home
from tests.page_runs import run_page
from wismo.periods import last_full_week
from wismo.snapshot import current_snapshot, semantic_manifest_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest
    from streamlit.testing.v1 import AppTest
    from streamlit.testing.v1.element_tree import Element

    from dashboard.warehouse import Snapshot
    from wismo.home import Home


def open_page(
    monkeypatch: pytest.MonkeyPatch,
    home: Home,
    name: str,
    address: Mapping[str, str] | None = None,
    *,
    role: str | None = None,
) -> AppTest:
    """Return the page with this address as a role sees it; any uncaught error fails the test."""
    if role:
        monkeypatch.setattr("dashboard.visitor._role_without_sign_in", lambda: role)
    page = run_page(monkeypatch, home, name, address)
    assert not page.exception
    return page


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


def said(page: AppTest, *more: str) -> str:
    """Return every sentence on the page, one a line; ``more`` names further kinds of elements, such as markdown."""
    kinds = ("text", "caption", "header", "subheader", "info", "warning", *more)
    words = "\n".join(cast("Element", line).value for kind in kinds for line in page.get(kind))
    return re.sub(r"\\(.)", r"\1", words).replace("\u2060", "")


def told(page: AppTest) -> str:
    """Return everything that the page says in words: its sentences, its badges and its title."""
    return said(page, "markdown", "title")


def changed_home(source: Home, folder: Path, *statements: str) -> Home:
    """Return a copy of a published home after some statements on its snapshot."""
    home = copied_home(source, folder)
    with duckdb.connect(str(current_snapshot(home))) as connection:
        for statement in statements:
            connection.execute(statement)
    return home


def weeks_drawn(live: Snapshot) -> tuple[date, date]:
    """Return the first and the last day of what a page without filters draws."""
    last = last_full_week(reference.info(live).reporting_through)
    return max(last - timedelta(weeks=52), reference.first_full_week(live)), last + timedelta(days=6)
