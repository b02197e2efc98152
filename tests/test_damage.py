"""Files that are cut, flipped, emptied or gone: found, named, and mended by the command that the sentence names."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.shown import gave_out, shown
from dashboard.warehouse import UnreadableSnapshotError, hold, rows
from tests.republish import copy_work, publish_again, stamp, working
from wismo.audit import audit_raw
from wismo.cli import run
from wismo.errors import WismoError
from wismo.fingerprint import remember
from wismo.home import Home, project_root
from wismo.intake import disk
from wismo.intake.ledger import balance, read_ledger, survey
from wismo.intake.load import load_paths
from wismo.kept import kept_snapshot_of
from wismo.score.run import score_raw
from wismo.seal import damage, seal_path, semantic_manifest_path
from wismo.snapshot import current_snapshot, list_snapshots, remove_snapshot, rollback

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _cut(path: Path) -> None:
    _write(path, path.read_bytes()[: path.stat().st_size // 2])


def _empty(path: Path) -> None:
    _write(path, b"")


def _flip(path: Path) -> None:
    """Change one byte in the middle, and neither the size nor the time of the file."""
    times, content = (path.stat().st_atime_ns, path.stat().st_mtime_ns), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    _write(path, bytes(content))
    os.utime(path, ns=times)


def _write(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


def _lose(path: Path) -> None:
    path.unlink()


SPOILT = [_cut, _empty, _flip, _lose]


@pytest.fixture(scope="module")
def two(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two versions of the demo brand's marts; copy it before spoiling it."""
    home = copy_work(demo_home, tmp_path_factory.mktemp("two"))
    with working(home) as connection:
        for number in (1, 2):
            stamp(connection, f"batch {number}")
            publish_again(home, connection)
    return home


