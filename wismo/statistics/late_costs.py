"""What late parcels cost, in lines that add up: margin by how late, and what stands beside it.

The margin is of customers, one order each; answers and refunds beside it are of all late orders of the same days.
Every ``n`` and amount is the whole brand's, also where a sample of its customers was studied, and every amount is
rounded to whole units of its currency, so that what a reader adds up is what stands there.
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

WHOLE = "late_delivery"
# One row per line; those of `kind` part add up to the one of kind whole, and those beside it are in neither.
COSTS = Table(
    "late_costs",
    """
    line varchar not null, kind varchar not null, n bigint, amount double, amount_lower double,
    amount_upper double, is_told boolean not null, currency varchar, method varchar not null, period_start date,
    period_end date, sentence varchar not null
""",
)
_LINES = {
    ONE_DAY_LATE: "One day late",
    "late_by_2_to_3_days": "Two or three days late",
    "late_by_4_days_or_more": "Four days late or more",
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
    share = float(rows["sample_share"][0])
    parts = [_margin_line(name, "part", everybody[name], share) for name in PARTS_OF_LATE if name in everybody]
    total = _margin_line(WHOLE, "whole", whole, share)
    lines = [*parts, _rest(parts, total), total, *_beside(rows, whole.margin.currency, contact_currency, share)]
    return pl.DataFrame(lines, schema=_SCHEMA).with_columns(
        period_start=pl.lit(rows["order_date"].min(), dtype=pl.Date),
        period_end=pl.lit(rows["order_date"].max(), dtype=pl.Date),
    )


def _margin_line(name: str, kind: str, estimate: Estimate, share: float) -> dict[str, Any]:
    words = _LINES.get(name, "All late customers")
    studied = estimate.exposed if estimate.att is None else estimate.att.exposed
    line = {"line": name, "kind": kind, "n": round(studied / share), "amount": None, "is_told": False, "method": "none"}
    margin = estimate.margin
    if margin is None:
        return line | {"sentence": f"{words}: not enough data for an amount of its own."}
    amount, lower, upper = (_whole(value) for value in (margin.total, margin.lower, margin.upper))
    said = "" if margin.is_told else ", which could be chance"
    return line | {
        "amount": amount, "amount_lower": lower, "amount_upper": upper, "is_told": margin.is_told,
        "currency": margin.currency, "method": "aipw_landmark" if share == 1 else "aipw_landmark_sample",
        "sentence": f"{words}: about {amount:,.0f} {margin.currency} of margin ({lower:,.0f} to {upper:,.0f}){said}.",
    }  # fmt: skip


def _rest(parts: Iterable[Mapping[str, Any]], total: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is left of the whole beside its parts, so that the lines add up; ``n`` is that of the whole."""
    rest = total["amount"] - sum(part["amount"] or 0.0 for part in parts)
    return {
        "line": "rest", "kind": "part", "n": total["n"], "amount": rest, "is_told": False,
        "currency": total["currency"], "method": "difference",
        "sentence": (
            f"The rest, {rest:,.0f} {total['currency']}: each line is estimated by itself and all late customers "
            "together once more, which differs by so much; days late that have no amount of their own are in it, too."
        ),
    }  # fmt: skip


def _beside(rows: pl.DataFrame, currency: str, contact_currency: str | None, share: float) -> list[dict[str, Any]]:
    """Return what is no margin: answering and refunding all late orders, and customers of other currencies."""
    late = rows.filter("is_late")
    lines: list[dict[str, Any]] = []
    contacts = round(int(late["contact_count"].sum()) / share)
    if contacts and contact_currency:
        cost = _whole(float(late["contact_cost"].sum()) / share)
        lines.append({
            "line": "answers", "n": contacts, "amount": cost, "currency": contact_currency,
            "sentence": (
                f"Answering {many(contacts, 'WISMO contact')} about all late orders of those days cost about "
                f"{cost:,.0f} {contact_currency}; some would have asked about an order on time as well."
            ),
        })  # fmt: skip
    lines.append(_refunds(rows, currency, share))
    customers = late.filter("is_index", ~pl.col("is_repeated_before_landmark"))
    if others := round(customers.filter(~_pays_in(currency)).height / share):
        lines.append({
            "line": "other_currencies", "n": others,
            "sentence": (
                f"In no margin or refund, as they do not pay in {currency}: {others:,} of these late customers."
            ),
        })  # fmt: skip
    return [line | {"kind": "beside", "is_told": True, "method": "counted"} for line in lines]


def _refunds(rows: pl.DataFrame, currency: str, share: float) -> dict[str, Any]:
    """Return what was paid back in full of all late orders of a currency, or that no refund is in the data."""
    line = {"line": "refunds", "currency": currency}
    if rows["is_fully_refunded"].is_null().all():
        return line | {"sentence": "What was paid back is not known: no refund is in the data."}
    refunded = rows.filter("is_late", "is_fully_refunded", _pays_in(currency))
    n, amount = round(refunded.height / share), _whole(float(refunded["order_value"].sum()) / share)
    return line | {
        "n": n, "amount": amount,
        "sentence": (
            f"Of all late orders of those days in {currency}, paid back in full for whatever reason: {n:,}, with "
            f"{amount:,.0f} {currency} of order value."
        ),
    }  # fmt: skip


def _pays_in(currency: str) -> pl.Expr:
    return pl.col("currency").fill_null(UNKNOWN) == currency


def _whole(amount: float) -> float:
    return round(amount) + 0.0
