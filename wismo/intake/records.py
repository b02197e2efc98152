"""What intake adds to accepted records: customer keys, and the hash of the content."""

from __future__ import annotations

import hmac
from hashlib import sha256

import numpy as np
import polars as pl
import pyarrow as pa

from wismo.intake.contract import SOURCE_COLUMNS, RawObject
from wismo.intake.key import customer_keys, marked_ids, normal_emails, normal_phones

_MARK = "\x1f"  # the ASCII unit separator
_HEX = 32
_AT_ONCE = 2048


def add_customer_keys(frame: pl.DataFrame, raw_object: RawObject, key: bytes) -> pl.DataFrame:
    """Add the keyed hashes that the contract asks for."""
    keys = []
    for column in raw_object.columns:
        if column.hmac_of is None:
            continue
        normal = normal_phones if column.hmac_of.endswith("phone") else normal_emails
        hashed = customer_keys(key, normal(frame[column.hmac_of]))
        if column.or_id:
            hashed = hashed.fill_null(customer_keys(key, marked_ids(frame[column.or_id])))
        keys.append(hashed.alias(column.name))
    return frame.with_columns(keys)


def record_hashes(frame: pl.DataFrame, raw_object: RawObject, key: bytes = b"") -> np.ndarray:
    """Return the hash of every record's content, a row of 16 bytes: the first of a SHA-256.

    It is taken over the object and every filled column. Names go in with the values, and empty columns stay
    out: no two contents can read alike (no accepted value holds the separator), and a column that the
    contract gains later does not change old hashes. The file, the row and the time of the load are no part of it.
    Where the object holds personal columns, ``key`` goes in: whoever has raw without the key could else try
    addresses and short messages until the hash fits, also after these were removed.
    """
    start = raw_object.name  # what all records begin with is hashed once
    parts: list[pl.Expr] = []
    for name in (*SOURCE_COLUMNS, *raw_object.fillable):
        column = frame[name]
        empty = column.null_count()
        if empty == len(frame):
            continue
        label, value = pl.lit(f"{_MARK}{name}="), pl.col(name)
        if empty:
            parts.append(label + value)
        elif not parts and (column == column[0]).all():
            start += f"{_MARK}{name}={column[0]}"
        else:
            # Without NULLs the pieces need not be joined one by one first, which is twice as fast.
            parts += [label, value]
    secret = hmac.digest(key, b"wismo record hash", "sha256") if key and raw_object.is_personal else b""
    copy = sha256(secret + start.encode()).copy
    if not parts:
        return _halved(copy().digest() * len(frame))
    content = frame.select(pl.concat_str(parts, ignore_nulls=True).cast(pl.Binary))
    # One expression: `update` returns None. A loop of statements takes a tenth longer, for every record there is; all
    # records at once, more than the processor's cache holds, take a third longer.
    digests = [
        b"".join([(digest := copy()).update(text) or digest.digest() for text in piece.to_series().to_list()])
        for piece in content.iter_slices(_AT_ONCE)
    ]
    return _halved(b"".join(digests))


def hex_digits(hashes: np.ndarray) -> pl.Series:
    """Return hashes as text, 32 hex digits each."""
    ends = np.arange(0, (len(hashes) + 1) * _HEX, _HEX, dtype=np.int64)
    digits = pa.py_buffer(hashes.tobytes().hex().encode())
    texts = pa.LargeStringArray.from_buffers(len(hashes), pa.py_buffer(ends), digits)
    # Not a series of the array: polars imports all of pyarrow's functions for that.
    return pl.DataFrame(pa.table({"_record": texts})).to_series()


def from_hex(column: pa.Array) -> np.ndarray:
    """Return hashes, a row of 16 bytes each, from the text that ``hex_digits`` makes of them."""
    column = column.cast(pa.string())  # whatever kind of text the file was written as
    _, offsets, digits = column.buffers()
    start, end = np.frombuffer(offsets, np.int32)[[column.offset, column.offset + len(column)]]
    return np.frombuffer(bytes.fromhex(digits[start:end].to_pybytes().decode()), np.uint8).reshape(-1, 16)


def _halved(digests: bytes) -> np.ndarray:
    return np.ascontiguousarray(np.frombuffer(digests, np.uint8).reshape(-1, 32)[:, :16])
