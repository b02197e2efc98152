"""How the estimate of late parcels was tested, in plain words first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import grid, panel, say
from dashboard.retention.words import EVERYBODY, GRADES, LATE, NAMES, group_name, of_100, one

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.page import Here
    from dashboard.retention.words import Row


def how_we_know(at: Here, rows: Sequence[Row]) -> None:
    """Say how the estimate of late parcels was tested, in plain words first."""
    with st.expander("How we know"):
        late = one(rows, LATE)
        for line in known(late) if late is not None else ():
            say.text(line)
        grid.draw(_all(rows, at), "rows_retention_all", "Every row of the estimates")
        panel.download("retention_effects", _all(rows, at), at)


def known(late: Mapping[str, Any]) -> list[str]:
    """Return the tests of the estimate, each with what it found."""
    lines = [
        (
            "Everybody's clock is the same: whether a parcel was late is asked on day 30 after the order, and coming "
            "back is counted in the 90 days from then. Nobody chooses to be late, so late delivery is the figure to "
            "quote; who writes is the customer's choice, so questions stay an association."
        )
    ]
    if late["effect"] is None:
        return [*lines, late["sentence"]]
    lines.append(
        f"The grade: {GRADES[late['evidence_grade']]}. Compared were {late['exposed_count']:,} late customers and "
        f"{late['comparison_count']:,} on time, weighted to be alike in earlier orders, value, region, carrier, 3PL, "
        f"season and more; the weights leave as much as {late['effective_comparison_count']:,} of them would tell. "
        f"{late['trimmed_count']:,} late customers had nobody alike and are left out (overlap)."
    )
    if late["placebo"] is not None:
        holds = late["placebo_lower"] <= 0 <= late["placebo_upper"]
        lines.append(
            f"Before the order, when nothing could have been late yet (placebo): {of_100(late['placebo'])} of 100 "
            f"({of_100(late['placebo_lower'])} to {of_100(late['placebo_upper'])}). "
            + ("No difference, as it must be." if holds else "They differed before, which weakens the figure.")
        )
    if late["check_effect"] is not None:
        lines.append(f"A second method, of another kind (boosted trees), finds {of_100(late['check_effect'])} of 100.")
    if late["largest_difference"] is not None:
        lines.append(
            f"After weighting, what differs most between both groups differs by {late['largest_difference']:.2f} "
            "standard deviations; 0.10 is the most for an estimate."
        )
    if late["sensitivity_sentence"]:
        lines.append(f"{late['sensitivity_sentence']} (This is the E-value.)")
    lines.append(
        f"Without adjusting, the difference is {of_100(late['raw_difference'])} of 100. Method: weighting and "
        f"regression together, fitted on other thirds of the customers ({late['method']})."
    )
    return lines


def _all(rows: Sequence[Row], at: Here) -> pl.DataFrame:
    whole = pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col(pl.Float64).round(2))
    groups_named = [
        "All" if row["customer_group"] == EVERYBODY else group_name(row["customer_group"], at.look) for row in rows
    ]
    return whole.with_columns(
        exposure=pl.Series([NAMES.get(row["exposure"], row["exposure"]) for row in rows], dtype=pl.String),
        customer_group=pl.Series(groups_named, dtype=pl.String),
    ).drop("outcome")
