"""Retention: does the clock of the models find nothing where tickets do nothing?

Customers order at a steady pace of their own and ask about some orders; asking changes nothing. A ticket that is tied
to the latest order, with a clock from the order, makes those who came back fast look as if they had not asked (immortal
time). Here the SQL of the models decides who came back when, and the statistics' own query who had asked by then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import jinja2
import numpy as np
import polars as pl

from tests.simulate.claim import Result, share_between
from tests.simulate.retention import SETTINGS, effect, main_rows
from wismo.home import project_root
from wismo.statistics.retention_study import study

CUSTOMERS, DAYS = 4_000, 540
START = datetime(2025, 1, 1)  # noqa: DTZ001 - times are UTC without a zone everywhere
ASKED, MOST_DAYS_TO_ASK = 0.15, 25


def simulate(seeds: range) -> list[Result]:
    """Draw histories of orders and tickets without any effect; of 200 seeds a quarter is enough for this one."""
    few = range(seeds.start, seeds.start + max(len(seeds) // 4, 1))
    held, effects, naive = 0, [], []
    for seed in few:
        orders = histories(seed)
        found = effect(main_rows(read_study(orders))["wismo"])
        lower, upper = found.interval(0.95)
        held += lower <= 0 <= upper
        effects.append(100 * found.effect)
        naive.append(100 * latest_order_difference(orders))
    said = f"mean {np.mean(effects):+.2f} points; tied to the latest order, from the order on {np.mean(naive):+.2f}"
    is_gone = np.mean(naive) < -3 and abs(np.mean(effects)) < 0.8
    return [
        share_between("where asking changes nothing the interval holds 0", held, len(few), 0.86, 1.0, said),
        Result("the landmark takes immortal time away", said, "below -3 without it, within 0.8 of 0 with it", is_gone),
    ]


def histories(seed: int) -> pl.DataFrame:
    """Return orders by customer and time (``ordered_at``), some with the time of a ticket (``asked_at``)."""
    rng = np.random.default_rng([seed, 99])
    pace = rng.choice([60.0, 200.0, 500.0], CUSTOMERS)
    gaps = rng.exponential(pace[:, None], (CUSTOMERS, 60))
    days = np.cumsum(gaps, axis=1)
    customer, place = np.nonzero(days < DAYS)
    asked = rng.random(len(customer)) < ASKED
    wait = rng.uniform(1, MOST_DAYS_TO_ASK, len(customer))
    at = [START + timedelta(days=float(day)) for day in days[customer, place]]
    return (
        pl.DataFrame({"customer_key": [f"c{number:05}" for number in customer], "ordered_at": at, "wait": wait})
        .with_columns(
            order_id=pl.format("{}|{}", "customer_key", pl.col("ordered_at").cum_count().over("customer_key")),
            asked_at=pl.when(pl.Series(asked)).then(pl.col("ordered_at") + pl.duration(seconds=pl.col("wait") * 86400)),
            order_value=pl.Series(np.round(rng.gamma(4, 15, len(customer)), 2)),
        )
        .drop("wait")
        .sort("customer_key", "ordered_at")
    )


def read_study(orders: pl.DataFrame) -> pl.DataFrame:
    """Return the study of these orders as the product reads it, by the model's own SQL in an empty database."""
    with duckdb.connect() as connection:
        connection.execute(
            f"create table thresholds as select * from read_csv('{project_root() / 'seeds' / 'thresholds.csv'}')"
        )
        connection.register("drawn", orders)
        connection.execute(
            """
            create table orders as select *, cast(ordered_at as date) as order_date, false as is_replacement,
                cast(null as timestamp) as cancelled_at, true as is_shippable, false as is_preorder, 'r' as region,
                'US' as country, 'ups' as carrier, 'north' as three_pl, 'web' as sales_channel, 'regular' as season,
                1 as shipment_count,
                row_number() over (partition by customer_key order by ordered_at) = 1 as is_first_order
            from drawn;
            create table int_orders as select order_id, 'USD' as currency, false as is_fully_refunded,
                false as is_subscription, false as is_gift
            from drawn;
            create table int_refund_records as select false as has_refunds;
            create table int_retention_customers as select distinct customer_key, 1.0 as sample_share from drawn;
            create table int_data_through as select max(ordered_at) as data_through from drawn;
            create table int_order_lateness (order_id varchar, is_late boolean, days_late integer, promised_date date);
            create table int_order_contacts as select order_id, asked_at as first_asked_at,
                cast(null as timestamp) as first_agent_ticket_at, 0.0 as first_response_minutes,
                0.0 as first_waited_minutes,
                cast(null as timestamp) as first_closed_at, false as notes_coupons, false as has_coupon,
                cast(null as timestamp) as coupon_closed_at, 1 as contact_count, 8.0 as handling_cost
            from drawn where asked_at is not null;
            """
        )
        connection.execute(f"create table int_customer_orders as {_model('int_customer_orders')}")
        return study(connection)


def latest_order_difference(orders: pl.DataFrame) -> float:
    """Return the raw difference where a ticket belongs to the latest order and the clock starts at the order."""
    window = timedelta(days=SETTINGS.landmark + SETTINGS.window)
    next_at = pl.col("ordered_at").shift(-1).over("customer_key")
    rows = orders.with_columns(next_at=next_at).filter(pl.col("ordered_at") <= pl.col("ordered_at").max() - window)
    rows = rows.with_columns(
        asked=((pl.col("asked_at") < pl.col("next_at")) | pl.col("next_at").is_null())
        & pl.col("asked_at").is_not_null(),
        back=(pl.col("next_at") <= pl.col("ordered_at") + window).fill_null(value=False),
    ).unique("customer_key", keep="first", maintain_order=True)
    shares = dict(rows.group_by("asked").agg(pl.col("back").mean()).rows())
    return shares[True] - shares[False]


def _model(name: str) -> str:
    """Return a model's SQL with tables and thresholds of this database in place of dbt's."""
    text = (project_root() / "models" / "intermediate" / f"{name}.sql").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=False)  # noqa: S701 - SQL of our own, no page
    return environment.from_string(text).render(
        ref=lambda table: table,
        threshold=lambda value: f"(select value from thresholds where name = '{value}')",
    )
