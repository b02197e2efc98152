"""Tables of dlt's verified sources for Shopify, Zendesk and Freshdesk.

dlt names nested values by their path, joined by two underscores, and makes a child table of every list, or
keeps lists as JSON (``max_table_nesting=0``). Of a database the child tables are put back into their parents
before anything is read (``wismo.intake.dlt_children``). A column exists only if some row ever filled it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wismo.intake.vendors import freshdesk_json, shopify_json, zendesk_json
from wismo.intake.vendors.landed import Landed, Tool, landed_format, of_shape
from wismo.intake.vendors.nested import FRESHDESK, SHOPIFY, ZENDESK
from wismo.intake.vendors.unfold import by_double_underscore

if TYPE_CHECKING:
    from collections.abc import Collection

    from wismo.intake.vendors.format import VendorFormat
    from wismo.intake.vendors.unfold import Row

_TOOL = Tool("dlt", frozenset({"_dlt_load_id"}), by_double_underscore)
_SHOP = shopify_json.FORMATS[0]
_CHILD = frozenset({"_dlt_parent_id"})


def _order(row: Row, nested: Collection[str]) -> dict[str, Any]:
    record = by_double_underscore(row, nested)
    return {**record, "admin_graphql_api_id": f"gid://shopify/Order/{record.get('id')}"}


def _desk(
    like: VendorFormat, nested: Collection[str], name: str, shape: str, marks: Collection[str], *objects: str
) -> VendorFormat:
    table = Landed(name, frozenset(marks), *of_shape(like, shape, *objects), without=_CHILD)
    return landed_format(_TOOL, table, like.vendor, like.title, nested, like)


_zendesk = partial(_desk, zendesk_json.FORMATS[0], ZENDESK)
_freshdesk = partial(_desk, freshdesk_json.FORMATS[0], FRESHDESK)


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
    _zendesk("tickets", "ticket", {"id", "requester_id", "submitter_id", "status", "created_at"}, "tickets"),
    _zendesk("ticket_metrics", "metric set", {"id", "ticket_id", "reopens", "replies"}, "ticket_metrics"),
    _zendesk("users", "user", {"id", "email", "role", "suspended"}, "contacts"),
    _zendesk(
        "satisfaction_ratings", "satisfaction rating", {"id", "ticket_id", "requester_id", "score"}, "ticket_metrics"
    ),
    _freshdesk(
        "tickets",
        "ticket",
        {"id", "requester_id", "status", "source", "fr_due_by"},
        "tickets",
        "ticket_messages",
        "ticket_metrics",
    ),
    _freshdesk("contacts", "contact", {"id", "active", "language", "time_zone", "created_at"}, "contacts"),
    _freshdesk("agents", "agent", {"id", "occasional", "ticket_scope"}, "contacts"),
)
