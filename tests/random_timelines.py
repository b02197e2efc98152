"""Random orders, parcels and tickets: every status, any order of events, gaps, ties, and whatever may be missing.

A case is told in several copies, each with ids, a customer and a 3PL of its own, so that no copy can lend another one
its scans and all of them live in one warehouse.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wismo.home import project_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Row = dict[str, str]

START = datetime(2026, 2, 2)  # noqa: DTZ001  # UTC without a zone, as in the models
HOUR = timedelta(hours=1)
JOURNEY = ("label_created", "picked_up", "in_transit", "in_transit", "out_for_delivery", "delivered")
CARRIERS = ("UPS", "FedEx", "USPS", "OnTrac", "DHL Express", "a carrier that nobody knows", "")
PLACES = ("Newark", "Memphis", "Columbus", "Albany", "")
MARKS = ("paid_at", "released_at", "in_stock_at", "sent_to_warehouse_at", "cancelled_at", "refunded_at")


def known_words() -> list[tuple[str, str]]:
    """Every status and substatus of the canonical vocabulary, and words that no seed has."""
    with (project_root() / "seeds" / "status_map.csv").open() as file:
        words = [(row["status"], row["substatus"]) for row in csv.DictReader(file) if row["vendor"] == "canonical"]
    return [(status, "" if substatus == "*" else substatus) for status, substatus in words] + [
        ("flying_saucer", ""), ("exception", "flying_saucer"), ("", ""),
    ]  # fmt: skip


WORDS = known_words()


@dataclass(frozen=True)
class Case:
    """One customer's orders, parcels and events, and one ticket. Ids carry ``@``, where a copy writes its own name."""

    name: str
    orders: list[Row]
    parcels: list[Row]
    events: list[Row]
    emails: list[Row]
    ticket: Row
    labels: Row

    def __str__(self) -> str:
        times = ("created_at", "label_created_at", "occurred_at", "sent_at")
        rows = [*self.orders, *self.parcels, *self.events, *self.emails, self.ticket]
        dated = sorted((next((row[time] for time in times if row.get(time)), ""), str(row)) for row in rows)
        return "\n".join([f"case {self.name}", *(row for _, row in dated), f"words: {self.labels}"])


def make_case(seed: int, number: int) -> Case:
    """The same seed and number give the same case."""
    draw = random.Random(seed * 100_000 + number)
    key = f"{seed}-{number}-@"
    ordered = START + draw.randrange(60 * 24 * 60) * timedelta(minutes=1)
    asked = ordered + draw.choice((2, 5, 9, 14, 14, 25, 45)) * draw.random() * 24 * HOUR
    orders, parcels, events, emails = [], [], [], []
    for place in range(draw.choice((0,) + (1,) * 12 + (2,) * 2)):
        at = ordered + place * draw.randrange(-72, 72) * HOUR
        orders.append(_order(draw, f"{key}-{place}", at))
        for part in range(draw.choice((0,) + (1,) * 8 + (2,) * 2)):
            parcel = _parcel(draw, f"{key}-{place}-{part}", orders[-1], at)
            parcels.append(parcel)
            events += _events(draw, parcel, at)
            if draw.random() < 0.5:
                emails.append({
                    "notification_id": parcel["shipment_id"], "kind": "shipped",
                    "sent_at": text(at + draw.randrange(120) * HOUR),
                    draw.choice(("tracking_number", "order_id")): parcel["order_id"],
                })  # fmt: skip
    if parcels and draw.random() < 0.3:
        # Another customer's parcel of the same pickup.
        orders.append({**_order(draw, f"{key}-x", ordered), "customer_key": "", "order_id": f"{key}-x"})
        mate = {**parcels[0], "shipment_id": f"{key}-x", "order_id": f"{key}-x", "tracking_number": f"{key}-x"}
        parcels.append(mate)
        events += _events(draw, mate, ordered)
    words = {name: text(draw.random() < 0.2) for name in ("says_delivered", "says_not_received", "mentions_return")}
    ticket = {"ticket_id": key, "created_at": text(asked), "customer_key": key, "channel": "email"}
    if orders and draw.random() < 0.3:
        ticket["order_ref"] = orders[0]["order_id"]
    reason = draw.choice(("status", "late", "not_received", ""))
    labels = {"ticket_id": key, "intent_label": "wismo", "is_wismo_phrase": "true", "customer_reason": reason, **words}
    return Case(f"{seed}/{number}", orders, parcels, events, emails, ticket, labels)


def text(value: datetime | bool) -> str:
    """A value as raw Parquet has it."""
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else str(value).lower()


