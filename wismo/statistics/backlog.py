"""What waits at a 3PL as the data ends: orders without a label, and labels without a carrier scan, by their age.

Each is judged as the list of what is at risk judges it, by the rules of root causes. Orders that wait for stock are
nobody's backlog, and a parcel that no tracker knows may long be on its way; neither is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from wismo.many import many
from wismo.statistics.brand import names
from wismo.statistics.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import duckdb

    from wismo.statistics.driver_words import Label

# One row per stage, and 3PL, warehouse with its cut-off, and age: each of them, or all.
TABLES = (
    Table(
        "backlog",
        """
        stage varchar not null, three_pl varchar not null, warehouse varchar not null, cutoff_time varchar not null,
        age varchar not null, age_order integer not null, overdue bigint not null, n bigint not null,
        as_of timestamp not null, method varchar not null, sentence varchar not null
    """,
    ),
)
ALL, UNKNOWN = "all", "unassigned"
METHOD = "count"
STAGE_WORDS = {"no_label": ("order", "without a label"), "no_scan": ("label", "without a carrier scan")}
DUE_WORDS = {"no_label": "past their ship-by day", "no_scan": "longer past their pickup than is normal"}
# The age in hours from which an age begins; from the order, or from the label.
AGES = (
    ("under a day", 0),
    ("one to two days", 24),
    ("two to three days", 48),
    ("three to seven days", 72),
    ("over a week", 168),
)
WAITING = """
    select
        case when open_shipments.parcel_state = 'unfulfilled' then 'no_label' else 'no_scan' end as stage,
        open_shipments.three_pl,
        coalesce(shipments.warehouse, 'unassigned') as warehouse,
        coalesce(three_pls.cutoff_time, default_three_pl.cutoff_time, 'unassigned') as cutoff_time,
        open_shipments.state_hours,
        open_shipments.root_cause in ('processing_late', 'label_no_scan_overdue') as is_overdue,
        data_through.data_through as as_of
    from main.open_shipments as open_shipments
    cross join main.int_data_through as data_through
    left join main.shipments as shipments on open_shipments.shipment_id = shipments.shipment_id
    left join main.three_pls as three_pls on open_shipments.three_pl = three_pls.three_pl
    left join main.three_pls as default_three_pl on default_three_pl.three_pl = '*'
    where open_shipments.root_cause in
        ('processing_late', 'processing_normal', 'label_no_scan_overdue', 'label_no_scan_fresh')
"""
PLACE = ("three_pl", "warehouse", "cutoff_time")
SLICES = ((), ("age",), ("three_pl",), ("three_pl", "age"), PLACE, (*PLACE, "age"))


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write ``backlog`` from ``open_shipments`` into the connection's ``main`` schema; empty where nothing waits."""
    waiting = connection.cursor().sql(WAITING).pl()
    TABLES[0].write(connection)
    if waiting.is_empty():
        return
    label = names(connection)
    counted = counts(waiting)
    told = [_sentence(row, label) for row in counted.iter_rows(named=True)]
    TABLES[0].write(connection, counted.with_columns(method=pl.lit(METHOD), sentence=pl.Series(told)))


def counts(waiting: pl.DataFrame) -> pl.DataFrame:
    """Return how many wait, and how many of them are overdue, in every slice; what a row does not narrow is `all`.

    ``waiting`` has one row per order or label: ``stage``, ``three_pl``, ``warehouse``, ``cutoff_time``,
    ``state_hours``, ``is_overdue``, ``as_of``.
    """
    words, starts = zip(*AGES, strict=True)
    place = pl.sum_horizontal((pl.col("state_hours") >= start).cast(pl.Int32) for start in starts[1:])
    aged = waiting.with_columns(age_order=place.cast(pl.Int32)).with_columns(
        age=pl.col("age_order").replace_strict(range(len(words)), words, return_dtype=pl.String)
    )
    parts = []
    for cut in SLICES:
        keys = ["stage", *cut, *(["age_order"] if "age" in cut else [])]
        missing = [name for name in (*PLACE, "age") if name not in cut]
        part = aged.group_by(keys).agg(
            overdue=pl.col("is_overdue").sum().cast(pl.Int64), n=pl.len().cast(pl.Int64), as_of=pl.col("as_of").first()
        )
        part = part.with_columns(pl.lit(ALL).alias(name) for name in missing)
        if "age" not in cut:
            part = part.with_columns(age_order=pl.lit(-1, dtype=pl.Int32))
        parts.append(part.select("stage", *PLACE, "age", "age_order", "overdue", "n", "as_of"))
    return pl.concat(parts).sort("stage", *PLACE, "age_order")


def _sentence(row: Mapping[str, Any], label: Label) -> str:
    thing, lacks = STAGE_WORDS[row["stage"]]
    party = "All together" if row["three_pl"] == ALL else label("three_pl", row["three_pl"])
    place = "" if row["warehouse"] in {ALL, UNKNOWN} else f", {row['warehouse']}"
    age = "" if row["age"] == ALL else f" ({row['age']})"
    return f"{party}{place}: {many(row['n'], thing)} {lacks}{age}; {row['overdue']} {DUE_WORDS[row['stage']]}."
