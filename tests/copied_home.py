"""A copy of a published home that a test may change."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from wismo.home import Home
from wismo.snapshot import current_snapshot, semantic_manifest_path

if TYPE_CHECKING:
    from pathlib import Path


def copied_home(source: Home, folder: Path, *versions: str) -> Home:
    """Return a home in ``folder`` with the live snapshot of ``source`` as each of ``versions``, the first of them live.

    Without versions it keeps its name. Its files may be written, and have no seal.
    """
    home, live = Home(folder), current_snapshot(source)
    home.published.mkdir(parents=True)
    names = versions or (live.stem,)
    for version in names:
        path = home.published / f"{version}.duckdb"
        shutil.copy(semantic_manifest_path(live), semantic_manifest_path(path))
        path.write_bytes(live.read_bytes())
    (home.published / "CURRENT").write_text(f"{names[0]}.duckdb\n")
    return home
