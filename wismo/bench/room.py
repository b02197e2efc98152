"""Whether the disk has room for a measurement, said before it begins."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.models import working_database

if TYPE_CHECKING:
    from collections.abc import Collection

    from wismo.home import Home

# Bytes an order, measured at one million orders, and what is needed at any size.
RAW, WORKING_FILE, SNAPSHOT = 360, 3_900, 300
ALWAYS = 400_000_000


def bytes_needed(orders: int, parts: Collection[str], *, has_raw: bool) -> int:
    """Return how many bytes a measurement puts on the disk, at most at once."""
    needed = ALWAYS + (0 if has_raw else RAW * orders)
    if "build" in parts:
        needed += (WORKING_FILE + SNAPSHOT * (1 + ("day" in parts))) * orders
    return needed


def check_room(home: Home, orders: int, parts: Collection[str]) -> None:
    """Stop before anything is begun that the disk cannot hold. What the last measurement left counts as free.

    Raises:
        WismoError: there is not enough room.
    """
    folder = next(path for path in (home.root, *home.root.parents) if path.exists())
    left = [working_database(home), *home.published.glob("*.duckdb")] if "build" in parts else []
    free = shutil.disk_usage(folder).free + sum(path.stat().st_size for path in left if path.exists())
    needed = bytes_needed(orders, parts, has_raw=(home.raw / "complete").exists())
    if needed > free:
        raise WismoError(
            f"Measuring {orders:,} orders needs about {needed / 1e9:.1f} GB of disk and {free / 1e9:.1f} GB are free. "
            "Make room, set WISMO_HOME to a folder on a larger disk, or measure fewer orders with --orders."
        )