@pytest.fixture
def published(two: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    home = Home(tmp_path / "home")
    shutil.copytree(two.published, home.published)
    monkeypatch.setenv("WISMO_HOME", str(home.root))
    return home


def _batch(home: Home) -> str:
    return rows(shown(home).snapshot, "select distinct reason from wismo.main.tickets")["reason"][0]


@pytest.mark.parametrize("spoil", SPOILT)
@pytest.mark.parametrize("part", [lambda path: path, semantic_manifest_path])
def test_a_damaged_live_snapshot_is_told_and_the_one_before_it_is_shown(
    published: Home, spoil: Callable[[Path], None], part: Callable[[Path], Path], capsys: pytest.CaptureFixture
) -> None:
    newest, older = list_snapshots(published)
    remember(published, "f" * 64, newest.version) if published.work.mkdir() is None else None
    said: list[str] = []
    assert kept_snapshot_of(published, "f" * 64, said.append) == newest
    assert _batch(published) == "batch 2"
    spoil(part(newest.path))
    # A build with nothing new builds all the same.
    assert kept_snapshot_of(published, "f" * 64, said.append) is None
    # Pages go on with the older one; what was flipped after it was opened shows when it is opened anew.
    if spoil is _flip:
        gave_out(shown(published).snapshot)
    chosen = shown(published)
    assert chosen.snapshot.version == older.version
    assert chosen.trouble
    assert "Until that is mended, these pages show what was published on" in chosen.trouble
    assert _batch(published) == "batch 1"
    assert run(["snapshots"]) == 0
    listing = capsys.readouterr().out
    assert "Run `wismo build`" in listing
    assert older.version in listing.splitlines()[-1]
    assert run(["doctor", "--json"]) == 1
    checks = {item["check"]: item for item in json.loads(capsys.readouterr().out)}
    assert checks["snapshot"]["status"] == "fail"
    if newest.path.exists():
        assert damage(newest.path)
        assert run(["rollback", newest.version]) == 1
        refusal = capsys.readouterr().err
        assert "is damaged" in refusal
        assert f"Run `wismo rollback {older.version}`, the newest whole one" in refusal
    assert run(["rollback"]) == 0
    assert current_snapshot(published) == older.path
    assert shown(published).trouble is None


@pytest.mark.parametrize(
    "pointer",
    [
        None,
        b"",
        b"\xff\xfe\x00",
        b"CURRENT",
        b"../../etc/passwd",
        b"/etc/passwd",
        b"20990101T000000Z-00000000.duckdb\n",
    ],
)
def test_a_pointer_that_cannot_be_followed_shows_the_newest_whole_one(
    published: Home, pointer: bytes | None, capsys: pytest.CaptureFixture
) -> None:
    newest, _ = list_snapshots(published)
    path = published.published / "CURRENT"
    path.unlink() if pointer is None else path.write_bytes(pointer)
    with pytest.raises(WismoError, match="`wismo rollback`"):
        current_snapshot(published)
    chosen = shown(published)
    assert chosen.snapshot.version == newest.version
    assert chosen.trouble
    assert run(["snapshots"]) == 0
    assert "Run `wismo build`" in capsys.readouterr().out
    assert run(["rollback"]) == 0
    assert shown(published).trouble is None
    assert current_snapshot(published) == newest.path


def test_a_damaged_seal_counts_as_damage_and_an_old_version_without_one_is_read_to_its_end(published: Home) -> None:
    newest, older = list_snapshots(published)
    seal_path(newest.path).chmod(0o600)
    seal_path(newest.path).write_text("{")
    assert "seal" in str(damage(newest.path))
    seal_path(older.path).unlink()
    assert damage(older.path) is None
    _flip(older.path)
    assert damage(older.path) is not None


def test_a_page_over_a_damaged_snapshot_says_so_and_shows_the_figures_of_the_one_before(published: Home) -> None:
    newest, older = list_snapshots(published)
    page = AppTest.from_file(str(project_root() / "dashboard" / "app.py"), default_timeout=60).run()
    assert not page.exception
    assert len(page.error) == 0
    _cut(newest.path)
    page.run()
    assert not page.exception
    (banner,) = page.error
    assert "is damaged" in banner.value.replace("\\", "")
    assert "Run `wismo build` to make a new one" in banner.value.replace("\\", "")
    assert any(card.label == "WISMO tickets" for card in page.metric)
    rollback(published)
    page.run()
    assert len(page.error) == 0
    assert current_snapshot(published) == older.path


def test_what_is_open_can_be_read_on_when_everything_is_deleted(published: Home) -> None:
    held = hold(shown(published).snapshot)
    shutil.rmtree(published.published)
    chosen = shown(published)
    assert _batch(published) == "batch 2"
    assert "Nothing is published yet" in str(chosen.trouble)
    assert held.manifest == hold(chosen.snapshot).manifest


def test_a_page_reads_its_own_version_to_the_end_while_many_newer_ones_come(two: Home, tmp_path: Path) -> None:
    """More publishes in one run of a page than versions are kept or cached: data and definitions are still its own."""
    home = Home(tmp_path / "home")
    shutil.copytree(two.root, home.root)
    first = shown(home).snapshot
    held = hold(first)
    with working(home) as connection:
        for number in range(7):
            stamp(connection, f"later {number}")
            publish_again(home, connection)
            assert _batch(home) == f"later {number}"
    assert not first.path.exists()
    assert rows(first, "select distinct reason from wismo.main.tickets")["reason"].to_list() == ["batch 2"]
    assert held.manifest
    del held
    with pytest.raises(UnreadableSnapshotError):
        rows(first, "select 1")


@pytest.fixture
def loaded(home: Home, inbox: Callable[..., Path]) -> tuple[Home, Path]:
    """Two exports of orders that share a record, and one of tickets."""
    head = "order_id,order_name,created_at,customer_email,tags\n"
    folder = inbox(
        orders_a__csv=head + "".join(f"{n},#{n},2026-07-01,,\n" for n in range(500)),
        orders_b__csv=head + "".join(f"{n},#{n},2026-07-01,,\n" for n in range(499, 800)),
        tickets__csv="ticket_id,created_at,channel,subject,body\n1,2026-07-03,email,where is it,where is my order\n",
    )
    assert [report.error for report in load_paths(home, [folder], None) if report.error] == []
    return home, folder


def _ids(home: Home) -> list[str]:
    return sorted(pl.read_parquet(home.raw / "orders" / "*.parquet")["order_id"], key=int)


@pytest.mark.parametrize("spoil", SPOILT)
def test_damaged_raw_is_named_and_loading_the_export_again_mends_it(
    loaded: tuple[Home, Path], spoil: Callable[[Path], None]
) -> None:
    home, folder = loaded
    before = _ids(home)
    entry = next(entry for entry in read_ledger(home) if entry.file == "orders_a.csv")
    spoil(home.raw / str(entry.parquet))
    (finding,) = audit_raw(home)
    assert finding.audit == "ledger"
    assert "orders_a.csv (orders)" in finding.detail
    assert "load them again" in finding.sentence
    reports = {report.file: report for report in load_paths(home, [folder], None)}
    assert reports["orders_a.csv"].note is None
    assert str(reports["orders_b.csv"].note).startswith("already loaded")
    assert balance(home) == []
    assert _ids(home) == before


@pytest.mark.parametrize("spoil", [_cut, _empty, _lose])
def test_other_files_can_be_loaded_beside_damaged_raw(loaded: tuple[Home, Path], spoil: Callable[[Path], None]) -> None:
    home, folder = loaded
    before = _ids(home)
    entry = next(entry for entry in read_ledger(home) if entry.file == "orders_a.csv")
    spoil(home.raw / str(entry.parquet))
    (folder / "orders_c.csv").write_text((folder / "orders_a.csv").read_text().replace("\n499,", "\n900,"))
    load_paths(home, [folder / "orders_c.csv"], folder / "sources.yml")
    assert len(balance(home)) == 1
    load_paths(home, [folder], None)
    assert balance(home) == []
    assert _ids(home) == [*before, "900"]


@pytest.mark.parametrize(
    "garbage", [b"", b'{"object": "orders", "sou', b"\x00\xff" * 50, b"[]", b'{"object": "orders"}']
)
def test_a_damaged_ledger_entry_is_named_its_records_stay_and_loading_again_mends_it(
    loaded: tuple[Home, Path], garbage: bytes
) -> None:
    home, folder = loaded
    before = _ids(home)
    entry = next(entry for entry in read_ledger(home) if entry.file == "orders_a.csv")
    (lost,) = (home.raw / "ledger").glob(f"*-orders-{entry.load_id}.json")
    lost.write_bytes(garbage)
    (finding,) = audit_raw(home)
    assert "orders_a.csv (orders)" in finding.detail
    load_paths(
        home, [folder / "tickets.csv"], folder / "sources.yml"
    )  # clears up, and must not take them for leftovers
    assert _ids(home) == before
    assert survey(home).lost == [lost]
    load_paths(home, [folder], None)
    assert not lost.exists()
    assert balance(home) == []
    assert _ids(home) == before


def test_labels_that_the_disk_damaged_are_made_anew(loaded: tuple[Home, Path]) -> None:
    home, _ = loaded
    seeds = project_root() / "seeds"
    assert score_raw(home, seeds) == 1
    labels = home.raw / "ticket_labels" / "labels.parquet"
    whole = labels.read_bytes()
    for spoil in SPOILT:
        spoil(labels)
        assert score_raw(home, seeds) == 1
        assert labels.read_bytes() == whole
        assert score_raw(home, seeds) == 0


def test_a_clock_that_goes_back_leaves_the_newer_load_the_newer_one(
    loaded: tuple[Home, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, folder = loaded
    monkeypatch.setattr("wismo.intake.load.now_utc", lambda: "2001-01-01T00:00:00.000000Z")
    sources = (folder / "sources.yml").read_text()
    (folder / "sources.yml").write_text(sources.replace("America/New_York", "Europe/Berlin"))
    load_paths(home, [folder], None)
    assert balance(home) == []
    (found,) = set(pl.read_parquet(home.raw / "orders" / "*.parquet")["created_at"])
    assert found.startswith("2026-06-30T22:00:00")
    next_one = disk.moment_after("2026-01-01T00:00:00.000009Z", "2001-01-01T00:00:00.000000Z")
    assert next_one == "2026-01-01T00:00:00.000010Z"


def test_a_note_of_the_last_build_that_is_garbage_means_a_build(published: Home) -> None:
    published.work.mkdir()
    for garbage in (b"", b"{", b"\xff\x00", b"[]", b"7", b'{"fingerprint": 7}'):
        (published.work / "last_build.json").write_bytes(garbage)
        assert kept_snapshot_of(published, "f" * 64, print) is None


def test_deleting_a_snapshot_deletes_what_lies_beside_it(published: Home) -> None:
    newest, older = list_snapshots(published)
    remove_snapshot(older.path)
    assert {path.name for path in published.published.iterdir()} == {
        "CURRENT",
        *(f"{newest.version}.{end}" for end in ("duckdb", "seal.json", "semantic_manifest.json")),
    }
    with pytest.raises(WismoError, match="no older snapshot"):
        rollback(published)
