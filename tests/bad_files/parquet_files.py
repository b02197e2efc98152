"""Parquet that is damaged, or whose types say something else than text would."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from tests.bad_files.case import BERLIN, Case, order, orders

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "Parquet"

_DAY = dt.datetime(2026, 1, 1, 8)  # noqa: DTZ001  # a time without a zone is the case
_TEXTS = {"order_id": pa.array(["1"]), "order_name": pa.array(["#1"]), "created_at": pa.array(["2026-01-01T08:00:00Z"])}


def _bytes(columns: dict[str, pa.Array] | pa.Table, **options) -> bytes:
    out = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), out, **options)
    return out.getvalue()


def _parquet(name: str, wrong: str, columns: dict[str, pa.Array], **outcome) -> Case:
    return Case(name, wrong, "orders.parquet", _bytes({**_TEXTS, **columns}), **outcome)


def _replaced(path: Path) -> None:
    path.write_bytes(_bytes({**_TEXTS, "order_id": pa.array(["2"])}))


_GOOD = _bytes(_TEXTS)
_TWICE = pa.Table.from_arrays(
    [pa.array(["1"])] * 2 + [_TEXTS["created_at"]], names=["order_id", "order_id", "created_at"]
)

CASES = (
    Case("parquet cut", "a Parquet file without its end", "orders.parquet", _GOOD[:-20], refused="damaged"),
    Case("parquet cut at the start", "a Parquet file without its beginning", "orders.parquet", _GOOD[30:],
         refused="not a Parquet file"),
    Case("parquet with wrong footer", "a footer that says it is longer than the file", "orders.parquet",
         _GOOD[:-8] + b"\xff\xff\xff\x7fPAR1", refused="damaged"),
    Case("parquet with noise", "zeros in the middle of the data", "orders.parquet",
         _GOOD[:4] + bytes(40) + _GOOD[44:], refused="damaged"),
    Case("parquet mark only", "nothing but the mark of Parquet", "orders.parquet", b"PAR1", refused="damaged"),
    Case("CSV named parquet", "CSV in a file named .parquet", "orders.parquet", b"order_id,created_at\n1,2026-01-01\n",
         refused="not a Parquet file"),
    Case("parquet named csv", "a Parquet file named .csv", "orders.csv", _GOOD, 1, loaded=orders(1)),
    Case("parquet without rows", "a Parquet file without rows", "orders.parquet",
         _bytes({name: column.slice(0, 0) for name, column in _TEXTS.items()}), 0),
    Case("parquet without columns", "a Parquet file without columns", "orders.parquet", _bytes(pa.table({})),
         refused="needs order_id"),
    Case("parquet with a column twice", "a column name that stands twice", "orders.parquet", _bytes(_TWICE),
         refused="order_id more than once"),
    Case("parquet rewritten", "a Parquet file that is rewritten while it is read", "orders.parquet", _GOOD,
         refused="changed while it was read", between=_replaced),
    _parquet("parquet nested", "a list where tags are wanted", {"tags": pa.array([["a", "b"]])}, records=1,
             loaded=orders(order(1, tags='["a","b"]'))),
    _parquet("parquet structure as id", "a structure where the id should be", {"order_id": pa.array([{"id": 1}])},
             records=1, quarantined={"an object or a list": 1}),
    _parquet("parquet time with zone", "times with a zone become UTC",
             {"created_at": pa.array([_DAY], pa.timestamp("us", tz="America/New_York"))}, records=1,
             loaded=orders(order(1, created_at="2026-01-01T08:00:00Z"))),
    _parquet("parquet time without zone", "times without a zone, and nobody says which",
             {"created_at": pa.array([_DAY], pa.timestamp("us"))}, refused="without a zone"),
    _parquet("parquet time without zone declared", "times without a zone that is declared",
             {"created_at": pa.array([_DAY], pa.timestamp("ms"))}, records=1,
             loaded=orders(order(1, created_at="2026-01-01T07:00:00Z")), sources=BERLIN),
    _parquet("parquet nanoseconds", "nanoseconds: cut to microseconds",
             {"created_at": pa.array([1_767_254_400_123_456_789], pa.timestamp("ns", tz="UTC"))}, records=1,
             loaded=orders(order(1, created_at="2026-01-01T08:00:00.123456Z"))),
    _parquet("parquet time of year 1", "a time before all reckoning",
             {"created_at": pa.array([dt.datetime(1, 1, 1, tzinfo=dt.UTC)], pa.timestamp("us", tz="UTC"))}, records=1,
             quarantined={"before the year 2000": 1}),
    _parquet("parquet day", "a day without an hour", {"created_at": pa.array([dt.date(2026, 1, 1)])}, records=1,
             loaded=orders(order(1, created_at="2025-12-31T23:00:00Z")), sources=BERLIN),
    _parquet("parquet float ids", "ids that became floats", {"order_id": pa.array([9007199254740993.0])}, records=1,
             quarantined={"ends in .0": 1}),
    _parquet("parquet large float ids", "long ids that became floats", {"order_id": pa.array([9.4e21])}, records=1,
             quarantined={"scientific notation": 1}),
    _parquet("parquet NaN ids", "NaN where an id is required", {"order_id": pa.array([float("nan")])}, records=1,
             quarantined={"order_id is empty": 1}),
    _parquet("parquet float32 ids", "ids that became short floats",
             {"order_id": pa.array([123456789.0], pa.float32())}, records=1, quarantined={"ends in .0": 1}),
    _parquet("parquet integer ids", "ids as integers", {"order_id": pa.array([2**63 + 5], pa.uint64())}, records=1,
             loaded=orders(order(str(2**63 + 5), order_name="#1", created_at="2026-01-01T08:00:00Z"))),
    _parquet("parquet decimal ids", "ids as decimals", {"order_id": pa.array([Decimal(9400110200881234567890)])},
             records=1, loaded=orders(order("9400110200881234567890", order_name="#1",
                                            created_at="2026-01-01T08:00:00Z"))),
    _parquet("parquet decimal ids with places", "ids as decimals with places",
             {"order_id": pa.array([Decimal("12.00")])}, records=1, quarantined={"ends in .0": 1}),
    _parquet("parquet dictionary", "repeated words as a dictionary",
             {"order_name": pa.array(["#1"]).dictionary_encode()}, records=1, loaded=orders(1)),
    _parquet("parquet binary text", "text as bytes", {"order_name": pa.array([b"#1"])}, records=1, loaded=orders(1)),
    _parquet("parquet binary noise", "bytes that are no text", {"order_name": pa.array([b"\xff\xfe"])},
             refused="The column order_name holds"),
    _parquet("parquet boolean", "true and false", {"is_test": pa.array([True])}, records=1,
             loaded=orders(order(1, is_test="true"))),
    _parquet("parquet null column", "a column without any value", {"hold_reason": pa.nulls(1)}, records=1,
             loaded=orders(1)),
    _parquet("parquet duration", "a duration where text is wanted",
             {"hold_reason": pa.array([dt.timedelta(hours=1)])}, refused="The column hold_reason holds"),
    _parquet("parquet bytes nobody reads", "bytes that are no text in a column that nobody reads",
             {"_raw": pa.array([b"\xff\xfe"]), "_took": pa.array([dt.timedelta(hours=1)])}, records=1,
             loaded=orders(1)),
    _parquet("parquet hidden character", "an invisible character in an id", {"order_id": pa.array(["1\u200b"])},
             records=1, quarantined={"invisible": 1}),
    Case("parquet compressed again", "a plain Parquet file named .parquet.gz", "orders.parquet.gz", _GOOD, 1,
         loaded=orders(1)),
)  # fmt: skip
