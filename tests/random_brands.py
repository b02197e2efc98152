"""Brands that nobody designed: the sample brand's marts, thinned, shifted and scrambled by a seed.

What the marts say of one another need not fit any more; no statistic may be misled into a claim by that.
"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - used when it runs

import duckdb
import numpy as np

# Everything that a statistic reads; an entry that is missing fails loudly.
TABLES = (
    "baselines", "calendar_days", "carriers", "cost_per_contact", "int_cohort_maturity", "int_customer_orders",
    "int_data_through", "int_day_maturity", "int_open_shipments", "int_order_contacts", "int_order_lateness",
    "int_refund_records", "int_risk_checks", "int_state_moments", "int_wismo_lags", "order_days", "order_plan",
    "orders", "reply_days", "risk_rules", "root_causes", "season_windows", "shipments", "staffed_hours", "staffing",
    "suggested_messages", "tactics", "targets", "three_pls", "thresholds", "ticket_days", "tickets",
)  # fmt: skip
HAS_ORDER = ("int_open_shipments", "int_order_contacts", "int_order_lateness", "int_risk_checks", "int_state_moments",
             "orders", "shipments", "tickets")  # fmt: skip
HAS_PARTIES = ("int_open_shipments", "int_risk_checks", "order_days", "orders", "shipments", "ticket_days", "tickets")


def random_brand(working: Path, folder: Path, seed: int) -> Path:
    """Return a new database in ``folder`` with what the statistics read of ``working``, changed as ``seed`` says."""
    path = folder / f"brand-{seed}.duckdb"
    rng = np.random.default_rng([7, seed])
    with duckdb.connect(str(path)) as brand:
        brand.execute("set TimeZone = 'UTC'")
        brand.execute(f"attach '{working}' as working (read_only)")
        for table in TABLES:
            brand.execute(f"create table {table} as from working.main.{table}")
        changes = [_thin, _one_party, _no_promise, _restless, _shuffled, _ended_early, _registered]
        for change in changes:
            if rng.random() < 0.55:
                change(brand, rng)
    return path


def _thin(brand: duckdb.DuckDBPyConnection, rng: np.random.Generator) -> None:
    """Few orders, down to hardly any, and as many fewer tickets."""
    share = float(rng.choice([0.0, 0.02, 0.2, 0.6]))
    for table in HAS_ORDER:
        brand.execute(f"delete from {table} where order_id is null or hash(order_id) % 1000 >= {1000 * share}")
    brand.execute(f"update order_days set order_count = order_count * {share}, lag_matched_orders = "
                  f"lag_matched_orders * {share}, cohort_wismo_orders = cohort_wismo_orders * {share}, "
                  f"cohort_mature_orders = cohort_mature_orders * {share}")  # fmt: skip
    brand.execute(f"delete from ticket_days where random() >= {share}")


def _one_party(brand: duckdb.DuckDBPyConnection, rng: np.random.Generator) -> None:
    """One carrier, or nobody knows which 3PL."""
    column, value = (("carrier", "ups"), ("three_pl", "unassigned"))[int(rng.integers(2))]
    for table in HAS_PARTIES:
        brand.execute(f"update {table} set {column} = '{value}'")


def _no_promise(brand: duckdb.DuckDBPyConnection, _: np.random.Generator) -> None:
    brand.execute("update shipments set promised_at = null, promised_date = null, due_date = null, is_on_time = null")
    brand.execute("update int_risk_checks set promised_date = null, past_promise_hours = null")
    brand.execute("update int_open_shipments set promised_date = null, past_promise_hours = null")


def _restless(brand: duckdb.DuckDBPyConnection, rng: np.random.Generator) -> None:
    """Weeks that differ wildly, and a level that changes once."""
    spread, shift = float(rng.uniform(0.05, 1.0)), float(rng.uniform(0.3, 3.0))
    since = f"date '{2025 + int(rng.integers(2))}-{int(rng.integers(1, 12)):02}-01'"
    brand.execute(f"""
        update ticket_days set rated_wismo_count = cast(round(rated_wismo_count
            * exp({spread} * (hash(date_trunc('week', reporting_date), {int(rng.integers(1000))}) % 1000 / 500 - 1))
            * case when reporting_date >= {since} then {shift} else 1 end) as bigint)
    """)


def _shuffled(brand: duckdb.DuckDBPyConnection, rng: np.random.Generator) -> None:
    """Who asked, who came back and what was late follow from nothing."""
    share = float(rng.uniform(0.01, 0.5))
    brand.execute(f"update int_risk_checks set is_asked_within_72h = hash(check_id) % 1000 < {1000 * share} "
                  "where is_asked_within_72h is not null")  # fmt: skip
    brand.execute(f"update shipments set is_on_time = hash(shipment_id) % 1000 >= {1000 * share} where is_on_time "
                  "is not null")  # fmt: skip
    brand.execute(f"update orders set has_wismo = hash(order_id) % 1000 < {1000 * share}")


def _ended_early(brand: duckdb.DuckDBPyConnection, rng: np.random.Generator) -> None:
    """The data ends weeks or a year and a half before, so that histories are short."""
    days = int(rng.choice([10, 60, 200, 400, 560]))
    brand.execute(f"update int_data_through set data_through = data_through - interval {days} day, "
                  f"reporting_through = reporting_through - {days}")  # fmt: skip
    for table in ("order_days", "ticket_days", "int_state_moments"):
        brand.execute(f"delete from {table} where reporting_date > (select reporting_through from int_data_through)")
    brand.execute("delete from orders where ordered_at > (select data_through from int_data_through)")
    brand.execute("delete from tickets where created_at > (select data_through from int_data_through)")


def _registered(brand: duckdb.DuckDBPyConnection, rng: np.random.Generator) -> None:
    """Tactics launched whenever, some on the same day, and targets with whatever aim."""
    brand.execute(f"update tactics set launched_on = date '2024-10-01' + cast(hash(tactic_id, "
                  f"{int(rng.integers(1000))}) % 900 as integer)")  # fmt: skip
    brand.execute(f"update targets set starts_on = date '2025-01-01' + {int(rng.integers(600))}")
