"""Builds that are killed: at every step of publishing, at any other moment, by kill -9, Ctrl-C and SIGTERM."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING

import duckdb
import pytest

from dashboard.shown import shown
from dashboard.warehouse import rows
from tests.republish import copy_work
from tests.storm.publisher import Fate
from tests.storm.run import failures, storm
from wismo.home import Home
from wismo.intake.ledger import balance
from wismo.publish import Origin, mart_hashes, publish
from wismo.reach import Reach
from wismo.seal import damage
from wismo.snapshot import current_snapshot, list_snapshots

if TYPE_CHECKING:
    from pathlib import Path

REACH = Reach(datetime(2026, 1, 31, 8, 15), date(2026, 1, 30), "UTC")  # noqa: DTZ001 - UTC without a zone, as stored


def _publish(home: Home, day: int, last: int | None = None) -> int:
    """Publish a table with one day, to die before call ``last``; return how many calls it took."""
    fate = Fate(last)
    with duckdb.connect() as connection:
        connection.execute(f"create table order_days as select {day} as day")
        sys.setprofile(fate)
        try:
            publish(
                home,
                connection,
                tables=["order_days"],
                reach=REACH,
                origin=Origin("cafebabe", "unknown"),
                semantic_manifest=home.root / "metrics.json",
            )
        finally:
            sys.setprofile(None)
    return fate.count


def _killed(home: Home, day: int, last: int) -> bool:
    """Publish in a process of its own that dies before call ``last``; false where it was over by then."""
    child = os.fork()
    if child == 0:
        _publish(home, day, last)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, -signal.SIGKILL}
    return code != 0


def _day(home: Home) -> int:
    chosen = shown(home)
    assert chosen.trouble is None
    return rows(chosen.snapshot, "select day from wismo.main.order_days")["day"][0]


def test_killed_before_every_single_step_of_publishing_readers_see_one_whole_snapshot(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (home.root / "metrics.json").write_text('{"metrics": []}')
    for day in range(6):  # so that old ones are deleted, too
        _publish(home, day)
    seen = [5]
    for step in count(1):
        was_killed = _killed(home, 5 + step, step)
        seen.append(_day(home))
        assert seen[-1] in {seen[-2], 5 + step}  # the old one or the new one, and never back
        assert damage(current_snapshot(home)) is None
        if not was_killed:
            break
    assert len(seen) > 40
    assert len(set(seen)) > 2  # killed after the switch, the new one is live
    _publish(home, 1_000)
    assert _day(home) == 1_000
    assert len(list_snapshots(home)) == 5
    beside = {"CURRENT"} | {
        f"{item.version}.{end}"
        for item in list_snapshots(home)
        for end in ("duckdb", "seal.json", "semantic_manifest.json")
    }
    assert {path.name for path in home.published.iterdir()} == beside


@pytest.mark.soak
def test_a_short_storm_of_kills_and_readers(demo_home: Home, tmp_path: Path) -> None:
    result = storm(copy_work(demo_home, tmp_path / "home"), publishes=3, kills=2, steps=8, reads=200, seed=7)
    assert failures(result) == {}
    assert result["reads"] >= 200
    assert result["versions_seen"] > 2


@pytest.fixture
def brand(demo_home: Home, tmp_path: Path) -> Home:
    """The demo brand with its snapshot, about to be built again: something was loaded since."""
    home = Home(tmp_path / "home")
    shutil.copytree(demo_home.raw, home.raw)
    shutil.copy(demo_home.root / "brand.yml", home.root)
    shutil.copytree(demo_home.published, home.published)
    return home


def _wismo(home: Home, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "WISMO_HOME": str(home.root)}
    return subprocess.Popen(
        [sys.executable, "-m", "wismo", *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def _wait_for(found: str, home: Home, process: subprocess.Popen[str]) -> None:
    """Wait until a build has come to where it made a file."""
    end = time.monotonic() + 60
    while process.poll() is None and not list(home.root.glob(found)) and time.monotonic() < end:
        time.sleep(0.01)
    assert process.poll() is None, process.communicate()


@pytest.mark.soak
def test_builds_that_are_ended_leave_the_snapshot_and_the_next_one_is_whole(brand: Home) -> None:
    live = current_snapshot(brand)
    shutil.rmtree(brand.raw / "ticket_labels")
    shutil.rmtree(brand.raw / "reply_labels")
    chance = random.Random(20261125)
    for place, blow, code in (
        (".score-*", signal.SIGINT, 130),
        ("work/wismo.duckdb", signal.SIGTERM, 143),
        ("work/wismo.duckdb", signal.SIGKILL, -signal.SIGKILL),
    ):
        process = _wismo(brand, "build")
        _wait_for(place, brand, process)
        time.sleep(chance.uniform(0, 0.3))
        process.send_signal(blow)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == code, errors
        assert errors.strip() == ("" if blow == signal.SIGKILL else "Stopped. Nothing was published.")
        assert not list(brand.root.glob(".score-*"))
        assert current_snapshot(brand) == live
        assert damage(live) is None
        assert balance(brand) == []
    # What kills at other moments leave behind.
    (brand.root / ".score-killed").mkdir()
    (brand.published / ".tmp-killed.duckdb").write_bytes(b"half")
    (brand.published / "20260101T000000Z-half.seal.json").write_text("{}")
    (brand.work / "wismo.duckdb.wal").write_bytes(b"garbage")
    process = _wismo(brand, "build")
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    assert mart_hashes(current_snapshot(brand)) == mart_hashes(live)
    assert not list(brand.root.glob(".score-*"))
    assert not [path for path in brand.published.iterdir() if path.name.startswith(".") or "half" in path.name]
