"""Messages of our own making in ``training/``: one file a language, themes under headlines, one message a line.

A headline is ``## theme``, for messages that ask for no order, or ``## theme reason`` for those that do; the
reason ``any`` stands where a message gives several. Lines of the themes ``opening``, ``filler`` and
``closing`` are no messages: they stand around the others when those are varied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from wismo.errors import WismoError
from wismo.home import project_root
from wismo.score.phrases import REASONS

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("opening", "filler", "closing")
_HEADLINE = "## "


def own_messages() -> pl.DataFrame:
    """Return ``language, theme, reason, text`` of all lines; the reason is empty where nothing is asked."""
    files = sorted((project_root() / "training").glob("*.txt"))
    return pl.concat([read_messages(path) for path in files])


def read_messages(path: Path) -> pl.DataFrame:
    """Read one file. Raises WismoError at a line before the first headline or a reason that nobody knows."""
    rows = []
    theme, reason = "", ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith(_HEADLINE):
            theme, _, reason = line.removeprefix(_HEADLINE).partition(" ")
            if reason not in ("", "any", *REASONS):
                raise WismoError(f"{path.name}, line {number}: '{reason}' is no reason. Write one of {REASONS}.")
        elif not theme:
            raise WismoError(f"{path.name}, line {number}: a message before the first headline. Write '## theme'.")
        elif line.strip():
            rows.append((path.stem, theme, reason, line))
    return pl.DataFrame(rows, schema=["language", "theme", "reason", "text"], orient="row")
