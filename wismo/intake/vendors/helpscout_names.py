"""Help Scout's names in one spelling: `createdAt` as the vendor has them, `created_at` as programs store them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
_DEPTH = 12  # a record is half as deep; a hostile one can be so deep that Python would give up


def in_small(record: Any, depth: int = _DEPTH) -> Any:
    """Return a record with its names in small letters; what they hold stays as it is."""
    if isinstance(record, dict) and depth:
        return {_small(name): in_small(content, depth - 1) for name, content in record.items()}
    return [in_small(item, depth - 1) for item in record] if isinstance(record, list) and depth else record


@lru_cache(1024)
def _small(name: str) -> str:
    return _HUMP.sub(r"_\1", name).lower()
