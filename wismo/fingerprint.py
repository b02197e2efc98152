"""One hash of everything a build depends on, so that a build with nothing new is skipped."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from importlib.metadata import version
from typing import TYPE_CHECKING

from wismo.home import project_root
from wismo.intake.contract import read_contract
from wismo.intake.raw import DERIVED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wismo.home import Home

PROJECT_PARTS = ("models", "seeds", "macros", "tests/dbt", "wismo")
PROJECT_FILES = ("dbt_project.yml", "profiles.yml")
PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "metricflow", "polars")


def build_fingerprint(home: Home) -> str:
    """Return a hash over the loaded data, the project's text, the versions and the settings."""
    digest = hashlib.sha256()
    for line in (*_settings(), *_project_lines(project_root()), *_data_lines(home)):
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def project_fingerprint(home: Home, *also: str) -> str:
    """Return a hash over everything that ``build_fingerprint`` covers except the loaded data, and over ``also``."""
    digest = hashlib.sha256()
    for line in (*_settings(), *_project_lines(project_root()), *_brand_lines(home), *also):
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def raw_files(home: Home) -> dict[str, tuple[int, int]]:
    """Return size in bytes and time of change in nanoseconds of every Parquet file of intake's, by path under raw."""
    states = ((path, path.stat()) for name in read_contract() for path in sorted((home.raw / name).glob("*.parquet")))
    return {str(path.relative_to(home.raw)): (state.st_size, state.st_mtime_ns) for path, state in states}


def git_revision() -> str:
    """Return the commit that this project is at, with ``-dirty`` after it where files differ."""
    command = [
        "git",
        "-C",
        str(project_root()),
        "describe",
        "--always",
        "--dirty",
        "--abbrev=12",
        "--exclude=*",
    ]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return answer.stdout.strip() or "unknown"


def remembered(home: Home) -> tuple[str, str] | None:
    """Return the fingerprint and version of the last finished build, if there was one."""
    try:
        note = json.loads(_note(home).read_text(encoding="utf-8"))
        return note["fingerprint"], note["version"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def remember(home: Home, fingerprint: str, version: str) -> None:
    """Note what the version just published was made from."""
    waiting = _note(home).with_suffix(".new")
    waiting.write_text(json.dumps({"fingerprint": fingerprint, "version": version}), encoding="utf-8")
    waiting.replace(_note(home))


def _note(home: Home) -> Path:
    return home.work / "last_build.json"


def _settings() -> Iterator[str]:
    for package in PACKAGES:
        yield f"{package} {version(package)}"
    yield f"zone {os.environ.get('WISMO_TIME_ZONE', '')}"


def _project_lines(root: Path) -> Iterator[str]:
    paths = [root / name for name in PROJECT_FILES]
    for part in PROJECT_PARTS:
        paths += [path for path in (root / part).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for path in sorted(paths):
        yield f"{path.relative_to(root)} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _data_lines(home: Home) -> Iterator[str]:
    """Name, size and time tell whether a raw file is new, or was rewritten without a person or old text."""
    for path in sorted(home.raw.rglob("*")):
        relative = path.relative_to(home.raw)
        if path.is_file() and relative.parts[0] not in DERIVED:
            state = path.stat()
            yield f"{relative} {state.st_size} {state.st_mtime_ns}"
    yield from _brand_lines(home)


def _brand_lines(home: Home) -> Iterator[str]:
    settings = home.root / "brand.yml"
    if settings.is_file():
        yield f"brand.yml {hashlib.sha256(settings.read_bytes()).hexdigest()}"
