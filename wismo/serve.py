"""Starting the dashboard."""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from wismo.errors import WismoError
from wismo.home import project_root
from wismo.journal import note_step
from wismo.sign_in import NEEDED_MARK, is_loopback, named_hosts, open_files, read_sign_in, settings_files
from wismo.snapshot import current_snapshot, list_snapshots

if TYPE_CHECKING:
    from wismo.home import Home
    from wismo.sign_in import SignIn

PORTS_TRIED = 50


def serve_dashboard(home: Home, *, host: str, port: int) -> NoReturn:
    """Become the dashboard's server on ``host``:``port``; Ctrl-C or SIGTERM ends it.

    Raises:
        WismoError: nothing is published, the port is taken, or the sign-in settings are not right.
    """
    if not list_snapshots(home):
        current_snapshot(home)
    files = settings_files()
    sign_in = read_sign_in(files)
    if not is_free(host, port):
        raise WismoError(f"Port {port} on {host} is taken. Choose another: `wismo serve --port {port + 1}`.")
    os.environ.update(
        DO_NOT_TRACK="1",
        OMP_NUM_THREADS="1",
        STREAMLIT_BROWSER_GATHER_USAGE_STATS="false",
        WISMO_HOME=str(home.root),
    )
    os.environ.pop(NEEDED_MARK, None)
    if sign_in:
        os.environ[NEEDED_MARK] = "1"
        for sentence in open_files(files):
            click.echo(sentence)
    root = project_root()
    os.chdir(root)
    shown = f"[{host}]" if ":" in host else host
    click.echo(
        f"The dashboard opens at {sign_in.public.geturl() if sign_in else f'http://{shown}:{port}'} - Ctrl-C ends it."
    )
    if warning := who_sees(host, sign_in):
        click.echo(warning)
    sys.stdout.flush()
    note_step("serving", snapshot=current_snapshot(home).stem, port=port, is_local=host in {"127.0.0.1", "::1"})
    options = ["--server.address", host, "--server.port", str(port), "--server.headless", "true"]
    for name in accepted_names(host, sign_in):
        options += ["--server.allowedHosts", name]
    for path in files:
        options += ["--secrets.files", str(path)]
    if sign_in and sign_in.base_path:
        options += ["--server.baseUrlPath", sign_in.base_path]
    app = str(root / "dashboard" / "server.py")
    # Replacing this process hands signals and the exit code straight to the server.
    os.execv(sys.executable, [sys.executable, "-m", "dashboard", "run", app, *options])  # noqa: S606 - no shell


def who_sees(host: str, sign_in: SignIn | None) -> str:
    """Return, in a sentence, what strangers see of a dashboard without sign-in; nothing where none can come."""
    if sign_in or (is_loopback(host) and not named_hosts()):
        return ""
    return (
        "Without sign-in whoever reaches this address sees the figures of all pages, without single orders and "
        "tickets. docs/security.md says how to switch sign-in on."
    )


def accepted_names(host: str, sign_in: SignIn | None = None) -> list[str]:
    """Return the names by which a browser may call the server; any other could be a trick of a web page."""
    names = ["127.0.0.1", "localhost", *named_hosts()]
    if sign_in and sign_in.public.hostname:
        names.append(sign_in.public.hostname)
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not listened on
        names += [socket.gethostname(), socket.getfqdn()]
    else:
        names.append(host)
    return list(dict.fromkeys(names))


def free_port(host: str, first: int) -> int:
    """Return the first port from ``first`` on that nobody listens on."""
    for port in range(first, first + PORTS_TRIED):
        if is_free(host, port):
            return port
    raise WismoError(f"No port from {first} to {first + PORTS_TRIED - 1} is free. Choose one with --port.")


def is_free(host: str, port: int) -> bool:
    """Return whether a server could listen on ``host``:``port`` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
