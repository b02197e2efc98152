"""The sample brand built by DuckDB, and by Sail on a cluster of this machine: one snapshot twice."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.distributed.tables import columns, compare
from wismo.build import build
from wismo.home import Home
from wismo.intake.load import load_paths
from wismo.sample import write_sample
from wismo.seal import semantic_manifest_path
from wismo.snapshot import current_snapshot

if TYPE_CHECKING:
    from pathlib import Path

# What is not of this project warns as it likes.
pytestmark = pytest.mark.filterwarnings("default")
ORDERS = int(os.environ.get("WISMO_ORDERS", "20000"))


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The snapshots of both engines from the same raw data."""
    ours, theirs = (Home(tmp_path_factory.mktemp(name) / "home") for name in ("duckdb", "sail"))
    inbox = tmp_path_factory.mktemp("exports")
    write_sample(inbox, orders=ORDERS)
    load_paths(ours, [inbox], None)
    shutil.copytree(ours.root, theirs.root)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SAIL_MODE", "local-cluster")
        build(theirs, target="sail")
    build(ours)
    return current_snapshot(ours), current_snapshot(theirs)


def test_tables_columns_and_types_are_the_same(snapshots):
    ours, theirs = map(columns, snapshots)
    assert theirs == ours
    assert len(ours) > 70


def test_no_row_of_any_table_differs(snapshots, capsys):
    found = compare(*snapshots)
    with capsys.disabled():
        rows, differing = sum(item.rows for item in found), sum(item.differing for item in found)
        print(f"\n{ORDERS:,} orders: {len(found)} tables, {rows:,} rows, {differing} differing rows")  # noqa: T201
    assert [item for item in found if item.differing] == []
    assert {item.table for item in found if item.rows} > {"tickets", "orders", "shipments", "state_exposure"}


def test_a_row_that_differs_is_found(snapshots, tmp_path):
    changed = tmp_path / "changed.duckdb"
    shutil.copyfile(snapshots[0], changed)
    with duckdb.connect(str(changed)) as connection:
        connection.execute("update tickets set owner = null where ticket_id = (select min(ticket_id) from tickets)")
        connection.execute("delete from orders where order_id = (select min(order_id) from orders)")
    assert {item.table: item.differing for item in compare(snapshots[0], changed) if item.differing} == {
        "orders": 1,
        "tickets": 1,
    }


def test_metrics_are_asked_of_it_in_the_same_words(snapshots):
    ours, theirs = (semantic_manifest_path(path).read_text(encoding="utf-8") for path in snapshots)
    assert theirs == ours


def test_the_snapshot_says_what_built_it_and_nothing_else_is_left(snapshots):
    engines = []
    for path in snapshots:
        with duckdb.connect(str(path), read_only=True) as connection:
            engines.append(connection.execute("select engine from snapshot_info").fetchall()[0][0].partition(" ")[0])
    assert engines == ["duckdb", "sail"]
    assert not (snapshots[1].parent.parent / "work" / "sail").exists()
