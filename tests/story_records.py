"""Stories of orders, parcels and tickets, read from YAML and told again as files of the canonical contract.

A row of a timeline is ``[when, what, details]``. ``when`` is a day of 2026 with its weekday, and a time: ``Mon 2 Mar
09:12`` (00:00 without one), on the clock of New York unless the story names another. ``what`` is a step of an order
(order, paid, released, cancelled ...), of a parcel (label, claim_filed ...), a scan (in_transit, exception/weather),
an email, or the ticket. ``details`` is a place for scans, the words for tickets, else columns of the contract.
Every story has its own customer, orders and numbers, so that all of them live in one warehouse.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml

if TYPE_CHECKING:
    from pathlib import Path

YEAR = 2026
DAY = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{1,2} [A-Z][a-z]{2})(?: (\d\d:\d\d))?")
ORDER_STEPS = ("paid", "released", "in_stock", "sent_to_warehouse", "cancelled", "refunded")
PARCEL_STEPS = ("pickup", "delivery_stated", "claim_filed", "claim_accepted")
EMAIL = re.compile(r"(shipped|ready_for_pickup|delivered)_email")
TRACKERS = ("tracker", "stopped_tracker")
SHOP = "name: shop, format: canonical, time_zone: America/New_York"
SOURCES = f"""
brand: {{name: Stories, time_zone: America/New_York}}
sources:
  - {{{SHOP}, object: orders, files: [orders.csv]}}
  - {{{SHOP}, object: shipments, files: [shipments.csv]}}
  - {{{SHOP}, object: fulfillment_orders, files: [fulfillment_orders.csv]}}
  - {{{SHOP}, object: notifications, files: [notifications.csv]}}
  - {{name: desk, object: tickets, format: canonical, files: [tickets.csv]}}
  - {{name: tracker, object: tracking_events, format: canonical, files: [tracker.csv]}}
  - {{name: stopped_tracker, object: tracking_events, format: canonical, files: [stopped_tracker.csv]}}
