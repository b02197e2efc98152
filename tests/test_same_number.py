"""The same number everywhere: all that a page draws is what `wismo metric` prints or what a statistic's table holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard import reference, warehouse
from tests.asked import Asked, Sources, differing, unfounded
from tests.drawn import charts, drawn, points
from tests.page_runs import FILES, every_choice, own_address
from wismo.periods import last_full_week, weeks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

    from wismo.home import Home

# One order's moments and a verdict on it: facts of single rows, which `wismo explain` tells in the same words and
# tests/test_explain.py compares.
SINGLE_ROWS = {"one_order"}


def addresses(home: Home) -> dict[str, dict[str, str]]:
    """Three states of the filters: none, some members, and some weeks."""
    last = last_full_week(reference.info(warehouse.live_snapshot(home)).reporting_through)
    return {
        "plain": {},
        "filtered": {"carrier": "ups", "root_cause": "late_in_transit"},
        "some weeks": {"from": f"{last - timedelta(weeks=9)}", "to": f"{last - timedelta(days=1)}", "region": "US-West"},
    }


@pytest.mark.parametrize("file", FILES)
def test_x(monkeypatch, demo_home, file):
    for state, address in addresses(demo_home).items():
        for w, found in strange(monkeypatch, demo_home, file, address, state):
            for f in found: print("XX", file, state, w, f)


def strange(monkeypatch, home, file, address, state):
    snapshot = warehouse.live_snapshot(home)
    def day(name): return date.fromisoformat(address[name]) if name in address else None
    shown = weeks(reference.info(snapshot).reporting_through, reference.black_friday_weeks(snapshot), day("from"), day("to"))
    with monkeypatch.context() as patch:
        asked = Asked()
        asked.listen(patch)
        for where, app in every_choice(patch, home, file, address | own_address(home, file), tables=True):
            assert not app.exception, (where, app.exception)
            sources = Sources(asked, shown, snapshot, charts(app))
            yield where, [f"{len(asked.answers)} {len(asked.tables)}"]
            yield where, [str(n) for n in drawn(app, sources.texts) if not sources.hold(n)] if file not in SINGLE_ROWS else []
            yield where, unfounded(asked, points(app), shown, snapshot)
    yield "cli", differing(asked)
