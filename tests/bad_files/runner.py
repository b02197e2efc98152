"""Runs cases in a worker process and gives up on those that take too long."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.bad_files.outcome import Outcome
from tests.fast_home import memory_folder

if TYPE_CHECKING:
    from tests.bad_files.case import Case

SECONDS = 10
SLOW_SECONDS = 120
_START_SECONDS = 120


class CrashError(Exception):
    """The load raised what it must not, took its process along, or did not come back in time."""


class Runner:
    """Keeps one worker and the outcomes it gave; a worker that hangs is replaced."""

    def __init__(self) -> None:
        self._worker: subprocess.Popen[str] | None = None
        self._folder = TemporaryDirectory(prefix="bad-files-", dir=memory_folder())
        self._started_count = 0
        self._outcomes: dict[str, Outcome] = {}

    def outcome(self, case: Case) -> Outcome:
        """Return what becomes of the case; it is loaded once.

        Raises:
            CrashError: with the traceback, or the time that was not enough.
        """
        if case.name not in self._outcomes:
            self._outcomes[case.name] = self._run(case)
        return self._outcomes[case.name]

    def close(self) -> None:
        """End the worker and remove what it wrote."""
        self._end_worker()
        self._folder.cleanup()

    def _end_worker(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker.communicate()
            self._worker = None

    def _run(self, case: Case) -> Outcome:
        worker = self._started()
        assert worker.stdin is not None
        worker.stdin.write(case.name + "\n")
        worker.stdin.flush()
        answer = json.loads(self._answer(worker, SLOW_SECONDS if case.is_slow else SECONDS))
        if "crash" in answer:
            raise CrashError(answer["crash"])
        return Outcome(**answer)

    def _started(self) -> subprocess.Popen[str]:
        if self._worker is None:
            environment = {**os.environ, "WISMO_KEY": "0123456789abcdef" * 4}
            self._started_count += 1
            place = os.path.join(self._folder.name, str(self._started_count))  # noqa: PTH118  # a word for the command
            command = [sys.executable, "-m", "tests.bad_files.worker", place]
            pipe = subprocess.PIPE
            self._worker = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment, text=True)
            self._answer(self._worker, _START_SECONDS)
        return self._worker

    def _answer(self, worker: subprocess.Popen[str], seconds: float) -> str:
        assert worker.stdout is not None
        if not select.select([worker.stdout], [], [], seconds)[0]:
            self._end_worker()
            raise CrashError(f"no answer within {seconds:g} seconds")
        line = worker.stdout.readline()
        if not line:
            worker.wait()
            self._worker = None
            raise CrashError(f"the process ended with code {worker.returncode}")
        return line
