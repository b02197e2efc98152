"""The sign-in service of the tests, and a dashboard that asks it who is there."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import Request, urlopen

from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import Generator

    from wismo.home import Home

# Each has the role of its name; a stranger has none, and the address of unverified is nobody's for all we know.
PEOPLE = ("viewer", "agent", "admin", "stranger", "unverified")
ROLES = """
viewer: [viewer@brand.example]
agent: [agent@brand.example]
admin: [admin@brand.example, unverified@brand.example]
"""


@dataclass(frozen=True)
class Service:
    """The running service."""

    url: str
    process: subprocess.Popen

    def tell(self, **words: str) -> None:
        """Say whom it takes for signed in (``user``), or how many seconds its tokens live (``lifetime``)."""
        asked = "&".join(f"{name}={value}" for name, value in words.items())
        with urlopen(Request(f"{self.url}/_test?{asked}", method="POST"), timeout=10) as answer:  # noqa: S310
            assert answer.read() == b"ok"


def service_python() -> Path:
    """Return the Python of the service's own environment, which is made at the first use."""
    folder = project_root() / ".venv" / "sign_in_service"
    lock = project_root() / "requirements" / "sign_in_service.lock"
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != lock.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        environment = {**os.environ, "VIRTUAL_ENV": str(folder), "UV_NO_CONFIG": "1"}
        if "PIP_INDEX_URL" in environment:
            environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
        uv = project_root() / ".venv" / "bin" / "uv"
        command = [str(uv), "pip", "sync", "--quiet", "--require-hashes", str(lock)]
        subprocess.run(command, check=True, env=environment)
        stamp.write_text(lock.read_text())
    return folder / "bin" / "python"


@contextmanager
def running_service(port: int, callback: str) -> Generator[Service]:
    script = Path(__file__).with_name("service_process.py")
    # Without our own folders on its path: its packages and ours share the name `tests`.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    process = subprocess.Popen(
        [str(service_python()), str(script), str(port), callback, ",".join(PEOPLE)],
        cwd=script.parent, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://localhost:{port}/.well-known/openid-configuration")
        yield Service(f"http://localhost:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=10)


def write_settings(path: Path, service_url: str, address: str) -> None:
    path.write_text(
        f"""
        [auth]
        redirect_uri = "{address}/oauth2callback"
        cookie_secret = "{secrets.token_hex(32)}"
        client_id = "wismo"
        client_secret = "a-secret-of-the-test"
        server_metadata_url = "{service_url}/.well-known/openid-configuration"
        client_kwargs = {{ prompt = "none" }}
        """,
        encoding="utf-8",
    )
    path.chmod(0o600)


@contextmanager
def running_dashboard(home: Home, port: int, settings: Path, log: Path, **more: str) -> Generator[str]:
    """Run `wismo serve` as a person would, and give its address; without sign-in where ``settings`` is not there."""
    own = {"WISMO_SIGN_IN": str(settings)} if settings.exists() else {"XDG_CONFIG_HOME": str(log.parent / "no_config")}
    environment = {**os.environ, "WISMO_HOME": str(home.root), **own, **more}
    with log.open("a", encoding="utf-8") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "wismo", "serve", "--port", str(port)],
            cwd=project_root(), env=environment, stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for(url: str) -> None:
    for _ in range(150):
        try:
            with urlopen(url, timeout=10):  # noqa: S310 - our own server
                return
        except (URLError, ConnectionError, TimeoutError):  # a busy machine answers late
            time.sleep(0.2)
    raise AssertionError(f"Nothing answers at {url}.")
