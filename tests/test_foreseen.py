"""What a page asked last is begun ahead, and changes no answer and nobody's rights."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from dashboard import foreseen, metrics, warehouse
from dashboard.visitor import NotAllowedError
from tests.asked import forget_answers
from tests.page_runs import run_page

if TYPE_CHECKING:
    import polars as pl

    from dashboard.metrics import Query
    from dashboard.warehouse import Snapshot
    from wismo.home import Home

Threads = dict["Query", list[str]]


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> Threads:
    """In which threads each question was asked, with nothing known of any page and nothing answered before."""
    asked: Threads = {}
    forget_answers()
    monkeypatch.setattr(foreseen, "_remembered", type(foreseen._remembered)())
    run = metrics.run

    def noted(snapshot: Snapshot, query: Query) -> pl.DataFrame:
        asked.setdefault(query, []).append(threading.current_thread().name)
        return run(snapshot, query)

    monkeypatch.setattr(metrics, "run", noted)
    return asked


def ahead(threads: Threads) -> set[Query]:
    return {query for query, names in threads.items() if any(name.startswith("foreseen") for name in names)}


def test_what_a_page_asked_is_begun_under_the_next_filters_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, threads: Threads
) -> None:
    run_page(monkeypatch, demo_home, "weekly_review")
    assert threads
    assert ahead(threads) == set()
    first = {(query.metric, query.by, query.grain, query.start, query.end) for query in threads}
    threads.clear()
    run_page(monkeypatch, demo_home, "weekly_review", {"carrier": "ups"})
    assert {(query.metric, query.by, query.grain, query.start, query.end) for query in threads} == first
    # All but a statistic that is not worked out under a filter are begun ahead.
    assert ahead(threads) == set(threads)
    assert all(dict(query.where).get("carrier", ("ups",)) == ("ups",) for query in threads)


def test_another_choice_on_the_page_and_other_weeks_are_runs_of_another_kind(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, threads: Threads
) -> None:
    run_page(monkeypatch, demo_home, "weekly_review")
    for address in ({"closer": "where"}, {"to": "2025-06-01"}):
        run_page(monkeypatch, demo_home, "weekly_review", address)
        assert ahead(threads) == set()


def test_a_question_that_is_begun_is_waited_for_and_not_asked_again(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home
) -> None:
    snapshot, may_go_on, times = warehouse.live_snapshot(demo_home), threading.Event(), []
    question = metrics.Query("wismo_tickets", by=("owner",), grain="week")
    right = metrics.run(snapshot, question)

    def slow(_: Snapshot, __: Query) -> pl.DataFrame:
        times.append(1)
        may_go_on.wait(10)
        return right

    monkeypatch.setattr(metrics, "run", slow)
    foreseen.begin(snapshot, [question, question])
    threading.Timer(0.05, may_go_on.set).start()
    assert foreseen.answer(snapshot, question) is right
    assert times == [1]


def test_nothing_is_begun_for_who_may_not_read_it(monkeypatch: pytest.MonkeyPatch, demo_home: Home) -> None:
    def refuse(_: Snapshot) -> None:
        raise NotAllowedError("No.")

    monkeypatch.setattr(warehouse, "checks", [refuse])
    monkeypatch.setattr(metrics, "run", lambda *_: pytest.fail("asked"))
    with pytest.raises(NotAllowedError):
        foreseen.begin(warehouse.live_snapshot(demo_home), [metrics.Query("wismo_tickets")])


def test_what_cannot_be_asked_is_told_to_whoever_asks_it(demo_home: Home) -> None:
    snapshot = warehouse.live_snapshot(demo_home)
    wrong = metrics.Query("wismo_tickets", by=("no_such_dimension",))
    foreseen.begin(snapshot, [wrong])
    with pytest.raises(metrics.WismoError, match="no_such_dimension"):
        foreseen.answer(snapshot, wrong)
