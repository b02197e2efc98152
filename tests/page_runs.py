"""Every page of the menu, run as a visitor with some address gets it; a page that is added is among them by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from dashboard import menu, warehouse
from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pytest

    from wismo.home import Home

APP = str(project_root() / "dashboard" / "app.py")
ENTRIES = tuple(entry for entries in menu.ENTRIES.values() for entry in entries)
FILES = tuple(entry.file for entry in ENTRIES)
# What is said where the whole of a page cannot be drawn.
NOTHING = "Nothing to show yet"


def run_page(
    monkeypatch: pytest.MonkeyPatch,
    home: Home,
    file: str,
    address: Mapping[str, str | list[str]] | None = None,
    *,
    tables: bool = False,
) -> AppTest:
    """Run a page; ``tables`` opens every table that stands behind a chart."""
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    app = AppTest.from_file(APP, default_timeout=60)
    for key, value in (address or {}).items():
        app.query_params[key] = value
    if file != menu.FIRST:
        app.switch_page(f"views/{file}.py")
    app.run()
    if tables and app.toggle:
        for toggle in app.toggle:
            toggle.set_value(True)
        app.run()
    return app


def own_address(home: Home, file: str) -> dict[str, str]:
    """Return what a page shows nothing without: the page of an order the ticket that is asked about."""
    if file != "one_order":
        return {}
    sql = """
        select ticket_id from wismo.main.tickets where is_wismo and order_id is not null
        order by created_at desc, ticket_id limit 1
    """
    found = warehouse.rows(warehouse.live_snapshot(home), sql)
    return {"ticket": found["ticket_id"][0]} if found.height else {}


def every_choice(
    monkeypatch: pytest.MonkeyPatch, home: Home, file: str, address: Mapping[str, str | list[str]], *, tables: bool
) -> Iterator[tuple[str, AppTest]]:
    """Yield a page as it opens, then with each option of each of its choices, those too that another one uncovers."""
    first = run_page(monkeypatch, home, file, address, tables=tables)
    yield "as it opens", first
    seen = _chosen(first)
    waiting = [(key, option, dict(address)) for key, option in _options(first) if (key, option) not in seen]
    while waiting:
        key, option, before = waiting.pop(0)
        if (key, option) in seen:
            continue
        asked = before | {key: option}
        app = run_page(monkeypatch, home, file, asked, tables=tables)
        yield f"{key}={option}", app
        seen |= {(key, option)} | _chosen(app)
        waiting += [(other, name, asked) for other, name in _options(app) if (other, name) not in seen]


def _options(app: AppTest) -> list[tuple[str, str]]:
    return [(control.key or "", option) for control in app.button_group for option in control.options]


def _chosen(app: AppTest) -> set[tuple[str, str]]:
    return {(control.key or "", option) for control in app.button_group for option in control.formatted_values}
