"""One measured job, alone in its process: the hand-written reference, the models, or the models on Sail.

Run as ``python -m wismo.bench.job NAME HOME``; prints one line of JSON with what it used.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import yaml

from wismo.bench.meter import cpu_seconds, peak_bytes
from wismo.errors import WismoError
from wismo.home import Home, project_root
from wismo.models import dbt_environment, working_database

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

# Clocks go back and forth in it, as in most brands' zones.
TIME_ZONE = "America/New_York"
THREADS = 2
# What it needs at ten million orders: with the 3 GB of a build it gives up there.
REFERENCE_MEMORY = "18GB"


@dataclass(frozen=True)
class Usage:
    """What one job took: seconds of processor (own and of its children) and of clock, bytes of memory at most."""

    job: str
    cpu_seconds: float
    wall_seconds: float
    peak_bytes: int


def reference_database(home: Home) -> Path:
    """Return where the reference leaves its two tables."""
    return home.work / "reference.duckdb"


def run_reference(home: Home) -> None:
    """Run the hand-written SQL on ``home.raw``; its results are the tables of ``reference_database``."""
    target = reference_database(home)
    for stale in home.work.glob(f"{target.name}*"):
        stale.unlink()
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": REFERENCE_MEMORY,
        "threads": THREADS,
        "preserve_insertion_order": False,
    }
    variables = {"raw": str(home.raw), "seeds": str(project_root() / "seeds"), "zone": TIME_ZONE}
    with duckdb.connect(target, config=config) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for name, value in variables.items():
            connection.execute(f"set variable {name} = $value", {"value": value})
        for script in sorted((Path(__file__).parent / "reference").glob("*.sql")):
            connection.execute(script.read_text(encoding="utf-8"))


def run_dbt(home: Home, arguments: list[str]) -> None:
    """Run dbt in this process on ``home``, with the engine held to as many threads as the reference.

    Raises:
        WismoError: a node failed.
    """
    from dbt.cli.main import dbtRunner

    profiles = _profiles(home)
    shared = ["--log-level", "none", "--log-level-file", "none", "--no-print"]
    places = ["--project-dir", str(project_root()), "--profiles-dir", str(profiles)]
    places += ["--target-path", str(home.work / "target"), "--log-path", str(home.work / "logs")]
    with dbt_environment(home, TIME_ZONE):
        result = dbtRunner().invoke([*shared, *arguments, *places])
    if isinstance(result.exception, KeyboardInterrupt):
        raise KeyboardInterrupt
    if not result.success:
        raise WismoError(_first_message(result))


def _first_message(result: object) -> str:
    nodes = getattr(getattr(result, "result", None), "results", ())
    messages = [f"{node.node.name}: {node.message}" for node in nodes if str(node.status) not in {"success", "pass"}]
    return messages[0] if messages else str(getattr(result, "exception", ""))


def _profiles(home: Home) -> Path:
    """Copy the project's profile with a limit on threads, so that both jobs get the same machine."""
    settings = yaml.safe_load((project_root() / "profiles.yml").read_text(encoding="utf-8"))
    for output in settings["wismo"]["outputs"].values():
        output.setdefault("settings", {})["threads"] = THREADS
    folder = home.work / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "profiles.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return folder


def run_models(home: Home) -> None:
    """Build every seed and model into an empty working database; no tests."""
    for stale in home.work.glob(f"{working_database(home).name}*"):
        stale.unlink()
    shutil.rmtree(home.work / "target", ignore_errors=True)
    run_dbt(home, ["build", "--exclude-resource-type", "test", "unit_test"])


def run_sail(home: Home) -> None:
    """Build every seed and model on Sail in this process and bring the marts home; no tests."""
    from wismo.sail.models import run_models_on_sail

    run_models_on_sail(home, time_zone=TIME_ZONE, excluded=("test", "unit_test"), progress=lambda _: None)


JOBS = {"reference": run_reference, "models": run_models, "sail": run_sail}


def main(name: str, root: str) -> None:
    """Run one job and print what it used."""
    hold_to_cores()
    home = Home(Path(root))
    home.work.mkdir(parents=True, exist_ok=True)
    print_usage(name, lambda: JOBS[name](home))


def hold_to_cores() -> None:
    """Hold this process and all its threads to as many cores as every measured job gets, where the system can."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])


def print_usage(name: str, job: Callable[[], None]) -> None:
    """Run a job, alone in its process, and print what it used as one line of JSON."""
    before, started = cpu_seconds(), time.perf_counter()
    job()
    usage = Usage(name, cpu_seconds() - before, time.perf_counter() - started, peak_bytes())
    sys.stdout.write(json.dumps(asdict(usage)) + "\n")
    sys.stdout.flush()


@contextmanager
def ended_in_words(name: str) -> Generator[None]:
    """End a job's process with one sentence where it failed, and quietly after Ctrl-C."""
    try:
        yield
    except (WismoError, duckdb.Error) as error:
        # Made-up data is nobody's, so the engine's own words may be shown.
        sys.stderr.write(f"The job {name} failed: {' '.join(f'{error}'.split())}\n")
        sys.stderr.flush()
        # Threads of the engine may still be at work; nothing is left to save.
        os._exit(1)
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    with ended_in_words(sys.argv[1]):
        main(*sys.argv[1:])
