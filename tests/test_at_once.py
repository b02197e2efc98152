"""Two things at once: what goes first, what waits, what is refused; and folders that cannot be used."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from wismo.build import build
from wismo.cli import run
from wismo.errors import WismoError
from wismo.intake.disk import LoadIsRunningError, load_lock, unchanging_raw
from wismo.intake.ledger import read_ledger
from wismo.intake.load import load_paths
from wismo.lock import BuildIsRunningError, build_lock
from wismo.memory import check_memory_limit
from wismo.snapshot import rollback

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wismo.home import Home

ORDERS = "order_id,order_name,created_at,customer_email,tags\n1,#1,2026-07-01,,\n"


def test_a_build_does_not_read_half_of_a_load(home: Home, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    with load_lock(home):
        assert run(["build"]) == 75
    said = capsys.readouterr().err
    assert said.startswith("A load runs since 20")
    assert said.endswith("Wait until it ends, then build again.\n")


def test_a_load_waits_for_a_build_that_reads_and_says_so(home: Home, inbox: Callable[..., Path]) -> None:
    folder, said = inbox(orders__csv=ORDERS), []
    with unchanging_raw(home):
        waiting = threading.Thread(target=load_paths, args=(home, [folder], None), kwargs={"progress": said.append})
        waiting.start()
        end = time.monotonic() + 10
        while not said and time.monotonic() < end:
            time.sleep(0.01)
        assert said[0].startswith("A build reads what was loaded, since 20")
        assert read_ledger(home) == []
    waiting.join(timeout=20)
    assert len(read_ledger(home)) == 1


def test_builds_rollbacks_and_loads_refuse_their_like(home: Home, inbox: Callable[..., Path]) -> None:
    with build_lock(home):
        for second in (build, rollback):
            with pytest.raises(BuildIsRunningError, match=r"Another build runs since \d\d:\d\d UTC"):
                second(home)
    with load_lock(home), pytest.raises(WismoError, match="Another load runs since"):
        load_paths(home, [inbox(orders__csv=ORDERS)], None)
    with load_lock(home), pytest.raises(LoadIsRunningError), unchanging_raw(home):
        pass


@pytest.mark.parametrize(
    ("limit", "said"),
    [("lots", "is no amount of memory"), ("12", "is no amount"), ("1KB", "cannot even start"), ("-5 \x1b[1m", "is no")],
)
def test_a_memory_limit_that_makes_no_sense_is_refused_before_anything_starts(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys, limit: str, said: str
) -> None:
    monkeypatch.setenv("WISMO_MEMORY_LIMIT", limit)
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    assert run(["build"]) == 1
    sentence = capsys.readouterr().err
    assert said in sentence
    assert "3GB" in sentence
    assert "\x1b" not in sentence
    assert not home.root.exists()


@pytest.mark.parametrize("limit", ["", "800MB", "2 GiB"])
def test_a_memory_limit_in_the_engines_own_words_is_taken(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setenv("WISMO_MEMORY_LIMIT", limit)
    check_memory_limit()


@pytest.mark.parametrize("command", ["build", "doctor", "snapshots", "rollback", "load"])
def test_a_home_that_is_a_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, command: str) -> None:
    (tmp_path / "home").write_text("not a folder")
    (tmp_path / "orders.csv").write_text(ORDERS)
    (tmp_path / "sources.yml").write_text("sources: [{name: shop, format: canonical, time_zone: UTC}]")
    monkeypatch.setenv("WISMO_HOME", str(tmp_path / "home"))
    code = run([command, *([str(tmp_path / "orders.csv")] if command == "load" else [])])
    said = capsys.readouterr()
    assert "unexpected" not in said.err
    if command in {"build", "rollback", "load"}:
        assert code == 1
        assert "set WISMO_HOME to a folder" in said.err
    if command == "doctor":
        assert code == 1
        assert "is not a folder that this user may write in" in said.out


def test_a_folder_that_this_user_may_not_write_in_is_told(tmp_path: Path) -> None:
    """Root may write anywhere, so a child under another user's number tries."""
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    script = (
        "import os, sys\n"
        "from wismo import cli_data, cli_read\n"
        "import wismo.build, wismo.privacy.forget\n"
        "from wismo.cli import run\n"
        "os.setgid(65534), os.setuid(65534)\n"
        "sys.exit(run(['build']))\n"
    )
    command = [sys.executable, "-c", script]
    if os.geteuid() != 0:
        home.chmod(0o555)
        command = [sys.executable, "-m", "wismo", "build"]
    else:
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(0o755)
    environment = {**os.environ, "WISMO_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "This user may not write in" in done.stderr, done.stderr
    assert done.stderr.count("\n") == 1
