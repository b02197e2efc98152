"""The sign-in settings: where they are, whether they are whole, and whether they are safe.

They are the ``[auth]`` part of a secrets file of Streamlit's form, which ``st.login`` reads.
"""

from __future__ import annotations

import ipaddress
import os
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from wismo.check import Check
from wismo.errors import WismoError
from wismo.home import project_root
from wismo.roles import FILE, read_roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wismo.home import Home

# `wismo serve` sets it where it begins with sign-in: settings that vanish later let nobody in, instead of all.
NEEDED_MARK = "WISMO_SIGN_IN_NEEDED"
CALLBACK = "/oauth2callback"
SHORTEST_SECRET = 32
NEEDED = ("client_id", "client_secret", "server_metadata_url")


@dataclass(frozen=True)
class SignIn:
    """Checked settings. ``services`` are the names that ``st.login`` takes; "default" is the nameless one.

    ``public`` is the address of the dashboard as browsers know it, ``base_path`` its path without slashes.
    """

    services: tuple[str, ...]
    public: SplitResult
    base_path: str
    cookie_secret: str


def settings_file() -> Path:
    """Return where we look for the settings: ``WISMO_SIGN_IN``, or beside the key of the customer hash."""
    if named := os.environ.get("WISMO_SIGN_IN"):
        return Path(named).expanduser().resolve()
    folder = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(folder).expanduser() / "wismo" / "sign_in.toml"


def settings_files() -> list[Path]:
    """Return the files that are there: Streamlit's own places, then ours, which goes first where both say something."""
    own = (Path("~/.streamlit/secrets.toml").expanduser(), project_root() / ".streamlit" / "secrets.toml")
    return [path for path in (*own, settings_file()) if path.exists() or _is_named(path)]


def is_loopback(host: str | None) -> bool:
    """Return whether an address is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def named_hosts() -> list[str]:
    """Return the further names of ``WISMO_ALLOWED_HOSTS``, by which a proxy calls the server."""
    return [name.strip() for name in os.environ.get("WISMO_ALLOWED_HOSTS", "").split(",") if name.strip()]


def read_sign_in(files: Iterable[Path]) -> SignIn | None:
    """Read the settings; None where no file has any.

    Raises:
        WismoError: a file cannot be read, the settings are not whole or not safe, the file that ``WISMO_SIGN_IN``
            names is not there, or our own file has no ``[auth]``: both mean sign-in, and nobody may get in without.
    """
    auth: dict[str, Any] = {}
    for path in files:
        try:
            said = tomllib.loads(path.read_text(encoding="utf-8")).get("auth")
            if (path == settings_file() and not said) or (said is not None and not isinstance(said, dict)):
                raise _wrong("no part [auth] with settings in it", f"It belongs into {path}.")
            auth = said or auth
        except FileNotFoundError:
            if _is_named(path):
                raise WismoError(f"WISMO_SIGN_IN names {path}, and there is no such file. Check the path.") from None
            continue
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise WismoError(
                f"The sign-in settings {path} cannot be read as TOML ({type(error).__name__}). Nobody can sign in "
                "until they can."
            ) from None
    return _checked(auth) if auth else None


def _is_named(path: Path) -> bool:
    return bool(os.environ.get("WISMO_SIGN_IN")) and path == settings_file()


def sign_in_checks(home: Home) -> Iterator[Check]:
    """Look at the settings of sign-in and roles; nothing is changed."""
    files = settings_files()
    try:
        settings = read_sign_in(files)
    except WismoError as error:
        yield Check("sign_in", "fail", str(error))
        return
    if settings is None:
        yield Check("sign_in", "ok", "Not set up: `wismo serve` shows this machine alone everything.")
    else:
        yield Check("sign_in", "ok", f"By {', '.join(settings.services)}, at {settings.public.geturl()}")
        yield from (Check("sign_in_file", "warn", sentence) for sentence in open_files(files))
    try:
        roles = read_roles(home)
    except WismoError as error:
        yield Check("roles", "fail" if settings else "warn", str(error))
        return
    counted = ", ".join(f"{len(people)} of {role}" for role, people in roles.people.items() if people)
    if settings and not counted:
        yield Check("roles", "fail", f"{home.root / FILE} names nobody, so whoever signs in sees nothing.")
    elif settings:
        yield Check("roles", "ok", f"Entries: {counted}")


def open_files(files: Iterable[Path]) -> list[str]:
    """Return a sentence for each file whose secrets others of this machine can read."""
    others = stat.S_IRWXG | stat.S_IRWXO
    is_open = [path for path in files if path.stat().st_mode & others]
    return [f"{path} can be read by others. Run `chmod 600 {path}`." for path in is_open]


def _checked(auth: dict[str, Any]) -> SignIn:
    named = {name: part for name, part in auth.items() if isinstance(part, dict) and "client_id" in part}
    services = (["default"] if "client_id" in auth else []) + sorted(named)
    if not services:
        raise _wrong("no client_id", "Enter what your sign-in service gave you.")
    for service in services:
        part = auth if service == "default" else named[service]
        if missing := [name for name in NEEDED if not part.get(name)]:
            raise _wrong(f"no {' and no '.join(missing)} of {service}", "Enter what your sign-in service gave you.")
        _check_address(str(part["server_metadata_url"]), "server_metadata_url")
    secret = str(auth.get("cookie_secret", ""))
    if len(secret) < SHORTEST_SECRET:
        raise _wrong(f"a cookie_secret shorter than {SHORTEST_SECRET} characters", "Make one: openssl rand -hex 32.")
    public = _check_address(str(auth.get("redirect_uri", "")), "redirect_uri")
    if not public.path.endswith(CALLBACK) or public.query or public.fragment:
        raise _wrong(f"a redirect_uri that does not end in {CALLBACK}", "Add it, there and at your sign-in service.")
    base_path = public.path.removesuffix(CALLBACK).strip("/")
    address = SplitResult(public.scheme, public.netloc, f"/{base_path}", "", "")
    return SignIn(tuple(services), address, base_path, secret)


def _check_address(text: str, name: str) -> SplitResult:
    try:
        address = urlsplit(text)
        host, _ = address.hostname, address.port
    except ValueError:
        address, host = urlsplit(""), None
    if not host or address.scheme not in {"http", "https"}:
        raise _wrong(f"no {name} that is an address", "It begins with https://.")
    if address.scheme == "http" and not is_loopback(host):
        raise _wrong(f"a {name} without TLS", "Write https://, or anyone on the way can read along.")
    return address


def _wrong(what: str, cure: str) -> WismoError:
    return WismoError(f"The sign-in settings ([auth]) have {what}. {cure} docs/security.md has an example.")
