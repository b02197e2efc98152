"""A brand whose exports hold payloads, loaded and built as any other, and its pages in a browser; for `make soak`."""

from __future__ import annotations

import csv
import json
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from dashboard import warehouse
from tests.browser.service import running_dashboard
from tests.browser.test_payloads import MADE
from tests.payloads import MARK, PAYLOADS
from wismo.build import build
from wismo.home import Home
from wismo.intake.load import load_paths
from wismo.sample import write_sample
from wismo.serve import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.soak,
]
# Every how many records of a file one has a payload in these columns; the others go on being good ones.
SHARE = 7
NAMED_BY_EXPORTS = {"carrier", "three_pl", "service", "region", "member", "party"}
COLUMNS = {
    "shopify": ("Shipping Province", "Shipping Method", "Source", "Tags", "Vendor", "Shipping Name", "Notes"),
    "shipstation": ("Shipment - Carrier", "Shipment - Service", "Shipment - Warehouse", "Ship To - State"),
    "notifications": ("kind", "channel"),
    "zendesk": ("Tags", "Via", "Group", "Subject", "Requester"),
}
FIELDS = {
    "aftership": (
        "id",
        "slug",
        "tag",
        "subtag",
        "shipping_method",
        "destination_state",
        "title",
        "message",
        "delivery_type",
    ),
    "gorgias": ("channel", "via", "subject", "excerpt", "body_text", "stripped_text", "name", "value"),
}


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("brand")
    home, inbox = Home(folder / "home"), folder / "in <img src=x onerror=window.wismoran=1>"
    write_sample(inbox, orders=3000)
    for path in sorted(inbox.iterdir()):
        vendor = next((name for name in (*COLUMNS, *FIELDS) if path.name.startswith(name)), None)
        if vendor in COLUMNS:
            _spoil_csv(path, COLUMNS[vendor])
        elif vendor in FIELDS:
            _spoil_lines(path, FIELDS[vendor])
    os.environ.setdefault("WISMO_KEY", "0123456789abcdef")
    reports = load_paths(home, [inbox], inbox / "sources.yml")
    assert sum(report.loaded for report in reports) > 10_000
    # One of the payloads is an address, in a parcel's id; without this word the audit refuses to publish it.
    report = build(home, accept_audit=["personal"])
    assert set(report.accepted) == {"personal"}
    return home


@pytest.fixture(scope="module")
def served(brand: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with running_dashboard(brand, free_port("127.0.0.1", 8700), folder / "none.toml", folder / "log.txt") as address:
        yield address


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_of_a_brand_with_payloads_in_its_exports(
    visit: Callable[..., Visit], served: str, brand: Home, width: int
) -> None:
    tab = visit(width)
    tab.address = served
    snapshot = warehouse.live_snapshot(brand)
    sql = "select ticket_id from wismo.main.tickets where is_wismo and order_id is not null order by hash(ticket_id)"
    some = warehouse.rows(snapshot, sql)["ticket_id"][:5].to_list()
    named = "select count(*) as n from wismo.main.shipments where shipment_id like '%pixel.example%'"
    assert warehouse.rows(snapshot, named)["n"][0] > 0
    links = tab.open().page.locator("[data-testid=stSidebarNavLink]")
    addresses = [link.get_attribute("href") or "" for link in links.all()]
    for address in (
        *addresses,
        "tickets?from=2026-01-01",
        *(f"one_order?ticket={quote(name, safe='')}" for name in some),
    ):
        tab.open(address.rpartition("/")[2])
        assert tab.page.locator("[data-testid=stException]").count() == 0, address
        assert tab.page.evaluate(f"window.{MARK}") is None, address
        assert tab.page.evaluate(MADE) == [], address
        assert tab.too_wide() <= 0, address
    assert tab.outside == []
    assert tab.errors == []


def test_viewers_of_it_read_no_payload_of_an_export(brand: Home) -> None:
    """What viewers read is of closed lists and of seeds, but for who carries, packs, and where."""
    viewer = warehouse.live_snapshot(brand, "viewer")
    sql = "select table_name, column_name from duckdb_columns() where database_name = 'wismo' and data_type = 'VARCHAR'"
    held: dict[str, int] = {}
    for table, column in warehouse.rows(viewer, sql).rows():
        marked = f"""select count(*) as n from wismo.main."{table}" where "{column}" like '%pixel.example%'"""
        if found := warehouse.rows(viewer, marked)["n"][0]:
            held[f"{table}.{column}"] = found
    assert held, "a brand full of payloads must show some"
    assert {name for name in held if name.rpartition(".")[2] not in NAMED_BY_EXPORTS} == set()


def _spoil_csv(path: Path, columns: tuple[str, ...]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for place, row in enumerate(rows):
        if place % SHARE == 0:
            for column in columns:
                if column in row:
                    row[column] = PAYLOADS[(place // SHARE) % len(PAYLOADS)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _spoil_lines(path: Path, fields: tuple[str, ...]) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for place, record in enumerate(lines):
        if place % SHARE == 0:
            _spoil(record, fields, PAYLOADS[(place // SHARE) % len(PAYLOADS)])
    path.write_text("".join(json.dumps(record) + "\n" for record in lines), encoding="utf-8")


def _spoil(part: Any, fields: tuple[str, ...], payload: str) -> None:
    if isinstance(part, dict):
        for name, value in part.items():
            if name in fields and isinstance(value, str):
                part[name] = payload
            else:
                _spoil(value, fields, payload)
    elif isinstance(part, list):
        for item in part:
            _spoil(item, fields, payload)
