"""Every page of the menu in real Chromium: quiet, on this machine, fitting, named, reachable without a mouse."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import polars as pl
import pytest

from dashboard import menu, panel
from dashboard.export import csv_text
from tests.browser import axe
from tests.page_runs import ENTRIES, FILES, own_address, run_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Visit

    from dashboard.page import Here
    from wismo.home import Home

pytestmark = pytest.mark.browser
WIDTHS = [390, 768, 1440, 2560]
HEADINGS = """[...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)')]
    .filter(heading => heading.checkVisibility()).map(heading => Number(heading.tagName[1]))"""
CHARTS = """[...document.querySelectorAll('[data-testid=stPlotlyChart]')].map(chart => {
    const named = [chart, ...chart.querySelectorAll('[aria-label]')].find(part => part.getAttribute('aria-label'))
    return named ? named.getAttribute('aria-label') : ''
})"""
FOCUSED = """(() => {
    const part = document.activeElement
    // Two parts may look the same; the focus is caught only where it is the very same one.
    const stays = part === window.focusedBefore
    window.focusedBefore = part
    const key = part.closest('[class*=st-key-]')?.className.match(/st-key-(\\S+)/)?.[1] ?? ''
    return {key, stays, link: part.closest('[data-testid=stSidebarNavLink]') ? part.getAttribute('href') : '',
            where: part === document.body ? '' : part.outerHTML.slice(0, 200)}
})()"""
LISTED = tuple(entry for entry in ENTRIES if entry.is_listed)
# Whether a style sheet says how the filters are printed.
PRINTED = """[...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).some(
    rule => rule.media?.mediaText.includes('print') && rule.cssText.includes('stSidebar'))"""
# What a chart says in place of a figure where it has none.
NO_FIGURE = re.compile(r"too few|no data|nothing|none|no figure", re.IGNORECASE)


def test_every_page_is_quiet_in_order_and_open_to_everybody(visit: Callable[..., Visit]) -> None:
    tab = visit().open()
    links = tab.page.locator("[data-testid=stSidebarNavLink]")
    assert links.count() == len(LISTED)
    faults, met = [], set()
    for place, entry in enumerate(LISTED):
        links.nth(place).click()
        tab.settle()
        assert tab.page.locator("h1").inner_text() == entry.title
        found, here = _faults(tab, 1440)
        tab.page.set_viewport_size({"width": 390, "height": 844})
        tab.page.wait_for_timeout(500)
        narrow = [f"{tab.too_wide()} px too wide at 390"] if tab.too_wide() > 0 else []
        tab.page.set_viewport_size({"width": 1440, "height": 1000})
        faults += [f"{entry.file}: {fault}" for fault in [*found, *narrow]]
        met |= here
    assert faults == []
    assert set(axe.ALLOWED) - met == set(), "no longer found, so no longer allowed"
    assert tab.outside == []
    assert tab.errors == []


@pytest.mark.soak
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("file", FILES)
def test_every_page_at_every_width_in_both_themes(
    visit: Callable[..., Visit], served_home: Home, file: str, width: int, theme: str
) -> None:
    tab = visit(width=width, theme=theme).open(_path(served_home, file))
    assert _faults(tab, width)[0] == []
    assert tab.outside == []
    assert tab.errors == []


def test_what_was_chosen_is_in_the_address_after_a_reload_and_after_going_back(visit: Callable[..., Visit]) -> None:
    tab = visit().open("carriers")
    tab.page.locator(".st-key-carriers").get_by_text("By week", exact=True).click()
    assert tab.settle().choices()["carriers"] == ["By week"]
    # By keyboard alone: a filter is typed and taken.
    tab.page.locator(".st-key-channel input").focus()
    tab.page.keyboard.type("Email")
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Escape")
    assert tab.settle().choices() == {"carriers": ["By week"], "channel": ["Email"]}
    chosen, words = tab.page.url, _words(tab)
    tab.page.reload()
    assert _words(tab.settle()) == words
    other = visit()
    other.page.goto(chosen)
    assert _words(other.settle()) == words
    tab.page.get_by_role("link", name="Seasons").click()
    tab.page.wait_for_url("**/seasons?**")
    # What was chosen on the page before is none of this one's business.
    assert tab.settle().choices() == {"channel": ["Email"]}
    tab.page.go_back()
    tab.page.wait_for_url("**/carriers?**")
    tab.settle()
    assert urlsplit(tab.page.url).path == "/carriers"
    assert tab.page.locator("h1").inner_text() == "Carriers"
    assert tab.errors == []


def test_everything_is_reached_and_used_with_the_keyboard(visit: Callable[..., Visit], tmp_path: Path) -> None:
    tab = visit().open("root_causes")
    reached, links = [], set()
    for _ in range(160):
        tab.page.keyboard.press("Tab")
        focused = tab.page.evaluate(FOCUSED)
        assert not (focused["stays"] and focused["where"]), f"the focus is caught in {focused['where']}"
        reached.append(focused["key"])
        links.add(urlsplit(focused["link"] or "").path.strip("/"))
    wanted = {"from", "to", "root_cause", "carrier", "group", "table_causes", "csv_causes"}
    assert wanted <= set(reached), wanted - set(reached)
    assert {entry.file for entry in LISTED if entry.file != menu.FIRST} <= links
    before = tab.page.locator("[data-testid=stDataFrame]").count()
    tab.page.locator(".st-key-table_causes input").focus()
    tab.page.keyboard.press("Space")
    assert tab.settle().page.locator("[data-testid=stDataFrame]").count() == before + 1
    tab.page.locator(".st-key-csv_causes button").first.focus()
    with tab.page.expect_download() as waiting:
        tab.page.keyboard.press("Enter")
    waiting.value.save_as(tmp_path / "causes.csv")
    assert pl.read_csv(tmp_path / "causes.csv").height > 2


def test_a_picture_of_a_chart_is_a_picture(visit: Callable[..., Visit], tmp_path: Path) -> None:
    tab = visit().open()
    tab.page.locator("[data-testid=stPlotlyChart]").first.hover()
    with tab.page.expect_download() as waiting:
        tab.page.locator(".modebar-btn").first.click()
    waiting.value.save_as(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG\r\n")
    assert waiting.value.suggested_filename.endswith(".png")


@pytest.mark.soak
@pytest.mark.parametrize("file", FILES)
def test_every_file_holds_the_table_that_is_shown(
    visit: Callable[..., Visit], served_home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str
) -> None:
    offered: dict[str, pl.DataFrame] = {}
    offer = panel.download

    def noted(name: str, table: pl.DataFrame, at: Here) -> None:
        offered[name] = table
        offer(name, table, at)

    with monkeypatch.context() as patch:
        patch.setattr(panel, "download", noted)
        run_page(patch, served_home, file, own_address(served_home, file))
    tab = visit().open(_path(served_home, file))
    keys = tab.page.locator("[class*=st-key-csv_]").evaluate_all("parts => parts.map(part => part.className)")
    names = [found[1] for key in keys if (found := re.search(r"st-key-csv_(\S+)", key))]
    assert set(names) == set(offered)
    for name in names:
        with tab.page.expect_download() as waiting:
            tab.page.locator(f".st-key-csv_{name} button").first.click()
        waiting.value.save_as(tmp_path / f"{name}.csv")
        assert (tmp_path / f"{name}.csv").read_text(encoding="utf-8") == csv_text(offered[name]), name
        assert pl.read_csv(tmp_path / f"{name}.csv", infer_schema=False).height == offered[name].height


@pytest.mark.soak
@pytest.mark.parametrize("file", FILES)
def test_every_page_prints_and_holds_still_where_that_is_asked_for(
    visit: Callable[..., Visit], served_home: Home, file: str
) -> None:
    tab = visit()
    tab.page.emulate_media(reduced_motion="reduce")
    tab.open(_path(served_home, file))
    moving = "document.getAnimations().filter(one => one.playState === 'running').length"
    assert tab.page.evaluate(moving) == 0
    tab.page.emulate_media(media="print")
    assert len(tab.page.pdf()) > 10_000
    if tab.page.evaluate(PRINTED):
        assert not tab.page.locator("[data-testid=stSidebar]").is_visible()


def _faults(tab: Visit, width: int) -> tuple[list[str], set[axe.Allowed]]:
    """Return what is wrong with a page as it stands, and which of the faults of Streamlit were met."""
    found, met = axe.inspect(tab.page)
    if tab.page.locator("[data-testid=stException]").count():
        found.append("an exception is shown")
    if tab.too_wide() > 0:
        found.append(f"{tab.too_wide()} px too wide at {width}")
    levels = tab.page.evaluate(HEADINGS)
    if not _in_order(levels):
        found.append(f"headings are out of order: {levels}")
    for name in tab.page.evaluate(CHARTS):
        if not re.search(r"\d", name) and not NO_FIGURE.search(name):
            found.append(f"a chart is called {name!r}, which says nothing of it")
    return found, met


def _in_order(levels: list[int]) -> bool:
    """One first heading, and none deeper than the one before by more than one of the levels that are in use."""
    ranks = {level: rank for rank, level in enumerate(sorted(set(levels)))}
    steps = all(ranks[then] <= ranks[now] + 1 for now, then in pairwise(levels))
    return levels[:1] == [1] and levels.count(1) == 1 and steps


def _path(home: Home, file: str) -> str:
    asked = "&".join(f"{key}={value}" for key, value in own_address(home, file).items())
    return ("" if file == menu.FIRST else file) + (f"?{asked}" if asked else "")


def _words(tab: Visit) -> str:
    return tab.page.locator("[data-testid=stMain]").inner_text()
