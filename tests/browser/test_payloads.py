"""Payloads in every text that may come from outside: no page runs, asks for or links to anything because of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import polars as pl
import pytest

from dashboard import lookup, warehouse
from tests.browser.service import running_dashboard
from tests.payloads import MARK, PAYLOADS, poisoned_home
from wismo.serve import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Visit

    from wismo.home import Home

pytestmark = pytest.mark.browser
# Whatever leads or asks elsewhere, and parts that only markup can have made.
MADE = """[
    ...[...document.querySelectorAll('[href], [src], [action]')].filter(part => ['href', 'src', 'action'].some(name => {
        const given = part.getAttribute(name) || part.getAttribute(`xlink:${name}`)
        if (!given) return false
        const address = new URL(given, document.baseURI)
        return !['data:', 'blob:'].includes(address.protocol) && address.host !== location.host
    })),
    ...document.querySelectorAll(
        'form, iframe, .katex, [onerror], [onload], img[src="x"], svg a, '
        + '[data-testid=stMarkdown] b, '
        + '[data-testid=stMarkdownColoredText], [data-testid=stMarkdown] script, [data-testid=stMarkdown] img'
    ),
].map(part => part.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def poisoned(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return poisoned_home(demo_home, tmp_path_factory.mktemp("poisoned") / "home")


@pytest.fixture(scope="module")
def served(poisoned: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with running_dashboard(poisoned, free_port("127.0.0.1", 8740), folder / "none.toml", folder / "log.txt") as address:
        yield address


def test_no_page_obeys_what_is_written_in_the_data(
    visit: Callable[..., Visit], served: str, poisoned: Home, tmp_path: Path
) -> None:
    tab = visit()
    tab.address = served
    snapshot = warehouse.live_snapshot(poisoned)
    orders = warehouse.rows(
        snapshot, "select order_id from wismo.main.tickets where order_id is not null and is_wismo order by 1"
    ).unique(maintain_order=True)["order_id"]
    pages = [
        "", "root_causes", "root_causes?group=Owner", "root_causes?part=Before%20the%20first%20scan",
        "tickets?from=2026-01-01", "carriers", "three_pls", "seasons", "explore?by=carrier&and_by=three_pl",
        "definitions", "rules", "data_health",
        *(f"one_order?order={quote(order)}" for order in orders[:: max(1, len(orders) // 3)][:3]),
    ]  # fmt: skip
    for address in pages:
        tab.open(address)
        for toggle in tab.page.locator("[data-testid=stCheckbox] label").all()[:1]:
            toggle.click()
            tab.settle()
        _harmless(tab, address)
        assert tab.too_wide() <= 0, address
        tab.page.set_viewport_size({"width": 390, "height": 844})
        tab.page.wait_for_timeout(500)
        assert tab.too_wide() <= 0, f"{address} on a phone"
        tab.page.set_viewport_size({"width": 1440, "height": 1000})
    tab.open("tickets?from=2026-01-01")
    with tab.page.expect_download() as waiting:
        tab.page.locator("[data-testid=stDownloadButton] button:visible").first.click()
    waiting.value.save_as(tmp_path / "tickets.csv")
    cells = pl.read_csv(tmp_path / "tickets.csv", infer_schema=False)
    assert cells.height > 10
    for cell in (value for column in cells for value in column.drop_nulls()):
        assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell


@pytest.mark.soak
def test_no_page_obeys_its_address_or_the_search_box(visit: Callable[..., Visit], served: str) -> None:
    tab = visit()
    tab.address = served
    for payload in PAYLOADS[::3]:
        given = quote(payload)
        tab.open(f"one_order?order={given}&ticket={given}&carrier={given}&from={given}&party={given}&sign_in={given}")
        _harmless(tab, payload)
    tab.open("one_order")
    for payload in PAYLOADS[1::6]:
        tab.page.locator(".st-key-order input").fill(lookup.cleaned(payload))
        tab.page.keyboard.press("Enter")
        tab.settle()
        _harmless(tab, payload)


def _harmless(tab: Visit, where: str) -> None:
    assert tab.page.locator("[data-testid=stException]").count() == 0, where
    assert tab.page.evaluate(f"window.{MARK}") is None, where
    assert tab.page.evaluate(MADE) == [], where
    assert tab.outside == [], where
    assert tab.errors == [], where
