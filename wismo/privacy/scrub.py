"""What dbt leaves behind after a run, without the texts of errors: the engine quotes rows in them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from wismo.intake.disk import write_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_STAMP = re.compile(r"^(?=(?:\x1b\[[0-9;]*m)*\d\d:\d\d:\d\d\.\d+ )", flags=re.MULTILINE)
_TOLD = re.compile(r"Error\b|\[error")
_HEAD = re.compile(r"[^\[]*\[(\w+) *\] \[[^\]]*\]: ")
# The line that names a node and how it ended holds no row: "3 of 9 ERROR creating sql view model main.x ... [ERROR".
_ENDED = re.compile(r"\d+ of \d+ (?:ERROR|FAIL) ")


def scrub(target: Path, logs: Path, plain: Callable[[str], str]) -> None:
    """Replace the text of every error in dbt's results and log by what ``plain`` says of it; delete older logs."""
    results = target / "run_results.json"
    if results.is_file():
        body = json.loads(results.read_text(encoding="utf-8"))
        for result in body["results"]:
            if result["status"] in ("error", "fail", "runtime error", "warn") and result.get("message"):
                result["message"] = plain(result["message"])
        body.get("args", {}).pop("invocation_command", None)
        write_text(results, json.dumps(body))
    for log in logs.glob("dbt.log*"):
        if log.name == "dbt.log":
            write_text(log, scrubbed(log.read_text(encoding="utf-8", errors="replace"), plain))
        else:
            log.unlink()


def scrubbed(log: str, plain: Callable[[str], str]) -> str:
    """Return a log in which no entry holds the text of an error; an entry begins with a time, on a line of its own."""
    return "".join(_scrubbed_entry(entry, plain) for entry in _STAMP.split(log))


def _scrubbed_entry(entry: str, plain: Callable[[str], str]) -> str:
    head = _HEAD.match(entry)
    if not _TOLD.search(entry) or (head and _ENDED.match(entry[head.end() :])):
        return entry
    return f"{head[0] if head else ''}{plain(entry)}\n"
