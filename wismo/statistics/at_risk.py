"""Orders and parcels on their way by the chance that their customer writes, with what to tell them.

The list goes by the published rules (seeds/risk_rules.csv) until the model has shown, week by week on what was known
then, that it finds more of those who write; only then is its chance shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from wismo.statistics.at_risk_backtest import (
    MODEL,
    Verdict,
    backtest_table,
    calibration_table,
    judge,
    rival_scores,
    rule_scores,
)
from wismo.statistics.at_risk_features import categories, design
from wismo.statistics.at_risk_list import open_list, with_messages
from wismo.statistics.at_risk_model import Past, fit_log_odds, foretell_weeks, learned
from wismo.statistics.ranking import Looks
from wismo.statistics.settings import threshold
from wismo.statistics.table import Table

if TYPE_CHECKING:
    import duckdb
    from scipy.sparse import csr_matrix

# So many of the newest complete weeks are foretold, each from at least so many weeks before it.
BACKTEST_WEEKS, FEWEST_WEEKS_BEFORE = 52, 8
# A ticket within 72 hours is known for looks of the fourth day before; days are whole.
LAG_DAYS = 4
# Looks at the past beyond these are left out, by their hash.
MOST_CHECKS = 60_000
_OF_EACH = "n bigint not null, method varchar not null, sentence varchar not null"

OPEN_SHIPMENTS = Table(
    # One row per parcel that has not arrived, or order without a label, about which its customer may still ask.
    "open_shipments",
    f"""
    shipment_id varchar, order_id varchar not null, parcel_state varchar not null, contact_probability_72h double,
    reason varchar not null, owner varchar not null, suggested_message varchar, risk_position bigint not null,
    root_cause varchar not null, cause_detail varchar, carrier varchar not null, three_pl varchar not null,
    partner_to_ask varchar not null, state_hours double not null, past_promise_hours double, promised_date date,
    eta_date date, eta_basis varchar, asked_hours double, has_unanswered_ticket boolean not null, alike_from double,
    alike_to double, alike_share double, alike_lower double, alike_upper double, {_OF_EACH}
    """,
)
BACKTEST = Table(
    # One row per order in which the list may go, over all weeks looked at and for each month of them.
    "at_risk_backtest",
    f"""
    grain varchar not null, period_start date, ranking varchar not null, ticket_count bigint not null,
    base_share double, auc double, auc_lower double, auc_upper double, top_count bigint, top_share double,
    top_share_lower double, top_share_upper double, model_lead double, model_lead_lower double,
    model_lead_upper double, is_used boolean not null, {_OF_EACH}
    """,
)
CALIBRATION = Table(
    # One row per bin of the modelled chance, from the lowest up: what was foretold and what came.
    "at_risk_calibration",
    f"""
    bin integer not null, lowest_chance double not null, highest_chance double not null,
    ticket_count bigint not null, foretold_share double not null, seen_share double not null,
    seen_lower double not null, seen_upper double not null, {_OF_EACH}
    """,
)
TABLES = (OPEN_SHIPMENTS, BACKTEST, CALIBRATION)


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the list of what is at risk and how it was tested into the connection's ``main`` schema."""
    past, on_the_way = _past_checks(connection), _open_checks(connection)
    stale_hours = 24 * threshold(connection, "risk_stale_days")
    chances, verdict, backtest, calibration = foretold(past, on_the_way, stale_hours)
    messages = (
        connection.cursor().sql("select root_cause, has_eta, is_very_late, text from main.suggested_messages").pl()
    )
    told = with_messages(on_the_way, messages, 24 * threshold(connection, "very_late_days"))
    scores = rule_scores(on_the_way, stale_hours)
    OPEN_SHIPMENTS.write(connection, open_list(told, chances, scores, calibration, verdict, past.height))
    BACKTEST.write(connection, backtest)
    CALIBRATION.write(connection, calibration)


