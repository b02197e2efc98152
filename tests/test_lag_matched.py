"""The headline rate on a brand whose customers ask equally often, while its orders triple and fall again.

In every lot of fifty orders four customers ask: one after two days, two after five, one after nine.
The true rate is 8 per 100 orders on every day, so the models must show 8 in every week. In every `make test` the unit
test of `order_days` weighs a few days of orders the same way.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import duckdb
import polars as pl
import pytest

from wismo.home import Home
from wismo.intake.raw import ensure_raw
from wismo.models import run_models, working_database

pytestmark = pytest.mark.soak

LOT = 50
ASKING_AFTER_DAYS = (2, 5, 5, 9)
TRUE_RATE = 100 * len(ASKING_AFTER_DAYS) / LOT
FIRST_DAY = date(2026, 1, 5)  # a Monday
LOTS_OF_WEEKS = [1] * 10 + [2, 3, 3, 3, 2] + [1] * 6

WEEKLY = """
select
    date_trunc('week', reporting_date) as week,
    cast(sum(wismo_count) as double) as tickets,
    (select cast(sum(order_count) as double) from order_days where date_trunc('week', order_days.reporting_date) = week)
        as orders,
    (select sum(lag_matched_orders) from order_days where date_trunc('week', order_days.reporting_date) = week)
        as lag_matched_orders
from ticket_days
group by 1
order by 1
"""


def noon(day: date) -> str:
    return datetime.combine(day, time(12), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(home: Home, name: str, rows: list[dict[str, str]]) -> None:
    """Put rows into raw as intake would: all text, one source."""
    path = home.raw / name / "made.parquet"
    pl.DataFrame(rows).with_columns(source_system=pl.lit("made"), source_account=pl.lit("brand")).write_parquet(path)


def make_brand(home: Home) -> None:
    orders, tickets = [], []
    last_day = FIRST_DAY + timedelta(weeks=len(LOTS_OF_WEEKS), days=-1)
    for week, lots in enumerate(LOTS_OF_WEEKS):
        for day in (FIRST_DAY + timedelta(weeks=week, days=weekday) for weekday in range(7)):
            for number in range(lots * LOT):
                order = {"order_id": f"{day}-{number}", "created_at": noon(day)}
                orders.append(order)
                lag = dict(enumerate(ASKING_AFTER_DAYS)).get(number % LOT)
                if lag is not None and day + timedelta(lag) <= last_day:
                    tickets.append({
                        "ticket_id": f"t-{order['order_id']}",
                        "created_at": noon(day + timedelta(lag)),
                        "order_ref": order["order_id"],
                    })  # fmt: skip
    ensure_raw(home)
    write(home, "orders", orders)
    write(home, "tickets", tickets)
    write(home, "ticket_labels", [{"ticket_id": row["ticket_id"], "intent_label": "wismo"} for row in tickets])


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    """The complete weeks that have a rate, by the real models."""
    home = Home(tmp_path_factory.mktemp("ramp"))
    make_brand(home)
    run_models(home, time_zone="UTC", progress=lambda _: None)
    with duckdb.connect(str(working_database(home)), read_only=True) as connection:
        rows = connection.sql(WEEKLY).pl().to_dicts()
    return [row for row in rows if row["lag_matched_orders"] is not None][:-1]


def test_the_lag_matched_rate_is_flat_while_orders_triple(weeks):
    assert len(weeks) >= 14
    rates = [100 * row["tickets"] / row["lag_matched_orders"] for row in weeks]
    assert rates == pytest.approx([TRUE_RATE] * len(weeks), abs=0.001)


def test_the_rate_of_one_week_by_its_own_orders_would_swing(weeks):
    naive = [100 * row["tickets"] / row["orders"] for row in weeks]
    assert max(naive) > 1.25 * TRUE_RATE
    assert min(naive) < 0.75 * TRUE_RATE
