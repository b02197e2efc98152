"""Names and numbers that the exports show: order names, ids and tracking numbers."""

from __future__ import annotations

import numpy as np
import polars as pl

from wismo.sample import world
from wismo.sample.clock import FAR

FIRST_ORDER = 10_001


def instants(seconds: np.ndarray, before: int = FAR) -> pl.Series:
    """Return UTC times; NULL for what happens at ``before`` or later."""
    series = pl.from_epoch(pl.Series(seconds), time_unit="s")
    return pl.select(pl.when(pl.Series(seconds < before)).then(series)).to_series()


def rank(values: np.ndarray) -> np.ndarray:
    """Return each value's place in ascending order, ties in row order."""
    out = np.empty(len(values), dtype=np.int64)
    out[np.argsort(values, kind="stable")] = np.arange(len(values))
    return out


def order_ids(place: np.ndarray) -> pl.Series:
    """Return a shop's long order ids for the orders' places in time."""
    return pl.Series(5_400_000_000_000 + place * 32_768 + place * 7_919 % 32_768).cast(pl.String)


def order_names(place: np.ndarray) -> pl.Series:
    """Return what customers see and type: #NL10001."""
    return pl.select(pl.lit("#NL") + pl.Series(place + FIRST_ORDER).cast(pl.String)).to_series()


def tracking_numbers(carrier: np.ndarray, numbered: np.ndarray) -> pl.Series:
    """Return a number per parcel in its carrier's style, unique by the parcel's position."""
    serial = np.arange(len(carrier))
    mixed = serial * 48_271 % 99_999_989
    frame = pl.DataFrame({
        "carrier": carrier, "numbered": numbered,
        "mixed": pl.Series(mixed).cast(pl.String).str.zfill(8),
        "check": pl.Series(serial % 10).cast(pl.String),
    })  # fmt: skip
    styles = {
        world.UPS: pl.format("1Z8W31E203{}", "mixed"),
        world.USPS: pl.format("940011189956{}{}7", "mixed", "check"),
        world.FEDEX: pl.format("7946{}", "mixed"),
        world.DHL: pl.format("JD0146000{}{}", "mixed", "check"),
        world.SWIFTLINE: pl.format("SWL40{}{}", "mixed", "check"),
    }
    number = pl.lit(None, dtype=pl.String)
    for code, style in styles.items():
        number = pl.when(pl.col("carrier") == code).then(style).otherwise(number)
    return frame.select(pl.when("numbered").then(number)).to_series()


def words(names: tuple[str, ...], codes: np.ndarray) -> pl.Series:
    """Return the word of each code; an empty word becomes NULL."""
    series = pl.Series(np.array(names))[np.asarray(codes, dtype=np.int64)]
    return pl.select(pl.when(series != "").then(series)).to_series()


def stamps(seconds: np.ndarray, pattern: str, zone: str = "UTC", before: int = FAR) -> pl.Series:
    """Return times as text on the wall clock of ``zone``; NULL for what happens at ``before`` or later."""
    times = instants(seconds, before).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return times.dt.strftime(pattern)


def where(condition: np.ndarray, values: pl.Series) -> pl.Series:
    """Keep the values where the condition holds, NULL elsewhere."""
    return pl.select(pl.when(pl.Series(condition)).then(values)).to_series()
