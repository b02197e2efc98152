"""Values that chance picks: those that programs stumble over, and columns of every type that Parquet has."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

_WORDS = (
    "", " ", "1", "007", "9400110200881234567890", "9.4E+21", "1e21", "123.0", "1,234", "-5", "null", "nan", "#REF!",
    "true", "no", "perhaps", "2026-01-31T08:15:00Z", "2026-01-31 08:15:00", "2026-01-31", "2026-03-08 02:30:00",
    "2026-01-31T08:15:00+14:00", "1899-12-31T00:00:00Z", "9999-12-31", "9999-12-31T23:59:59-12:00", "1767254400",
    "24:00:00", "01/31/2026", "0001-01-01T00:00:00+23:59", "9999999999999", "٣٤٥", "²", "1_000", "inf",
    "2147483648", "999999999999999",
    '["a","b"]', '{"a": [1', "a|b", "ann@example.com", "#1001", "1Z999", "InTransit", "paid", "=1+1", "'0012",
    '="0012"', "\u202e", "\u200b", "\x00", "\x1f", "é", "📦", "\ufffd", "a\nb", "a\r\nb", 'say "hi"', "x" * 600,
    "gid://shopify/Order/", "gid://shopify/Order/1/2", "<p>&#x110000;</p>",
)  # fmt: skip
words = st.sampled_from(_WORDS) | st.text(max_size=8)
scalars = st.one_of(
    words, st.none(), st.booleans(), st.integers(), st.integers(10**21, 10**23), st.floats(), st.just(1e21)
)
plain_words = words.filter(lambda word: not any("\ud800" <= sign <= "\udfff" for sign in word))
_moments = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))  # noqa: DTZ001  # a column without a zone
_recent = st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1))  # noqa: DTZ001
_COLUMNS: tuple[tuple[pa.DataType, st.SearchStrategy[Any]], ...] = (
    (pa.string(), plain_words),
    (pa.large_string(), plain_words),
    (pa.dictionary(pa.int32(), pa.string()), plain_words),
    (pa.binary(), st.binary(max_size=6)),
    (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    (pa.uint64(), st.integers(0, 2**64 - 1)),
    (pa.float64(), st.floats()),
    (pa.float32(), st.floats(width=32)),
    (pa.bool_(), st.booleans()),
    (pa.null(), st.none()),
    (pa.decimal128(38, 3), st.integers(-(10**30), 10**30).map(lambda number: Decimal(number) / 1000)),
    (pa.date32(), st.dates(date(1, 1, 1), date(9999, 12, 31))),
    (pa.time64("us"), st.times(time(0), time(23, 59, 59))),
    (pa.duration("s"), st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds))),
    (pa.timestamp("us"), _moments),
    (pa.timestamp("s"), _moments.map(lambda moment: moment.replace(microsecond=0))),
    (pa.timestamp("us", "Nowhere"), st.integers(-(2**63), 2**63 - 1)),
    (pa.list_(pa.timestamp("us")), st.lists(st.integers(-(2**63), 2**63 - 1), max_size=2)),
    (pa.timestamp("ns", "UTC"), _recent.map(lambda moment: moment.replace(tzinfo=UTC))),
    (pa.timestamp("us", "America/New_York"), _recent.map(lambda moment: moment.replace(tzinfo=UTC))),
    (pa.list_(pa.string()), st.lists(plain_words | st.none(), max_size=3)),
    (
        pa.struct({"name": pa.string()}),
        st.fixed_dictionaries({"name": plain_words}),
    ),
    (
        pa.map_(pa.string(), pa.string()),
        st.dictionaries(plain_words, plain_words, max_size=2).map(lambda pairs: [*pairs.items()]),
    ),
)


@st.composite
def columns(draw: st.DrawFn, rows: int) -> pa.Array:
    """Return a strategy for a column of some type, some of its cells empty."""
    kind, values = draw(st.sampled_from(_COLUMNS))
    return pa.array(draw(st.lists(values | st.none(), min_size=rows, max_size=rows)), kind)


def values(names: list[str]) -> st.SearchStrategy[Any]:
    """Return a strategy for JSON values, whose objects have the given names."""
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(names), inner, max_size=4),
        max_leaves=6,
    )
