"""What a record of Shopify's Admin API is, and its id: the same number in REST, GraphQL, bulk files and the CSV."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wismo.intake.vendors.keys import part, word

if TYPE_CHECKING:
    from collections.abc import Mapping

_GID = re.compile(r"gid://shopify/(\w+)/([^/?]+)")
_PARENT = "__parentId"
# Kind, keys that it has, keys of which it has some.
_KINDS = (
    ("FulfillmentEvent", {"fulfillment_id", "happened_at"}, {"status"}),
    ("FulfillmentOrder", {"id", "request_status"}, {"assigned_location_id", "assigned_location"}),
    ("Fulfillment", {"id", "order_id"}, {"tracking_company", "tracking_numbers", "tracking_urls"}),
    ("Order", {"id", "name", "created_at"}, {"financial_status", "fulfillment_status", "line_items", "order_number"}),
    ("Location", {"id", "name", "address1"}, {"legacy", "active", "localized_country_name"}),
)
# Kind of the parent, kind, keys of which it has some.
_CHILDREN = (
    ("Order", "LineItem", {"quantity", "sku", "requiresShipping"}),
    ("Order", "Fulfillment", {"trackingInfo", "displayStatus"}),
    ("Order", "FulfillmentOrder", {"assignedLocation", "requestStatus", "fulfillBy", "fulfillmentHolds"}),
    ("Order", "ShippingLine", {"title"}),
    ("FulfillmentOrder", "Fulfillment", {"trackingInfo", "displayStatus"}),
    ("Fulfillment", "FulfillmentEvent", {"happenedAt"}),
)


def kind_of(record: Mapping) -> str | None:
    """Return Shopify's name for what a record is; None where it says nothing that is known.

    An id names its kind in GraphQL, and ``admin_graphql_api_id`` does in REST. Older REST answers and lines
    of bulk files that leave the id out are told by their keys.
    """
    for name in ("id", "admin_graphql_api_id"):
        if found := _match(record.get(name)):
            return found[1]
    keys = record.keys()
    if parent := _match(record.get(_PARENT)):
        return next((kind for of, kind, marks in _CHILDREN if of == parent[1] and marks & keys), None)
    return next((kind for kind, all_of, some_of in _KINDS if all_of <= keys and some_of & keys), None)


def number_of(record: Mapping, *names: str) -> str | None:
    """Return the first filled id under ``names``: of `gid://shopify/Order/1` the 1, another as it stands."""
    for name in names:
        if found := word(record, name):
            match = _match(found)
            return match[2] if match else found
    return None


def parent_of(record: Mapping, kind: str) -> str | None:
    """Return the id of the parent that a line of a bulk file names, if that is of the given kind."""
    match = _match(record.get(_PARENT))
    return match[2] if match and match[1] == kind else None


def related(record: Mapping, kind: str, number: str, inner: str) -> str | None:
    """Return the id of what a record belongs to: under its own key, inside an object, or as its parent."""
    return number_of(record, number) or number_of(part(record, inner), "id") or parent_of(record, kind)


def _match(value: object) -> re.Match | None:
    return _GID.match(value) if isinstance(value, str) else None
