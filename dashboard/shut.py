"""The outermost layer of the server: headers on every answer, and nothing served that no page needs."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from streamlit import config, file_util
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from wismo.sign_in import is_loopback

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("wismo.dashboard")
# What the pages need of Streamlit's own addresses; uploads, metrics, components and the agent API are no part of it.
CORE = frozenset({"/_stcore/health", "/_stcore/host-config", "/_stcore/stream"})
CLOSED = ("/_stcore", "/component", "/app/static")
SAFE_METHODS = frozenset({"GET", "HEAD"})
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
DENIED = (
    "accelerometer", "autoplay", "bluetooth", "camera", "display-capture", "encrypted-media", "geolocation",
    "gyroscope", "hid", "identity-credentials-get", "magnetometer", "microphone", "midi", "payment",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip


def headers() -> list[tuple[bytes, bytes]]:
    """Return the headers of every answer; scripts run from our own files and as the start page's one inline script."""
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in INLINE_SCRIPT.findall(page))
    policy = (
        # Streamlit's and Plotly's styles are written by their scripts, so that no list of hashes could hold them.
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; "
        "frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    named = {
        "content-security-policy": policy,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": ", ".join(f"{name}=()" for name in DENIED),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }
    return [(name.encode(), value.encode()) for name, value in named.items()]


def shut_off(inner: ASGIApp) -> ASGIApp:
    """Return the application behind this layer."""
    added = headers()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept", "websocket.http.response.start"}:
                message["headers"] = _completed(scope, [*message.get("headers", []), *added])
            await send(message)

        if scope["type"] == "websocket" and not is_own_origin(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http" and (refusal := _refusal(scope)):
            await refusal(scope, receive, send_with_headers)
            return
        try:
            await inner(scope, receive, send_with_headers)
        except Exception as error:
            # The server's own answer would come without headers, and its log would quote the request.
            LOG.error("A request failed (%s).", type(error).__name__)  # noqa: TRY400 - a traceback may quote data
            if scope["type"] != "http":
                raise
            failed = PlainTextResponse("Something unexpected happened.", 500)
            await failed(scope, receive, send_with_headers)

    return answer


def path_of(scope: Scope) -> str:
    """Return the path below the address that the dashboard is served under."""
    base = "/" + (config.get_option("server.baseUrlPath") or "").strip("/")
    path = scope["path"]
    return path[len(base) :] or "/" if base != "/" and (path == base or path.startswith(f"{base}/")) else path


def is_secure(scope: Scope) -> bool:
    """Return whether the browser's end of the connection has TLS, as far as the proxy before us says."""
    return scope.get("scheme") in {"https", "wss"}


def _refusal(scope: Scope) -> PlainTextResponse | None:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), None)
    if not is_host_allowed(host):
        return PlainTextResponse("This server does not go by that name.", 421)
    if scope["method"] not in SAFE_METHODS:
        return PlainTextResponse("Only reading is possible here.", 405)
    path = path_of(scope)
    # Below a page's own path Streamlit's browser side looks for the server there first; that is answered, too.
    if path not in CORE and any(f"{part}/" in f"{path}/" for part in CLOSED):
        return PlainTextResponse("Not found.", 404)
    return None


def is_own_origin(scope: Scope) -> bool:
    """Return whether a socket is opened by a page of ours: Streamlit takes any page of this machine for one."""
    held = {name: value.decode("latin-1") for name, value in scope["headers"]}
    if b"origin" not in held:
        return True
    try:
        origin = urlsplit(held[b"origin"])
    except ValueError:
        return False
    names = [name for name in config.get_option("server.allowedHosts") or [] if not is_loopback(name)]
    return bool(origin.netloc) and (origin.netloc == held.get(b"host") or origin.hostname in names)


def _completed(scope: Scope, held: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    if not is_secure(scope):
        return held
    return [
        (name, value + b"; Secure")
        if name.lower() == b"set-cookie" and b"secure" not in value.lower().split(b"; ")
        else (name, value)
        for name, value in held
    ]


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
