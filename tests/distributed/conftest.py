"""One sample brand, built by DuckDB, by Sail on a cluster of this machine, and by a server of Sail's own process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wismo.build import build
from wismo.home import Home
from wismo.intake.load import load_paths
from wismo.sample import write_sample
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDERS = int(os.environ.get("WISMO_ORDERS", "20000"))
STARTS_WITHIN = 60


@pytest.fixture(scope="session")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with loaded data and nothing built."""
    home = Home(tmp_path_factory.mktemp("brand") / "home")
    exports = tmp_path_factory.mktemp("exports")
    write_sample(exports, orders=ORDERS)
    load_paths(home, [exports], None)
    return home


@pytest.fixture(scope="session")
def by_duckdb(brand: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot that DuckDB built."""
    return _built(brand, tmp_path_factory.mktemp("duckdb"), "duckdb")


@pytest.fixture(scope="session")
def by_cluster(brand: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot that a driver and workers built, which are threads of this process."""
    return _built(brand, tmp_path_factory.mktemp("cluster"), "sail", SAIL_MODE="local-cluster")


@pytest.fixture(scope="session")
def by_server(brand: Home, server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot that a server built, which knows raw data and tables by their addresses only."""
    folder = tmp_path_factory.mktemp("server")
    store = f"file://{folder / 'store'}"
    return _built(
        brand,
        folder,
        "sail",
        WISMO_SAIL_SERVER=server,
        WISMO_SAIL_RAW=f"{store}/raw",
        WISMO_SAIL_TABLES=f"{store}/built",
    )


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server of Sail's in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("sail")), "spark", "server", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


def _built(brand: Home, folder: Path, target: str, **environment: str) -> Path:
    home = Home(folder / "home")
    shutil.copytree(brand.root, home.root)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        build(home, target=target)
    return current_snapshot(home)


def _wait_for(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < until, "the server does not answer"
        time.sleep(0.1)
