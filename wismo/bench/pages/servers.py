"""The servers that are measured: the dashboard, an empty app, and the same figures drawn by Dash."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from wismo.errors import WismoError
from wismo.home import project_root
from wismo.serve import free_port

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from wismo.home import Home

HOST = "127.0.0.1"
FIRST_PORT = 8760
STARTING_S = 60
OWN = Path(__file__).parent
DASH_FOLDER = project_root() / "var" / "bench" / "dash"
GET_DASH = "uv pip install --group bench --target var/bench/dash"
HEALTH = "_stcore/health"


@dataclass(frozen=True)
class Server:
    """A server that runs, where it listens, and how long it took until it answered."""

    process: psutil.Process
    address: str
    started_ms: float

    def megabytes(self) -> float:
        """Return the memory that the server holds."""
        return self.process.memory_info().rss / 1e6


@contextmanager
def dashboard(home: Home) -> Generator[Server]:
    """Serve the published snapshot of a home as `wismo serve` does."""
    with _served(["-m", "dashboard", "run", "dashboard/server.py"], home, HEALTH) as server:
        yield server


@contextmanager
def floor(home: Home) -> Generator[Server]:
    """Serve the app with nothing in it."""
    with _served(["-m", "streamlit", "run", str(OWN / "floor.py")], home, HEALTH) as server:
        yield server


@contextmanager
def dash(home: Home, page: str) -> Generator[Server]:
    """Serve the figures of one page of the dashboard with Dash."""
    with _served(["-m", "wismo.bench.pages.dash_app", page], home, "") as server:
        yield server


@contextmanager
def _served(command: Sequence[str], home: Home, health: str) -> Generator[Server]:
    port = free_port(HOST, FIRST_PORT)
    options = ["--server.port", str(port), "--server.address", HOST, "--server.headless", "true"]
    environment = {
        **os.environ,
        "WISMO_HOME": str(home.root),
        "PYTHONPATH": str(project_root()),
        "OMP_NUM_THREADS": "1",
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
        "PORT": str(port),
    }
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command, *(options if health else [])],
        cwd=project_root(),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://{HOST}:{port}"
        _wait_for(f"{address}/{health}", process)
        yield Server(psutil.Process(process.pid), address, (time.perf_counter() - started) * 1000)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(address, timeout=1):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            time.sleep(0.02)
    raise WismoError(f"A server to be measured did not start within {STARTING_S} s.")
