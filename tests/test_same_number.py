"""The same number everywhere: all that a page draws is what `wismo metric` prints or what a statistic's table holds."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from dashboard import charts, compare, metrics, panel, reference, warehouse
from tests.asked import Asked, differing, unheeded
from tests.drawn import drawn, figures, sentences, tables
from tests.page_runs import FILES, NOTHING, every_choice, own_address
from tests.pages import changed_home
from tests.plotted import points
from tests.sources import Sources
from tests.test_retention_page import ESTIMATED, FIRST_ORDERS
from tests.traces import unfounded
from wismo.periods import last_full_week, weeks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from dashboard.metrics import Query
    from dashboard.warehouse import Snapshot
    from wismo.home import Home
    from wismo.periods import Weeks

# One order's moments and the verdict on it are facts of single rows; tests/test_explain.py compares their words.
SINGLE_ROWS = {"one_order"}
# What a page says of figures that the filters at the left leave as they are.
SAID = ("whatever the filters say", "does not narrow this figure", "filters do not narrow", "narrows the lines")
MORE = 1.01
# No two estimates are alike.
APART = """
    update retention_effects set effect = effect - length(exposure) / 7, raw_difference = -8 - length(exposure) / 9,
        effect_lower = effect_lower - length(exposure) / 3, exposed_count = 500 + length(exposure)
