"""One bad file: how to make it, how many records a careful person counts in it, what must become of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

Record = dict[str, str]

SHOP = "sources: [{name: shop, object: orders, format: canonical}]"
BERLIN = "sources: [{name: shop, object: orders, format: canonical, time_zone: Europe/Berlin}]"
NEW_YORK = "sources: [{name: shop, object: orders, format: canonical, time_zone: America/New_York}]"
PARCELS = "sources: [{name: shop, object: shipments, format: canonical}]"
TALK = "sources: [{name: shop, object: tickets, format: canonical}]"
SEMICOLONS = "sources: [{name: shop, object: orders, format: canonical, delimiter: ';'}]"
NAMES = ("order_id", "order_name", "created_at")
HEADER = ",".join(NAMES) + "\n"


@dataclass(frozen=True)
class Case:
    """A bad file.

    ``file`` is what is loaded: a file's name or ``.`` for the folder. ``content`` is its bytes, or a
    function that makes it in the folder. A case is either ``refused`` (a phrase of the sentence) or its
    ``records`` are ``loaded`` (by object, every filled column, in order of file and row), ``duplicates``,
    or ``quarantined`` (by a phrase of the reason). ``reports`` names the files that must be reported.
    ``between`` is run when the file has been looked at and before it is read. ``not_for_root`` marks what
    root cannot see: the case is neither tested nor listed then.
    """

    name: str
    wrong: str
    file: str
    content: bytes | Callable[[Path], None]
    records: int = 0
    refused: str | None = None
    loaded: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    quarantined: Mapping[str, int] = field(default_factory=dict)
    duplicates: int = 0
    sources: str | bytes | None = SHOP
    reports: tuple[str, ...] | None = None
    between: Callable[[Path], None] | None = None
    is_slow: bool = False
    not_for_root: bool = False


def rows(*numbers: int) -> str:
    """Return good CSV records of orders."""
    return "".join(f"{number},#{number},2026-01-{number:02}T08:00:00Z\n" for number in numbers)


def table(*numbers: int) -> str:
    """Return a good CSV file of orders."""
    return HEADER + rows(*numbers)


def order(number: int | str, **changes: str) -> Record:
    """Return what the good record becomes."""
    name = {"order_name": f"#{number}"}
    day = {"created_at": f"2026-01-{number:02}T08:00:00Z"} if isinstance(number, int) else {}
    return {"source_system": "shop", "source_account": "main", "order_id": str(number), **name, **day, **changes}


def orders(*records: int | Record) -> dict[str, list[Record]]:
    """Return the orders that must be loaded, by object."""
    return {"orders": [order(record) if isinstance(record, int) else record for record in records]}


def document(number: int) -> str:
    """Return a good JSON object of an order."""
    return f'{{"order_id": "{number}", "order_name": "#{number}", "created_at": "2026-01-{number:02}T08:00:00Z"}}'


def lines(*numbers: int) -> str:
    """Return good JSON lines of orders."""
    return "".join(document(number) + "\n" for number in numbers)
