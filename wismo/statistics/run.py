"""Every statistic table of a snapshot, computed from the marts of one build."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from wismo.journal import note_step
from wismo.statistics import (
    ahead,
    at_risk,
    backlog,
    change,
    click_to_ship,
    email_replay,
    hazard,
    league,
    maturity,
    retention,
    scan_survival,
    signals,
    staffing_gaps,
    tactic_series,
    tactics,
    targets,
    usual_week,
    waits,
)

if TYPE_CHECKING:
    import duckdb

# Each module has its TABLES, and `compute`, which fills them from the marts and from tables of modules before it.
MODULES = (
    waits,
    click_to_ship,
    scan_survival,
    signals,
    maturity,
    change,
    league,
    ahead,
    staffing_gaps,
    usual_week,
    hazard,
    tactics,
    tactic_series,
    targets,
    email_replay,
    retention,
    at_risk,
    backlog,
)
TABLES = tuple(table for module in MODULES for table in module.TABLES)
STATISTIC_TABLES = tuple(table.name for table in TABLES)


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the statistic tables into the connection's ``main`` schema, which holds the marts of one build.

    A table exists and is typed even where the data says nothing. Linear algebra runs on one thread: with more, small
    machines take twenty times as long (DECISIONS.md).
    """
    with threadpool_limits(limits=1):
        for module in MODULES:
            started = time.perf_counter()
            module.compute(connection)
            name = module.__name__.rpartition(".")[2]
            note_step(f"statistics_{name}", seconds=round(time.perf_counter() - started, 2))
