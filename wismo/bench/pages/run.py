"""From a click on a filter to the last chart: the dashboard's pages in a real browser, on a brand of any size.

Run as ``scripts/page_speed --orders N [PAGE ...]``. Beside each page stand, in the same run and on the same machine, an
app with nothing in it (the floor) and the same figures drawn by Dash. Budgets stand beside what was measured.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import click

from dashboard.metrics import members
from dashboard.warehouse import live_snapshot, rows
from wismo.bench.pages import servers
from wismo.bench.pages.brand import ensure_published, ensure_repeated
from wismo.bench.pages.browser import Click, Tab, browsers
from wismo.bench.pages.sessions import THINKING_S, Visitors
from wismo.cli_output import print_json, print_table, progress
from wismo.errors import WismoError
from wismo.home import Home

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Browser, Locator

PAGES = ("weekly_review", "root_causes", "carriers")
HOME_PAGE = "weekly_review"
STREAMLIT, DASH = "[data-testid=stMain]", "#charts"
# The largest brand that is built whole; a larger one is this one several times over.
MOST_BUILT = 1_000_000
# After that long a server has warmed up.
WARMING_S = 8
# Milliseconds that must and should not be passed, by 95 of 100 clicks where there are many (docs/speed.md).
BUDGETS = {"drawn": (800, 300), "server": (80, 40), "first page": (5000, 2500), "ten sessions": (1000, 500)}


@dataclass(frozen=True)
class Spread:
    """Of many measurements the middle one and the one that 95 of 100 do not pass."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Measured:
    """What one page, the floor or Dash took for its clicks, in milliseconds, and how many charts each drew again."""

    name: str
    clicks: int
    drawn: Spread
    server: Spread
    script: Spread
    browser_cpu: Spread
    charts: int
    sent_kb: float


@dataclass(frozen=True)
class PageReport:
    """Everything that one run measured. Milliseconds; ``load`` is the machine's own before and after."""

    orders: int
    is_repeated: bool
    measured: list[Measured]
    first_page_at_once: float
    first_page_warm: float
    ten_sessions_server: Spread | None
    ten_sessions_drawn: Spread | None
    server_mb: float
    session_mb: float
    load: tuple[float, float]
    machine: dict[str, Any]


def measure(
    home: Home, pages: Sequence[str], clicks: int, *, with_dash: bool, show: Callable[[str], None]
) -> dict[str, Any]:
    """Return every figure of a run over the published snapshot of ``home``."""
    carriers = [name for name in members(live_snapshot(home), "carrier") if name not in {"unassigned", "unmatched"}]
    found: list[Measured] = []
    with browsers() as start:
        show("The floor: an app with nothing in it")
        browser = start()
        with servers.floor(home) as server:
            found.append(_clicks("floor", browser, server.address, "", clicks, _one_more))
        with servers.dashboard(home) as server:
            Tab(browser, server.address, STREAMLIT).open("")
            for name in pages:
                show(f"The page {name}")
                found.append(_clicks(name, browser, server.address, _path(name), clicks, _one_carrier))
        for name in pages if with_dash else ():
            show(f"The page {name} drawn by Dash")
            with servers.dash(home, name) as server:
                found.append(_clicks(f"{name} by Dash", browser, server.address, "", clicks, _checkbox))
        show("Ten sessions")
        together = _ten_sessions(home, browser, carriers, clicks)
        browser.close()
        first = _first_pages(home, start, show)
    return {"measured": found, **first, **together}


def _path(name: str) -> str:
    return "" if name == HOME_PAGE else name


def _clicks(
    name: str, browser: Browser, address: str, path: str, count: int, choose: Callable[[Tab, int], Click]
) -> Measured:
    tab = Tab(browser, address, DASH if choose is _checkbox else STREAMLIT)
    tab.open(path)
    tab.settle()
    # The first click on a page also brings what later ones have.
    heard = [choose(tab, place) for place in range(count + 1)][1:]
    tab.close()
    return _measured(name, heard)


