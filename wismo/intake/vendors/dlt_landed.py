"""Tables of dlt's verified sources for Shopify and Zendesk.

dlt names nested values by their path, joined by two underscores, and makes a child table of every list, or
keeps lists as JSON (``max_table_nesting=0``). Of a database the child tables are put back into their parents
before anything is read (``wismo.intake.dlt_children``). A column exists only if some row ever filled it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.intake.vendors import shopify_json, zendesk_json
from wismo.intake.vendors.landed import Landed, Tool, landed_format, of_shape
from wismo.intake.vendors.nested import SHOPIFY, ZENDESK
from wismo.intake.vendors.unfold import by_double_underscore

if TYPE_CHECKING:
    from collections.abc import Collection

    from wismo.intake.vendors.format import VendorFormat
    from wismo.intake.vendors.unfold import Row

_TOOL = Tool("dlt", frozenset({"_dlt_load_id"}), by_double_underscore)
_SHOP, _DESK = shopify_json.FORMATS[0], zendesk_json.FORMATS[0]
_CHILD = frozenset({"_dlt_parent_id"})


def _order(row: Row, nested: Collection[str]) -> dict[str, Any]:
    record = by_double_underscore(row, nested)
    return {**record, "admin_graphql_api_id": f"gid://shopify/Order/{record.get('id')}"}


def _desk(name: str, shape: str, marks: Collection[str], object_name: str) -> VendorFormat:
    table = Landed(name, frozenset(marks), *of_shape(_DESK, shape, object_name), without=_CHILD)
    return landed_format(_TOOL, table, "zendesk", "Zendesk", ZENDESK, _DESK)


FORMATS = (
    landed_format(
        _TOOL,
        Landed(
            "orders",
            frozenset({"id", "name", "financial_status", "created_at"}),
            *of_shape(_SHOP, "record", "orders", "order_lines", "shipments", "shipment_numbers", "tracking_events"),
            without=_CHILD,
            unfold=_order,
        ),
        "shopify",
        "Shopify",
        SHOPIFY,
        _SHOP,
    ),
    _desk("tickets", "ticket", {"id", "requester_id", "submitter_id", "status", "created_at"}, "tickets"),
    _desk("ticket_metrics", "metric set", {"id", "ticket_id", "reopens", "replies"}, "ticket_metrics"),
    _desk("users", "user", {"id", "email", "role", "suspended"}, "contacts"),
    _desk(
        "satisfaction_ratings", "satisfaction rating", {"id", "ticket_id", "requester_id", "score"}, "ticket_metrics"
    ),
)
