"""SQL in every value that a person may give: nothing is run, read, written or shown beyond what it asked for."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import lists, lookup, warehouse
from dashboard.filters import DIMENSIONS, Filters
from wismo.errors import WismoError
from wismo.explain import explanation_of
from wismo.metric import metric_frame, parse_where
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dashboard.warehouse import Snapshot
    from wismo.home import Home
    from wismo.permitted import Role

WRITTEN = "/tmp/wismo-sql-payload"  # noqa: S108 - it must never exist
PAYLOADS = [
    "' or '1'='1",
    "' or 1=1 --",
    "'; drop table wismo.main.tickets; --",
    "'; delete from wismo.main.orders; --",
    "'; update wismo.main.tickets set root_cause = 'x'; --",
    f"'; copy wismo.main.tickets to '{WRITTEN}'; --",
    f"') union select content from read_text('/etc/hostname') --{WRITTEN}",
    "' union select name, 1, 1, 1 from wismo.main.identifiers --",
    "x') or ticket_id in (select ticket_id from wismo.main.tickets) --",
    f"'; attach '{WRITTEN}' as mine; --",
    "'; set enable_external_access = true; --",
    "'; install httpfs; load httpfs; --",
    "'; pragma database_list; --",
    "'; call duckdb_settings(); --",
    "$$; select 1; $$",
    "$start",
    "$carrier",
    "?",
    "{{ var('x') }}",
    "{{ Dimension('ticket__carrier') }}",
    "{% raw %}' or 1=1{% endraw %}",
    "%' or '%' = '",
    "\\'; select 1 --",
    "/* */ or 1=1",
    'carrier" or 1=1 --',
    "ups' || (select name from wismo.main.identifiers limit 1) || '",
    "\u02bc or 1=1 --",
    "\x00' or 1=1 --",
    "unnest([1,2])",
    "from wismo.main.tickets",
]


@pytest.fixture(scope="module")
def live(demo_home: Home) -> Iterator[Snapshot]:
    """The demo's snapshot, whose bytes are the same afterwards."""
    from pathlib import Path

    path = current_snapshot(demo_home)
    before, beside = _digest(path), set(path.parent.iterdir())
    yield warehouse.live_snapshot(demo_home)
    assert _digest(path) == before
    assert set(path.parent.iterdir()) == beside
    assert not Path(WRITTEN).exists()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_metric_knows_no_such_name(live: Snapshot, demo_home: Home, payload: str) -> None:
    del live
    questions: list[dict[str, Any]] = [
        {"where": {"carrier": [payload]}},
        {"where": {payload: ["ups"]}},
        {"where": {"carrier": ["ups", payload]}},
        {"by": [payload]},
        {"by": ["carrier", payload]},
        {"grain": payload},
    ]
    for asked in questions:
        with pytest.raises(WismoError) as found:
            metric_frame(demo_home, "wismo_tickets", **asked)
        _says_little(str(found.value))
    with pytest.raises(WismoError):
        metric_frame(demo_home, payload)
    for clause in (f"carrier={payload}", payload):
        with pytest.raises(WismoError) as found:
            metric_frame(demo_home, "wismo_tickets", where=parse_where([clause]))
        _says_little(str(found.value))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_is_called_so(live: Snapshot, demo_home: Home, payload: str) -> None:
    text = lookup.cleaned(payload)
    assert lookup.orders_called(live, text).is_empty()
    assert lookup.tickets_called(live, text).is_empty()
    assert lookup.pages_called(live, text) == []
    assert lookup.names_of(live, [payload]) == {}
    assert len(lookup.alike(live, text)) <= lookup.MOST_ALIKE
    assert lists.order(live, payload).is_empty()
    assert lists.events(live, payload).is_empty()
    assert lists.runner_up_of(live, payload).is_empty()
    with pytest.raises(WismoError) as found:
        explanation_of(demo_home, payload)
    _says_little(str(found.value))


@pytest.mark.parametrize("role", ["viewer", "agent", "admin"])
def test_no_filter_lets_more_rows_in(demo_home: Home, role: Role) -> None:
    snapshot = warehouse.live_snapshot(demo_home, role)
    ever = date(2000, 1, 1), date(2100, 1, 1)
    assert lists.tickets(snapshot, Filters(), *ever).height > 0
    for payload in PAYLOADS:
        for dimension in DIMENSIONS:
            chosen = Filters(chosen=((dimension, (payload,)),))
            assert lists.tickets(snapshot, chosen, *ever).is_empty()
            assert "/" not in chosen.slug()
            assert ".." not in chosen.slug()


def _says_little(sentence: str) -> None:
    """The sentence quotes what was asked, at most, and no error of the database."""
    assert "Error:" not in sentence
    assert "LINE 1" not in sentence
    assert "NL1" not in sentence


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