def shuffled(case: Case) -> Case:
    """The same case, its events in another order and some of them twice."""
    draw = random.Random(case.name)
    events = case.events + draw.sample(case.events, len(case.events) // 2)
    draw.shuffle(events)
    return replace(case, events=events, orders=case.orders[::-1], parcels=case.parcels[::-1])


def before(case: Case, moment: str) -> Case:
    """The same case without the events whose ``moment`` lies after the ticket."""
    asked = case.ticket["created_at"]
    return replace(case, events=[row for row in case.events if row[moment] <= asked])


COPIES: dict[str, Callable[[Case], Case]] = {
    "told": lambda case: case,
    "shuffled": shuffled,
    "happened": lambda case: before(case, "occurred_at"),
    "recorded": lambda case: before(before(case, "occurred_at"), "recorded_at"),
}


def raw_rows(case: Case, copy: str) -> Iterator[tuple[str, Row]]:
    """Yield the rows of one copy of a case, each with the object of the contract that it belongs to."""
    told = COPIES[copy](case)
    for name, rows in {
        "orders": told.orders, "shipments": told.parcels, "tracking_events": told.events,
        "notifications": told.emails, "tickets": [told.ticket], "ticket_labels": [told.labels],
    }.items():  # fmt: skip
        for row in rows:
            yield name, {column: value.replace("@", copy) for column, value in row.items() if value}


def _order(draw: random.Random, key: str, at: datetime) -> Row:
    order = {
        "order_id": key, "created_at": text(at), "customer_key": key[: key.rindex("@") + 1],
        "country": draw.choice(("US", "US", "US", "DE", "CA", "")), "region": draw.choice(("NY", "CA", "")),
        "hold_reason": draw.choice(("", "", "", "", "fraud", "payment", "stock", "preorder", "address")),
        "tags": draw.choice(("", "", "", "", "", '["pre-order"]', '["backorder"]', '["vip"]')),
        "delivery_type": draw.choice(("ship",) * 14 + ("pickup", "digital")),
        "is_fully_refunded": text(draw.random() < 0.5), "three_pl": f"3pl {key[: key.rindex('@') + 1]}",
    }  # fmt: skip
    for column, chance, hours in (("promised_at", 0.7, 300), ("promised_ship_by_at", 0.3, 240)):
        if draw.random() < chance:
            order[column] = text((at + draw.randrange(hours) * HOUR).replace(hour=12, minute=0))
    for column in MARKS:
        if draw.random() < (0.06 if column in MARKS[-2:] else 0.4):
            order[column] = text(at + draw.randrange(200) * HOUR / 4)
    return order


def _parcel(draw: random.Random, key: str, order: Row, at: datetime) -> Row:
    label = at + draw.randrange(-10, 80) * HOUR
    parcel = {
        "shipment_id": key, "order_id": order["order_id"], "tracking_number": draw.choice((key,) * 9 + ("",)),
        "carrier": draw.choice(CARRIERS), "three_pl": order["three_pl"], "country": order["country"],
        "service": draw.choice(("ground", "economy", "express", "")),
        "label_created_at": draw.choice((text(label),) * 9 + ("",)),
        "delivery_point": draw.choice(("", "", "", "door", "locker", "agent")),
        "is_delivery_point_chosen": draw.choice(("", "true", "false")),
    }  # fmt: skip
    for column in ("pickup_at", "delivered_at", "claim_filed_at", "claim_accepted_at"):
        if draw.random() < 0.05:
            parcel[column] = text(label + draw.randrange(300) * HOUR)
    parcel["is_voided"], parcel["is_return"] = text(draw.random() < 0.04), text(draw.random() < 0.04)
    return parcel


def _events(draw: random.Random, parcel: Row, at: datetime) -> list[Row]:
    """A journey that ends anywhere, with anything in between; or nothing but noise; or nothing at all."""
    if not parcel["tracking_number"] or draw.random() < 0.1:
        return []
    words = [(status, "") for status in JOURNEY[: draw.randrange(len(JOURNEY) + 1)]] if draw.random() < 0.8 else []
    for _ in range(draw.choice((0, 0, 1, 2, 5))):
        words.insert(draw.randrange(len(words) + 1), draw.choice(WORDS))
    events, moment = [], at + draw.randrange(-24, 60) * HOUR
    for status, substatus in words:
        moment += draw.choice((0, 0, 4, 12, 24, 30, 100, -20)) * HOUR
        is_hour_known = draw.random() < 0.9
        occurred = moment if is_hour_known else moment.replace(hour=0, minute=0)
        recorded = occurred + draw.choice((0, 0, 0, 1, 30)) * HOUR
        events.append({
            "tracking_number": parcel["tracking_number"], "occurred_at": text(occurred), "recorded_at": text(recorded),
            "status": status or "unknown", "substatus": substatus, "is_time_known": text(is_hour_known),
            "place": draw.choice(PLACES), "country": draw.choice(("US", "DE", "")),
        })  # fmt: skip
    return events
