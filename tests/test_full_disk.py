"""Disks that are full, read-only or without inodes: the last good data stays, and the same command works later.

tests/test_build.py builds on a full disk.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.republish import copy_work, publish_again, stamp, working
from tests.small_disk import PAGE, SmallDisk, small_disk, why_no_disk
from wismo.cli import run
from wismo.errors import WismoError
from wismo.fingerprint import remembered
from wismo.home import Home
from wismo.intake.contract import read_contract
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.load import load_paths
from wismo.seal import damage
from wismo.snapshot import current_snapshot, list_snapshots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NO_DISK = why_no_disk()
pytestmark = pytest.mark.skipif(NO_DISK is not None, reason=NO_DISK or "")
FULL = "is full; make room"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", "size=700m") as mounted:
        yield mounted


def test_a_load_on_a_disk_that_fills_up_keeps_whole_files_and_goes_on_later(tmp_path: Path, demo_home: Home) -> None:
    exports = demo_home.inbox / "demo"
    with small_disk(tmp_path / "disk", "size=64k") as disk:
        home, done = Home(disk.path / "home"), [0]
        for kilobytes in (64, 300, 900, 1_500, 2_000):
            disk.remount(f"size={kilobytes}k")
            with pytest.raises(WismoError, match=FULL):
                load_paths(home, [exports], None)
            assert balance(home) == []
            done.append(len(read_ledger(home)))
        assert done == sorted(done)
        assert done[-1] > 10
        disk.remount("size=200m")
        assert [report.error for report in load_paths(home, [exports], None) if report.error] == []
        assert balance(home) == []
        counts = {(entry.sha256, entry.object): entry.loaded for entry in read_ledger(home)}
        assert counts == {(entry.sha256, entry.object): entry.loaded for entry in read_ledger(demo_home)}
        assert not (home.raw / ".staging").exists()


def test_a_quarantine_that_fills_the_disk_refuses_the_file_and_keeps_it_all_later(
    tmp_path: Path, inbox: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WISMO_KEY", "0123456789abcdef")
    lines = "".join(f"{number},#{number},never,,\n" for number in range(40_000))
    folder = inbox(orders__csv=f"order_id,order_name,created_at,customer_email,tags\n{lines}")
    with small_disk(tmp_path / "disk", "size=1m") as disk:
        home = Home(disk.path / "home")
        with pytest.raises(WismoError, match=rf"{FULL}.* orders.csv is not loaded"):
            load_paths(home, [folder], None)
        assert read_ledger(home) == []
        disk.remount("size=50m")
        (report,) = load_paths(home, [folder], None)
        assert report.quarantined == report.records == 40_000
        (kept,) = home.quarantine.rglob("orders.csv")
        assert kept.read_bytes().count(b"\n") == 40_001


def test_a_publish_on_a_disk_with_too_little_room_for_one_more_page_changes_nothing(
    disk: SmallDisk, demo_home: Home
) -> None:
    """From nothing free to all but the last pages: the data, the metrics' definitions, the seal, the pointer."""
    home = copy_work(demo_home, disk.path / "home")
    with working(home) as connection:
        publish_again(home, connection)
        before = disk.free
        old = publish_again(home, connection)
        needed = before - disk.free
        tried = [0, 2 * PAGE, 1 << 20, needed // 2, *(needed - pages * PAGE for pages in (200, 6, 4, 3, 2, 1))]
        refused = 0
        for leave in tried:
            files = sorted(home.published.iterdir())
            disk.fill(leave=leave)
            said = ""
            try:
                old = publish_again(home, connection)
            except WismoError as error:
                said = str(error)
            if said:
                refused += 1
                assert FULL in said
                assert said.endswith("The old snapshot stays live.")
                assert sorted(home.published.iterdir()) == files
            assert current_snapshot(home).stem == old
            assert damage(current_snapshot(home)) is None
        assert refused >= len(tried) - 2
        disk.empty()
        stamp(connection, "there is room again")
        assert publish_again(home, connection) > old
    assert damage(current_snapshot(home)) is None


def test_a_note_that_finds_no_room_does_not_undo_what_is_published(disk: SmallDisk, demo_home: Home) -> None:
    from wismo.kept import note_build

    home = copy_work(demo_home, disk.path / "home")
    with working(home) as connection:
        version = publish_again(home, connection)
    disk.fill()
    said: list[str] = []
    note_build(home, "f" * 64, version, said.append)
    assert said == ["The snapshot is published, but that could not be noted; the next build will build again."]
    assert remembered(home) is None
    disk.empty()
    note_build(home, "f" * 64, version, said.append)
    assert remembered(home) == ("f" * 64, version)
    assert len(said) == 1


def test_a_disk_without_inodes_is_told_from_a_full_one(
    tmp_path: Path, inbox: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    folder = inbox(orders__csv="order_id,order_name,created_at,customer_email,tags\n1,#1,2026-07-01,,\n")
    # A folder and an empty relation for each object are made after the load; the file itself fits.
    with small_disk(tmp_path / "disk", f"size=8m,nr_inodes={len(read_contract())}") as disk:
        monkeypatch.setenv("WISMO_HOME", str(disk.path / "home"))
        assert run(["load", str(folder)]) == 1
        assert "can hold no further files (it has room, but no inodes left)" in capsys.readouterr().err
        disk.remount("nr_inodes=1000")
        assert run(["load", str(folder)]) == 0
        assert balance(Home.from_environment()) == []


def test_a_disk_that_became_read_only_is_told_and_readers_read_on(
    disk: SmallDisk, demo_home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    home = copy_work(demo_home, disk.path / "home")
    with working(home) as connection:
        version = publish_again(home, connection)
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    disk.remount("ro")
    for command in (["build"], ["rollback"], ["load", str(demo_home.inbox / "demo" / "notifications.csv")]):
        assert run(command) == 1
        said = capsys.readouterr()
        assert "is read-only; mount it for writing" in said.err, command
        assert said.err.count("\n") == 1
    assert run(["snapshots", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["version"], listed["damage"], listed["is_current"]) == (version, None, True)
    assert run(["metric", "tickets"]) == 0
    disk.remount("rw")
    assert len(list_snapshots(home)) == 1
    assert os.access(home.root, os.W_OK)
