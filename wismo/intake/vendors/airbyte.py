"""Tables of Airbyte's connectors for Zendesk, Freshdesk, Gorgias and Shopify.

Airbyte keeps the API's own names and leaves nested values as JSON. Its Shopify connector adds the records that
the shop deleted, with ``deleted_at``. Columns as in the schemas of the connectors.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from wismo.intake.read_jsonl import read_record
from wismo.intake.vendors import freshdesk_json, gorgias, shopify_json, zendesk_json
from wismo.intake.vendors.format import objects_in, text
from wismo.intake.vendors.landed import Landed, Tool, landed_format, of_shape
from wismo.intake.vendors.nested import FRESHDESK, GORGIAS, SHOPIFY, ZENDESK
from wismo.intake.vendors.record import StrangeValueError
from wismo.intake.vendors.unfold import by_names

if TYPE_CHECKING:
    from collections.abc import Collection

    from wismo.intake.vendors.format import VendorFormat
    from wismo.intake.vendors.unfold import Row

# The first two are of today's destinations, the others of those before 2023.
MARKS = frozenset({"_airbyte_raw_id", "_airbyte_extracted_at", "_airbyte_ab_id", "_airbyte_emitted_at"})
_LOST = re.compile(r"(?:^|_)(?:id|at|datetime)$")


def _unfold(row: Row, nested: Collection[str]) -> dict[str, Any]:
    """Return a row's object.

    Raises:
        StrangeValueError: Airbyte emptied or cut a value that matters; it says so in ``_airbyte_meta``.
    """
    for change in _changes(row.get("_airbyte_meta")):
        field = text(change.get("field")) or ""
        if field.split(".")[0] in nested or _LOST.search(field):
            why = ", ".join(filter(None, (text(change.get("change")), text(change.get("reason")))))
            raise StrangeValueError(f"{field} could not be kept by Airbyte ({why}); sync the stream again")
    return by_names(row, nested)


def _changes(meta: str | None) -> list[dict[str, Any]]:
    record, _ = read_record((meta or "").encode())
    return objects_in((record or {}).get("changes"))


_TOOL = Tool("Airbyte", MARKS, _unfold)
_SHOP = shopify_json.FORMATS[0]


def _shop_table(name: str, kind: str, marks: Collection[str], *objects: str) -> VendorFormat:
    """Return the format of a stream of Shopify's; a row names its kind as answers of the API do."""

    def unfold(row: Row, nested: Collection[str]) -> dict[str, Any]:
        record = _unfold(row, nested)
        return {**record, "admin_graphql_api_id": f"gid://shopify/{kind}/{record.get('id')}"}

    table = Landed(name, frozenset(marks), *of_shape(_SHOP, "record", *objects), unfold=unfold)
    return landed_format(_TOOL, table, "shopify", "Shopify", SHOPIFY, _SHOP)


def _desk_table(
    like: VendorFormat,
    nested: Collection[str],
    name: str,
    shape: str,
    marks: Collection[str],
    *objects: str,
    without: Collection[str] = (),
) -> VendorFormat:
    table = Landed(name, frozenset(marks), *of_shape(like, shape, *objects), without=frozenset(without))
    return landed_format(_TOOL, table, like.vendor, like.title, nested, like)


_freshdesk = partial(_desk_table, freshdesk_json.FORMATS[0], FRESHDESK)
_gorgias = partial(_desk_table, gorgias.FORMATS[0], GORGIAS)
_zendesk = partial(_desk_table, zendesk_json.FORMATS[0], ZENDESK)
_SHIPMENT = ("shipments", "shipment_numbers", "tracking_events")
FORMATS = (
    _shop_table(
        "orders", "Order", {"id", "name", "financial_status", "line_items"},
        "orders", "order_lines", *_SHIPMENT, "fulfillment_orders",
    ),
    _shop_table("fulfillments", "Fulfillment", {"id", "order_id", "tracking_company", "tracking_numbers"}, *_SHIPMENT),
    _shop_table(
        "fulfillment_orders", "FulfillmentOrder", {"id", "order_id", "request_status", "assigned_location_id"},
        "fulfillment_orders", *_SHIPMENT,
    ),
    _shop_table("locations", "Location", {"id", "name", "address1", "legacy"}, "locations"),
    _gorgias(
        "tickets", "ticket", {"id", "created_datetime", "status", "channel", "via"}, "tickets", "ticket_messages",
        without={"ticket_id"},
    ),
    _gorgias(
        "satisfaction_surveys", "satisfaction survey", {"id", "ticket_id", "score", "sent_datetime"}, "ticket_metrics"
    ),
    _gorgias("customers", "customer", {"id", "email", "created_datetime", "external_id"}, "contacts", without={"role"}),
    _gorgias("messages", "message", {"id", "ticket_id", "created_datetime", "from_agent"}, "ticket_messages"),
    _zendesk("tickets", "ticket", {"id", "requester_id", "submitter_id", "status", "via"}, "tickets"),
    _zendesk(
        "ticket_comments", "comment", {"id", "ticket_id", "author_id", "body", "public", "created_at"},
        "ticket_messages",
    ),
    _zendesk("ticket_metrics", "metric set", {"id", "ticket_id", "reopens", "replies"}, "ticket_metrics"),
    _zendesk("users", "user", {"id", "email", "role", "suspended"}, "contacts"),
    _zendesk(
        "satisfaction_ratings", "satisfaction rating", {"id", "ticket_id", "requester_id", "score"}, "ticket_metrics"
    ),
    _freshdesk(
        "tickets", "ticket", {"id", "requester_id", "status", "source", "fr_due_by"}, "tickets", "ticket_messages",
        "ticket_metrics",
    ),
    _freshdesk(
        "conversations", "conversation", {"id", "ticket_id", "incoming", "private", "created_at"}, "ticket_messages",
        "ticket_metrics",
    ),
    _freshdesk("contacts", "contact", {"id", "email", "mobile", "job_title", "language"}, "contacts"),
    _freshdesk("agents", "agent", {"id", "contact", "occasional", "ticket_scope"}, "contacts"),
)  # fmt: skip
