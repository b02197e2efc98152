"""Coroutines run to their end in a thread of their own: a browser that other tests drive holds this thread's loop."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any


def run_aside(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end."""
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, coroutine).result()
