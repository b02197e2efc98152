"""What stands above every page where the data may not be whole, and nothing where it is."""

from __future__ import annotations

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import warehouse
from dashboard.banner import SHOWN, warnings
from tests.copied_home import copied_home
from wismo.build import BuildReport
from wismo.cli_data import _print_build
from wismo.home import Home, project_root
from wismo.snapshot import current_snapshot

LATE = "tracking events from <b>track</b>er *x* end on 2026-09-12, 5 days before the others"


@pytest.fixture
def odd(demo_home, tmp_path):
    """A copy of the demo brand's snapshot whose health is not what it was."""
    home = copied_home(demo_home, tmp_path / "odd", "20260101T000000Z-a")
    with duckdb.connect(str(current_snapshot(home))) as connection:
        rows = [("feed_tracking_events_x", "warn", LATE), ("accepted_rows", "warn", "Published in spite of this: 3.")]
        connection.executemany("insert into data_health (check_name, status, detail) values (?, ?, ?)", rows)
        connection.execute("update data_health set status = 'warn' where check_name = 'tracked_share'")
    return home


@pytest.mark.parametrize("name", ["weekly_review", "tickets", "one_order", "definitions"])
def test_every_page_tells_what_is_odd_and_shows_it_as_text(odd, monkeypatch, name):
    app = _open(monkeypatch, odd, name)
    told = [line.value for line in app.text if "before the others" in line.value]
    assert told == [f"Published in spite of this: 3.\nT{LATE[1:]}."]
    assert any("The data may not be whole" in line.value for line in app.markdown)


def test_where_nothing_is_odd_nothing_is_told(demo_home, monkeypatch):
    assert warnings(warehouse.live_snapshot(demo_home)) == []
    app = _open(monkeypatch, demo_home, "weekly_review")
    assert not any("The data may not be whole" in line.value for line in app.markdown)


def test_of_many_sentences_the_first_are_shown_and_the_rest_counted(odd, monkeypatch):
    with duckdb.connect(str(current_snapshot(odd))) as connection:
        rows = [(f"feed_orders_{number}", "warn", f"orders from {number} are late") for number in range(9)]
        connection.executemany("insert into data_health (check_name, status, detail) values (?, ?, ?)", rows)
    (told,) = [line.value for line in _open(monkeypatch, odd, "tickets").text if "are late" in line.value]
    assert len(told.splitlines()) == SHOWN + 1
    assert told.endswith("7 more under Data health.")


def test_a_build_prints_what_a_reader_must_know(capsys):
    _print_build(BuildReport("v", is_new=True, warnings=["Orders from shop end on 2026-09-12"]))
    assert "Mind: Orders from shop end on 2026-09-12.\n" in capsys.readouterr().out


def _open(monkeypatch: pytest.MonkeyPatch, home: Home, name: str) -> AppTest:
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    app = AppTest.from_file(str(project_root() / "dashboard" / "app.py"), default_timeout=30).run()
    if name != "weekly_review":
        app.switch_page(f"views/{name}.py").run()
    assert not app.exception
    return app
