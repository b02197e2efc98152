"""The list of what is on its way: its order, each line's sentence, and the message that its customer may get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.statistics.at_risk_backtest import MODEL, RULES, Verdict, percent

if TYPE_CHECKING:
    from datetime import date

ETA = "{eta}"
ALIKE = ("alike_from", "alike_to", "alike_share", "alike_lower", "alike_upper")
COLUMNS = (
    "shipment_id", "order_id", "parcel_state", "contact_probability_72h", "reason", "owner", "suggested_message",
    "risk_position", "root_cause", "cause_detail", "carrier", "three_pl", "partner_to_ask", "state_hours",
    "past_promise_hours", "promised_date", "eta_date", "eta_basis", "asked_hours", "has_unanswered_ticket", *ALIKE,
    "n", "method", "sentence",
)  # fmt: skip


def open_list(
    on_the_way: pl.DataFrame,
    chances: np.ndarray | None,
    rule_scores: np.ndarray,
    calibration: pl.DataFrame,
    verdict: Verdict,
    looked_at: int,
) -> pl.DataFrame:
    """Return the rows of ``open_shipments``, the first of the list first.

    ``on_the_way`` has the columns of ``int_open_shipments``, ``why`` of the rule and ``suggested_message``;
    ``chances`` and ``rule_scores`` (n) go with it; ``looked_at`` are the looks at the past behind it all.
    """
    told = on_the_way.with_columns(
        pl.Series("contact_probability_72h", chances, dtype=pl.Float64)
        if chances is not None
        else pl.lit(None, dtype=pl.Float64).alias("contact_probability_72h"),
        pl.Series("rule_score", rule_scores, dtype=pl.Float64),
        pl.lit(MODEL if chances is not None else RULES).alias("method"),
    )
    placed = told.sort(
        ["contact_probability_72h", "rule_score", "check_id"], descending=[True, True, False], nulls_last=True
    ).with_row_index("risk_position", offset=1)
    alike = _by_rules(placed, looked_at, verdict) if chances is None else _alike(placed, calibration)
    waits = pl.when("has_unanswered_ticket").then(pl.lit(" The customer has written and waits for an answer."))
    return alike.with_columns(sentence=pl.col("sentence") + waits.otherwise(pl.lit(""))).select(COLUMNS)


def with_messages(on_the_way: pl.DataFrame, messages: pl.DataFrame, very_late_hours: float) -> pl.DataFrame:
    """Return the rows with ``suggested_message``; ``eta_date`` and ``eta_basis`` stay only where it tells a day.

    ``messages`` are the seed's templates. What is past its promise (its ship-by time, where nothing was promised) for
    longer than ``very_late_hours`` gets the text for that, where its cause has one. A cause that has no text with a
    day gets the one without.
    """
    late_causes = messages.filter("is_very_late")["root_cause"].unique().to_list()
    hours_late = pl.coalesce("past_promise_hours", "past_ship_by_hours")
    is_very_late = (hours_late > very_late_hours).fill_null(value=False) & pl.col("root_cause").is_in(late_causes)
    joined = on_the_way.with_columns(is_very_late=is_very_late)
    for title, which in (("dated_text", pl.col("has_eta")), ("plain_text", ~pl.col("has_eta"))):
        texts = messages.filter(which).select("root_cause", "is_very_late", pl.col("text").alias(title))
        joined = joined.join(texts, on=["root_cause", "is_very_late"], how="left", maintain_order="left")
    is_dated = pl.col("eta_date").is_not_null() & pl.col("dated_text").is_not_null()
    days = {day: day_words(day) for day in joined["eta_date"].unique() if day is not None}
    eta = pl.col("eta_date").replace_strict(days, return_dtype=pl.String, default="")
    return joined.with_columns(
        pl.when(is_dated)
        .then(pl.col("dated_text").str.replace_all(ETA, eta, literal=True))
        .otherwise("plain_text")
        .alias("suggested_message"),
        *(pl.when(is_dated).then(name).alias(name) for name in ("eta_date", "eta_basis")),
    )


def day_words(day: date) -> str:
    """Return a day as one writes it to a customer: Tuesday, 3 March."""
    return f"{day:%A}, {day.day} {day:%B}"


def _by_rules(placed: pl.DataFrame, looked_at: int, verdict: Verdict) -> pl.DataFrame:
    why = pl.when(pl.col("why").is_not_null()).then(pl.format(" {}", "why")).otherwise(pl.lit(""))
    return placed.with_columns(
        pl.lit(looked_at).alias("n"),
        *(pl.lit(None, dtype=pl.Float64).alias(name) for name in ALIKE),
        pl.concat_str(
            pl.format("Place {} by the published rules.", "risk_position"),
            why,
            pl.lit(f" No chance is shown: {verdict.why_not}."),
        ).alias("sentence"),
    )


def _alike(placed: pl.DataFrame, calibration: pl.DataFrame) -> pl.DataFrame:
    """Set beside each chance what came of those in the past that had been given about the same."""
    bins = np.searchsorted(calibration["lowest_chance"].to_numpy()[1:], placed["contact_probability_72h"], side="right")
    names = ("lowest_chance", "highest_chance", "seen_share", "seen_lower", "seen_upper")
    seen = calibration[bins.tolist()].select(
        "n", *(pl.col(name).alias(ours) for name, ours in zip(names, ALIKE, strict=True))
    )
    told = [
        f"A chance of {percent(chance)} that the customer writes within 72 hours; of {n:,} looks in the past with a "
        f"chance of {percent(lowest)} to {percent(highest)}, {percent(share)} had a ticket ({percent(lower)} to "
        f"{percent(upper)})."
        for chance, (n, lowest, highest, share, lower, upper) in zip(
            placed["contact_probability_72h"], seen.rows(), strict=True
        )
    ]
    return placed.with_columns(*seen, pl.Series("sentence", told, dtype=pl.String))
