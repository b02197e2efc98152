"""The matching ladder on the sample, and on a made brand that has everything at once, whatever chance puts together."""

from __future__ import annotations

import hashlib
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest

from wismo.home import Home, project_root
from wismo.intake.raw import ensure_raw
from wismo.models import run_models, working_database
from wismo.score.run import score_raw

Rows = dict[str, list[dict[str, Any]]]

FIRST = datetime(2026, 1, 5, tzinfo=UTC)
MATCH = "ticket_id, order_id, shipment_id, match_method, match_confidence, runner_up_order_id"
CANDIDATE = "ticket_id, order_id, shipment_id, place, is_match, match_method, match_confidence, order_state, reason"


def instant(days: float) -> str:
    return (FIRST + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def chance_brand(seed: int) -> Rows:
    """Two stores with the same order names, families on one telephone, parcels of every kind, and tickets that name
    anything in any way, rightly or not."""
    chance = random.Random(seed)
    rows: Rows = {name: [] for name in ("orders", "order_lines", "shipments", "tracking_events", "tickets")}
    tracking: list[str] = []
    names: list[str] = []
    for number in range(220):
        store = chance.choice(["us", "eu"])
        day = chance.uniform(0, 120)
        name = chance.choice(["", "AB-"]) + str(1000 + number // 2)
        customer = chance.randrange(70)
        order_id = str(900_000 + number)
        names.append(name)
        rows["orders"].append(
            {
                "source_account": store,
                "order_id": order_id,
                "order_name": "#" + name,
                "created_at": instant(day),
                "customer_key": f"c{customer}",
                "phone_key": f"p{customer // 3}" if chance.random() < 0.5 else None,
                "order_value": chance.choice(["0", "30", None]),
                "tags": chance.choice([None, '["replacement"]', '["subscription"]', '["pre-order"]']),
                "replaces_order_id": str(900_000 + chance.randrange(220)) if chance.random() < 0.05 else None,
                "cancelled_at": instant(day + 3) if chance.random() < 0.05 else None,
                "promised_at": instant(day + 7) if chance.random() < 0.8 else None,
            }
        )
        rows["order_lines"] += [
            {"source_account": store, "order_id": order_id, "line_number": str(line), "sku": chance.choice("ABC")}
            for line in range(chance.choice([1, 2]))
        ]
        for parcel in range(chance.choice([0, 1, 1, 1, 2, 3])):
            number_of_parcel = f"TRK{number:04}{parcel}"
            tracking.append(number_of_parcel)
            shipment = {
                "source_account": store,
                "shipment_id": f"s{number}-{parcel}",
                "order_id": order_id,
                "tracking_number": number_of_parcel,
                "label_created_at": instant(day + 1),
                "is_voided": chance.choice(["true", *["false"] * 9]),
                "is_return": chance.choice(["true", *["false"] * 9]),
                "leg_of_tracking_number": None,
            }
            rows["shipments"].append(shipment)
            if chance.random() < 0.1:
                leg = f"LEG{number:04}{parcel}"
                rows["shipments"].append(
                    shipment
                    | {"shipment_id": f"l{number}-{parcel}", "tracking_number": leg}
                    | {"leg_of_tracking_number": number_of_parcel, "is_voided": "false"}
                )
                tracking.append(leg)
            at = day + 1
            for status in ("picked_up", "in_transit", "out_for_delivery", "delivered")[: chance.randrange(5)]:
                at += chance.uniform(0.1, 3)
                rows["tracking_events"].append(
                    {
                        "source_account": store,
                        "tracking_number": number_of_parcel,
                        "occurred_at": instant(at),
                        "recorded_at": instant(at + chance.choice([0, 0, 1])),
                        "status": status,
                    }
                )
    for number in range(500):
        listed = [str(900_000 + chance.randrange(220)) for _ in range(chance.choice([0, 0, 0, 1, 2, 3]))]
        says = chance.choice(
            ["where is my order?", "it says delivered but I have not received it", "where is order {name}?",
             "orders {name} and {other}", "where is parcel {tracking}", "{tracking} {another} not received"]
        )  # fmt: skip
        rows["tickets"].append(
            {
                "source_account": chance.choice(["us", "eu", "desk"]),
                "ticket_id": f"t{number}",
                "created_at": instant(chance.uniform(20, 160)),
                "channel": "email",
                "customer_key": f"c{chance.randrange(80)}" if chance.random() < 0.7 else None,
                "phone_key": f"p{chance.randrange(30)}" if chance.random() < 0.2 else None,
                "order_ref": chance.choice([None] * 5 + ["#" + chance.choice(names)]),
                "linked_order_id": str(900_000 + chance.randrange(220)) if chance.random() < 0.05 else None,
                "embedded_order_ids": json.dumps(listed) if listed else None,
                "tracking_ref": chance.choice([None] * 9 + tracking[:3]),
                "subject": None,
                "body": says.format(
                    name=chance.choice(names), other=chance.choice(names), tracking=chance.choice(tracking),
                    another=chance.choice(tracking),
                ),
            }
        )  # fmt: skip
    return rows


def write_raw(home: Home, rows: Rows) -> None:
    """Put rows into raw as intake would: all text, each with the hash of what it says."""
    ensure_raw(home)
    for name, records in rows.items():
        known = [record | {"_record": hashlib.sha256(repr(record).encode()).hexdigest()} for record in records]
        frame = pl.DataFrame(known, infer_schema_length=None).cast(pl.String)
        frame.with_columns(source_system=pl.lit("made")).write_parquet(home.raw / name / "made.parquet")


def matched(home: Home, rows: Rows) -> duckdb.DuckDBPyConnection:
    write_raw(home, rows)
    (home.root / "brand.yml").write_text("tracking_number_pattern: '(?:TRK|LEG)[0-9]{5}'\n", encoding="utf-8")
    score_raw(home, project_root() / "seeds")
    run_models(home, time_zone="UTC", progress=lambda _: None)
    connection = duckdb.connect(str(working_database(home)), read_only=True)
    connection.execute("use wismo.main")
    return connection


@pytest.fixture(scope="module", params=[11])
def rows(request: pytest.FixtureRequest) -> Rows:
    return chance_brand(request.param)


@pytest.fixture(scope="module")
def models(rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return matched(Home(tmp_path_factory.mktemp("matching")), rows)


NEVER = {
    "a ticket twice": "select ticket_id from tickets group by ticket_id having count(*) > 1",
    "two matches": "select ticket_id from int_tickets_matched group by ticket_id having count(*) > 1",
    "two parcels": "select ticket_id from int_ticket_parcel_choice group by ticket_id having count(*) > 1",
    "places with gaps": (
        "select ticket_id from ticket_candidates group by ticket_id "
        "having count(*) > 5 or count(*) <> max(place) or count(*) filter (where is_match) > 1"
    ),
    "a parcel of another order": (
        "select ticket_id from tickets join int_parcels using (shipment_id) "
        "where tickets.order_id is distinct from int_parcels.order_id"
    ),
    "a return": "select ticket_id from tickets join int_parcels using (shipment_id) where int_parcels.is_return",
    "an order placed later": (
        "select ticket_id from tickets join int_orders using (order_id) where ordered_at > created_at"
    ),
    "an order that was not taken": (
        "select ticket_id from tickets left join ticket_candidates as taken using (ticket_id, order_id) "
        "where tickets.order_id is not null and taken.is_match is not true"
    ),
    "more than certain": (
        "select ticket_id from ticket_candidates group by ticket_id having sum(match_confidence) > 1.01"
    ),
    "another runner-up": (
        "select ticket_id from ticket_candidates join tickets using (ticket_id) "
        "where place = 2 and tickets.order_id is not null "
        "and runner_up_order_id is distinct from ticket_candidates.order_id"
    ),
}


@pytest.mark.parametrize("wrong", NEVER)
def test_no_ticket_of_the_sample_has_two_orders_or_a_parcel_of_another(working, wrong):
    methods = working.execute("select count(distinct match_method) from tickets where order_id is not null").fetchone()
    assert methods >= (5,)
    assert working.execute(NEVER[wrong]).fetchall() == []


@pytest.mark.soak
@pytest.mark.parametrize("wrong", NEVER)
def test_whatever_chance_brings_no_ticket_has_two_orders_or_a_parcel_of_another(models, wrong):
    assert models.execute(NEVER[wrong]).fetchall() == []


@pytest.mark.soak
def test_the_made_brand_meets_every_step_of_the_ladder(models):
    methods = models.execute("select match_method, count(*) from tickets group by all").fetchall()
    assert {method for method, _ in methods} == {
        "order_field", "embedded_order", "tracking_number", "order_number", "customer_open", "customer_delivered",
        "none",
    }  # fmt: skip
    states = models.execute("select distinct order_state from ticket_candidates").fetchall()
    assert {state for (state,) in states} >= {"open", "delivered", "delivered_long_ago", "zombie", "closed"}
    assert models.execute("select count(*) from tickets").fetchall() == [(500,)]


@pytest.mark.soak
def test_neither_the_order_of_rows_nor_rows_told_twice_change_a_match(models, rows, tmp_path):
    chance = random.Random(5)
    mixed = {}
    for name, records in rows.items():
        mixed[name] = [*records, *chance.sample(records, len(records) // 5)]
        chance.shuffle(mixed[name])
    again = matched(Home(tmp_path / "mixed"), mixed)
    for table, columns in (("tickets", MATCH), ("ticket_candidates", CANDIDATE)):
        query = f"select {columns} from {table} order by all"
        assert again.execute(query).fetchall() == models.execute(query).fetchall()
