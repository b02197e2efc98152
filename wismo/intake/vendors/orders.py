"""Which order each row of a one-row-per-line export belongs to, when only its first row says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.intake.vendors.order_memory import OrderMemory, Orders

if TYPE_CHECKING:
    from wismo.intake.vendors.format import Table


@dataclass(frozen=True)
class Numbered:
    """Per row of a part of the file: its order's id and its place among the order's lines.

    ``first_rows`` are the positions of rows that describe an order. Where the file so far says nothing of
    a row's order (an export cut in the middle of an order), the id is NULL, and the line is known by the
    order's name and a number with ``+`` before it, which the first part's numbers never have.
    """

    first_rows: np.ndarray
    order_ids: pl.Series
    line_numbers: pl.Series


class OrderRows:
    """Follows a file's rows in order and remembers every order's id and how many lines it has so far.

    What it remembers grows with the number of orders of the file, 65 bytes each.
    """

    def __init__(self, *, has_id: bool) -> None:
        self._has_id = has_id
        self._memory = OrderMemory()

    def take(self, table: Table) -> Numbered:
        """Return what the rows belong to; an order is known by its name from its first row on."""
        names = table.column("Name").fill_null("")
        ids = table.column("Id") if self._has_id else table.column("Name")
        groups, group_names = _groups(names)
        # From here on rows stand order by order; `rows` are their places in the file's part.
        rows = np.argsort(groups, kind="stable")
        groups = groups[rows]
        starts = np.searchsorted(groups, np.arange(len(group_names)))[groups]
        old = self._memory.find(group_names)
        marks = _marks(table)[rows]
        places = np.arange(len(rows))

        # Some exports repeat the order on every row. Two shops in one file may both have a #1001.
        described = np.maximum.accumulate(np.where(marks != 0, places, -1))
        last = np.append(-1, described)[:-1]
        before = np.where(last >= starts, marks[last], old.marks[groups])
        is_first = (marks != 0) & (marks != before)

        first = np.maximum.accumulate(np.where(is_first, places, -1))
        is_older = first < starts
        order_ids = pl.concat((ids, old.ids)).gather(np.where(is_older, len(rows) + groups, rows[first]))
        lines = places - np.where(is_older, starts, first) + 1 + np.where(is_older, old.lines[groups], 0)
        is_stray = is_older & (old.marks[groups] == 0)

        ends = np.flatnonzero(np.append(groups[1:] != groups[:-1], [True] * bool(len(groups))))
        known = np.where(described[ends] >= starts[ends], marks[described[ends]], old.marks)
        self._memory.add(Orders(group_names, order_ids.gather(ends), lines[ends], known))

        back = np.empty(len(rows), np.int64)
        back[rows] = places
        signs = pl.select(pl.when(pl.Series(is_stray)).then(pl.lit("+")).otherwise(pl.lit(""))).to_series()
        return Numbered(
            first_rows=np.sort(rows[is_first]),
            order_ids=order_ids.gather(back),
            line_numbers=(signs + pl.Series(lines).cast(pl.String)).gather(back),
        )


def _groups(names: pl.Series) -> tuple[np.ndarray, pl.Series]:
    """Number the distinct names; return the number of each row, and the names by number."""
    is_start = np.ones(len(names), bool)
    is_start[1:] = (names[1:] != names[:-1]).to_numpy()
    starts = np.flatnonzero(is_start)
    runs = names.gather(starts)
    group_names = runs.unique(maintain_order=True)
    numbers = np.arange(len(runs))
    if len(group_names) < len(runs):  # the rows of some order do not stand together
        numbers = runs.replace_strict(group_names, np.arange(len(group_names)), return_dtype=pl.Int64).to_numpy()
    return np.repeat(numbers, np.diff(np.append(starts, len(names)))), group_names


def _marks(table: Table) -> np.ndarray:
    """Return a hash of what each row says of its order, 0 where it says nothing beyond a line."""
    cells = [table.column(name).fill_null("").alias(name) for name in ("Id", "Created at")]
    texts = pl.DataFrame(cells).select(pl.concat_str("*", separator="|")).to_series()
    return np.where(_is_described(table).to_numpy(), texts.hash().to_numpy() | np.uint64(1), np.uint64(0))


def _is_described(table: Table) -> pl.Series:
    """Tell which rows say something of an order beyond what the rows of its further lines repeat.

    Shopify repeats when an order was created on each of them, so that this counts only where nothing else is there.
    """
    names = [name for name in ("Financial Status", "Id", "Total") if name.casefold() in table.names]
    return table.column(*(names or ["Created at"])).is_not_null()
