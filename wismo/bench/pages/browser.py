"""A real browser that clicks on a filter and tells when everything is drawn again."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from wismo.bench.pages.frames import Frames
from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from playwright.sync_api import Browser, Page

ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
CLOCK = Path(__file__).with_name("clock.js").read_text(encoding="utf-8")
# As long as nothing is drawn for this long, nothing more comes.
QUIET_MS = 500
UNCHANGED_MS = 3000
LONGEST_MS = 120_000


@dataclass(frozen=True)
class Click:
    """One click: until all is drawn, until the server has said all, its script alone; processor time of the browser.

    Milliseconds. ``charts`` counts those that were drawn again.
    """

    drawn_ms: float
    server_ms: float
    script_ms: float
    browser_cpu_ms: float
    charts: int
    sent_kb: float


@contextmanager
def browsers() -> Generator[Callable[[], Browser]]:
    """Give a way to start browsers, each as new as on its first day; they end with this."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise WismoError("Pages are measured with Playwright, which `make install` brings.") from None
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        yield lambda: playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


class Tab:
    """One page in a window of its own, 1440 wide, with the clock in it."""

    def __init__(self, browser: Browser, address: str, area: str) -> None:
        self.context = browser.new_context(viewport={"width": 1440, "height": 1000})
        self.page: Page = self.context.new_page()
        self.frames = Frames(self.context.new_cdp_session(self.page))
        self.address, self.area = address, area

    def open(self, path: str) -> float:
        """Open a page; return the milliseconds until nothing more was drawn."""
        started = time.perf_counter()
        self.page.goto(f"{self.address}/{path}")
        self.page.wait_for_selector(f"{self.area} h1, h1 ~ {self.area}", timeout=LONGEST_MS, state="attached")
        arrived = (time.perf_counter() - started) * 1000
        self.page.evaluate(CLOCK, self.area)
        self.page.evaluate("() => { __clock.clicked = __clock.drawn = performance.now() }")
        return arrived + self._settled()["ms"]

    def click(self, act: Callable[[], None]) -> Click:
        """Measure one click."""
        self.page.evaluate("() => __clock.arm()")
        self.frames.clear()
        before = _cpu_ms()
        act()
        read = self._settled()
        spent = _cpu_ms() - before
        told = self.frames.told()
        return Click(read["ms"], told.server_ms, told.script_ms, spent, int(read["charts"]), told.kilobytes)

    def settle(self) -> None:
        """Wait until nothing is drawn any more."""
        self.page.wait_for_timeout(QUIET_MS)
        self._settled()

    def close(self) -> None:
        """Close the window."""
        self.context.close()

    def _settled(self) -> dict[str, float]:
        """Wait in steps that cost the browser nothing."""
        until = time.monotonic() + LONGEST_MS / 1000
        while time.monotonic() < until:
            self.page.wait_for_timeout(QUIET_MS / 2)
            read = self.page.evaluate("() => __clock.read()")
            # An answer that is the same as the one before draws nothing.
            if read["ms"] < 0 and self.frames.quiet_ms() > UNCHANGED_MS and not self.frames.is_waiting():
                return read | {"ms": self.frames.told().server_ms}
            quiet = min(read["quiet"], self.frames.quiet_ms())
            if read["ms"] >= 0 and quiet > QUIET_MS and not self.frames.is_waiting():
                return read
        raise WismoError(f"{self.address} did not finish drawing within {LONGEST_MS // 1000} s.")


def _cpu_ms() -> float:
    """Return the processor time of the browsers that this process started."""
    total = 0.0
    for child in psutil.Process().children(recursive=True):
        try:
            if "chrom" in child.name():
                used = child.cpu_times()
                total += used.user + used.system
        except psutil.NoSuchProcess:
            continue
    return total * 1000
