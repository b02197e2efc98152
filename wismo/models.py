"""Running the dbt project once, in this process, on a fresh working database or on what the last build kept."""

from __future__ import annotations

import gc
import logging
import os
import re
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb

from wismo.checks import run_checks
from wismo.errors import WismoError, safe
from wismo.fingerprint import project_fingerprint
from wismo.home import project_root
from wismo.pace import Pace
from wismo.privacy.scrub import scrub
from wismo.working import Start, begin, complete

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from wismo.home import Home

# These describe the SQL, never a row; every other message of the engine can quote a customer's data.
SAFE_ERRORS = ("Binder Error", "Catalog Error", "Parser Error", "Compilation Error")
KNOWN_CAUSES = {
    "no space left|failed to offload|max_temp_directory_size": "The disk is full; make room and build again.",
    "read-only file system": "The disk is read-only; mount it for writing and build again.",
    "permission denied": "This user may not write in WISMO_HOME; give it the folder and build again.",
    "input/output error": "The disk reports errors; copy what you can to another one and look at its log.",
    "out of memory": "There was not enough memory; set WISMO_MEMORY_LIMIT above {limit} and build again.",
    r"got (\d+) results?, configured to": "Rows that must not be there: {0}.",
    "enforced contract": "The columns differ from the contract in its YAML file.",
}
DEFAULT_MEMORY = "3GB"
WRAPPERS = ("Runtime Error", "Database Error")
FAILED = {"error", "fail", "runtime error"}


@dataclass(frozen=True)
class ModelRun:
    """What one run of the project did; ``folder`` holds dbt's manifests, ``start`` says from what it began."""

    folder: Path
    model_count: int
    test_count: int
    start: Start = field(default_factory=Start)


def working_database(home: Home) -> Path:
    """Return the private database that dbt builds in."""
    return home.work / "wismo.duckdb"


def memory_limit() -> str:
    """Return how much memory the engine may use, as DuckDB writes it."""
    return os.environ.get("WISMO_MEMORY_LIMIT") or DEFAULT_MEMORY


def check_memory_limit() -> None:
    """Let the engine itself judge the setting, before hours of work rest on it.

    Raises:
        WismoError: it is no amount of memory, or less than the engine can start with.
    """
    limit = memory_limit()
    try:
        if limit.lstrip().startswith("-"):  # the engine takes that for no limit
            raise duckdb.ParserException
        with duckdb.connect(config={"memory_limit": limit}) as connection:
            connection.execute("select count(distinct range) from range(1000)").fetchall()
    except duckdb.OutOfMemoryException:
        raise WismoError(
            f"WISMO_MEMORY_LIMIT is {limit}, with which the engine cannot even start. Set it to {DEFAULT_MEMORY}, or "
            "to what this machine can spare."
        ) from None
    except duckdb.Error:
        raise WismoError(
            f"WISMO_MEMORY_LIMIT is {safe(limit)!r}, which is no amount of memory. Write a number and a unit, "
            f"such as {DEFAULT_MEMORY} or 800MB."
        ) from None


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
    logs = home.work / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    root = str(project_root())
    arguments = ["--log-level", "none", "--log-level-file", "info", "--no-print", "--warn-error", written, "build"]
    arguments += ["--exclude-resource-type", *excluded, "--project-dir", root, "--profiles-dir", root]
    arguments += ["--target-path", str(folder), "--log-path", str(logs)]
    if left_out and start.why_full:
        arguments += ["--indirect-selection", "empty", "--exclude"]
        arguments += [f"{name},resource_type:test" for name in left_out]
    try:
        with dbt_environment(home, time_zone):
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
        raise WismoError(_failure(failed, logs))
    tests = sum(item.node.resource_type == "test" for item in results)
    models = len(results) - tests
    with _plain_errors():
        if start.why_full is None:
            progress("Testing the models")
            tests = _run_checks(database)
        complete(home, database, start, folder / "manifest.json")
    return ModelRun(folder, models, tests, start)


@contextmanager
def dbt_environment(home: Home, time_zone: str) -> Generator[None]:
    """Set what the project reads from the environment, and put everything back afterwards."""
    wanted = {
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "WISMO_HOME": str(home.root),
        "WISMO_MEMORY_LIMIT": memory_limit(),
        "WISMO_TIME_ZONE": time_zone,
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    # The working database, dbt's log and its compiled SQL can hold customers' data.
    mask = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(mask)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def plain_cause(message: str) -> str:
    """Say what went wrong without any value of a row: one sentence, ending in a full stop."""
    for sign, sentence in KNOWN_CAUSES.items():
        if found := re.search(sign, message, flags=re.IGNORECASE):
            return sentence.format(*found.groups(), limit=memory_limit())
    # The first kind named is the engine's own; a later one may be part of a customer's text.
    for found in re.finditer(r"\b((?:[A-Z][a-z]+ )+Error)\b:?", message):
        if found[1] in SAFE_ERRORS:
            said = " ".join(re.split(r"\n\n|\nLINE ", message[found.start() :], maxsplit=1)[0].split())
            # dbt's own errors quote names of models; the engine's can quote a value that a query holds.
            shown = said if found[1] == "Compilation Error" else re.sub(r"'[^']*'", "'...'", said)
            return shown.rstrip(".") + "."
        if found[1] not in WRAPPERS:
            return f"{found[1]} (its text can hold customer data and is not kept)."
    return "The reason is not shown, as its text can hold customer data."


def _invoke(arguments: list[str], progress: Callable[[str], None], pace: Pace) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    def follow(event: Any) -> None:
        if event.info.name == "NodeStart":
            # Raised in a thread of dbt's, an error ends that thread and leaves the others waiting for it for ever;
            # a terminal that was closed is not worth a build.
            with suppress(Exception):
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


def seed_rule(node: Any) -> str:
    """Say what a test of a seed wants of which file and column; nothing of any other node."""
    kind, _, name = (getattr(node, "attached_node", None) or "").partition(".")
    if kind != "seed":
        return ""
    rule = getattr(node, "test_metadata", None)
    given = rule.kwargs if rule else {}
    other = re.search(r"ref\(['\"](\w+)['\"]\)", str(given.get("to")))
    wants = {
        "unique": "no value may stand there twice",
        "not_null": "no value may be missing",
        "accepted_values": f"only these words may stand there: {', '.join(map(str, given.get('values', [])))}",
        "relationships": f"what stands there must be a {given.get('field')} of seeds/{other and other[1]}.csv",
    }
    place = f"the column {node.column_name} of " if getattr(node, "column_name", None) else ""
    want = wants.get(rule.name if rule else "")
    return f" It looks at {place}seeds/{name.rpartition('.')[2]}.csv{f': {want}' if want else ''}."


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


def _failure(failed: list[Any], logs: Path) -> str:
    if not failed:
        return f"The models stopped without a reason. The log is in {logs}. Nothing was published."
    node = failed[0].node
    cause = plain_cause(failed[0].message or "")
    is_finding = node.resource_type == "test" and str(failed[0].status) == "fail"
    if is_finding:
        cause += seed_rule(node)
    more = f" {len(failed) - 1} more failed too." if len(failed) > 1 else ""
    cure = (
        f"Mend the data, or publish in spite of it with `--accept-audit {node.name}`."
        if is_finding
        else f"Details: {logs / 'dbt.log'}."
    )
    return f"The {node.resource_type} {node.name} failed: {cause}{more} Nothing was published. {cure}"
