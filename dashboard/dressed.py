"""Streamlit's start page with our name, font, style sheet and way of printing, which a theme alone cannot bring."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from streamlit import config, file_util

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SERVED = Path(__file__).with_name("served")
TITLE = "Where is my order?"
# Streamlit fetches its own font first, and points programs to an interface that is closed here.
UNWANTED = re.compile(r'<link\s+rel="(?:preload|service-desc)".*?/>|<noscript>.*?</noscript>', re.DOTALL)
NAME = re.compile(r"<title>.*?</title>")
HEAD_ENDS = "</head>"


def files() -> Mount:
    """Return the route to what the page brings along: this folder and no other."""
    base = (config.get_option("server.baseUrlPath") or "").strip("/")
    return Mount(f"/{base}/look".replace("//", "/"), StaticFiles(directory=SERVED))


@lru_cache(maxsize=1)
def start_page() -> bytes:
    """Return the page that every address below ours is answered with."""
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    # A browser keeps what it knows by an address, so what has changed has another.
    stamp = hashlib.sha256(b"".join((SERVED / name).read_bytes() for name in ("wismo.css", "print.js"))).hexdigest()[
        :12
    ]
    ours = (
        '<link rel="preload" href="./look/inter-latin.woff2" as="font" type="font/woff2" crossorigin />\n'
        f'    <link rel="stylesheet" href="./look/wismo.css?{stamp}" />\n'
        f'    <script src="./look/print.js?{stamp}" defer></script>\n  '
    )
    notice = "<noscript>These pages need JavaScript.</noscript>"
    page = NAME.sub(f"<title>{TITLE}</title>", UNWANTED.sub("", page))
    return page.replace(HEAD_ENDS, f"  {ours}{HEAD_ENDS}").replace("<body>", f"<body>\n    {notice}").encode()


def dressed(inner: ASGIApp) -> ASGIApp:
    """Return the application whose every HTML page is the start page above; all else goes through as it is."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        is_page = False

        async def send_dressed(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start" and message["status"] == 200:
                held = {name.lower(): value for name, value in message["headers"]}
                # A file that a page offers may be HTML, too.
                is_page = held.get(b"content-type", b"").startswith(b"text/html") and "/media/" not in scope["path"]
            if is_page and message["type"] == "http.response.start":
                message["headers"] = [*_kept(message["headers"]), (b"content-length", b"%d" % len(start_page()))]
            elif is_page and message["type"] == "http.response.body":
                if message.get("more_body", False):
                    return
                message["body"] = b"" if scope["method"] == "HEAD" else start_page()
            await send(message)

        await inner(scope, receive, send_dressed)

    return answer


def _kept(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Leave out what is true of the file that is replaced."""
    replaced = {b"content-encoding", b"content-length", b"etag", b"last-modified"}
    return [(name, value) for name, value in headers if name.lower() not in replaced]
