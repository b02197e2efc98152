"""What Shopify is asked in bulk, pulled from a local server that answers just that, and loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.shopify_bulk import bulk_lines, selected
from tests.sync_server import serving
from tests.sync_vendors import FakeShopify
from tests.vendor_cases import from_source, only, records
from wismo.sync import shopify
from wismo.sync.run import sync
from wismo.sync.shopify_queries import FULFILLMENT_EVENTS, ORDERS

if TYPE_CHECKING:
    import pytest

    from wismo.home import Home


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


EVENTS = [
    {
        "id": gid("FulfillmentEvent", 41 + place),
        "status": status,
        "message": None,
        "happenedAt": moment,
        "createdAt": moment,
        "estimatedDeliveryAt": None,
        "city": "Reno",
        "province": "NV",
        "country": "US",
        "zip": "89502",
    }
    for place, (status, moment) in enumerate(
        [("CONFIRMED", "2026-03-02T15:00:00Z"), ("IN_TRANSIT", "2026-03-03T06:10:00Z")]
    )
]
FULFILLMENT: dict[str, Any] = {
    "id": gid("Fulfillment", 31),
    "legacyResourceId": "31",
    "name": "#1001-F1",
    "status": "SUCCESS",
    "displayStatus": "IN_TRANSIT",
    "createdAt": "2026-03-02T15:00:00Z",
    "updatedAt": "2026-03-03T06:11:00Z",
    "inTransitAt": "2026-03-03T06:10:00Z",
    "deliveredAt": None,
    "estimatedDeliveryAt": "2026-03-06T00:00:00Z",
    "order": {"id": gid("Order", 1001), "name": "#1001"},
    "location": {"id": gid("Location", 7), "legacyResourceId": "7", "name": "Cascade Reno"},
    "service": {"serviceName": "Manual"},
    "trackingInfo": [{"company": "UPS", "number": "1Z1", "url": "https://example.com/1Z1"}],
    "events": EVENTS,
}
REQUEST: dict[str, Any] = {
    "id": gid("FulfillmentOrder", 21),
    "orderId": gid("Order", 1001),
    "orderName": "#1001",
    "status": "CLOSED",
    "requestStatus": "UNSUBMITTED",
    "createdAt": "2026-03-01T10:00:00Z",
    "updatedAt": "2026-03-02T15:00:00Z",
    "fulfillAt": "2026-03-01T10:00:00Z",
    "fulfillBy": None,
    "assignedLocation": {"name": "Cascade Reno", "location": {"id": gid("Location", 7), "legacyResourceId": "7"}},
    "deliveryMethod": {
        "methodType": "SHIPPING",
        "minDeliveryDateTime": None,
        "maxDeliveryDateTime": "2026-03-06T23:59:59Z",
    },
    "fulfillmentHolds": [],
    "fulfillments": [FULFILLMENT],
}
ORDER: dict[str, Any] = {
    **dict.fromkeys(("phone", "closedAt", "cancelledAt", "cancelReason")),
    "id": gid("Order", 1001),
    "legacyResourceId": "1001",
    "name": "#1001",
    "email": "ann@example.com",
    "createdAt": "2026-03-01T10:00:00Z",
    "processedAt": "2026-03-01T10:00:00Z",
    "updatedAt": "2026-03-03T06:11:00Z",
    "displayFinancialStatus": "PAID",
    "displayFulfillmentStatus": "FULFILLED",
    "sourceName": "web",
    "test": False,
    "tags": ["gift"],
    "customAttributes": [],
    "customer": {"id": gid("Customer", 5), "legacyResourceId": "5"},
    "shippingAddress": {"city": "Austin", "provinceCode": "TX", "countryCodeV2": "US", "zip": "78701"},
    "shippingLine": {
        "title": "Standard",
        "code": "std",
        "source": "shopify",
        "carrierIdentifier": None,
        "deliveryCategory": None,
    },
    "fulfillments": [FULFILLMENT],
    "lineItems": [
        {
            "id": gid("LineItem", 11),
            "sku": "TRAY",
            "title": "Tray",
            "name": "Tray",
            "quantity": 1,
            "currentQuantity": 1,
            "unfulfilledQuantity": 0,
            "requiresShipping": True,
        }
    ],
    "fulfillmentOrders": [REQUEST],
}
SHOP: dict[str, list[dict[str, Any]]] = {"orders": [ORDER], "fulfillmentOrders": [REQUEST]}


class FakeShop(FakeShopify):
    """Answers what is asked, and leaves out what is not."""

    def __init__(self) -> None:
        super().__init__(0)

    def _result(self, number: str) -> str:
        query = str(self.operations[f"gid://shopify/BulkOperation/{number}"]["query"])
        return "".join(f"{line}\n" for line in bulk_lines(query, SHOP))


def test_both_queries_ask_the_same_of_a_fulfillment() -> None:
    of_orders = selected(ORDERS)["orders"]["edges"]["node"]["fulfillments"]
    of_events = selected(FULFILLMENT_EVENTS)["fulfillmentOrders"]["edges"]["node"]["fulfillments"]["edges"]["node"]
    assert of_events.pop("events")
    assert of_events.pop("order") == {"id": {}, "name": {}}
    assert of_events == of_orders


def test_a_parcel_is_one_record_whichever_query_told_of_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shopify, "FIRST_LOOK_SECONDS", 0.005)
    monkeypatch.setenv("WISMO_SHOPIFY_ACCESS_TOKEN", FakeShop.secrets["ACCESS_TOKEN"])
    with serving(FakeShop()) as server:
        home.root.mkdir()
        path = home.root / "sources.yml"
        entry = {"vendor": "shopify", "domain": "acme", "since": "2026-01-01", "base_url": server.address}
        path.write_text(json.dumps({"sync": [entry]}))
        report = sync(home, "shopify", path)
    assert [(part.objects, part.error) for part in report.streams] == [(3, None), (4, None)]
    assert [(file.quarantined, file.duplicates) for file in report.files] == [(0, 0), (0, 2)]
    assert only(home, "shipments") == from_source(
        "shopify",
        shipment_id="31",
        order_id="1001",
        updated_at="2026-03-03T06:11:00Z",
        label_created_at="2026-03-02T15:00:00Z",
        latest_eta_at="2026-03-06T23:59:59Z",
        carrier="UPS",
        three_pl="Cascade Reno",
        warehouse="Cascade Reno",
        location_id="7",
        tracking_number="1Z1",
        is_voided="false",
    )
    assert {(row["status"], row["occurred_at"]) for row in records(home, "tracking_events")} == {
        ("confirmed", "2026-03-02T15:00:00Z"),
        ("in_transit", "2026-03-03T06:10:00Z"),
    }