def _one_carrier(tab: Tab, place: int) -> Click:
    """Choose one carrier and no other, in ever new company, so that no answer is there already."""
    # While a list is open, nothing else on the page can be pressed.
    tab.page.keyboard.press("Escape")
    clear = tab.page.get_by_role("button", name="Clear filters")
    if clear.is_enabled():
        clear.click()
        tab.settle()
    options = _opened(tab, "carrier")
    carriers = options.count() - 1
    if company := place // carriers:
        tab.page.keyboard.press("Escape")
        _opened(tab, "region").nth(company).click()
        tab.settle()
        options = _opened(tab, "carrier")
    return tab.click(lambda: options.nth(1 + place % carriers).click())


def _one_more(tab: Tab, _: int) -> Click:
    """Choose one more of the floor's options."""
    options = _opened(tab, "carrier")
    return tab.click(lambda: options.nth(1).click())


def _opened(tab: Tab, name: str) -> Locator:
    options = tab.page.locator("[role=option]")
    # A click on a list that is just closing closes it for good.
    for _ in range(5):
        tab.page.keyboard.press("Escape")
        tab.page.wait_for_timeout(250)
        tab.page.locator(f".st-key-{name} input").click()
        tab.page.wait_for_timeout(500)
        if options.count():
            return options
    raise WismoError(f"The filter {name} does not open.")


def _checkbox(tab: Tab, place: int) -> Click:
    boxes = tab.page.locator("#carrier input")
    return tab.click(lambda: boxes.nth(place % boxes.count()).click())


def _first_pages(home: Home, start: Callable[[], Browser], show: Callable[[str], None]) -> dict[str, float]:
    """Measure the first page with a new browser: of a server that has just begun, and of one that has warmed up."""
    show("The first page")
    found = []
    with servers.dashboard(home) as server:
        for _ in range(2):
            browser = start()
            found.append(round(Tab(browser, server.address, STREAMLIT).open("")))
            browser.close()
            time.sleep(WARMING_S)
    return dict(zip(("first_page_at_once", "first_page_warm"), found, strict=True))


def _ten_sessions(home: Home, browser: Browser, carriers: Sequence[str], clicks: int) -> dict[str, Any]:
    """Measure ten visitors: nine who only speak to the server, since browsers for all would want ten machines."""
    with servers.dashboard(home) as server:
        tab = Tab(browser, server.address, STREAMLIT)
        tab.open("")
        tab.settle()
        alone = server.megabytes()
        heard = []
        with Visitors(server.address, "", carriers, 9) as visitors:
            for place in range(clicks):
                heard.append(_one_carrier(tab, place))
                time.sleep(THINKING_S)
        together = server.megabytes()
    return {
        "ten_sessions_server": _spread(visitors.times) if visitors.times else None,
        "ten_sessions_drawn": _spread([one.drawn_ms for one in heard]),
        "server_mb": round(alone, 1),
        "session_mb": round((together - alone) / 9, 2),
    }


def _measured(name: str, heard: Sequence[Click]) -> Measured:
    return Measured(
        name,
        len(heard),
        _spread([one.drawn_ms for one in heard]),
        _spread([one.server_ms for one in heard]),
        _spread([one.script_ms for one in heard]),
        _spread([one.browser_cpu_ms for one in heard]),
        max(one.charts for one in heard),
        median(one.sent_kb for one in heard),
    )


def _spread(times: Sequence[float]) -> Spread:
    ordered = sorted(times)
    return Spread(round(median(ordered), 1), round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1))


