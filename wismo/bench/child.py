"""Each measured job runs in a process of its own, held to as many cores as any other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from wismo.bench.job import THREADS, Usage
from wismo.errors import WismoError
from wismo.home import project_root

if TYPE_CHECKING:
    from wismo.home import Home

# Nodes of dbt's one after the other, or nobody could tell whose the processor's time was.
SETTINGS = {"WISMO_DBT_THREADS": "1", "POLARS_MAX_THREADS": f"{THREADS}", "OMP_NUM_THREADS": "1"}


def run_job(name: str, home: Home) -> Usage:
    """Run a job of `wismo.bench.job` and return what it used."""
    return Usage(**run_module("wismo.bench.job", name, home))


def run_module(module: str, name: str, home: Home) -> Any:
    """Run ``python -m MODULE NAME HOME``, which ends with us, and return the JSON of its last line.

    Raises:
        WismoError: it failed.
    """
    command = [sys.executable, "-m", module, name, str(home.root)]
    environment = {**os.environ, **SETTINGS, "WISMO_HOME": str(home.root)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=project_root(), env=environment
    ) as process:
        try:
            output, errors = process.communicate()
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        said = errors.strip().splitlines()
        raise WismoError(said[-1] if said else f"The job {name} was stopped by the system; it may lack memory.")
    return json.loads(output.splitlines()[-1])
