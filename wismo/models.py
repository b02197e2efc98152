"""Running the dbt project once, in this process, on a fresh working database."""

from __future__ import annotations

import gc
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wismo.errors import WismoError
from wismo.home import project_root
from wismo.privacy.scrub import scrub

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from wismo.home import Home

# These describe the SQL, never a row; every other message of the engine can quote a customer's data.
SAFE_ERRORS = ("Binder Error", "Catalog Error", "Parser Error", "Compilation Error")
KNOWN_CAUSES = {
    "no space left": "The disk is full; make room and build again.",
    "out of memory": "There was not enough memory; set WISMO_MEMORY_LIMIT above {limit} and build again.",
    r"got (\d+) results?, configured to": "Rows that must not be there: {0}.",
    "enforced contract": "The columns differ from the contract in its YAML file.",
}
WRAPPERS = ("Runtime Error", "Database Error")
FAILED = {"error", "fail", "runtime error"}


@dataclass(frozen=True)
class ModelRun:
    """What one run of the project did; ``folder`` holds dbt's manifests."""

    folder: Path
    model_count: int
    test_count: int


def working_database(home: Home) -> Path:
    """Return the private database that dbt builds in."""
    return home.work / "wismo.duckdb"


def memory_limit() -> str:
    """Return how much memory the engine may use, as DuckDB writes it."""
    return os.environ.get("WISMO_MEMORY_LIMIT", "3GB")


def run_models(
    home: Home,
    *,
    time_zone: str,
    left_out: Sequence[str] = (),
    progress: Callable[[str], None],
) -> ModelRun:
    """Build every seed, model and data test into an empty working database.

    ``time_zone`` is the brand's IANA zone. Tests named in ``left_out`` do not run.

    Raises:
        WismoError: a node failed; the message names it and holds no row values.
    """
    for stale in home.work.glob("wismo.duckdb*"):
        stale.unlink()
    logs = home.work / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    folder = home.work / "target"
    root = str(project_root())
    arguments = ["--log-level", "none", "--log-level-file", "info", "--no-print", "--warn-error", "build"]
    arguments += ["--exclude-resource-type", "unit_test", "--project-dir", root, "--profiles-dir", root]
    arguments += ["--target-path", str(folder), "--log-path", str(logs)]
    if left_out:
        arguments += ["--indirect-selection", "empty", "--exclude"]
        arguments += [f"{name},resource_type:test" for name in left_out]
    try:
        with dbt_environment(home, time_zone):
            result = _invoke(arguments, progress)
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
    return ModelRun(folder, len(results) - tests, tests)


@contextmanager
def dbt_environment(home: Home, time_zone: str) -> Generator[None]:
    """Set what the project reads from the environment, and put everything back afterwards."""
    wanted = {
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "WISMO_HOME": str(home.root),
        "WISMO_TIME_ZONE": time_zone,
    }
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


def _invoke(arguments: list[str], progress: Callable[[str], None]) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    def follow(event: Any) -> None:
        if event.info.name == "NodeStart":
            progress(f"Building the models: {event.data.node_info.node_name}")

    try:
        return dbtRunner(callbacks=[follow]).invoke(arguments)
    finally:
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


def _failure(failed: list[Any], logs: Path) -> str:
    if not failed:
        return f"The models stopped without a reason. The log is in {logs}. Nothing was published."
    node = failed[0].node
    cause = plain_cause(failed[0].message or "")
    cause += seed_rule(node)
    more = f" {len(failed) - 1} more failed too." if len(failed) > 1 else ""
    cure = (
        f"Mend the data, or publish in spite of it with `--accept-audit {node.name}`."
        if node.resource_type == "test"
        else f"Details: {logs / 'dbt.log'}."
    )
    return f"The {node.resource_type} {node.name} failed: {cause}{more} Nothing was published. {cure}"
