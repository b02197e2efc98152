"""The sample's figures beside published ones, to see whether the sample resembles a brand at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

# What is measured, the SQL that measures it in the marts, and what was published, with its source.
_SHARES = (
    ("WISMO share of tickets, %", "select 100.0 * sum(wismo_count) / sum(ticket_count) from ticket_days",
     "18 (Gorgias, own data); 20 to 80 (other vendors' claims)"),
    ("All tickets per 100 orders",
     "select 100.0 * (select sum(ticket_count) from ticket_days) / (select sum(order_count) from order_days)",
     "2 to 10 (Gorgias)"),
    ("WISMO tickets per 100 orders",
     "select 100.0 * (select sum(wismo_count) from ticket_days) / (select sum(order_count) from order_days)",
     "5.3 and 7.8 at two brands; target under 4"),
    ("Parcels with an exception, %",
     "select 100.0 * count(*) filter (where has_exception) / count(*) from shipments where is_tracked",
     "2.5 to 11, by definition"),
    ("All tickets per order, Black Friday week to three weeks on against the rest, % more",
     """
     select 100.0 * (any_value(rate) filter (where is_peak) / any_value(rate) filter (where not is_peak) - 1) from (
         select is_peak, sum(tickets) / sum(orders) as rate from (
             select coalesce(black_friday_week between 0 and 3, false) as is_peak,
                 (select sum(ticket_count) from ticket_days where reporting_date = date_day) as tickets,
                 (select sum(order_count) from order_days where reporting_date = date_day) as orders
             from calendar_days
         ) where orders > 0 group by is_peak
     )
     """,
     "20 to 40"),
)  # fmt: skip
_ON_TIME = {
    ("UPS", 2024): "96.5", ("UPS", 2025): "97.2", ("FedEx", 2024): "91.8", ("FedEx", 2025): "95.3",
    ("USPS", 2024): "90.4", ("USPS", 2025): "94.1",
}  # fmt: skip

_BY_STANDARD = """
select 100.0 * count(*) filter (where days_over_standard <= 1) / nullif(count(*), 0) from read_parquet(?)
where carrier = ? and labelled_at between ?::timestamp and ?::timestamp and trouble = 'none'
    and not is_return and not is_voided and days_over_standard is not null
"""


def distributions(connection: duckdb.DuckDBPyConnection, shipments: Path) -> list[dict[str, Any]]:
    """Return ``figure``, ``sample`` and ``published`` per figure; ``shipments`` is the truth's file of parcels."""
    rows = [(figure, _one(connection, sql), published) for figure, sql, published in _SHARES]
    for (carrier, year), published in _ON_TIME.items():
        days = (f"{year}-12-01", f"{year}-12-31")
        known = f"{published} (ShipMatrix, without weather, a day's grace on ground)"
        rows.append((f"{carrier} by its own standard, December {year}, %",
                     _one(connection, _BY_STANDARD, [str(shipments), carrier, *days]), known))  # fmt: skip
    hub = "select quantile_cont(scan_lag_hours, ?) from read_parquet(?) where scan_lag_hours > 2"
    for share in (0.1, 0.5, 0.9):
        value = _one(connection, hub, [share, str(shipments)])
        rows.append((f"Pickup to a first scan at the hub, p{share * 100:.0f}, hours", value, "12 to 48"))
    return [
        {"figure": figure, "sample": None if value is None else round(float(value), 1), "published": published}
        for figure, value, published in rows
    ]


def _one(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None) -> Any:
    row = connection.execute(sql, values or []).fetchone()
    return row[0] if row else None
