"""What the chance of a ticket may depend on, of each order and parcel at the moment at which it was looked at.

Hours are cut into bins rather than taken as they are: the chance to write rises and falls again with the days, and with
bins a regression on the log odds follows that as well as boosted trees do (DECISIONS.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WORDS = ("root_cause", "parcel_state", "carrier", "three_pl", "service", "lane", "season", "weekday")
# Where each bin of hours begins; below the first and above the last there is one more, and one where nothing is known.
BINS = {
    "state_hours": (6, 12, 24, 36, 48, 72, 96, 120, 168, 240, 336, 720),
    "order_hours": (6, 12, 24, 36, 48, 72, 96, 120, 168, 240, 336, 720),
    "silent_hours": (12, 24, 36, 48, 72, 96, 120, 168, 336),
    "past_promise_hours": (-240, -168, -96, -48, -24, 0, 24, 48, 96, 168, 336, 720),
    "past_ship_by_hours": (-48, -24, 0, 24, 72, 168),
    "shipped_email_hours": (12, 24, 36, 48, 72, 120, 240),
    "alert_hours": (24, 72, 168),
    "asked_hours": (24, 72, 168),
}
# How long it has been so matters in another way for each cause, and the email only while the tracking page is empty.
UNSCANNED = ("label_no_scan_fresh", "label_no_scan_overdue")
NOT_KNOWN = -1


def categories(checks: pl.DataFrame) -> pl.DataFrame:
    """Return one text column per thing that the chance may depend on, as many rows as ``checks``.

    ``checks`` has the columns of the model ``int_risk_checks``, and ``season``.
    """
    told = checks.with_columns(
        *(_bins(checks[name], edges) for name, edges in BINS.items()),
        pl.col("reporting_date").dt.weekday().alias("weekday"),
    )
    unscanned = pl.col("root_cause").is_in(UNSCANNED)
    return told.select(
        *(pl.col(name).cast(pl.String) for name in (*WORDS, *(name for name in BINS if name != "shipped_email_hours"))),
        pl.when(unscanned).then("shipped_email_hours").cast(pl.String).alias("shipped_email_hours"),
        pl.concat_str("root_cause", pl.lit(" "), "state_hours").alias("cause_and_hours"),
    ).fill_null("none")


def design(told: pl.DataFrame) -> csr_matrix:
    """Return ``told``'s categories as columns of 0 and 1 (rows, p), in an order that only the words decide."""
    from scipy.sparse import csr_matrix

    rows, width = told.height, 0
    columns = []
    for name in told.columns:
        words = pl.Enum(told[name].unique().sort())
        columns.append(told[name].cast(words).to_physical().to_numpy().astype(np.int64) + width)
        width += len(words.categories)
    indices = np.column_stack(columns).ravel() if rows else np.zeros(0, dtype=np.int64)
    return csr_matrix((np.ones(rows * len(columns)), indices, np.arange(rows + 1) * len(columns)), shape=(rows, width))


def _bins(hours: pl.Series, edges: tuple[int, ...]) -> pl.Series:
    values = hours.cast(pl.Float64).to_numpy()
    return pl.Series(hours.name, np.where(np.isnan(values), NOT_KNOWN, np.digitize(values, edges)))