"""


@dataclass(frozen=True)
class Story:
    """A timeline and its verdict; ``fails_today`` says in plain words what the models get wrong, where they do."""

    name: str
    title: str
    timeline: list[list[Any]]
    verdict: dict[str, Any]
    clock: str = "America/New_York"
    fails_today: str | None = None
    neighbours: dict[str, Any] | None = None


@dataclass
class Records:
    """Rows of the contract's objects, by the file they are written to."""

    files: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def add(self, file: str, **columns: object) -> dict[str, str]:
        row = {name: _text(value) for name, value in columns.items() if value is not None}
        self.files.setdefault(file, []).append(row)
        return row

    def write(self, folder: Path) -> None:
        """Write one CSV a file, and the sources.yml that reads them."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sources.yml").write_text(SOURCES)
        for file, rows in self.files.items():
            header = list(dict.fromkeys(name for row in rows for name in row))
            with (folder / f"{file}.csv").open("w", newline="") as target:
                writer = csv.DictWriter(target, header)
                writer.writeheader()
                writer.writerows(rows)


def read_stories(folder: Path) -> list[Story]:
    """Return the stories of all YAML files of a folder; a name that comes twice is an error."""
    stories = [
        Story(name=name, **body)
        for path in sorted(folder.glob("*.yml"))
        for name, body in yaml.safe_load(path.read_text()).items()
    ]
    names = [story.name for story in stories]
    assert len(names) == len(set(names)), "two stories have one name"
    return stories


def tell(stories: list[Story]) -> Records:
    """Return the records of all stories, and those that let every feed reach over the whole year."""
    records = Records()
    for number, story in enumerate(stories, 1):
        _Teller(story, number, records).tell()
    # Emails are known from February on, everything else from January to December.
    for when in ("Fri 2 Jan 12:00", "Sun 1 Feb 12:00", "Sun 20 Dec 12:00"):
        at, key = moment(when, "UTC"), when.replace(" ", "-").replace(":", "")
        records.add("orders", order_id=key, created_at=at)
        records.add("shipments", shipment_id=key, order_id=key, label_created_at=at, tracking_number=key)
        records.add("tracker", tracking_number=key, occurred_at=at, status="in_transit")
        records.add("tickets", ticket_id=key, created_at=at, subject="Hello")
        if "Jan" not in when:
            records.add("notifications", notification_id=key, sent_at=at, kind="delayed", order_id=key)
    return records


def moment(when: str, clock: str) -> datetime:
    """Return the instant that ``Mon 2 Mar 09:12`` names on a clock; a wrong weekday is an error."""
    found = DAY.fullmatch(when)
    assert found, f"{when!r} is no day such as 'Mon 2 Mar 09:12'"
    at = datetime.strptime(f"{found[2]} {YEAR} {found[3] or '00:00'}", "%d %b %Y %H:%M")  # noqa: DTZ007
    assert f"{at:%a}" == found[1], f"{when!r} was a {at:%A}"
    return at.replace(tzinfo=ZoneInfo(clock))


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return str(value).replace("'", '"')
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Teller:
    """Turns the rows of one story into records."""

    def __init__(self, story: Story, number: int, records: Records) -> None:
        self.story, self.number, self.records = story, number, records
        self.orders: dict[str, dict[str, str]] = {}
        self.parcels: dict[str, dict[str, str]] = {}
        self.count = 0

    def tell(self) -> None:
        if near := self.story.neighbours:
            self.neighbours(**near)
        for when, what, *details in self.story.timeline:
            self.count += 1
            self.row(moment(when, self.story.clock), what, details[0] if details else {})

    def row(self, at: datetime, what: str, details: Any) -> None:
        said = {"says" if what == "ticket" else "place": details} if isinstance(details, str) else dict(details)
        said = {name: self.promise(value) for name, value in said.items()}
        if what == "ticket":
            self.ticket(at, **said)
        elif what == "order":
            self.order(at, **said)
        elif what == "fulfillment_order":
            order = self.orders[said.pop("order", "first")]
            key = f"{order['order_id']}-{self.count}"
            self.records.add(what + "s", fulfillment_order_id=key, order_id=order["order_id"], created_at=at, **said)
        elif what in ORDER_STEPS:
            order = self.orders[said.pop("order", "first")]
            order[f"{what}_at"] = at.isoformat()
            if what == "refunded":
                order["is_fully_refunded"] = _text(not said.get("in_part", False))
        elif what == "label":
            self.label(at, **said)
        elif what in PARCEL_STEPS:
            name = "delivered_at" if what == "delivery_stated" else f"{what}_at"
            self.parcels[said.pop("parcel", "first")][name] = at.isoformat()
        elif found := EMAIL.fullmatch(what):
            self.email(at, found[1], **said)
        else:
            self.scan(at, what, **said)

    def promise(self, value: Any) -> Any:
        found = DAY.fullmatch(value) if isinstance(value, str) else None
        if not found:
            return value
        at = moment(value, self.story.clock)
        return at if found[3] else f"{at:%Y-%m-%d}"

    def order(self, at: datetime, order: str = "first", **columns: Any) -> None:
        known: dict[str, Any] = {
            "order_id": f"{self.story.name}-{order}", "created_at": at, "country": "US", "region": "NY",
            "three_pl": "harborline", "customer_email": f"{self.story.name}@example.com",
        }  # fmt: skip
        if "replaces" in columns:
            columns["replaces_order_id"] = self.orders[columns.pop("replaces")]["order_id"]
        self.orders[order] = self.records.add("orders", **(known | columns))

    def label(self, at: datetime, order: str = "first", parcel: str = "first", **columns: Any) -> None:
        number = f"{940000000000 + self.number * 100 + self.count}"
        known: dict[str, Any] = {
            "shipment_id": f"{self.story.name}-{parcel}", "order_id": self.orders[order]["order_id"],
            "label_created_at": at, "carrier": "UPS", "service": "ground", "tracking_number": number,
        }  # fmt: skip
        if "continues" in columns:
            columns["leg_of_tracking_number"] = self.parcels[columns.pop("continues")]["tracking_number"]
        self.parcels[parcel] = self.records.add("shipments", **(known | columns))

    def scan(self, at: datetime, what: str, **said: Any) -> None:
        status, _, substatus = what.partition("/")
        parcel, tracker = said.pop("parcel", "first"), said.pop("tracker", TRACKERS[0])
        assert tracker in TRACKERS
        self.records.add(
            tracker, tracking_number=self.parcels[parcel]["tracking_number"], occurred_at=at, status=status,
            substatus=substatus or None, recorded_at=said.pop("recorded", None),
            is_time_known=False if said.pop("day_only", False) else None, **said,
        )  # fmt: skip

    def email(self, at: datetime, kind: str, order: str | None = None, parcel: str = "first") -> None:
        about = (
            {"order_id": self.orders[order]["order_id"]}
            if order
            else {"tracking_number": self.parcels[parcel]["tracking_number"]}
        )
        key = f"{self.story.name}-{self.count}"
        self.records.add("notifications", notification_id=key, sent_at=at, kind=kind, **about)

    def ticket(self, at: datetime, says: str, **columns: Any) -> None:
        known = {"customer_email": f"{self.story.name}@example.com", "channel": "email"}
        key = f"{self.story.name}-{self.count}"
        self.records.add("tickets", **(known | {"ticket_id": key, "created_at": at, "body": says} | columns))

    def neighbours(self, carrier: str, count: int, hours: int, since: str) -> None:
        """Other customers' parcels of a lane: scanned at one moment, delivered so many hours later."""
        first_scan = moment(since, self.story.clock)
        for place in range(count):
            key = f"{self.story.name}-neighbour-{place}"
            self.records.add("orders", order_id=key, created_at=first_scan - timedelta(days=1), country="US")
            self.records.add(
                "shipments", shipment_id=key, order_id=key, tracking_number=key, carrier=carrier, service="ground",
                label_created_at=first_scan - timedelta(hours=6), pickup_at=first_scan,
                delivered_at=first_scan + timedelta(hours=hours),
            )  # fmt: skip
