"""The server around the router: warmed before the first visitor, headers that shut the pages off, compressed files.

Start it with ``streamlit run dashboard/server.py``; ``dashboard/app.py`` alone works, too, without these three.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from dashboard.warming import warm

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    # Streamlit writes styles and its first script into the page; nothing may come from or go to anywhere else.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
ENCODED = [(name.encode(), value.encode()) for name, value in HEADERS.items()]


def shut_off(inner: ASGIApp) -> ASGIApp:
    """Return the application with the headers on every answer."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *ENCODED]
            await send(message)

        await inner(scope, receive, send_with_headers)

    return answer


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncGenerator[None]:
    """Warm up beside the start, so that the server answers at once and the first page soon after."""
    Thread(target=warm, name="warm", daemon=True).start()
    yield


app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=lifespan,
    middleware=[Middleware(shut_off), Middleware(GZipMiddleware, minimum_size=2000, compresslevel=5)],
)
