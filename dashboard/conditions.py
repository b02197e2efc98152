"""What each root-cause rule asks, as the model itself says it: cut out of its SQL, and never written again."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = project_root() / "models" / "intermediate" / "int_ticket_rules.sql"
MART = project_root() / "models" / "marts" / "ticket_rules.sql"
THRESHOLD = re.compile(r"\{\{ threshold\('(\w+)'\) \}\}")
MACRO = re.compile(r"\{\{ (\w+)\('(\w+)'\) \}\}")
COMMENT = re.compile(r"--[^\n]*")
NAMED = re.compile(r"^(?P<sql>.+)\bas (?P<name>\w+)$")


@lru_cache(maxsize=1)
def conditions() -> dict[str, str]:
    """Return each root cause's condition in SQL, on one line; a threshold stands under its own name."""
    held = _named_expressions("held")
    flags = re.findall(r"(\w+) as holds_(\w+)", MART.read_text(encoding="utf-8"))
    return {cause: held[flag] for flag, cause in flags if flag in held}


@lru_cache(maxsize=1)
def words() -> dict[str, str]:
    """Return what the names mean that conditions share, in SQL."""
    return _named_expressions("situations")


def _named_expressions(step: str) -> dict[str, str]:
    """Return the named expressions of one step of the model; a column that is handed on has no name of its own."""
    text = COMMENT.sub("", RULES.read_text(encoding="utf-8"))
    body = re.search(rf"\b{step} as \(\s*select\b(.*?)\n    from\b", text, re.DOTALL)
    found = (NAMED.match(" ".join(part.split())) for part in _parts(body[1] if body else ""))
    return {match["name"]: MACRO.sub(r"\1(\2)", THRESHOLD.sub(r"\1", match["sql"])).strip() for match in found if match}


def _parts(text: str) -> Iterator[str]:
    """Cut at the commas that stand in no parenthesis."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]
