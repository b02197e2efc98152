"""The sample brand built by DuckDB and by Sail, on a cluster of this machine and by a server: one snapshot each."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.distributed.conftest import ORDERS
from tests.distributed.tables import assert_no_row_differs, columns, compare
from wismo.home import Home
from wismo.models import working_database
from wismo.sail.zones import CHECK
from wismo.seal import semantic_manifest_path
from wismo.working import OTHER_ENGINE, begin

if TYPE_CHECKING:
    from pathlib import Path

# What is not of this project warns as it likes.
pytestmark = pytest.mark.filterwarnings("default")
# DuckDB 2.0 knows that western Canada no longer changes its clocks; Sail 0.7 does not.
CLOCKS = (
    "Sail and DuckDB read the clock differently from 1 November 2026 in America/Edmonton, America/Vancouver, "
    "America/Winnipeg: days and hours there are those of Sail"
)


@pytest.fixture(scope="module", params=["by_cluster", "by_server"])
def by_sail(request: pytest.FixtureRequest) -> Path:
    """A snapshot that Sail built, from either place."""
    return request.getfixturevalue(request.param)


def test_tables_columns_and_types_are_the_same(by_duckdb, by_sail):
    assert columns(by_sail) == columns(by_duckdb)
    assert len(columns(by_sail)) > 70


def test_no_row_of_any_table_differs(by_duckdb, by_sail, capsys):
    sentence = assert_no_row_differs(by_duckdb, by_sail)
    with capsys.disabled():
        print(f"\n{ORDERS:,} orders, {by_sail.parents[2].name.rstrip('0')}: {sentence}")  # noqa: T201
    filled = {item.table for item in compare(by_duckdb, by_sail) if item.rows}
    assert filled > {"tickets", "orders", "shipments", "state_exposure", "pickups"}


def test_metrics_are_asked_of_it_in_the_same_words(by_duckdb, by_sail):
    ours, theirs = (semantic_manifest_path(path).read_text(encoding="utf-8") for path in (by_duckdb, by_sail))
    assert theirs == ours


def test_it_says_what_built_it_and_whose_clocks_it_reads_otherwise(by_duckdb, by_sail):
    said = [_about(path) for path in (by_duckdb, by_sail)]
    assert said == [("duckdb", []), ("sail", [("warn", CLOCKS)])]


def test_nothing_else_is_left(by_sail):
    home = by_sail.parents[1]
    assert not (home / "work" / "sail").exists()
    assert list(home.parent.glob("store/built/*")) == []
    if (home.parent / "store").exists():
        marker = (home.parent / "store" / "raw" / "wismo-home.txt").read_text(encoding="utf-8")
        assert marker == (home / "sail_id").read_text(encoding="utf-8")


def test_the_next_build_knows_that_the_last_ran_on_sail(by_sail, tmp_path):
    work = shutil.copytree(by_sail.parents[1] / "work", tmp_path / "home" / "work")
    home = Home(work.parent)
    start = begin(home, working_database(home), work / "target" / "manifest.json", inputs="", full=False)
    assert start.why_full == OTHER_ENGINE


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update tickets set ticket_id = 'x' where ticket_id = (select min(ticket_id) from tickets)", "tickets 1"),
        ("delete from orders where order_id = (select min(order_id) from orders)", "orders 1"),
        ("insert into pickups from pickups limit 1", "pickups 1"),
        ("update data_health set detail = '' where check_name = 'match_rate'", "data_health 1"),
    ],
)
def test_one_row_that_differs_is_enough(by_duckdb, by_cluster, tmp_path, change, told):
    changed = tmp_path / "changed.duckdb"
    shutil.copyfile(by_cluster, changed)
    changed.chmod(0o600)
    with duckdb.connect(str(changed)) as connection:
        connection.execute(change)
    with pytest.raises(AssertionError, match=rf"rows, 1 differing: {told}$"):
        assert_no_row_differs(by_duckdb, changed)


def _about(path: Path) -> tuple[str, list]:
    with duckdb.connect(str(path), read_only=True) as connection:
        ((engine,),) = connection.execute("select engine from snapshot_info").fetchall()
        query = "select status, detail from data_health where check_name = $check"
        return engine.partition(" ")[0], connection.execute(query, {"check": CHECK}).fetchall()
