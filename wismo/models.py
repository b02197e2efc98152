"""Running the dbt project once, in this process, on a fresh working database or on what the last build kept."""

from __future__ import annotations

import gc
import logging
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb

from wismo.checks import run_checks
from wismo.errors import WismoError
from wismo.fingerprint import project_fingerprint
from wismo.home import project_root
from wismo.memory import memory_limit
from wismo.pace import Pace
from wismo.plain_errors import failure, plain_cause
from wismo.privacy.scrub import scrub
from wismo.working import Start, begin, complete

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from wismo.home import Home

FAILED = {"error", "fail", "runtime error"}


@dataclass(frozen=True)
class ModelRun:
    """What one run of the project did; ``folder`` holds dbt's manifests, ``start`` says from what it began.

    ``warnings`` are what a reader must know of the engine, under the name of the check that each adds to data_health.
    """

    folder: Path
    model_count: int
    test_count: int
    start: Start = field(default_factory=Start)
    engine: str = f"duckdb {duckdb.__version__}"
    warnings: dict[str, str] = field(default_factory=dict)


def working_database(home: Home) -> Path:
    """Return the private database that dbt builds in."""
    return home.work / "wismo.duckdb"


def run_models(
    home: Home,
    *,
    time_zone: str,
    left_out: Sequence[str] = (),
    full: bool = True,
    progress: Callable[[str], None],
    pace: Pace | None = None,
) -> ModelRun:
    """Build every model and run every data test; unless ``full``, on what the last build kept where that is possible.

    ``time_zone`` is the brand's IANA zone. Tests named in ``left_out`` do not run; ``pace`` counts the nodes that end.

    Raises:
        WismoError: a node failed; the message names it and holds no row values.
    """
    folder, database = home.work / "target", working_database(home)
    inputs = project_fingerprint(home, time_zone, *sorted(left_out))
    with _plain_errors():
        start = begin(home, database, folder / "manifest.json", inputs=inputs, full=full)
    # The project is then that of the last full build, whose manifests stay; writing them again takes seconds.
    excluded = ["unit_test"] if start.why_full else ["unit_test", "test", "seed"]
    written = "--write-json" if start.why_full else "--no-write-json"
    with dbt_environment(home, time_zone):
        models, tests = build_nodes(
            home, folder, written, excluded, left_out=left_out if start.why_full else (), progress=progress, pace=pace
        )
    with _plain_errors():
        if start.why_full is None:
            progress("Testing the models")
            tests = _run_checks(database)
        complete(home, database, start, folder / "manifest.json")
    return ModelRun(folder, models, tests, start)


def build_nodes(
    home: Home,
    folder: Path,
    written: str,
    excluded: Sequence[str],
    *,
    target: str = "duckdb",
    left_out: Sequence[str] = (),
    progress: Callable[[str], None],
    pace: Pace | None = None,
) -> tuple[int, int]:
    """Run `dbt build` once inside ``dbt_environment``; return how many nodes were built and how many tests passed.

    ``folder`` gets dbt's manifests; nodes of the kinds ``excluded`` and tests named in ``left_out`` do not run.

    Raises:
        WismoError: a node failed; the message names it and holds no row values.
    """
    logs = home.work / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    arguments = ["--log-level", "none", "--log-level-file", "info", "--no-print", "--warn-error", written, "build"]
    arguments += ["--target", target, "--exclude-resource-type", *excluded, *project_arguments(folder, logs)]
    if left_out:
        arguments += ["--indirect-selection", "empty", "--exclude"]
        arguments += [f"{name},resource_type:test" for name in left_out]
    try:
        result = _invoke(arguments, progress, pace or Pace(None))
    finally:
        scrub(folder, logs, plain_cause)
    if isinstance(result.exception, KeyboardInterrupt):
        raise KeyboardInterrupt
    if result.exception is not None:
        if left_out and "does not match any" in str(result.exception):
            raise WismoError(
                f"There is no test among {', '.join(left_out)}. Use the name that a failed build printed. "
                "Nothing was published."
            )
        raise WismoError(f"The models could not start: {plain_cause(str(result.exception))} Nothing was published.")
    results = list(result.result.results)
    failed = [item for item in results if str(item.status) in FAILED]
    if failed or not result.success:
        raise WismoError(failure(failed, logs, working_database(home) if target == "duckdb" else None))
    tests = sum(item.node.resource_type == "test" for item in results)
    return len(results) - tests, tests


def project_arguments(folder: Path, logs: Path) -> list[str]:
    """Return what every call of dbt is told: where the project is, and where manifests and logs go."""
    root = str(project_root())
    return ["--project-dir", root, "--profiles-dir", root, "--target-path", str(folder), "--log-path", str(logs)]


@contextmanager
def dbt_environment(home: Home, time_zone: str, **also: str) -> Generator[None]:
    """Set what the project reads from the environment, and ``also`` that, and put everything back afterwards."""
    wanted = {
        **also,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "WISMO_HOME": str(home.root),
        "WISMO_MEMORY_LIMIT": memory_limit(),
        "WISMO_TIME_ZONE": time_zone,
    }
    # The working database, dbt's log and its compiled SQL can hold customers' data.
    mask = os.umask(0o077)
    try:
        with environment(**wanted):
            yield
    finally:
        os.umask(mask)


@contextmanager
def environment(**wanted: str) -> Generator[None]:
    """Set variables, and put back what they were."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _invoke(arguments: list[str], progress: Callable[[str], None], pace: Pace) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    def follow(event: Any) -> None:
        if event.info.name == "NodeStart":
            # Raised in a thread of dbt's, an error ends that thread and leaves the others waiting for it for ever;
            # a terminal that was closed is not worth a build.
            with suppress(Exception):
                pace.node_began(event.data.node_info.unique_id)
                progress(pace.told(f"Building the models: {event.data.node_info.node_name}", "models"))
        elif event.info.name == "NodeFinished":
            pace.node_ended()

    # Where the log cannot be written, Python would print what stood in it, and that can quote a customer.
    before, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        return dbtRunner(callbacks=[follow]).invoke(arguments)
    finally:
        logging.raiseExceptions = before
        # The adapter keeps the file open for a next run; statistics need it to themselves.
        DuckDBConnectionManager.close_all_connections()
        gc.collect()


@contextmanager
def _plain_errors() -> Generator[None]:
    """Turn the engine's errors outside dbt into one sentence without values."""
    try:
        yield
    except duckdb.Error as error:
        raise WismoError(f"The working file: {plain_cause(f'{error}')} Nothing was published.") from error


def _run_checks(database: Path) -> int:
    with duckdb.connect(str(database), config={"memory_limit": memory_limit()}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        count, failed = run_checks(connection)
    if failed:
        more = f" {len(failed) - 1} more failed too." if len(failed) > 1 else ""
        raise WismoError(
            f"The test {failed[0].name} failed: Rows that must not be there: {failed[0].failures}.{more} Nothing was "
            f"published. Mend the data, or publish in spite of it with `--accept-audit {failed[0].name}`."
        )
    return count
