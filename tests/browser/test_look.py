"""How the pages look, speak and print in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from dashboard import metrics, reference, warehouse
from wismo.periods import last_full_week

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Visit
    from playwright.sync_api import Browser

    from wismo.home import Home

pytestmark = pytest.mark.browser
FONTS = "[...document.fonts].filter(font => font.status == 'loaded').map(font => font.family)"
LEVELS = "[...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, h4)')].map(title => +title.tagName[1])"


@pytest.fixture
def abroad(chromium: Browser, visit: Callable[..., Visit]) -> Iterator[Callable[[str], Visit]]:
    """Open a tab of a reader in another country."""
    contexts = []

    def begin(locale: str) -> Visit:
        context = chromium.new_context(viewport={"width": 1440, "height": 1000}, locale=locale)
        contexts.append(context)
        tab = visit()
        tab.page = context.new_page()
        return tab

    yield begin
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("locale", "decimal", "group"), [("en-US", ".", ","), ("de-DE", ",", ".")])
def test_a_number_is_written_as_in_the_readers_country_wherever_it_stands(
    abroad: Callable[[str], Visit], served_home: Home, locale: str, decimal: str, group: str
) -> None:
    snapshot = warehouse.live_snapshot(served_home)
    week = last_full_week(reference.info(snapshot).reporting_through)
    asked = metrics.query(snapshot, "on_time_promise", grain="week", start=week).filter(period=week)
    share = f"{100 * asked['value'][0]:.1f}".replace(".", decimal)
    foreign = re.compile(rf"\d{re.escape(group)}\d\d?\b")
    tab = abroad(locale).open("?closer=Where")
    card = tab.page.locator(".st-key-card_on_time_promise [data-testid=stMetricValue]")
    assert card.inner_text() == f"{share} %"
    axis = tab.page.locator(".st-key-chart_where .xtick text").all_text_contents()
    assert axis
    assert all(re.fullmatch(rf"\d+{re.escape(decimal)}\d", tick) for tick in axis)
    words = tab.page.locator(".st-key-chart_where .textpoint text").all_text_contents()
    sentence = tab.page.locator(".st-key-statement").inner_text()
    assert [said for said in (*words, sentence) if foreign.search(said)] == []


def test_the_font_is_our_own_and_titles_are_in_order(visit: Callable[..., Visit]) -> None:
    tab = visit().open()
    assert "Inter" in tab.page.evaluate(FONTS)
    assert "Source Sans" not in tab.page.evaluate(FONTS)
    assert tab.page.title().startswith("Weekly review")
    assert tab.page.evaluate(LEVELS).count(1) == 1
    caption = tab.page.locator("[data-testid=stCaptionContainer]").first
    assert float(caption.evaluate("words => getComputedStyle(words).opacity")) > 0.7, "small words are too pale below"
    assert tab.outside == []
    assert tab.errors == []


def test_a_chart_is_saved_as_a_picture_with_a_ground(visit: Callable[..., Visit], tmp_path: Path) -> None:
    from PIL import Image

    tab = visit(theme="dark").open("?closer=Where")
    chart = tab.page.locator(".st-key-chart_where")
    chart.hover()
    with tab.page.expect_download() as waiting:
        chart.get_by_role("button", name="Download plot as a PNG").click()
    assert waiting.value.suggested_filename.startswith("where_")
    waiting.value.save_as(tmp_path / "chart.png")
    with Image.open(tmp_path / "chart.png") as picture:
        assert picture.convert("RGBA").getpixel((2, 2)) == (18, 22, 28, 255)
    assert tab.outside == []


def test_every_action_is_reached_and_seen_with_the_keyboard(visit: Callable[..., Visit]) -> None:
    tab = visit().open()
    reached = set()
    for _ in range(70):
        tab.page.keyboard.press("Tab")
        told = "place => [place.tagName, place.ariaLabel || place.innerText, getComputedStyle(place).outlineStyle]"
        tag, name, outline = tab.page.evaluate(f"({told})(document.activeElement)")
        if tag == "BODY":
            break
        assert outline != "none", name
        reached.add(name)
    assert {"Show as table", "CSV file", "Download plot as a PNG", "Root causes", "Carrier", "Region"} <= reached


def test_on_paper_there_are_charts_and_no_buttons(visit: Callable[..., Visit]) -> None:
    tab = visit(theme="dark").open("?closer=Where")
    written = tab.page.pdf(prefer_css_page_size=True)
    assert written.count(b"/Type /Page\n") >= 2
    tab.page.emulate_media(media="print")
    for hidden in ("[data-testid=stSidebar]", ".st-key-tools_where", ".modebar"):
        assert tab.page.locator(hidden).first.is_hidden(), hidden
    assert tab.page.locator(".st-key-chart_where .main-svg").first.is_visible()
    ground = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    assert tab.page.evaluate(ground) == "rgba(0, 0, 0, 0)"
    assert tab.page.locator("h1").evaluate("title => getComputedStyle(title).color") == "rgb(31, 38, 48)"


def test_on_paper_nothing_stays_folded_and_on_the_screen_it_is_folded_again(visit: Callable[..., Visit]) -> None:
    tab = visit().open("retention")
    folded = "document.querySelectorAll('[data-testid=stMain] details:not([open])').length"
    assert tab.page.evaluate(folded) == 1
    assert tab.page.evaluate(f"dispatchEvent(new Event('beforeprint')), {folded}") == 0
    assert tab.page.evaluate(f"dispatchEvent(new Event('afterprint')), {folded}") == 1


@pytest.mark.parametrize("width", [720, pytest.param(2560, marks=pytest.mark.soak)])
def test_a_zoomed_page_and_a_wide_one_fit(visit: Callable[..., Visit], width: int) -> None:
    # 720 is what a window of 1440 has left at 200 %.
    tab = visit(width=width).open()
    overflow = "(place => place.scrollWidth - place.clientWidth)(document.querySelector('[data-testid=stMain]'))"
    assert tab.page.evaluate(overflow) <= 0
    content = tab.page.locator("[data-testid=stMainBlockContainer]").bounding_box()
    assert content is not None
    assert content["width"] <= 1680
