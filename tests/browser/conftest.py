"""A dashboard on the demo snapshot, and a real browser that notes everything it asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import sync_playwright

from tests.browser.service import wait_for
from tests.copied_home import copied_home
from wismo.home import Home, project_root
from wismo.serve import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
IDLE = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
# Charts and tables draw a moment after the page is there.
LOADING = "[data-testid=stSkeleton], [data-stale=true]"
HOST = "127.0.0.1"
# Milliseconds. Two tests run beside each other, and a machine may be busy.
PATIENCE = 45_000


@dataclass
class Visit:
    """One tab, and what went wrong or outside in it."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str = "") -> Visit:
        self.page.goto(f"{self.address}/{path}")
        return self.settle()

    def settle(self) -> Visit:
        """Wait until the page is drawn and nothing runs."""
        for _ in range(2):
            # A click needs a moment to reach the server, and a first run may ask for a second.
            self.page.wait_for_timeout(250)
            self.page.wait_for_selector(IDLE, timeout=PATIENCE)
            self.page.wait_for_selector("h1", timeout=PATIENCE)
        self.page.wait_for_selector(LOADING, state="detached", timeout=PATIENCE)
        return self

    def pick(self, key: str, name: str) -> Visit:
        """Open a list and take an option; a redraw that comes between closes the list, so open it again."""
        option = self.page.get_by_role("option", name=name)
        for _ in range(5):
            self.page.locator(f".st-key-{key} input").click()
            with suppress(PlaywrightTimeoutError):
                option.click(timeout=PATIENCE / 5)
                return self.settle()
        raise AssertionError(f"{key} offers no {name}")

    def choices(self) -> dict[str, list[str]]:
        """What the address says besides the page."""
        return parse_qs(urlsplit(self.page.url).query)

    def too_wide(self) -> int:
        """By how many pixels the page is wider than its window."""
        main = "document.querySelector('[data-testid=stMain]')"
        return self.page.evaluate(f"(place => place.scrollWidth - place.clientWidth)({main})")

    def heard(self, message: ConsoleMessage) -> None:
        # A missing file is an answer, and answers are judged by their address.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.outside.append(request.url)

    def answered(self, response: Response) -> None:
        # Below a page's own path Streamlit looks for its server there first.
        if response.status >= 400 and "/_stcore/" not in response.url:
            self.errors.append(f"{response.status} {response.url}")


@pytest.fixture(scope="session")
def served_home(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demo snapshot twice, as two versions of which the first is live."""
    return copied_home(demo_home, tmp_path_factory.mktemp("served"), "20260101T000000Z-one", "20260102T000000Z-two")


@pytest.fixture(scope="session")
def address(served_home: Home) -> Iterator[str]:
    port = free_port(HOST, 8700)
    command = [sys.executable, "-m", "dashboard", "run", "dashboard/server.py", "--server.port", str(port)]
    environment = {**os.environ, "WISMO_HOME": str(served_home.root), "PYTHONPATH": str(project_root())}
    server = subprocess.Popen(
        command, cwd=project_root(), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://{HOST}:{port}/_stcore/health")
        yield f"http://{HOST}:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Open a tab of some width in the light or the dark theme."""
    contexts: list[BrowserContext] = []

    def begin(width: int = 1440, theme: Literal["light", "dark"] = "light") -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": 1000}, color_scheme=theme)
        contexts.append(context)
        tab = Visit(context.new_page(), address)
        tab.page.on("console", tab.heard)
        tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
        tab.page.on("request", tab.asked)
        tab.page.on("response", tab.answered)
        return tab

    yield begin
    for context in contexts:
        context.close()
