"""Who comes back after a late order, a question, a fast answer, a coupon: set against customers alike.

Everybody's clock is the same: what happened is asked on the landmark day after the order, and who comes back is
counted in the window that begins there (Anderson, Cain and Gelber, Journal of Clinical Oncology 1983).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from wismo.statistics.late_costs import COSTS, costs_table
from wismo.statistics.retention_effects import Settings, estimates
from wismo.statistics.retention_study import study
from wismo.statistics.retention_words import row_of
from wismo.statistics.settings import threshold
from wismo.statistics.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from wismo.statistics.retention_effects import Estimate

# One row per exposure, outcome and group of customers: the effect on those who were exposed, in points.
EFFECTS = Table(
    "retention_effects",
    """
    exposure varchar not null, outcome varchar not null, customer_group varchar not null, method varchar not null,
    evidence_grade varchar not null, period_start date, period_end date,
    exposed_count bigint not null, comparison_count bigint not null, n bigint not null,
    trimmed_count bigint not null, trimmed_share double, effective_comparison_count bigint, largest_difference double,
    effect double, effect_lower double, effect_upper double, interval_percent double not null,
    raw_difference double, exposed_rate double, comparison_rate double,
    placebo double, placebo_lower double, placebo_upper double, check_effect double,
    e_value double, e_value_limit double,
    margin_at_risk decimal(18, 2), margin_lower decimal(18, 2), margin_upper decimal(18, 2), currency varchar,
    sentence varchar not null, sensitivity_sentence varchar, margin_sentence varchar
""",
)
TABLES = (EFFECTS, COSTS)
_TYPES = {
    **dict.fromkeys(
        ("trimmed_share", "largest_difference", "effect", "effect_lower", "effect_upper", "raw_difference",
         "exposed_rate", "comparison_rate", "placebo", "placebo_lower", "placebo_upper", "check_effect", "e_value",
         "e_value_limit", "margin_at_risk", "margin_lower", "margin_upper"), pl.Float64,
    ),
    **dict.fromkeys(("effective_comparison_count",), pl.Int64),
    **dict.fromkeys(("currency", "sensitivity_sentence", "margin_sentence"), pl.String),
}  # fmt: skip


def effects_table(found: Iterable[Estimate], rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Return the table's rows from the estimates on a study ``rows``, as ``retention_study.study`` reads it."""
    share = float(rows["sample_share"][0]) if len(rows) else 1.0
    told = [row_of(estimate, settings, share) for estimate in found]
    table = pl.DataFrame(told, schema_overrides=_TYPES, infer_schema_length=None)
    missing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in _TYPES.items() if name not in table.columns]
    return table.with_columns(
        *missing,
        period_start=pl.lit(rows["order_date"].min(), dtype=pl.Date),
        period_end=pl.lit(rows["order_date"].max(), dtype=pl.Date),
    )


def read_settings(connection: duckdb.DuckDBPyConnection) -> Settings:
    """Return the thresholds that the retention statistics go by."""
    return Settings(
        smallest=int(threshold(connection, "retention_smallest_group")),
        margin_share=threshold(connection, "contribution_margin_share"),
        landmark=int(threshold(connection, "retention_landmark_days")),
        window=int(threshold(connection, "retention_window_days")),
    )


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the tables into the connection's ``main`` schema, from the models that are there."""
    rows, settings = study(connection), read_settings(connection)
    found = estimates(rows, settings)
    EFFECTS.write(connection, effects_table(found, rows, settings))
    COSTS.write(connection, costs_table(found, rows, _contact_currency(connection)))


def _contact_currency(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Return the currency of the costs per contact; None where the seed mixes several."""
    sql = "select max(currency) from main.cost_per_contact having count(distinct currency) = 1"
    return (connection.execute(sql).fetchone() or (None,))[0]
