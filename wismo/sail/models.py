"""Running the dbt project once on Sail, and bringing what it built into the working database."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import version
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.home import private_folder
from wismo.models import ModelRun, build_nodes, dbt_environment, project_arguments, working_database
from wismo.publish import mart_tables
from wismo.sail.mirror import mirror_raw
from wismo.sail.place import TABLES, Place, remove_older_tables, remove_tables
from wismo.sail.raw_check import check_counts, check_places
from wismo.sail.session import open_session
from wismo.sail.tables import load_tables
from wismo.sail.zones import CHECK, differing_clocks
from wismo.working import Start, discard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from wismo.home import Home
    from wismo.pace import Pace

# A check of data_health.
LEFT = "engine_tables"
WHY_FULL = "it ran on Sail"
# What statistics read besides marts and seeds.
READ_AFTERWARDS = (
    "int_cohort_maturity",
    "int_customer_orders",
    "int_data_through",
    "int_day_maturity",
    "int_open_shipments",
    "int_order_contacts",
    "int_order_lateness",
    "int_refund_records",
    "int_risk_checks",
    "int_state_moments",
    "int_wismo_lags",
)


def run_models_on_sail(
    home: Home,
    *,
    time_zone: str,
    left_out: Sequence[str] = (),
    excluded: Sequence[str] = ("unit_test",),
    progress: Callable[[str], None],
    pace: Pace | None = None,
) -> ModelRun:
    """Build every model and run every data test on Sail; the working database then holds what comes after needs.

    ``time_zone`` is the brand's IANA zone. Tests named in ``left_out`` and nodes of the kinds ``excluded`` do not run;
    ``pace`` counts the nodes that end.

    Raises:
        WismoError: Sail is missing or unreachable, or a node failed; the message holds no row values.
    """
    place, folder, database = Place.from_environment(home), home.work / "target", working_database(home)
    own = home.work / "sail" / "target"
    private_folder(own.parent)
    try:
        with open_session(place) as session:
            remove_older_tables(place)
            mirror_raw(home, place)
            check_places(place)
            session.prepare(place)
            check_counts(home, place, session.rows)
            clocks = differing_clocks(session.rows, time_zone)
            with dbt_environment(home, time_zone, WISMO_SAIL_HOST=session.host, WISMO_SAIL_PORT=session.port):
                models, tests = build_nodes(
                    home, own, "--write-json", excluded, target="sail", left_out=left_out, progress=progress, pace=pace
                )
                progress("Bringing the marts home")
                _parse_for_duckdb(folder, home.work / "logs")
                nodes = _wanted(folder)
                discard(database)
                load_tables(session, place, database, nodes)
    except BaseException as error:
        left = _clear(home, place)
        if left and isinstance(error, WismoError):
            raise WismoError(f"{error} {left}.") from error
        raise
    found = {CHECK: clocks, LEFT: _clear(home, place)}
    warnings = {check: sentence for check, sentence in found.items() if sentence}
    return ModelRun(folder, models, tests, Start(WHY_FULL), f"sail {version('pysail')}", warnings)


def _clear(home: Home, place: Place) -> str | None:
    """Delete what the models left; where that fails, say so in a sentence without a full stop."""
    try:
        remove_tables(place)
        if (home.work / "sail").exists():
            shutil.rmtree(home.work / "sail")
    except (OSError, WismoError):
        # More people read this than need to know the address.
        parent, _, folder = place.tables.rpartition("/")
        where = "in work/sail" if parent == str(home.work / "sail") else f"where {TABLES} says"
        return (
            f"Sail's tables, which hold customers' keys, could not be deleted: {folder} is still {where}, until the "
            "next build on Sail deletes it"
        )
    return None


def _parse_for_duckdb(folder: Path, logs: Path) -> None:
    """Write the manifests of the snapshot: readers ask DuckDB, whatever built it."""
    from dbt.cli.main import dbtRunner

    shutil.rmtree(folder, ignore_errors=True)
    result = dbtRunner().invoke(["--log-level", "none", "--no-print", "parse", *project_arguments(folder, logs)])
    if not result.success:
        raise WismoError(f"The project cannot be read for DuckDB. Details: {logs / 'dbt.log'}. Nothing was published.")


def _wanted(folder: Path) -> list[dict]:
    """Return dbt's nodes of the tables that are published, and of those that the build itself reads afterwards."""
    nodes = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["nodes"].values()
    names = {*mart_tables(folder), *READ_AFTERWARDS}
    return [node for node in nodes if node["resource_type"] == "seed" or node.get("alias") in names]
