"""Every page, every address, every frame of the server's socket and every file it hands out: nobody is in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Visit
    from playwright.sync_api import Response, WebSocket

    from wismo.home import Home

pytestmark = pytest.mark.browser
DOWNLOADS = "[data-testid=stDownloadButton] button"
MOST_DOWNLOADS = 3  # of one page; they are the same function on other rows
LEAST_WORDS = 20


def test_nobody_is_in_anything_that_reaches_a_browser(visit: Callable[..., Visit], demo_home: Home) -> None:
    tab = visit()
    heard: list[bytes] = []
    tab.page.on("websocket", lambda socket: _listen(socket, heard))
    tab.page.on("response", lambda response: _keep(response, heard))
    tab.open()
    links = tab.page.locator("[data-testid=stSidebarNavLink]")
    for place in range(links.count()):
        links.nth(place).click()
        tab.settle()
        for button in tab.page.locator(DOWNLOADS).all()[:MOST_DOWNLOADS]:
            with tab.page.expect_download() as download:
                button.click()
            heard.append(Path(download.value.path()).read_bytes())
        heard.append(tab.page.content().encode())
        assert "@" not in tab.page.url
    ticket = pl.read_parquet(demo_home.raw / "tickets" / "*.parquet").row(0, named=True)
    tab.open(f"one_order?ticket={ticket['source_system']}|{ticket['source_account']}|{ticket['ticket_id']}")
    heard.append(tab.page.content().encode())
    assert len(heard) > links.count()
    text = pl.Series([b"\n".join(heard).decode("latin-1")])
    assert ticket["ticket_id"] in text[0]
    assert text.str.extract_many(_people(demo_home), ascii_case_insensitive=True)[0].to_list() == []


def _listen(socket: WebSocket, heard: list[bytes]) -> None:
    socket.on("framereceived", lambda frame: heard.append(frame if isinstance(frame, bytes) else frame.encode()))


def _keep(response: Response, heard: list[bytes]) -> None:
    heard.append(response.url.encode())


def _people(home: Home) -> list[str]:
    """Return the addresses and telephone numbers of the sample brand, and the beginnings of its messages."""
    found: set[str] = set()
    for name, columns in (("orders", ()), ("tickets", ("subject", "body")), ("ticket_messages", ("body",))):
        frame = pl.read_parquet(home.raw / name / "*.parquet")
        for column in ("customer_email", "customer_phone"):
            if column in frame.columns:
                found |= set(frame[column].drop_nulls())
        for column in columns:
            found |= {text[:60] for text in frame[column].drop_nulls().unique() if len(text) >= LEAST_WORDS}
    return [text.encode().decode("latin-1") for text in sorted(found)]
