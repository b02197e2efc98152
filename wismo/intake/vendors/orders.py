"""Which order each row of a one-row-per-line export belongs to, when only its first row says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

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

    What it remembers grows with the number of orders of the file, a few dozen bytes each.
    """

    def __init__(self, *, has_id: bool) -> None:
        self._has_id = has_id
        self._seen = pl.DataFrame(schema={"name": pl.String, "id": pl.String, "lines": pl.Int64, "mark": pl.String})

    def take(self, table: Table) -> Numbered:
        """Return what the rows belong to; an order is known by its name from its first row on."""
        marks = [table.column(name).fill_null("").alias(name) for name in ("Id", "Created at")]
        described = pl.DataFrame(marks).select(pl.concat_str("*", separator="|")).to_series()
        frame = pl.DataFrame(
            {
                "name": table.column("Name").fill_null(""),
                "id": table.column("Id") if self._has_id else table.column("Name"),
            }
        ).with_columns(pl.when(_is_described(table)).then(described).alias("mark"))
        own = frame.join(
            self._seen.select("name", old_id="id", old="lines", old_mark="mark"),
            on="name",
            how="left",
            maintain_order="left",
        )
        # Some exports repeat the order on every row. Two shops in one file may both have a #1001.
        before = pl.col("mark").forward_fill().shift(1).over("name").fill_null(pl.col("old_mark"))
        own = own.with_columns(
            (pl.col("mark").is_not_null() & (pl.col("mark") != before).fill_null(value=True)).alias("is_first"),
        )
        own = own.with_columns(
            pl.when("is_first").then(pl.int_range(pl.len())).forward_fill().over("name").alias("order"),
        )
        is_older = pl.col("order").is_null()
        own = own.with_columns(
            pl.when(is_older)
            .then("old_id")
            .otherwise(pl.when("is_first").then("id").forward_fill().over("name", "order"))
            .alias("order_id"),
            is_older.alias("is_older"),
        )
        place = pl.int_range(1, pl.len() + 1).over("name", "order", order_by=pl.int_range(pl.len()))
        earlier = pl.when("is_older").then(pl.col("old").fill_null(0)).otherwise(0)
        own = own.with_columns((place + earlier).alias("line"))
        is_stray = pl.col("is_older") & pl.col("old_mark").is_null()
        numbers = own.select(pl.when(is_stray).then(pl.lit("+")).otherwise(pl.lit("")) + pl.col("line").cast(pl.String))
        self._remember(own)
        return Numbered(
            first_rows=np.flatnonzero(own["is_first"].to_numpy()),
            order_ids=own["order_id"],
            line_numbers=numbers.to_series(),
        )

    def _remember(self, own: pl.DataFrame) -> None:
        marks = pl.col("mark").forward_fill().over("name").fill_null(pl.col("old_mark"))
        last = own.with_columns(marks).group_by("name", maintain_order=True).last()
        last = last.select("name", id="order_id", lines="line", mark="mark")
        self._seen = pl.concat([self._seen.join(last, on="name", how="anti"), last])


def _is_described(table: Table) -> pl.Series:
    """Tell which rows say something of an order beyond what the rows of its further lines repeat.

    Shopify repeats when an order was created on each of them, so that this counts only where nothing else is there.
    """
    names = [name for name in ("Financial Status", "Id", "Total") if name.casefold() in table.names]
    return table.column(*(names or ["Created at"])).is_not_null()
