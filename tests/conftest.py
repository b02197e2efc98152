"""One demo warehouse for the whole session, and the environment that every test needs."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

# Before anything imports dbt, Streamlit or numpy: no test talks to the network, and small
# machines are faster with one thread per numeric library.
os.environ.update(
    DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    DO_NOT_TRACK="1",
    OMP_NUM_THREADS="1",
    STREAMLIT_BROWSER_GATHER_USAGE_STATS="false",
    WISMO_KEY="0123456789abcdef" * 4,
)
for name in ("WISMO_HOME", "WISMO_TIME_ZONE", "WISMO_MEMORY_LIMIT", "DBT_TARGET_PATH"):
    os.environ.pop(name, None)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb

    from dashboard.warehouse import Snapshot
    from wismo.home import Home

# How long an example takes is the machine's business and no fault of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
# They need the environment that `make distributed` makes.
collect_ignore = [] if find_spec("pysail") else ["distributed"]
DEMO_ORDERS = 4_000
# The second needs no demo brand: it runs while the first has it made.
LONGEST = (
    "test_pages", "test_canaries", "test_build", "test_same_number", "test_sign_in", "test_bench", "test_browser",
    "test_sync", "test_parts", "test_stories", "test_payloads", "test_bad_files", "test_causes_properties",
)  # fmt: skip
CANONICAL = "sources: [{name: shop, format: canonical, time_zone: America/New_York}]"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Return the path of the system's Chromium, if it has one."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take minutes: begun last, one would run on while the other process idles."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Browser tests need Chromium: a person may go without, continuous integration may not. Long ones wait for soak."""
    if item.get_closest_marker("soak") and not os.environ.get("WISMO_SOAK"):
        pytest.skip("too long for `make test`; `make soak` runs it")
    if item.get_closest_marker("browser") and find_chromium() is None:
        message = "Chromium is not installed (on Debian: apt-get install chromium)."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Put the main module back: a page that a test ran stays in its place, and child processes would run it again."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session")
def chromium() -> str | None:
    """The path of the system's Chromium; tests that use it carry the mark `browser`."""
    return find_chromium()


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A sample brand, loaded, built and published once. Read it; never write to it.

    Of two processes that need it, the first makes it and the second takes a copy.
    """
    import fcntl

    from wismo.home import Home

    home = Home(tmp_path_factory.mktemp("demo"))
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _make_demo(home)
        return home
    shared = tmp_path_factory.getbasetemp().parent
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / "demo.made"
        if made.exists():
            root = Path(made.read_text())
            for name in (root.name, "demo-truth"):
                shutil.copytree(root.parent / name, home.root.parent / name, dirs_exist_ok=True)
        else:
            _make_demo(home)
            made.write_text(str(home.root))
    return home


def _make_demo(home: Home) -> None:
    from wismo.build import build
    from wismo.intake.load import load_paths
    from wismo.sample import write_sample

    inbox = home.inbox / "demo"
    write_sample(inbox, orders=DEMO_ORDERS, truth=home.root.parent / "demo-truth")
    refused = [report for report in load_paths(home, [inbox], inbox / "sources.yml") if report.error]
    assert refused == []
    build(home)


@pytest.fixture
def live(demo_home: Home) -> Snapshot:
    """The live snapshot of the demo, as pages read it."""
    from dashboard.warehouse import live_snapshot

    return live_snapshot(demo_home)


@pytest.fixture(scope="session")
def demo_truth(demo_home: Home):
    """The folder with the sample brand's true causes and matches."""
    return demo_home.root.parent / "demo-truth"


@pytest.fixture
def snapshot(demo_home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the published demo snapshot."""
    from wismo.snapshot import current_snapshot, open_snapshot

    connection = open_snapshot(current_snapshot(demo_home))
    yield connection
    connection.close()


@pytest.fixture
def working(demo_home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the demo's working database, whose marts the statistics read."""
    import duckdb

    with duckdb.connect(str(demo_home.work / "wismo.duckdb"), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty home of its own, with a key."""
    from wismo.home import Home

    monkeypatch.setenv("WISMO_KEY", "0123456789abcdef")
    return Home(tmp_path / "home")


@pytest.fixture
def inbox(tmp_path: Path) -> Callable[..., Path]:
    """A folder of exports: call it with files, `__` in a name for the dot, and a sources.yml of your own if need be."""
    folder = tmp_path / "inbox"
    folder.mkdir()

    def write(sources: str = CANONICAL, **files: str | bytes) -> Path:
        (folder / "sources.yml").write_text(sources)
        for name, content in files.items():
            path = folder / name.replace("__", ".")
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return write
