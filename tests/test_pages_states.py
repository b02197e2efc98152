"""Every page of the menu in every state of its address and of the brand: drawn, or said why not and what to add."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from dashboard import menu, reference, warehouse
from tests.asked import Asked
from tests.drawn import drawn, figures, sentences
from tests.page_runs import ENTRIES, FILES, NOTHING, every_choice, own_address, run_page
from tests.plotted import spoken_of
from tests.small_brands import CHANGED, REAL, changed_brand, real_brand
from wismo.periods import last_full_week

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from wismo.home import Home

STATES = ["plain", "filtered", "odd", "one week", "nothing"]
# A page that shows nothing says what would bring something: other filters, a command, a seed, a source.
CURES = (
    "Widen",
    "clear a filter",
    "Type the name",
    "Load",
    "load",
    "`wismo ",
    "seeds/",
    "sources.yml",
    "Choose",
    "Connect",
)
# Their pages are walked through in all their parts in `make soak`; strange names, and worse ones, by
# tests/browser/test_payloads.py every day.
IN_SOAK_ALONE = ("strange names", "unmatched majority", "one carrier")
NO_FIGURES = pl.Series(dtype=pl.String)


def address(home: Home, state: str) -> Mapping[str, str | list[str]]:
    snapshot = warehouse.live_snapshot(home)
    week = last_full_week(reference.info(snapshot).reporting_through) - timedelta(weeks=3)
    match state:
        case "filtered":
            return {"root_cause": "late_in_transit", "owner": "carrier", "channel": "email"}
        case "odd":
            return {
                "from": "2026-10-01", "to": "2015-01-01", "carrier": "no such carrier", "three_pl": "unassigned",
                "measure": "no such measure", "below": "", "page": "nowhere", "region": ["CA", "no such region"],
            }  # fmt: skip
        case "one week":
            return {"from": f"{week}", "to": f"{week + timedelta(days=6)}"}
        case "nothing":
            pairs = warehouse.rows(
                snapshot,
                """
                select carriers.carrier, regions.region
                from (select distinct carrier from wismo.main.order_days) as carriers
                cross join (select distinct region from wismo.main.order_days) as regions
                anti join wismo.main.order_days using (carrier, region)
                where 'unassigned' not in (carriers.carrier, regions.region) order by all limit 1
                """,
            )
            return {"carrier": pairs["carrier"][0], "region": pairs["region"][0]}
    return {}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("file", FILES)
def test_every_page_draws(monkeypatch: pytest.MonkeyPatch, demo_home: Home, file: str, state: str) -> None:
    app = run_page(monkeypatch, demo_home, file, {**address(demo_home, state), **own_address(demo_home, file)})
    _stands(app, file)
    assert any(badge.value.startswith(":gray-badge[Data through") for badge in app.markdown)


@pytest.mark.parametrize("file", FILES)
def test_a_filter_that_applies_changes_what_is_drawn(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, file: str
) -> None:
    plain = _numbers(run_page(monkeypatch, demo_home, file, own_address(demo_home, file)))
    with monkeypatch.context() as patch:
        asked = Asked()
        asked.listen(patch)
        app = run_page(patch, demo_home, file, {"carrier": "ups"} | own_address(demo_home, file))
        narrowed = _numbers(app)
    # The head of every page asks how many tickets were matched, and says so only where they are few; a page that says
    # its figures are the whole brand's may ask under filters whom to name first.
    is_whole = any("filters do not narrow it" in text for _, text in sentences(app))
    if not is_whole and any(query.metric != "match_rate" and query.where for query in asked.answers):
        assert plain != narrowed


@pytest.mark.parametrize("brand", [brand for brand in CHANGED if brand not in IN_SOAK_ALONE])
def test_every_page_of_an_odd_brand_draws_or_says_what_to_add(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path, brand: str
) -> None:
    home = changed_brand(demo_home, tmp_path / "odd", brand)
    for file in FILES:
        app = run_page(monkeypatch, home, file, own_address(home, file))
        _stands(app, file)
        assert _empty_charts(app) == [], (brand, file)


@pytest.mark.soak
@pytest.mark.parametrize("brand", CHANGED)
def test_every_part_of_every_page_of_an_odd_brand(
    monkeypatch: pytest.MonkeyPatch, demo_home: Home, tmp_path: Path, brand: str
) -> None:
    home = changed_brand(demo_home, tmp_path / "odd", brand)
    for state in STATES[:2]:
        for file in FILES:
            asked = {**address(demo_home, state), **own_address(home, file)}
            for _, app in every_choice(monkeypatch, home, file, asked, tables=True):
                _stands(app, file)


@pytest.mark.soak
@pytest.mark.parametrize("brand", REAL)
def test_every_part_of_every_page_of_a_brand_that_lacks_exports(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, brand: str
) -> None:
    home = real_brand(tmp_path / "real", brand)
    for file in FILES:
        for _, app in every_choice(monkeypatch, home, file, own_address(home, file), tables=True):
            _stands(app, file)


def test_the_menu_names_each_page_once_and_each_page_is_a_file() -> None:
    assert len(set(FILES)) == len(FILES) > 8
    assert len({entry.title for entry in ENTRIES}) == len(ENTRIES)
    assert menu.FIRST in FILES


def _stands(app: AppTest, file: str) -> None:
    """A page has no exception and one title, and where nothing at all is drawn it says what would bring something."""
    said = sentences(app)
    assert not app.exception, (file, [error.message for error in app.exception])
    assert len(app.title) == 1, file
    if app.title[0].value == NOTHING or not (app.get("plotly_chart") or app.dataframe or app.metric or app.expander):
        words = " ".join(text for kind, text in said if kind in {"text", "info", "warning"})
        assert any(cure in words for cure in CURES), (file, words)


def _empty_charts(app: AppTest) -> list[str]:
    """Return the charts in which there is nothing to see."""
    return [name for name, figure in figures(app).items() if not _is_drawn(figure)]


def _is_drawn(figure: dict[str, Any]) -> bool:
    """Return whether any bar, cell or point of a chart has a value."""
    return bool(spoken_of(figure)) or any(
        value is not None
        for trace in figure["data"]
        for part in ("z", "y")
        # What is there for comparison only cannot be pointed at.
        if trace["type"] in {"heatmap", "scatter"} and trace.get("hoverinfo") != "skip"
        for value in _flat(trace.get(part, ()))
    )


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        yield from _flat(value) if isinstance(value, list) else (value,)


def _numbers(app: AppTest) -> list[float]:
    return [number.number for number in drawn(app, NO_FIGURES)]
