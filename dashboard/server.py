"""The server around the router: warmed before the first visitor, shut off, mindful of sign-ins, compressed, dressed.

Start it with ``python -m dashboard run dashboard/server.py``, as `wismo serve` does. ``dashboard/app.py`` alone
works, too, for whoever changes a page: without these, and so without sign-in that ends.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from dashboard.dressed import dressed, files
from dashboard.packed import packed
from dashboard.sessions import with_sign_ins
from dashboard.shut import shut_off
from dashboard.sign_outs import forget_ended
from dashboard.warming import keep_warm
from wismo.home import Home

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncGenerator[None]:
    """Warm up beside the start, so that the server answers at once and the first page soon after."""
    forget_ended(Home.from_environment())
    Thread(target=keep_warm, name="warm", daemon=True).start()
    yield


app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=lifespan,
    routes=[files()],
    middleware=[
        Middleware(shut_off),
        Middleware(with_sign_ins),
        Middleware(GZipMiddleware, minimum_size=2000, compresslevel=5),
        Middleware(dressed),
        # Innermost, so that what comes out of it is not compressed again.
        Middleware(packed),
    ],
)
