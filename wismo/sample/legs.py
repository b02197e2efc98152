"""Handovers abroad: the last mile of some parcels runs under a second number of the local post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.sample import world
from wismo.sample.clock import FAR

if TYPE_CHECKING:
    from wismo.sample.brand import Brand

LOCAL_POSTS = ("Canada Post", "Royal Mail", "DHL Paket")
_PREFIX = ("CX{}CA", "RX{}GB", "LX{}DE")
_FIRST_KIND, _LAST_KIND = 8, 18  # the rows of events.KINDS from "out for delivery" to "returned"


@dataclass(frozen=True)
class Numbers:
    """Tracking numbers per parcel: the first, and the one of its second leg (NULL: none)."""

    first: pl.Series
    second: pl.Series
    carrier: pl.Series  # the local post of the second leg

    def of_events(self, parcel: np.ndarray, kind: np.ndarray) -> tuple[pl.Series, pl.Series]:
        """Return the number, and the local post if any, under which each event is reported."""
        local = pl.Series((kind >= _FIRST_KIND) & (kind <= _LAST_KIND))
        frame = pl.DataFrame(
            {"a": self.first[parcel], "b": self.second[parcel], "post": self.carrier[parcel], "local": local}
        )
        handed_over = pl.col("local") & pl.col("b").is_not_null()
        chosen = frame.select(
            number=pl.when(handed_over).then("b").otherwise("a"), post=pl.when(handed_over).then("post")
        )
        return chosen["number"], chosen["post"]


def number_parcels(rng: np.random.Generator, brand: Brand, first: pl.Series) -> Numbers:
    """Give 35 % of the parcels abroad, unless an express carrier takes them to the door, a second leg."""
    table = brand.parcels
    n = len(table["label"])
    abroad = np.clip(table["region"] - world.FIRST_FOREIGN_REGION, 0, len(LOCAL_POSTS) - 1)
    handed = (table["region"] >= world.FIRST_FOREIGN_REGION) & (table["carrier"] != world.DHL)
    handed &= (rng.random(n) < 0.35) & table["numbered"] & (table["out"] < FAR)
    handed &= ~table["voided"] & ~table["return"]
    serial = pl.Series(np.arange(n) * 7_919 % 999_999_937).cast(pl.String).str.zfill(9)
    frame = pl.DataFrame({"serial": serial, "abroad": abroad, "handed": handed})
    number = pl.lit(None, dtype=pl.String)
    carrier = pl.lit(None, dtype=pl.String)
    for index, (style, post) in enumerate(zip(_PREFIX, LOCAL_POSTS, strict=True)):
        chosen = pl.col("handed") & (pl.col("abroad") == index)
        number = pl.when(chosen).then(pl.format(style, "serial")).otherwise(number)
        carrier = pl.when(chosen).then(pl.lit(post)).otherwise(carrier)
    numbered = frame.select(number=number, carrier=carrier)
    return Numbers(first, numbered["number"], numbered["carrier"])
