"""Where a build on Sail reads and writes, and the copy of raw data that its workers read."""

from __future__ import annotations

import os
import re
import sys

import pytest

from wismo.errors import WismoError
from wismo.home import project_root
from wismo.intake.raw import ensure_raw
from wismo.sail.mirror import mirror_raw
from wismo.sail.models import READ_AFTERWARDS
from wismo.sail.place import Place, open_files, remove_tables
from wismo.sail.session import open_session


@pytest.fixture
def raw(home):
    """A home whose raw data is there and holds no record, and one file of tickets besides."""
    home.root.mkdir()
    ensure_raw(home)
    (home.raw / "tickets" / "a.parquet").write_bytes(b"first")
    return home


def test_without_settings_everything_is_on_this_machine(home):
    place = Place.from_environment(home)
    assert (place.server, place.raw) == (None, str(home.raw))
    assert place.tables.startswith(f"{home.work}/sail/")


def test_settings_name_a_server_and_addresses(home, monkeypatch):
    monkeypatch.setenv("WISMO_SAIL_SERVER", "sail.internal:50051")
    monkeypatch.setenv("WISMO_SAIL_RAW", "s3://brand/raw/")
    monkeypatch.setenv("WISMO_SAIL_TABLES", "s3://brand/built")
    place = Place.from_environment(home)
    assert (place.server, place.raw) == ("sail.internal:50051", "s3://brand/raw")
    assert place.tables.startswith("s3://brand/built/2")


@pytest.mark.parametrize("server", ["sail.internal", "sc://sail:50051", "sail:50051/x"])
def test_a_server_is_a_host_and_a_port(home, monkeypatch, server):
    monkeypatch.setenv("WISMO_SAIL_SERVER", server)
    with pytest.raises(WismoError, match="Write host:port"):
        Place.from_environment(home)


def test_an_address_of_an_unknown_kind_is_refused_in_words():
    with pytest.raises(WismoError, match="Write it like s3://bucket/folder"):
        open_files("carrier-pigeon://loft/raw")


def test_the_copy_of_raw_gains_what_is_new_and_loses_what_is_gone(raw, tmp_path):
    place = Place(None, f"file://{tmp_path}/bucket/raw", f"file://{tmp_path}/bucket/built/1")
    copy = tmp_path / "bucket" / "raw" / "tickets"
    mirror_raw(raw, place)
    assert sorted(path.name for path in copy.iterdir()) == ["0-empty.parquet", "a.parquet"]
    assert len(list(copy.parent.iterdir())) == len([path for path in raw.raw.iterdir() if path.is_dir()])
    written = (copy / "0-empty.parquet").stat().st_mtime_ns
    (raw.raw / "tickets" / "a.parquet").unlink()
    (raw.raw / "tickets" / "b.parquet").write_bytes(b"later")
    mirror_raw(raw, place)
    assert sorted(path.name for path in copy.iterdir()) == ["0-empty.parquet", "b.parquet"]
    assert (copy / "0-empty.parquet").stat().st_mtime_ns == written


def test_a_raw_file_that_was_written_again_is_copied_again_though_it_is_as_large(raw, tmp_path):
    place = Place(None, f"file://{tmp_path}/raw", "")
    mirror_raw(raw, place)
    ours = raw.raw / "tickets" / "a.parquet"
    ours.write_bytes(b"other")
    later = (tmp_path / "raw" / "tickets" / "a.parquet").stat().st_mtime_ns + 1_000_000_000
    os.utime(ours, ns=(later, later))
    mirror_raw(raw, place)
    assert (tmp_path / "raw" / "tickets" / "a.parquet").read_bytes() == b"other"


def test_a_folder_is_read_where_it_lies(raw, tmp_path):
    mirror_raw(raw, Place(None, str(tmp_path / "shared"), ""))
    assert not (tmp_path / "shared").exists()


def test_what_the_models_left_is_deleted_and_nothing_is_no_fault(tmp_path):
    built = tmp_path / "built" / "1" / "tickets"
    built.mkdir(parents=True)
    (built / "part.parquet").write_bytes(b"keys")
    place = Place(None, "", f"file://{tmp_path}/built/1")
    remove_tables(place)
    remove_tables(place)
    assert list((tmp_path / "built").iterdir()) == []


def test_where_sail_is_missing_the_cure_is_told(home, monkeypatch):
    monkeypatch.setitem(sys.modules, "pysail.spark", None)
    with pytest.raises(WismoError, match="`make distributed` makes"), open_session(Place.from_environment(home)):
        pass


def test_everything_that_python_reads_of_a_build_comes_home_from_sail():
    """Tables that are not published are named one by one; one that is missed fails only where Sail is installed."""
    texts = [path.read_text(encoding="utf-8") for path in (project_root() / "wismo").rglob("*.py")]
    read = {name for text in texts for name in re.findall(r"(?:from|join) main\.(int_[a-z_]+)", text)}
    assert read == set(READ_AFTERWARDS)