"""
# Between them these have every kind of question: of weeks, of parties, and whatever is asked for.
WHOLE_UNDER_FILTERS = ("weekly_review", "carriers", "explore")
EVERY_DAY = ("members", "weeks")


def addresses(home: Home) -> dict[str, dict[str, str]]:
    """Two states of the filters: some members, and some weeks."""
    last = last_full_week(reference.info(warehouse.live_snapshot(home)).reporting_through)
    return {
        "members": {"carrier": "ups", "root_cause": "late_in_transit"},
        "weeks": {"from": f"{last - timedelta(weeks=9)}", "to": f"{last - timedelta(days=1)}", "region": "CA"},
    }


@pytest.mark.parametrize("file", FILES)
def test_every_number_of_every_part_of_a_page_is_the_one_that_the_command_line_gives(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, file: str
) -> None:
    asked, strange = _listened(monkeypatch, demo_home, file, {})
    assert strange == []
    assert differing(demo_home, asked) == []


# Every page under one of the states, and the first under both; the others wait for soak.
UNDER_FILTERS = [
    pytest.param(
        file, state, marks=[] if file == "weekly_review" or state == EVERY_DAY[place % 2] else pytest.mark.soak
    )
    for place, file in enumerate(FILES)
    for state in EVERY_DAY
]


@pytest.mark.parametrize(("file", "state"), UNDER_FILTERS)
def test_under_filters_it_still_is(monkeypatch: pytest.MonkeyPatch, demo_home: Home, file: str, state: str) -> None:
    # All parts of all pages under all filters take too long for every day.
    opening_only = file not in WHOLE_UNDER_FILTERS and not os.environ.get("WISMO_SOAK")
    asked, strange = _listened(monkeypatch, demo_home, file, addresses(demo_home)[state], opening_only=opening_only)
    assert strange == []
    assert differing(demo_home, asked) == []


def _scaled(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(value=MORE * pl.col("value"))


def test_an_answer_that_is_off_by_one_per_cent_is_found(monkeypatch: pytest.MonkeyPatch, demo_home: Home) -> None:
    run = metrics.run

    def off(snapshot: Snapshot, query: Query) -> pl.DataFrame:
        return _scaled(run(snapshot, query)) if query.metric == "wismo_rate" else run(snapshot, query)

    with monkeypatch.context() as patch:
        patch.setattr(metrics, "run", off)
        asked, _ = _listened(patch, demo_home, "weekly_review", {}, opening_only=True)
    assert any("wismo_rate" in line for line in differing(demo_home, asked))


@pytest.mark.parametrize(
    ("file", "module", "name"),
    [
        ("weekly_review", charts, "ranked"),
        ("weekly_review", charts, "stacked_weeks"),
        ("weekly_review", panel, "table_of"),
        ("weekly_review", compare, "_reading"),
        ("root_causes", charts, "pareto"),
        ("three_pls", charts, "funnel"),
        ("at_risk", charts, "ranked"),
        ("at_risk", charts, "calibration"),
        ("tactics", charts, "intervals"),
    ],
)
def test_a_number_that_is_off_by_one_per_cent_after_it_was_answered_is_found(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, file: str, module: object, name: str
) -> None:
    right = getattr(module, name)

    def off(*arguments: object, **more: object) -> object:
        given = [_off(argument) if isinstance(argument, pl.DataFrame) else argument for argument in arguments]
        return right(*given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, off)
        _, strange = _listened(patch, demo_home, file, {}, opening_only=True)
    assert strange


@pytest.mark.parametrize("name", ["", "intervals"])
def test_estimates_that_the_sample_is_too_small_for_are_drawn_as_published(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path, name: str
) -> None:
    home = changed_home(demo_home, tmp_path, FIRST_ORDERS, ESTIMATED, APART)
    with monkeypatch.context() as patch:
        if name:
            right = getattr(charts, name)
            patch.setattr(charts, name, lambda frame, *given, **more: right(_off(frame), *given, **more))
        _, strange = _listened(patch, home, "retention", {})
    assert bool(strange) == bool(name), strange


@pytest.mark.parametrize(
    ("file", "name", "dimension"), [("three_pls", "funnel", "party"), ("coverage", "week_hours", "opened_hour")]
)
def test_a_right_number_in_the_place_of_another_is_found(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, file: str, name: str, dimension: str
) -> None:
    right = getattr(charts, name)

    def turned(frame: pl.DataFrame, *arguments: object, **more: object) -> object:
        return right(frame.with_columns(pl.col(dimension).reverse()), *arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(charts, name, turned)
        _, strange = _listened(patch, demo_home, file, {}, opening_only=True)
    assert strange


def _off(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Float64) * MORE)


def _listened(
    monkeypatch: pytest.MonkeyPatch, home: Home, file: str, address: Mapping[str, str], *, opening_only: bool = False
) -> tuple[Asked, list[str]]:
    """Return what a page was answered in all of its parts, and all on it that is not founded on that."""
    snapshot = warehouse.live_snapshot(home)
    shown = _weeks(snapshot, address)
    asked, strange, told = Asked(), [], set()
    with monkeypatch.context() as patch:
        asked.listen(patch)
        for part, app in every_choice(patch, home, file, {**address, **own_address(home, file)}, tables=True):
            assert not app.exception, f"{part}: {app.exception}"
            assert app.title[0].value != NOTHING, f"{part}: {app.text[0].value}"
            strange += [f"{part}: {line}" for line in _strange(asked, app, file, shown, snapshot)]
            # What one part says of its figures does not stand beside those of the next.
            questions = asked.answers.keys() - told
            if not any(words in text for _, text in sentences(app) for words in SAID):
                strange += [f"{part}: {line}" for line in unheeded(questions, address, snapshot)]
            told |= questions
            if opening_only:
                break
    return asked, strange


def _strange(asked: Asked, app: AppTest, file: str, shown: Weeks, snapshot: Snapshot) -> Iterable[str]:
    sources = Sources(asked, shown, snapshot, figures(app))
    if file not in SINGLE_ROWS:
        lost = [number for number in drawn(app, sources.texts, sources.members()) if not sources.hold(number)]
        # Cells that were rounded further for reading are those of one column, or they are strange.
        columns = {number.column for number in lost if number.column}
        rounded = {column for column in columns if sources.hold_column(_cells(app, *column))}
        yield from (str(number) for number in lost if number.column not in rounded)
    yield from unfounded(asked, points(figures(app)), shown, snapshot)


def _cells(app: AppTest, table: str, column: str) -> list[float]:
    return tables(app)[table][column].drop_nulls().cast(pl.Float64).to_list()


def _weeks(snapshot: Snapshot, address: Mapping[str, str]) -> Weeks:
    through, peaks = reference.info(snapshot).reporting_through, reference.black_friday_weeks(snapshot)
    start, end = (date.fromisoformat(address[name]) if name in address else None for name in ("from", "to"))
    return weeks(through, peaks, start, end)
