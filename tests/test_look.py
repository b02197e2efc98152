"""Colours that can be seen, numbers as the reader's country writes them, and the page that Streamlit is served in."""

from __future__ import annotations

import asyncio
import re
import tomllib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from dashboard import grid
from dashboard.canvas import Band, layout, seasons, written
from dashboard.drawing import Drawing
from dashboard.dressed import SERVED, dressed, files, start_page
from dashboard.numerals import numerals
from dashboard.theme import Look, owner_colours, series_colours
from tests.aside import run_aside
from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from starlette.types import Message

LIGHT, DARK = Look(is_dark=False), Look(is_dark=True)
READABLE, VISIBLE = 4.5, 3.0


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_words_can_be_read_and_marks_be_seen(look: Look) -> None:
    for words in (look.text, look.faint):
        assert _contrast(words, look.background) >= READABLE
    series = series_colours(map(str, range(8)), is_dark=look.is_dark)
    for mark in (look.faint, look.accent, *series.values(), *owner_colours(is_dark=look.is_dark).values()):
        assert _contrast(mark, look.background) >= VISIBLE, mark


@pytest.mark.parametrize(("shade", "look"), [("light", LIGHT), ("dark", DARK)])
def test_the_theme_is_that_of_the_charts_and_can_be_read(shade: str, look: Look) -> None:
    theme = tomllib.loads((project_root() / ".streamlit" / "config.toml").read_text())["theme"]
    own = theme[shade]
    assert (own["backgroundColor"], own["textColor"]) == (look.background, look.text)
    for behind in (own["backgroundColor"], own["secondaryBackgroundColor"]):
        assert _contrast(own["textColor"], behind) >= READABLE
        assert _contrast(own["primaryColor"], behind) >= READABLE


def test_the_words_of_a_chart_follow_the_country() -> None:
    drawn = Drawing(
        [{"type": "bar", "x": [1], "text": ["2.41 (n = 1,234)"]}, {"type": "heatmap", "z": [[1]], "text": [["0.5"]]}],
        {"annotations": [{"text": "1.5 h"}], "template": None},
    )
    german = written(drawn, numerals("de-DE"))
    assert german.data[0].text == ("2,41 (n = 1.234)",)
    assert [list(row) for row in german.data[1].text] == [["0,5"]]
    assert german.layout.annotations[0].text == "1,5 h"
    assert drawn.data[0].text == ("2.41 (n = 1,234)",), "a chart that is kept for others stays as it was"
    assert written(drawn, numerals("en-US")) is drawn


def test_axes_follow_the_country_and_a_saved_chart_is_not_transparent() -> None:
    drawn = layout(Look(is_dark=True, separators=numerals("fr-FR").separators), 100, {})
    assert drawn["separators"] == ",\u202f"
    assert drawn["paper_bgcolor"] == DARK.background


def test_seasons_are_named_above_the_figures() -> None:
    band = Band("Black Friday and Cyber Monday", date(2026, 11, 23), date(2026, 12, 1))
    drawn = layout(LIGHT, 100, {}, **seasons(LIGHT, [band], []))
    assert drawn["annotations"][0]["text"] == "Black Friday"
    assert drawn["yaxis"]["domain"] == [0, 0.8]
    assert drawn["shapes"][0]["y1"] == 1
    assert "domain" not in layout(LIGHT, 100, {})["yaxis"]


def test_a_table_writes_figures_and_days() -> None:
    frame = pl.DataFrame({"a": ["x"], "b": [1.5], "c": [date(2026, 11, 16)], "d": [datetime(2026, 11, 16)]})  # noqa: DTZ001
    columns = grid.columns(frame)
    assert {name: column["type_config"]["format"] for name, column in columns.items()} == {
        "b": "localized",
        "c": "D MMM YYYY",
        "d": "D MMM YYYY, HH:mm",
    }


def test_the_start_page_has_our_name_and_nothing_from_elsewhere() -> None:
    page = start_page().decode()
    assert "<title>Where is my order?</title>" in page
    assert page.index("look/wismo.css") < page.index("</head>")
    assert "SourceSans" not in page
    assert "service-desc" not in page
    addresses = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert [address for address in addresses if not address.startswith("./")] == []


def test_only_pages_are_dressed_and_only_our_folder_is_served() -> None:
    async def page(_: object) -> HTMLResponse:
        return HTMLResponse("<p>Streamlit</p>" * 200, headers={"etag": "x"})

    async def file(_: object) -> PlainTextResponse:
        return PlainTextResponse("figures")

    app = Starlette(
        routes=[files(), Route("/media/a.html", page), Route("/a.csv", file), Route("/{rest:path}", page)],
        # Streamlit compresses the inner answer, too.
        middleware=[Middleware(dressed), Middleware(GZipMiddleware, minimum_size=10)],
    )
    status, headers, body = _ask(app, "/carriers")
    assert (status, body) == (200, start_page())
    assert b"etag" not in headers
    assert _ask(app, "/carriers", "HEAD")[1][b"content-length"] == b"%d" % len(start_page())
    assert _ask(app, "/a.csv")[2] == b"figures"
    assert b"Streamlit" in _ask(app, "/media/a.html")[2]
    assert _ask(app, "/look/wismo.css")[0] == 200
    assert _ask(app, "/look/../app.py")[0] == 404
    assert {path.suffix for path in SERVED.iterdir()} == {".css", ".js", ".txt", ".woff2"}


def test_the_style_sheet_brings_nothing_from_elsewhere() -> None:
    sheet = (SERVED / "wismo.css").read_text()
    assert all((SERVED / name).is_file() for name in re.findall(r'url\("([^"]+)"\)', sheet))
    assert "//" not in sheet.replace("/*", "").replace("*/", "")


def _ask(app: Starlette, path: str, method: str = "GET") -> tuple[int, dict[bytes, bytes], bytes]:
    """What the application answers a browser that takes compressed pages."""
    said: list[MutableMapping[str, Any]] = []

    async def ask() -> None:
        async def receive() -> Message:
            await asyncio.Event().wait()
            return {}

        async def send(message: Message) -> None:
            said.append(message)

        headers = [(b"host", b"localhost"), (b"accept-encoding", b"gzip" if path == "/carriers" else b"identity")]
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": headers, "root_path": "", "scheme": "http", "server": ("localhost", 80), "http_version": "1.1",
        }  # fmt: skip
        await app(scope, receive, send)

    run_aside(ask())
    return said[0]["status"], dict(said[0]["headers"]), b"".join(part.get("body", b"") for part in said[1:])


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2's ratio of two colours."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_names_of_seasons_leave_each_other_room_and_all_stay_shaded() -> None:
    friday, peak = date(2026, 11, 27), date(2026, 12, 13)
    bands = [Band("Black Friday", friday, friday), Band("December peak", peak, peak)]
    for weeks, named in ((8, ["Black Friday", "December peak"]), (53, ["Black Friday"])):
        drawn = seasons(LIGHT, bands, [], [friday, friday + timedelta(weeks=weeks)])
        assert [note["text"] for note in drawn["annotations"]] == named
        assert len(drawn["shapes"]) == 2
