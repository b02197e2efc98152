"""Streamlit's own scripts and styles, compressed once and not for every new browser: the largest takes 0.1 s."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from streamlit import file_util

from dashboard.shut import path_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEVEL = 6
ENDINGS = (".js", ".css")
FOLDER = Path(file_util.get_static_dir()).resolve()


def packed(inner: ASGIApp) -> ASGIApp:
    """Return the application with bodies of files that never change taken from memory, compressed."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        path = path_of(scope) if scope["type"] == "http" else ""
        if not path.endswith(ENDINGS) or scope["method"] != "GET" or not _takes_gzip(scope):
            await inner(scope, receive, send)
            return
        is_ours = False

        async def send_packed(message: Message) -> None:
            nonlocal is_ours
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                file = (FOLDER / path.lstrip("/")).resolve()
                # What bears a hash in its name is there for good.
                is_there = message["status"] == 200 and "immutable" in headers.get("cache-control", "")
                is_ours = is_there and file.is_relative_to(FOLDER) and file.is_file()
                if is_ours:
                    body = await run_in_threadpool(body_of, file)
                    headers["content-encoding"] = "gzip"
                    headers["content-length"] = str(len(body))
                    headers.add_vary_header("accept-encoding")
                    await send(message)
                    await send({"type": "http.response.body", "body": body})
                    return
            if not is_ours:
                await send(message)

        await inner(scope, receive, send_packed)

    return answer


# Streamlit has 320 such files, 7 MB when they are compressed.
@lru_cache(maxsize=512)
def body_of(path: Path) -> bytes:
    """Return a file's content, compressed."""
    return gzip.compress(path.read_bytes(), LEVEL, mtime=0)


def pack_all() -> None:
    """Compress every file beforehand, those that the first chart waits for first."""
    known = [path for path in (FOLDER / "static").rglob("*") if path.suffix in ENDINGS]
    for path in sorted(known, key=lambda path: (not path.name.startswith(("Plotly", "index")), path.name)):
        body_of(path)


def _takes_gzip(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    # Part of a compressed file would be part of nothing.
    return "gzip" in headers.get("accept-encoding", "") and "range" not in headers
