"""The sample brand built by DuckDB, and by Sail on a cluster of this machine: one snapshot twice."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.distributed.tables import assert_no_row_differs, columns, compare
from wismo.build import build
from wismo.home import Home
from wismo.intake.load import load_paths
from wismo.sail.zones import CHECK
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
    sentence = assert_no_row_differs(*snapshots)
    with capsys.disabled():
        print(f"\n{ORDERS:,} orders: {sentence}")  # noqa: T201
    filled = {item.table for item in compare(*snapshots) if item.rows}
    assert filled > {"tickets", "orders", "shipments", "state_exposure", "pickups"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update tickets set owner = null where ticket_id = (select min(ticket_id) from tickets)", "tickets 1"),
        ("delete from orders where order_id = (select min(order_id) from orders)", "orders 1"),
        ("insert into pickups from pickups limit 1", "pickups 1"),
        ("update data_health set detail = '' where check_name = 'match_rate'", "data_health 1"),
    ],
)
def test_one_row_that_differs_is_enough(snapshots, tmp_path, change, told):
    changed = tmp_path / "changed.duckdb"
    shutil.copyfile(snapshots[1], changed)
    changed.chmod(0o600)
    with duckdb.connect(str(changed)) as connection:
        connection.execute(change)
    with pytest.raises(AssertionError, match=rf"rows, 1 differing: {told}\b"):
        assert_no_row_differs(snapshots[0], changed)


def test_clocks_that_the_engines_read_differently_are_told(snapshots):
    found = []
    for path in snapshots:
        with duckdb.connect(str(path), read_only=True) as connection:
            query = "select status, detail from data_health where check_name = $check"
            found.append(connection.execute(query, {"check": CHECK}).fetchall())
    # DuckDB 2.0 knows that western Canada no longer changes its clocks; Sail 0.7 does not.
    told = (
        "Sail and DuckDB read the clock differently from 1 November 2026 in America/Edmonton, America/Vancouver, "
        "America/Winnipeg: days and hours there are those of Sail"
    )
    assert found == [[], [("warn", told)]]


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
