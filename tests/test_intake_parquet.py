"""Parquet that Arrow opens and others stumble over: bytes that are no text, days and zones that nobody knows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.vendor_cases import load, records

if TYPE_CHECKING:
    from wismo.home import Home

ORDERS = {"order_id": ["1", "2"], "order_name": ["#1", "#2"], "created_at": ["2026-01-31T08:00:00Z"] * 2}
SOURCES = """
sources: [{name: shop, object: orders, columns: {order_id: order_id, order_name: order_name, created_at: created_at}}]
"""
NOWHERE = pa.timestamp("us", "Nowhere/At_All")
FAR = 2**62


def written(use_dictionary: bool = False, **columns: pa.Array) -> bytes:
    out = io.BytesIO()
    table = pa.table({name: pa.array(values) for name, values in ORDERS.items()} | columns)
    pq.write_table(table, out, compression="none", use_dictionary=use_dictionary)
    return out.getvalue()


@pytest.mark.parametrize("use_dictionary", [False, True])
@pytest.mark.parametrize(("good", "bad"), [(b"#2", b"\xff2"), (b"order_name", b"order\xffname")])
def test_bytes_that_are_no_text_make_a_damaged_file(home: Home, good, bad, use_dictionary):
    (report,) = load(home, SOURCES, a__parquet=written(use_dictionary).replace(good, bad))
    assert (report.error, report.records) == ("The Parquet file is damaged. Export it again.", 0)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[FAR], [1]], pa.list_(pa.timestamp("us"))),
        pa.array([{"day": 2**31 - 1}, None], pa.struct({"day": pa.date32()})),
        pa.array([[("a", FAR)], []], pa.map_(pa.string(), pa.timestamp("us", "UTC"))),
        pa.array([[1], [2]], pa.list_(NOWHERE)),
        pa.array([FAR, 1], pa.duration("us")),
        pa.array([2**63 - 1, None], pa.timestamp("us")),
        pa.array([None, 1], pa.timestamp("ns", "UTC")),
        pa.array([FAR, 1], pa.timestamp("ms")),
        pa.array([1, 2], NOWHERE),
    ],
    ids=str,
)
def test_a_column_that_nobody_reads_does_no_harm(home: Home, column):
    (report,) = load(home, SOURCES, a__parquet=written(more=column, order_id=pa.array(["1", "2.0"])))
    assert (report.error, report.loaded, report.quarantined) == (None, 1, 1)


def test_what_is_no_text_is_named_where_somebody_reads_it(home: Home):
    days = pa.array([[2**31 - 1], [1]], pa.list_(pa.date32()))
    (report,) = load(home, SOURCES, a__parquet=written(order_name=days))
    assert report.error == (
        "The column order_name holds list<element: date32[day]> that is no text. Write it as text, or leave it out."
    )


@pytest.mark.parametrize("zone", ["UTC", "Nowhere/At_All", "America/New_York", "+05:30"])
def test_times_of_a_column_with_a_zone_are_the_same_in_any_zone(home: Home, zone):
    times = pa.array([1_769_846_400_000_000, 1_769_846_400_120_000], pa.timestamp("us", zone))
    load(home, SOURCES, a__parquet=written(created_at=times))
    assert [row["created_at"] for row in records(home, "orders")] == ["2026-01-31T08:00:00Z", "2026-01-31T08:00:00.12Z"]


@pytest.mark.parametrize("far", [2**63 - 1, -(2**63), 253_402_300_800_000_000])
def test_times_beyond_all_years_are_set_aside(home: Home, far):
    (report,) = load(home, SOURCES, a__parquet=written(created_at=pa.array([far, 0], pa.timestamp("us", "UTC"))))
    assert sorted(reason.partition(" is ")[2][:10] for reason in report.reasons) == ["before the", "not a time"]
    milliseconds = pa.array([FAR, 0], pa.timestamp("ms", "UTC"))
    (report,) = load(home, SOURCES, a__parquet=written(created_at=milliseconds))
    assert report.error == (
        "The column created_at holds timestamp[ms, tz=UTC] that is no text. Write it as text, or leave it out."
    )
