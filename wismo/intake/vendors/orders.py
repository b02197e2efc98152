"""Which order each row of a one-row-per-line export belongs to, when only its first row says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.intake.batch import Batch, Broken

if TYPE_CHECKING:
    from wismo.intake.vendors.format import Table

STRAY = (
    "the row continues an order whose first row is not in this file above it; join the parts of the export "
    "and load it again"
)


@dataclass(frozen=True)
class Numbered:
    """Per row of a part of the file: its order's id and its place among the order's lines.

    ``first_rows`` are the positions of rows that describe an order; ``is_known`` is false for rows of an
    order that nothing in the file describes.
    """

    first_rows: np.ndarray
    order_ids: pl.Series
    line_numbers: pl.Series
    is_known: np.ndarray

    def strays(self, source: Batch) -> list[Broken]:
        """Return the rows that belong to no order of the file, as records that cannot be read."""
        positions = np.flatnonzero(~self.is_known)
        return [Broken(int(source.rows[at]), source.original(int(at)), STRAY) for at in positions]


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
        is_known = (own["is_first"] | ~own["is_older"] | own["old"].is_not_null()).to_numpy()
        self._remember(own.filter(pl.Series(is_known)))
        return Numbered(
            first_rows=np.flatnonzero(own["is_first"].to_numpy()),
            order_ids=own["order_id"],
            line_numbers=own["line"].cast(pl.String),
            is_known=is_known,
        )

    def _remember(self, own: pl.DataFrame) -> None:
        marks = pl.col("mark").forward_fill().over("name").fill_null(pl.col("old_mark"))
        last = own.with_columns(marks).group_by("name", maintain_order=True).last()
        last = last.select("name", id="order_id", lines="line", mark="mark")
        self._seen = pl.concat([self._seen.join(last, on="name", how="anti"), last])


def _is_described(table: Table) -> pl.Series:
    """Tell which rows say something of an order beyond its name, address and a line."""
    return table.column("Created at", "Financial Status", "Id", "Total").is_not_null()
