"""Text of ours for a log that others may read: without addresses, numbers of telephones, quoted values and folders."""

from __future__ import annotations

import re
from pathlib import Path

from wismo.errors import safe

_LONGEST = 600
_ADDRESS = re.compile(r"[^\s/'\"<>(),;:]+@[^\s/'\"<>(),;:]+")
_PHONE = re.compile(r"\+\d[\d ().-]{6,}\d")
_QUOTED = re.compile(r"'[^'\n]{1,400}'(?!\w)|\"[^\"\n]{1,400}\"|\u201c[^\u201d\n]{1,400}\u201d")
# Folders, with spaces in their names too where a file with an ending stands at the end.
_FOLDERS = re.compile(r"(?<![\w.])~?/(?:[^\n/`'\"]*/)+(?=[^\s/])")


def without_people(text: str, home: Path | None = None) -> str:
    """Return the text as one short line in which only what is ours is left.

    Folders under ``home`` begin with ``WISMO_HOME``; of any other path the last part stays.
    """
    if home is not None:
        text = text.replace(str(home), "WISMO_HOME")
    text = text.replace(str(Path.home()) + "/", "~/") if Path.home() != Path("/") else text
    for pattern, instead in ((_FOLDERS, ""), (_ADDRESS, "(address)"), (_PHONE, "(number)"), (_QUOTED, "'...'")):
        text = pattern.sub(instead, text)
    return safe(" ".join(text.split()))[:_LONGEST]
