"""A line of JSON for every step of a command, in ``WISMO_HOME/logs``, for whoever asks what happened last night.

Names of steps, seconds, counts, versions, outcomes and our own sentences; never a value of a row, an address or
a folder outside ``WISMO_HOME``. The log is bounded, and where it cannot be written the work goes on without it.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from wismo.home import private_folder
from wismo.without_people import without_people

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from wismo.home import Home
    from wismo.intake.load import FileReport

FILE = "commands.jsonl"
LARGEST_BYTES = 1_000_000
OLDER_FILES = 4
OUTCOMES = {0: "done", 75: "busy", 130: "stopped"}
_LONGEST_NAME = 120


@dataclass
class Record:
    """What one run of a command says of itself at its end; ``command`` and ``run`` stand in each of its lines."""

    home: Home
    command: str
    run: str = field(default_factory=lambda: secrets.token_hex(4))
    exit_code: int = 1
    error_kind: str | None = None
    error: str | None = None


_current: ContextVar[Record | None] = ContextVar("journal", default=None)


def journal_file(home: Home) -> Path:
    """Return where the newest lines are; older ones are in ``commands.jsonl.1`` to ``.4``."""
    return home.logs / FILE


@contextmanager
def journaled(home: Home, command: str) -> Generator[Record]:
    """Write that a command begins, and when it ends how; in between `note_step` writes lines of the same run."""
    record = Record(home, command)
    token, began = _current.set(record), time.perf_counter()
    note_step("begin", wismo=version("wismo"), process=os.getpid())
    try:
        yield record
    finally:
        ended = {"outcome": OUTCOMES.get(record.exit_code, "failed"), "exit_code": record.exit_code}
        if record.error_kind:
            ended["error_kind"] = record.error_kind
        if record.error:
            ended["error"] = without_people(record.error, home.root)
        note_step("end", seconds=round(time.perf_counter() - began, 2), **ended)
        _current.reset(token)


def note_step(step: str, **figures: Any) -> None:
    """Write a line about a step of the command that runs; nothing where none is journaled.

    ``figures`` are numbers, versions and words of ours.
    """
    record = _current.get()
    if record is None:
        return
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    line = {"at": now, "run": record.run, "command": record.command, "step": step} | figures
    with suppress(OSError):
        _append(record.home, json.dumps(line, ensure_ascii=False) + "\n")


def note_files(reports: Sequence[FileReport]) -> None:
    """Write a line for each file of a load: its name and counts, and whether it was refused; why can quote a row."""
    record = _current.get()
    for report in reports if record else ():
        counts = {name: getattr(report, name) for name in ("records", "loaded", "duplicates", "quarantined")}
        name = without_people(report.file, record.home.root if record else None)
        note_step("file", file=name[-_LONGEST_NAME:], is_refused=report.error is not None, **counts)


def _append(home: Home, line: str) -> None:
    if not home.root.is_dir():  # a mistyped command makes no home
        return
    private_folder(home.logs)
    path = journal_file(home)
    with suppress(FileNotFoundError):
        if path.stat().st_size + len(line) > LARGEST_BYTES:
            for number in reversed(range(1, OLDER_FILES)):
                with suppress(FileNotFoundError):
                    path.with_name(f"{FILE}.{number}").replace(path.with_name(f"{FILE}.{number + 1}"))
            path.replace(path.with_name(f"{FILE}.1"))
    # One write of a short line to the end of a file is whole even where two commands write at once.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)
