"""Who is visiting, and what they may read: asked at every run of a page and again at every read of data."""

from __future__ import annotations

import hmac
import json
import os
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit import config
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import SCRIPT_RUN_CONTEXT_ATTR_NAME

from dashboard import warehouse
from dashboard.sign_outs import is_signed_out
from dashboard.sign_outs import sign_out as end_sign_in
from wismo.errors import WismoError
from wismo.home import Home
from wismo.permitted import may
from wismo.roles import Roles, read_roles, role_of, roles_file
from wismo.sign_in import NEEDED_MARK, SignIn, is_loopback, named_hosts, read_sign_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

    from dashboard.warehouse import Snapshot
    from wismo.permitted import Role

# A request that another server hands on comes from this machine only in name.
HANDED_ON = ("forwarded", "via", "x-real-ip", "x-forwarded", "x-envoy", "x-original", "cf-", "fly-", "fastly-")
HANDED_ON_END = "client-ip"
ENDED = "Your sign-in has ended. Sign in again to go on."
SIGNED_OUT = "You are signed out."
UNUSABLE = (
    "Nobody can come in: sign-in or roles are not set up rightly. `wismo doctor`, on the server, says what is wrong."
)
NO_ROLE = "You are signed in, and nobody has given you a role yet. Ask whoever runs this dashboard."


class NotAllowedError(WismoError):
    """The visitor may not read what was asked for, or no longer."""


@dataclass(frozen=True)
class Visitor:
    """A person and their role; without one, ``why`` says why not. ``services`` are those that sign people in."""

    role: Role | None
    why: str = ""
    is_signed_in: bool = False
    services: tuple[str, ...] = ()


def visitor() -> Visitor:
    """Return who is behind the run that asks; where settings or roles cannot be read, nobody who may read anything."""
    try:
        return _visitor(settings_now())
    except WismoError:
        return Visitor(None, UNUSABLE)


def _visitor(settings: SignIn | None) -> Visitor:
    if settings is None:
        return Visitor(_role_without_sign_in())
    claims = st.user.to_dict()
    if not claims.get("is_logged_in"):
        return Visitor(None, services=settings.services)
    home = Home.from_environment()
    why = why_ended(home, settings, claims)
    if why:
        return Visitor(None, why, services=settings.services)
    role = role_of(roles_now(home), claims)
    return Visitor(role, "" if role else NO_ROLE, is_signed_in=True, services=settings.services)


def why_ended(home: Home, settings: SignIn, claims: Mapping[str, Any]) -> str:
    """Return why a sign-in is over, in a sentence; nothing while it holds."""
    end = claims.get("exp")
    if not isinstance(end, int | float) or isinstance(end, bool) or end <= time.time():
        return ENDED
    return SIGNED_OUT if is_signed_out(home, settings.cookie_secret, claims) else ""


def sign_out() -> None:
    """End the visitor's sign-in for good and go to where its cookies are taken away."""
    settings = settings_now()
    try:
        if settings:
            end_sign_in(Home.from_environment(), settings.cookie_secret, st.user.to_dict())
    finally:
        st.logout()


def person_mark() -> str:
    """Return what tells the visitor from others without naming them; empty where nobody signs in."""
    settings = settings_now()
    if settings is None:
        return ""
    claims = st.user.to_dict()
    said = json.dumps([claims.get("iss"), claims.get("sub")], default=str)
    return hmac.digest(settings.cookie_secret.encode(), said.encode(), "sha256").hex()


def require(role: Role) -> None:
    """Raise a NotAllowedError unless the visitor has this role or a higher one at this moment."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return  # the command line, or warming up: nobody is visiting
    current = visitor()
    if current.role is None or not may(current.role, role):
        raise NotAllowedError(current.why or "Your role does not allow you to see this.")


def require_for(drawn: ScriptRunContext | None, role: Role) -> None:
    """Raise a NotAllowedError unless whoever a page was drawn for has this role or a higher one at this moment.

    ``drawn`` is the context of that page's run: what it hands out later is asked for in another thread.
    """
    if drawn is None:
        raise NotAllowedError(ENDED)
    thread = threading.current_thread()
    before = getattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME, None)
    setattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME, drawn)
    try:
        require(role)
    finally:
        setattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME, before)


def settings_now() -> SignIn | None:
    """Return the sign-in settings as the files say them at this moment.

    Raises:
        WismoError: they are wrong, or gone though the server began with them.
    """
    files = tuple(Path(name) for name in config.get_option("secrets.files"))
    settings = _settings(tuple(_stamp(path) for path in files))
    if settings is None and os.environ.get(NEEDED_MARK):
        raise WismoError("The sign-in settings with which the server began are gone.")
    return settings


def roles_now(home: Home) -> Roles:
    """Return the roles as the file says them at this moment."""
    return _roles(home, _stamp(roles_file(home)))


def _role_without_sign_in() -> Role:
    """Everything for this machine's user, and what names nobody for any other; the start says so, too."""
    headers = st.context.headers
    host = headers.get("host")
    # Without a connection there is nobody to see it; only Streamlit's own tests run pages so.
    is_named_here = is_loopback(urlsplit(f"//{host}").hostname) if host else config.get_option("global.appTest")
    is_bound_here = is_loopback(config.get_option("server.address"))
    # With names of its own it stands behind a proxy, and a proxy need not say that it is one.
    is_direct = not named_hosts() and not any(_is_handed_on(name) for name in headers)
    return "admin" if is_bound_here and is_named_here and is_direct else "viewer"


def _is_handed_on(header: str) -> bool:
    name = header.lower()
    return name.startswith(HANDED_ON) or name.endswith(HANDED_ON_END)


def _stamp(path: Path) -> tuple[Path, int, int]:
    try:
        found = path.stat()
    except OSError:
        return path, 0, 0
    return path, found.st_mtime_ns, found.st_size


# Errors are not kept, so a file that is mended counts at the next run.
@lru_cache(maxsize=8)
def _settings(stamps: tuple[tuple[Path, int, int], ...]) -> SignIn | None:
    return read_sign_in(path for path, *_ in stamps)


@lru_cache(maxsize=8)
def _roles(home: Home, stamp: tuple[Path, int, int]) -> Roles:
    del stamp
    return read_roles(home)


def _check(snapshot: Snapshot) -> None:
    require(snapshot.role)


if _check not in warehouse.checks:
    warehouse.checks.append(_check)
