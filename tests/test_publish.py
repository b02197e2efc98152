"""Publishing: whole snapshots only, one at a time, the old one live until the new one is complete."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import duckdb
import pytest

from wismo import publish as publishing
from wismo.errors import WismoError
from wismo.home import Home
from wismo.lock import BuildIsRunningError, build_lock
from wismo.publish import Origin, mart_hashes, mart_tables, publish
from wismo.reach import Reach, read_reach
from wismo.snapshot import (
    current_snapshot,
    list_snapshots,
    open_snapshot,
    point_to,
    rollback,
    semantic_manifest_path,
)

if TYPE_CHECKING:
    from pathlib import Path

REACH = Reach(datetime(2026, 1, 31, 8, 15), date(2026, 1, 30), "Europe/Rome")  # noqa: DTZ001 - UTC without a zone, as stored
ORIGIN = Origin("cafebabe" * 8, "0123456789ab")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def publish_days(home: Home, tmp_path: Path):
    """Return a function that publishes a snapshot whose only mart holds the given numbers."""
    manifest = tmp_path / "semantic_manifest.json"
    manifest.write_text("{}")

    def publish_days(*numbers: int, table: str = "order_days") -> str:
        with duckdb.connect() as connection:
            connection.execute(f"create table {table} (day integer)")
            connection.executemany(f"insert into {table} values (?)", [[number] for number in numbers])
            version, rows = publish(
                home, connection, tables=[table], reach=REACH, origin=ORIGIN, semantic_manifest=manifest
            )
        assert rows == {table: len(numbers), "snapshot_info": 1}
        return version

    return publish_days


def days(home: Home) -> list[int]:
    with open_snapshot(current_snapshot(home)) as connection:
        return [row[0] for row in connection.execute("select day from wismo.main.order_days order by 1").fetchall()]


def test_a_published_snapshot_is_whole_read_only_and_says_where_it_comes_from(home, publish_days):
    version = publish_days(1, 2, 3)
    path = current_snapshot(home)
    assert path.name == f"{version}.duckdb"
    assert (home.published / "CURRENT").read_text() == f"{version}.duckdb\n"
    assert path.stat().st_mode & 0o777 == 0o444
    assert semantic_manifest_path(path).read_text() == "{}"
    assert days(home) == [1, 2, 3]
    with open_snapshot(path) as connection:
        info = connection.sql("select * exclude (built_at) from snapshot_info").fetchall()
    assert info == [
        (
            version,
            REACH.data_through,
            REACH.reporting_through,
            "0123456789ab",
            "Europe/Rome",
            f"duckdb {duckdb.__version__}",
        )
    ]
    assert sorted(item.name for item in home.published.iterdir()) == sorted(
        ["CURRENT", path.name, f"{version}.semantic_manifest.json", f"{version}.seal.json"]
    )


def test_five_snapshots_are_kept_and_the_live_one_always(home, publish_days):
    first = publish_days(0)
    for number in range(1, 5):
        publish_days(number)
    rollback(home, first)
    assert days(home) == [0]
    newest = [publish_days(number) for number in range(5, 8)]
    kept = [item.version for item in list_snapshots(home)]
    assert len(kept) == 5
    assert kept[:3] == newest[::-1]
    assert first not in kept
    assert len(list(home.published.glob("*.semantic_manifest.json"))) == 5


def test_versions_sort_by_age_even_where_the_clock_goes_back(home, publish_days, monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2020, 1, 1, tzinfo=tz or UTC)

    first = publish_days(1)
    monkeypatch.setattr(publishing, "datetime", Clock)
    second = publish_days(2)
    assert second > first
    assert [item.version for item in list_snapshots(home)] == [second, first]


def test_rolling_back_goes_one_back_each_time_until_there_is_nothing_older(home, publish_days):
    versions = [publish_days(number) for number in (1, 2, 3)]
    assert rollback(home).version == versions[1]
    assert days(home) == [2]
    assert rollback(home).version == versions[0]
    with pytest.raises(WismoError, match="no older snapshot"):
        rollback(home)
    assert days(home) == [1]
    assert rollback(home, versions[2]).is_current
    with pytest.raises(WismoError, match="There is no snapshot 1999"):
        rollback(home, "1999")


def test_a_copy_that_lost_rows_is_not_published(home, publish_days, monkeypatch):
    version = publish_days(1)
    count = publishing._count
    calls = []

    def miscount(connection, table):
        calls.append(table)
        return count(connection, table) + (len(calls) == 1)

    monkeypatch.setattr(publishing, "_count", miscount)
    with pytest.raises(WismoError, match="holds 2 of 3 rows, so nothing was published"):
        publish_days(1, 2)
    assert current_snapshot(home).stem == version
    assert not list(home.published.glob(".tmp-*"))


def test_a_reader_keeps_its_snapshot_while_new_ones_are_published_and_old_ones_deleted(home, publish_days):
    publish_days(1)
    with open_snapshot(current_snapshot(home)) as reader:
        for number in range(2, 9):
            publish_days(number)
        assert reader.execute("select day from order_days").fetchall() == [(1,)]
    assert days(home) == [8]


def test_a_missing_snapshot_and_a_missing_pointer_have_their_own_sentences(home, publish_days):
    with pytest.raises(WismoError, match="Nothing is published yet"):
        current_snapshot(home)
    publish_days(1)
    point_to(home, home.published / "20200101T000000Z-00000000.duckdb")
    with pytest.raises(WismoError, match="is missing from .* `wismo rollback`"):
        current_snapshot(home)


def test_only_one_process_builds_or_rolls_back(home, publish_days):
    publish_days(1)
    script = (
        "import sys; from pathlib import Path\nfrom wismo.home import Home; from wismo.lock import build_lock\n"
        f"with build_lock(Home(Path({str(home.root)!r}))): print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdin
    assert other.stdout
    assert other.stdout.readline() == b"held\n"
    with (
        pytest.raises(BuildIsRunningError, match=rf"since \d\d:\d\d UTC \(process {other.pid}\)"),
        build_lock(home),
    ):
        pass
    with pytest.raises(BuildIsRunningError):
        rollback(home)
    other.communicate()
    with build_lock(home):
        assert json.loads((home.work / "build.lock").read_text())["pid"] == os.getpid()


def test_hashes_see_a_changed_row_but_not_the_order_of_rows_or_the_time_of_the_build(home, publish_days):
    publish_days(1, 2, 2)
    first = mart_hashes(current_snapshot(home))
    publish_days(2, 1, 2)
    assert mart_hashes(current_snapshot(home)) == first
    publish_days(2, 1, 1)
    changed = mart_hashes(current_snapshot(home))
    assert changed["order_days"] != first["order_days"]
    assert changed["snapshot_info"] == first["snapshot_info"]


def test_hashes_count_fractions_to_six_places(tmp_path):
    hashes = []
    for number, value in enumerate(("0.1::double + 0.2::double", "0.3::double", "0.30001::double")):
        path = tmp_path / f"{number}.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"create table t as select {value} as x")
        hashes.append(mart_hashes(path)["t"])
    assert hashes[0] == hashes[1] != hashes[2]


def test_what_is_published_is_marts_the_time_spine_and_seeds_that_say_so(tmp_path):
    def model(path: str, **more: object) -> dict:
        return {
            "resource_type": "model",
            "alias": path.rsplit("/", maxsplit=1)[-1],
            "path": path,
            "config": {"meta": {}},
            **more,
        }

    nodes = {
        "a": model("marts/tickets"),
        "b": model("intermediate/int_tickets"),
        "c": model("staging/canonical/stg_tickets"),
        "d": model("metrics/days", time_spine={"standard_granularity_column": "day"}),
        "e": {"resource_type": "seed", "alias": "tactics", "config": {"meta": {"published": True}}},
        "f": {"resource_type": "seed", "alias": "status_map", "config": {"meta": {}}},
        "g": {"resource_type": "test", "alias": "unique", "path": "marts/x", "config": {"meta": {}}},
    }
    (tmp_path / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    assert mart_tables(tmp_path) == ["days", "tactics", "tickets"]


def test_the_reach_is_what_the_models_worked_out():
    with duckdb.connect() as connection:
        connection.execute(
            "create table int_data_through as "
            "select timestamp '2026-01-31 08:15' as data_through, date '2026-01-30' as reporting_through, "
            "'Europe/Rome' as reporting_time_zone"
        )
        assert read_reach(connection) == REACH
        connection.execute("update int_data_through set data_through = null")
        with pytest.raises(WismoError, match="nothing to publish"):
            read_reach(connection)
