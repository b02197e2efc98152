"""What intake adds to accepted records: customer keys, and the hash of the content."""

from __future__ import annotations

from hashlib import sha256

import polars as pl

from wismo.intake.contract import SOURCE_COLUMNS, RawObject
from wismo.intake.key import customer_keys, normalise_email, normalise_id, normalise_phone

_MARK = "\x1f"  # the ASCII unit separator
_HEX = 32


def add_customer_keys(frame: pl.DataFrame, raw_object: RawObject, key: bytes) -> pl.DataFrame:
    """Add the keyed hashes that the contract asks for."""
    keys = []
    for column in raw_object.columns:
        if column.hmac_of is None:
            continue
        normalise = normalise_phone if column.hmac_of.endswith("phone") else normalise_email
        hashed = customer_keys(key, frame[column.hmac_of], normalise)
        if column.or_id:
            hashed = hashed.fill_null(customer_keys(key, frame[column.or_id], normalise_id))
        keys.append(hashed.alias(column.name))
    return frame.with_columns(keys)


def add_record_hash(frame: pl.DataFrame, raw_object: RawObject) -> pl.DataFrame:
    """Add `_record`: the first 32 hex digits of a SHA-256 over the object and every filled column.

    Names go in with the values, and empty columns stay out: no two contents can read alike (no accepted
    value holds the separator), and a column that the contract gains later does not change old hashes.
    The file, the row, the time of the load and the customer key are no part of it.
    """
    parts: list[pl.Expr] = [pl.lit(raw_object.name)]
    for name in (*SOURCE_COLUMNS, *raw_object.fillable):
        empty = frame[name].null_count()
        if empty == len(frame):
            continue
        label, value = pl.lit(f"{_MARK}{name}="), pl.col(name)
        # Without NULLs the pieces need not be joined one by one first, which is twice as fast.
        parts += [label + value] if empty else [label, value]
    content = frame.select(pl.concat_str(parts, ignore_nulls=True).cast(pl.Binary)).to_series()
    hashes = [sha256(text).hexdigest()[:_HEX] for text in content.to_list()]
    return frame.with_columns(pl.Series("_record", hashes, dtype=pl.String))
