"""Where a build on Sail reads and writes, and the copy of raw data that its workers read."""

from __future__ import annotations

import errno
import os
import re
import sys

import polars as pl
import pyarrow as pa
import pytest

from wismo.errors import WismoError
from wismo.home import Home, project_root
from wismo.intake.raw import ensure_raw
from wismo.sail.faults import reachable
from wismo.sail.mirror import MARKER, mirror_raw
from wismo.sail.models import READ_AFTERWARDS
from wismo.sail.place import Place, open_files, remove_older_tables, remove_tables
from wismo.sail.raw_check import check_counts, check_places
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


@pytest.mark.parametrize("server", ["sail.internal", "sc://sail:50051", "sail:50051/x", "sail:65536"])
def test_a_server_is_a_host_and_a_port(home, monkeypatch, server):
    monkeypatch.setenv("WISMO_SAIL_SERVER", server)
    with pytest.raises(WismoError, match="Write host:port"):
        Place.from_environment(home)


def test_an_address_of_an_unknown_kind_is_refused_in_words():
    with pytest.raises(WismoError, match="Write it like s3://bucket/folder"):
        open_files("carrier-pigeon://loft/raw")


def test_the_copy_of_raw_gains_what_is_new_and_loses_what_is_gone(raw, tmp_path):
    place = Place(None, f"file://{tmp_path}/bucket/raw", f"file://{tmp_path}/bucket/built/1", "ours")
    copy = tmp_path / "bucket" / "raw" / "tickets"
    mirror_raw(raw, place)
    assert sorted(path.name for path in copy.iterdir()) == ["0-empty.parquet", "a.parquet"]
    folders = [path for path in copy.parent.iterdir() if path.is_dir()]
    assert len(folders) == len([path for path in raw.raw.iterdir() if path.is_dir()])
    written = (copy / "0-empty.parquet").stat().st_mtime_ns
    (raw.raw / "tickets" / "a.parquet").unlink()
    (raw.raw / "tickets" / "b.parquet").write_bytes(b"later")
    mirror_raw(raw, place)
    assert sorted(path.name for path in copy.iterdir()) == ["0-empty.parquet", "b.parquet"]
    assert (copy / "0-empty.parquet").stat().st_mtime_ns == written