def foretold(
    past: pl.DataFrame, on_the_way: pl.DataFrame, stale_hours: float
) -> tuple[np.ndarray | None, Verdict, pl.DataFrame, pl.DataFrame]:
    """Return the chances of what is on its way (None where the model is not used), the verdict, and both tables.

    ``past`` and ``on_the_way`` have the columns of ``int_risk_checks``, ``season`` and ``risk_order``; ``past`` is in
    the order of its keys, and its outcomes are all known.
    """
    both = design(categories(pl.concat([past, on_the_way], how="diagonal_relaxed")))
    known, ahead = _past(past, both[: past.height]), both[past.height :]
    weeks = np.unique(known.weeks)[FEWEST_WEEKS_BEFORE:][-BACKTEST_WEEKS:]
    chances, raw = foretell_weeks(known, weeks, LAG_DAYS)
    # As many digits as two builds of the same data agree on.
    chances, tested = np.round(chances, 8), ~np.isnan(chances)
    if not tested.any():
        return None, Verdict(False, "not enough data: too few weeks"), pl.DataFrame(), pl.DataFrame()
    looks = _looks(past, known, tested)
    scores = {MODEL: chances[tested]}
    scores |= {name: score[tested] for name, score in rival_scores(past, stale_hours).items()}
    verdict = judge(scores, looks)
    months = past["reporting_date"].dt.truncate("1w").dt.truncate("1mo").to_numpy()[tested]
    backtest = pl.DataFrame(backtest_table(scores, looks, months, verdict), infer_schema_length=None)
    calibration = pl.DataFrame(calibration_table(scores[MODEL], looks))
    if not verdict.is_model_used:
        return None, verdict, backtest, calibration
    level, coefficients = fit_log_odds(known.design, known.outcomes, known.weights)
    correction = learned(known, raw, int(known.days.max()), 0)
    return np.round(correction(level + ahead @ coefficients), 6), verdict, backtest, calibration


def _past(past: pl.DataFrame, matrix: csr_matrix) -> Past:
    days = past["reporting_date"].to_physical().to_numpy()
    weeks = past["reporting_date"].dt.truncate("1w").to_physical().to_numpy()
    weights = past["parcel_days"].cast(pl.Float64).to_numpy()
    usual = np.median(weights) if len(weights) else 1.0
    return Past(matrix, past["is_asked_within_72h"].cast(pl.Float64).to_numpy(), weights / usual, days, weeks)


def _looks(past: pl.DataFrame, known: Past, tested: np.ndarray) -> Looks:
    orders = np.unique(past["order_id"].to_numpy().astype(str)[tested], return_inverse=True)[1]
    weeks = np.unique(known.weeks[tested], return_inverse=True)[1]
    return Looks(known.outcomes[tested], known.weights[tested], weeks, orders)


_SEASON_AND_RULE = """
    left join main.calendar_days on calendar_days.date_day = checks.reporting_date
    left join main.risk_rules on risk_rules.root_cause = checks.root_cause
"""


def _past_checks(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Read the looks at complete weeks whose outcome is known."""
    sql = f"""
        with checks as (
            select * from main.int_risk_checks
            where not is_open_check
            qualify max(is_asked_within_72h is null) over (partition by date_trunc('week', reporting_date)) = false
        )
        select * from (
            select checks.*, calendar_days.season, risk_rules.risk_order from checks {_SEASON_AND_RULE}
            order by md5(checks.check_id) limit {MOST_CHECKS}
        ) order by check_id
    """  # noqa: S608 - our own names
    return connection.cursor().sql(sql).pl()


def _open_checks(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    sql = f"""
        select checks.*, calendar_days.season, risk_rules.risk_order, risk_rules.why
        from main.int_open_shipments as checks {_SEASON_AND_RULE} order by check_id
    """  # noqa: S608 - our own names
    return connection.cursor().sql(sql).pl()
