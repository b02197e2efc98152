"""The layer that knows sign-ins: what a cookie of an ended one opens is what no cookie opens.

Streamlit's cookie lives for 30 days and works until then wherever it is copied to. Here it is taken away from the
request once its token has expired or its sign-in was ended, before Streamlit reads it.
"""

from __future__ import annotations

import json
import logging
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.shut import path_of
from dashboard.sign_outs import sign_out
from dashboard.visitor import roles_now, settings_now, why_ended
from wismo.errors import WismoError
from wismo.home import Home
from wismo.roles import role_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from wismo.sign_in import SignIn

LOG = logging.getLogger("wismo.dashboard")
LOGIN, LOGOUT, CALLBACK, FILES = "/auth/login", "/auth/logout", "/oauth2callback", "/media/"
FREE_TEXT = frozenset({"error_description", "error_uri"})
# The parameter of the address by which the sign-in page learns what went wrong.
OUTCOME, UNREACHABLE, FAILED = "sign_in", "unreachable", "failed"


def with_sign_ins(inner: ASGIApp) -> ASGIApp:
    """Return the application with ended sign-ins taken out of what it is asked."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await inner(scope, receive, send)
            return
        path = path_of(scope)
        try:
            settings, claims = _asked_by(scope)
        except WismoError:
            # What a cookie is worth is not known; the pages themselves say that nobody can come in.
            if path == LOGOUT or path.startswith(FILES):
                await PlainTextResponse("Sign-in is not set up rightly at the moment. Try again later.", 503)(
                    scope, receive, send
                )
                return
            settings, claims = None, {}
        if path == CALLBACK:
            scope = {**scope, "query_string": _without_free_text(scope["query_string"])}
        if path == LOGOUT:
            if dict(scope["headers"]).get(b"sec-fetch-site", b"none") not in {b"same-origin", b"none"}:
                await PlainTextResponse("Another site may not sign you out.", 403)(scope, receive, send)
                return
            _end(settings, claims)
        elif not _holds(settings, claims):
            scope = {**scope, "headers": _without_cookie(scope["headers"])}
            claims = {}
        if settings and path.startswith(FILES) and not _has_role(claims):
            await PlainTextResponse("Sign in to read this file.", 403)(scope, receive, send)
            return
        await inner(scope, receive, _telling(scope, path, send))

    return answer


def _asked_by(scope: Scope) -> tuple[SignIn | None, Mapping[str, Any]]:
    """Return the settings and what the cookie says of the visitor. Raises WismoError without sound settings."""
    settings = settings_now()
    if settings is None:
        return None, {}
    cookies = HTTPConnection(scope).cookies

    def one(name: str) -> bytes | None:
        return decode_signed_value(settings.cookie_secret, name, cookies.get(name, "").encode("latin-1", "replace"))

    try:
        claims = json.loads(get_cookie_with_chunks(one, USER_COOKIE_NAME) or "{}")
    except ValueError:
        return settings, {}
    return settings, claims if isinstance(claims, dict) else {}


def _holds(settings: SignIn | None, claims: Mapping[str, Any]) -> bool:
    return bool(settings and claims and not why_ended(Home.from_environment(), settings, claims))


def _has_role(claims: Mapping[str, Any]) -> bool:
    try:
        return bool(claims) and role_of(roles_now(Home.from_environment()), claims) is not None
    except WismoError:
        return False


def _end(settings: SignIn | None, claims: Mapping[str, Any]) -> None:
    if settings and claims:
        try:
            sign_out(Home.from_environment(), settings.cookie_secret, claims)
        except OSError as error:
            LOG.error("A sign-out could not be written down (%s).", type(error).__name__)  # noqa: TRY400


def _without_free_text(query: bytes) -> bytes:
    """Return a callback's parameters without what anybody could write there for our log."""
    kept = [pair for pair in parse_qsl(query.decode("latin-1"), keep_blank_values=True) if pair[0] not in FREE_TEXT]
    return urlencode(kept).encode("latin-1")


def _without_cookie(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    kept = []
    for name, value in headers:
        if name == b"cookie":
            others = [
                part for part in value.split(b";") if not part.strip().startswith(USER_COOKIE_NAME.encode("ascii"))
            ]
            if others:
                kept.append((name, b";".join(others)))
        else:
            kept.append((name, value))
    return kept


def _telling(scope: Scope, path: str, send: Send) -> Send:
    """Lead back to the sign-in page, with the outcome, where Streamlit would answer with an error or with nothing."""
    if path not in {LOGIN, CALLBACK}:
        return send
    start = scope["path"].removesuffix(path) + "/"
    is_replaced = False

    async def tell(message: Message) -> None:
        nonlocal is_replaced
        if message["type"] == "http.response.start":
            outcome = UNREACHABLE if path == LOGIN and message["status"] >= 400 else ""
            if path == CALLBACK and not _brings_cookie(message["headers"]):
                outcome = FAILED
            if outcome:
                is_replaced = True
                others = [item for item in message["headers"] if item[0].lower() == b"set-cookie"]
                led = (b"location", f"{start}?{OUTCOME}={outcome}".encode())
                message = {**message, "status": 302, "headers": [*others, led, (b"content-length", b"0")]}
        elif is_replaced:
            message = {**message, "body": b""}
        await send(message)

    return tell


def _brings_cookie(headers: list[tuple[bytes, bytes]]) -> bool:
    for name, value in headers:
        if name.lower() == b"set-cookie":
            try:
                cookie = SimpleCookie(value.decode("latin-1")).get(USER_COOKIE_NAME)
            except CookieError:
                continue
            if cookie and cookie.value and cookie["max-age"] != "0":
                return True
    return False
