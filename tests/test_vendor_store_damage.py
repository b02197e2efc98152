"""Records of stores and of shipping software, damaged in every place: read right, or set aside with a sentence."""

from __future__ import annotations

import pytest

from tests.damage import assert_no_damage
from tests.test_vendor_shipbob import SHIPMENT as SHIPBOB
from tests.test_vendor_shipbob import STEPS, made
from tests.test_vendor_shiphero import GRAPHQL as SHIPHERO
from tests.test_vendor_shiphero import OLDER as OLD_SHIPHERO
from tests.test_vendor_shipstation import SHIPMENT as SHIPSTATION
from tests.test_vendor_shopify_orders import GRAPHQL as GRAPHQL_ORDER
from tests.test_vendor_shopify_orders import REST as REST_ORDER
from tests.test_vendor_shopify_parcels import EVENT, GRAPHQL, GRAPHQL_EVENT, GRAPHQL_REQUEST, LOCATION, REQUEST, REST

RECORDS = {
    "shopify order": REST_ORDER | {"fulfillments": [REST], "fulfillment_orders": [REQUEST]},
    "shopify order in GraphQL": GRAPHQL_ORDER | {"fulfillmentOrders": {"nodes": [GRAPHQL_REQUEST]}},
    "shopify fulfillment": GRAPHQL | {"events": {"edges": [{"node": GRAPHQL_EVENT}]}},
    "shopify event": EVENT,
    "shopify location": LOCATION,
    "shipstation": SHIPSTATION,
    "shipbob order": made("Order", shipments=[SHIPBOB | {"timeline": STEPS}]),
    "shipbob return": made("Return"),
    "shiphero": SHIPHERO,
    "older shiphero": OLD_SHIPHERO,
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_damaged_record_is_read_right_or_set_aside(home, name):
    report = assert_no_damage(home, RECORDS[name], "damaged")
    assert min(report.loaded, report.quarantined) > 0
