"""Every page, every address, every frame of the server's socket and every file it hands out: nobody is in them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from playwright.sync_api import TimeoutError  # noqa: A004  # its name in the library

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Visit
    from playwright.sync_api import Locator, Response, WebSocket

    from wismo.home import Home

pytestmark = pytest.mark.browser
DOWNLOADS = "[data-testid=stDownloadButton] button"
LEAST_FILES = 3
LEAST_WORDS = 20


@pytest.mark.soak
def test_nobody_is_in_anything_that_reaches_a_browser(visit: Callable[..., Visit], demo_home: Home) -> None:
    heard: list[bytes] = []
    tab = _listened(visit(), heard).open()
    pages = [link.get_attribute("href") or "" for link in tab.page.locator("[data-testid=stSidebarNavLink]").all()]
    files = []
    for page in pages:
        # A tab of its own: a browser hands out few files of one before it asks whether more are wanted.
        tab = _listened(visit(), heard).open(page.rsplit("/", 1)[-1])
        heard.append(tab.page.content().encode())
        assert "@" not in tab.page.url
        buttons = [button for button in tab.page.locator(DOWNLOADS).all() if button.is_visible()]
        files += [_file(tab, button) for button in buttons[:1]]
    ticket = pl.read_parquet(demo_home.raw / "tickets" / "*.parquet").row(0, named=True)
    tab.open(f"one_order?ticket={ticket['source_system']}|{ticket['source_account']}|{ticket['ticket_id']}")
    heard.append(tab.page.content().encode())
    assert len(files) > LEAST_FILES
    assert len(heard) > len(pages)
    text = pl.Series([b"\n".join([*heard, *files]).decode("latin-1")])
    assert ticket["ticket_id"] in text[0]
    assert text.str.extract_many(_people(demo_home), ascii_case_insensitive=True)[0].to_list() == []


def _listened(tab: Visit, heard: list[bytes]) -> Visit:
    tab.page.on("websocket", lambda socket: _listen(socket, heard))
    tab.page.on("response", lambda response: _keep(response, heard))
    return tab


def _file(tab: Visit, button: Locator) -> bytes:
    """Return the file behind a button; while a page still draws itself a click can be lost."""
    for wait in (2_000, 5_000, 30_000):
        with suppress(TimeoutError):
            with tab.page.expect_download(timeout=wait) as download:
                button.click()
            return Path(download.value.path()).read_bytes()
    pytest.fail("The file did not come.")


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
