"""What late parcels cost, in lines that add up: margin by how late, and what stands beside it.

Every amount is rounded to whole units of its currency here, so that what a reader adds up is what stands there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from wismo.many import many
from wismo.statistics.retention_exposures import ONE_DAY_LATE, PARTS_OF_LATE
from wismo.statistics.retention_margin import UNKNOWN
from wismo.statistics.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wismo.statistics.retention_effects import Estimate
    from wismo.statistics.retention_margin import Margin

WHOLE = "late_delivery"
# One row per line; those of `kind` part add up to the one of kind whole, and those beside it are in neither.
COSTS = Table(
    "late_costs",
    """
    line varchar not null, kind varchar not null, n bigint not null, amount double, amount_lower double,
    amount_upper double, is_told boolean not null, currency varchar, method varchar not null, period_start date,
    period_end date, sentence varchar not null
""",
)
_LINES = {
    ONE_DAY_LATE: "Orders one day late",
    "late_by_2_to_3_days": "Orders two or three days late",
    "late_by_4_days_or_more": "Orders four days late or more",
}
_SCHEMA = {
    "line": pl.String, "kind": pl.String, "n": pl.Int64, "amount": pl.Float64, "amount_lower": pl.Float64,
    "amount_upper": pl.Float64, "is_told": pl.Boolean, "currency": pl.String, "method": pl.String,
    "sentence": pl.String,
}  # fmt: skip


def costs_table(found: Iterable[Estimate], rows: pl.DataFrame, contact_currency: str | None) -> pl.DataFrame:
    """Return the lines from the estimates on a study ``rows``; none where the margin of all late orders is not told.

    ``contact_currency`` is that of the costs per contact, None where there are several.
    """
    everybody = {one.exposure.name: one for one in found if one.group == "all"}
    whole = everybody.get(WHOLE)
    if whole is None or whole.margin is None or not whole.margin.is_told:
        return pl.DataFrame(schema=_SCHEMA)
    parts = [_margin_line(name, "part", everybody[name]) for name in PARTS_OF_LATE if name in everybody]
    total = _margin_line(WHOLE, "whole", whole)
    lines = [*parts, _rest(parts, total), total, *_beside(rows, whole.margin, contact_currency)]
    return pl.DataFrame(lines, schema=_SCHEMA).with_columns(
        period_start=pl.lit(rows["order_date"].min(), dtype=pl.Date),
        period_end=pl.lit(rows["order_date"].max(), dtype=pl.Date),
    )


def _margin_line(name: str, kind: str, estimate: Estimate) -> dict[str, Any]:
    words = _LINES.get(name, "All late orders")
    n = estimate.exposed if estimate.att is None else estimate.att.exposed
    line = {"line": name, "kind": kind, "n": n, "amount": None, "is_told": False, "method": "none"}
    margin = estimate.margin
    if margin is None:
        return line | {"sentence": f"{words}: not enough data for an amount of their own."}
    amount, lower, upper = (_whole(value) for value in (margin.total, margin.lower, margin.upper))
    said = "" if margin.is_told else ", which could be chance"
    return line | {
        "amount": amount, "amount_lower": lower, "amount_upper": upper, "is_told": margin.is_told,
        "currency": margin.currency, "method": "aipw_landmark",
        "sentence": f"{words}: about {amount:,.0f} {margin.currency} of margin ({lower:,.0f} to {upper:,.0f}){said}.",
    }  # fmt: skip


def _rest(parts: Iterable[Mapping[str, Any]], total: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is left of the whole beside its parts, so that the lines add up; ``n`` is that of the whole."""
    rest = total["amount"] - sum(part["amount"] or 0.0 for part in parts)
    return {
        "line": "rest", "kind": "part", "n": total["n"], "amount": rest, "is_told": False,
        "currency": total["currency"], "method": "difference",
        "sentence": (
            f"The rest, {rest:,.0f} {total['currency']}: each line is estimated by itself and all late orders together "
            "once more, which differs by so much; days late that have no amount of their own are in it, too."
        ),
    }  # fmt: skip


def _beside(rows: pl.DataFrame, margin: Margin, contact_currency: str | None) -> list[dict[str, Any]]:
    """Return what is known of the same orders and is no margin: answering them, refunds, and other currencies."""
    late = rows.filter("is_index", ~pl.col("is_repeated_before_landmark"), pl.col("is_late"))
    share = float(rows["sample_share"][0])
    is_paid = pl.col("currency").fill_null(UNKNOWN) == margin.currency
    refunded = late.filter(pl.col("is_fully_refunded"), is_paid)
    contacts, refunds, others = (
        round(count / share)
        for count in (int(late["contact_count"].sum()), refunded.height, late.filter(~is_paid).height)
    )
    lines: list[dict[str, Any]] = []
    if contacts and contact_currency:
        cost = _whole(float(late["contact_cost"].sum()) / share)
        lines.append({
            "line": "answers", "n": contacts, "amount": cost, "currency": contact_currency,
            "sentence": (
                f"Answering {many(contacts, 'WISMO contact')} about these orders cost about {cost:,.0f} "
                f"{contact_currency}; some would have asked about an order on time as well."
            ),
        })  # fmt: skip
    paid_back = _whole(float(refunded["order_value"].sum()) / share)
    lines.append({
        "line": "refunds", "n": refunds, "amount": paid_back, "currency": margin.currency,
        "sentence": (
            f"Paid back in full of these orders, for whatever reason: {refunds:,}, with {paid_back:,.0f} "
            f"{margin.currency} of order value."
        ),
    })  # fmt: skip
    if others:
        lines.append({
            "line": "other_currencies", "n": others,
            "sentence": (
                f"In no amount, as they do not pay in {margin.currency}: {many(others, 'more late customer')}."
            ),
        })  # fmt: skip
    return [line | {"kind": "beside", "is_told": True, "method": "counted"} for line in lines]


def _whole(amount: float) -> float:
    return round(amount) + 0.0