def test_a_raw_file_that_was_written_again_is_copied_again_though_it_is_as_large(raw, tmp_path):
    place = Place(None, f"file://{tmp_path}/raw", "", "ours")
    mirror_raw(raw, place)
    ours = raw.raw / "tickets" / "a.parquet"
    ours.write_bytes(b"other")
    later = (tmp_path / "raw" / "tickets" / "a.parquet").stat().st_mtime_ns + 1_000_000_000
    os.utime(ours, ns=(later, later))
    mirror_raw(raw, place)
    assert (tmp_path / "raw" / "tickets" / "a.parquet").read_bytes() == b"other"


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"tickets/theirs.parquet": "kept"}, "is not empty, and nothing there says that it is a copy of this home"),
        ({MARKER: "another\n", "tickets/theirs.parquet": "kept"}, "holds the copy of another home"),
        ({MARKER: ""}, "holds the copy of another home"),
    ],
)
def test_what_is_no_copy_of_this_home_is_left_as_it_is(raw, tmp_path, there, said):
    for name, text in there.items():
        (tmp_path / "bucket" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bucket" / name).write_text(text)
    with pytest.raises(WismoError, match=f"bucket {said}: .* Set WISMO_SAIL_RAW to an address of this home's own"):
        mirror_raw(raw, Place(None, f"file://{tmp_path}/bucket", "", "ours"))
    files = [path for path in (tmp_path / "bucket").rglob("*") if path.is_file()]
    assert {str(path.relative_to(tmp_path / "bucket")): path.read_text() for path in files} == there


def test_two_homes_do_not_share_a_copy_and_each_knows_its_own(raw, tmp_path, monkeypatch):
    monkeypatch.setenv("WISMO_SAIL_RAW", f"file://{tmp_path}/bucket")
    for _ in range(2):
        mirror_raw(raw, Place.from_environment(raw))
    other = Home(tmp_path / "other")
    with pytest.raises(WismoError, match="another home"):
        mirror_raw(other, Place.from_environment(other))


def test_a_folder_is_read_where_it_lies(raw, tmp_path):
    mirror_raw(raw, Place(None, str(tmp_path / "shared"), "", "ours"))
    assert not (tmp_path / "shared").exists()


def test_what_the_models_left_is_deleted_and_nothing_is_no_fault(tmp_path):
    built = tmp_path / "built" / "1" / "tickets"
    built.mkdir(parents=True)
    (built / "part.parquet").write_bytes(b"keys")
    place = Place(None, "", f"file://{tmp_path}/built/1", "ours")
    remove_tables(place)
    remove_tables(place)
    assert list((tmp_path / "built").iterdir()) == []


def test_of_killed_builds_only_those_of_this_home_are_deleted(home, tmp_path, monkeypatch):
    monkeypatch.setenv("WISMO_SAIL_TABLES", str(tmp_path / "built"))
    place = Place.from_environment(home)
    remove_older_tables(place)
    kept = ["notes", "20261126T104500Z-17", "20261126T104500Z-17-0123456789abcdef", f"x-17-{place.owner}"]
    for name in (*kept, f"20261126T104500Z-17-{place.owner}"):
        (tmp_path / "built" / name).mkdir(parents=True)
    remove_older_tables(place)
    assert sorted(path.name for path in (tmp_path / "built").iterdir()) == sorted(kept)


def test_what_a_store_refuses_is_told_without_a_value_of_a_row():
    refused = OSError("When reading jane@example.com: AWS Error ACCESS_DENIED during GetObject operation")
    for error, cause in (
        (refused, "ACCESS_DENIED, says the store."),
        (PermissionError(errno.EACCES, "jane"), "Permission denied."),
        (pa.ArrowInvalid("Catalog Error: jane"), "The reason is not shown, as its text can hold customer data."),
    ):
        with pytest.raises(WismoError) as caught, reachable("s3://brand/raw", "WISMO_SAIL_RAW"):
            raise error
        assert str(caught.value) == (
            f"s3://brand/raw (WISMO_SAIL_RAW) cannot be read or written: {cause} Nothing was published."
        )


def test_raw_data_must_be_there_for_every_object(raw):
    place = Place(None, str(raw.raw), "", "ours")
    check_places(place)
    for path in (raw.raw / "reply_labels").iterdir():
        path.unlink()
    with pytest.raises(WismoError, match=r"There is no Parquet in .*/raw/reply_labels\. Set WISMO_SAIL_RAW to where"):
        check_places(place)


def test_sail_must_read_as_many_records_as_are_loaded(raw):
    place = Place(None, "/elsewhere", "", "ours")
    pl.DataFrame({"order_id": ["1", "2", "3"]}).write_parquet(raw.raw / "orders" / "a.parquet")
    reads = {"orders": 3, "tracking_events": 0}

    def ask(query: str) -> list[tuple]:
        return [(reads[query.rpartition(".")[2]],)]

    check_counts(raw, place, ask)
    reads["orders"] = 0
    with pytest.raises(WismoError, match="Sail reads 0 orders in /elsewhere, but 3 are loaded. Set WISMO_SAIL_RAW"):
        check_counts(raw, place, ask)
    reads.update(orders=3, tracking_events=7)
    with pytest.raises(WismoError, match="Sail reads 7 tracking events in /elsewhere, but 0 are loaded"):
        check_counts(raw, place, ask)


def test_where_sail_is_missing_the_cure_is_told(home, monkeypatch):
    monkeypatch.setitem(sys.modules, "pysail.spark", None)
    with pytest.raises(WismoError, match="`make distributed` makes"), open_session(Place.from_environment(home)):
        pass


def test_everything_that_python_reads_of_a_build_comes_home_from_sail():
    """Tables that are not published are named one by one; one that is missed fails only where Sail is installed."""
    texts = [path.read_text(encoding="utf-8") for path in (project_root() / "wismo").rglob("*.py")]
    read = {name for text in texts for name in re.findall(r"(?:from|join) main\.(int_[a-z_]+)", text)}
    assert read == set(READ_AFTERWARDS)