def _budgets(report: PageReport) -> list[list[object]]:
    """Return what was measured beside the floor and the budgets, a line each."""
    floor = report.measured[0]
    lines: list[list[object]] = []
    for one in report.measured:
        ratio = round(one.drawn.p50 / floor.drawn.p50, 1)
        drawn, server = (f"{figure.p50:.0f} / {figure.p95:.0f}" for figure in (one.drawn, one.server))
        script, browser = f"{one.script.p50:.0f} / {one.script.p95:.0f}", round(one.browser_cpu.p50)
        lines.append([one.name, drawn, ratio, server, script, browser, one.charts, one.sent_kb])
    return lines


def _print(report: PageReport) -> None:
    repeated = " (a smaller brand's rows several times over)" if report.is_repeated else ""
    click.echo(f"{report.orders:,} orders{repeated}; load {report.load[0]} before and {report.load[1]} after.")
    header = ["page", "click to drawn p50 / p95 ms", "to the floor", "server p50 / p95 ms", "script ms"]
    print_table([*header, "browser CPU ms", "charts", "sent kB"], _budgets(report))
    rows: list[list[object]] = [["first page, server just begun", report.first_page_at_once, *BUDGETS["first page"]]]
    rows.append(["first page, server warm", report.first_page_warm, *BUDGETS["first page"]])
    if report.ten_sessions_server and report.ten_sessions_drawn:
        rows.append(["ten sessions, in the browser, p95", report.ten_sessions_drawn.p95, *BUDGETS["ten sessions"]])
        rows.append(["ten sessions, server, p95", report.ten_sessions_server.p95, *BUDGETS["ten sessions"]])
    for one in report.measured[1:]:
        rows.append([f"{one.name}, drawn, p95", one.drawn.p95, *BUDGETS["drawn"]])
        rows.append([f"{one.name}, server, p95", one.server.p95, *BUDGETS["server"]])
    print_table(["ms", "measured", "must", "aim"], rows)
    click.echo(f"The server holds {report.server_mb:.0f} MB, and {report.session_mb} MB for each further session.")


@click.command(help=__doc__)
@click.argument("pages", nargs=-1)
@click.option("--orders", type=click.IntRange(1_000), default=MOST_BUILT, show_default=True, help="Size of the brand.")
@click.option("--clicks", type=click.IntRange(5, 200), default=24, show_default=True, help="Clicks on each page.")
@click.option("--dash/--no-dash", "with_dash", default=True, help="Draw the same figures with Dash, too.")
@click.option("--anew", is_flag=True, help="Build the snapshot again, after the models have changed.")
@click.option("--home", "own", type=click.Path(exists=True, file_okay=False), help="Measure this home's snapshot.")
@click.option("--json", "as_json", is_flag=True, help="Print every figure as JSON.")
def main(
    pages: tuple[str, ...], orders: int, clicks: int, with_dash: bool, anew: bool, own: str | None, as_json: bool
) -> None:
    """Measure."""
    if with_dash and not servers.DASH_FOLDER.exists():
        raise WismoError(f"Dash is not here. Get it with `{servers.GET_DASH}`, or leave it out with --no-dash.")
    with progress() as show:
        before = os.getloadavg()[0]
        times = -(-orders // MOST_BUILT)
        if own:
            home = Home(Path(own))
            orders = rows(live_snapshot(home), "select count(*) as count from wismo.main.orders")["count"].item()
        else:
            home = ensure_published(Home.from_environment(), min(orders, MOST_BUILT), anew=anew, show=show)
            home = ensure_repeated(home, times, show) if times > 1 else home
        found = measure(home, pages or PAGES, clicks, with_dash=with_dash, show=show)
    report = PageReport(
        orders=orders,
        is_repeated=not own and times > 1,
        load=(round(before, 1), round(os.getloadavg()[0], 1)),
        machine={
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}",
            **{name: version(name) for name in ("streamlit", "plotly", "duckdb")},
        },
        **found,
    )
    if as_json:
        print_json(report)
    else:
        _print(report)


if __name__ == "__main__":
    try:
        main(standalone_mode=False)
    except (WismoError, click.ClickException) as error:
        sys.exit(str(error))
