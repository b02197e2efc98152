"""Tables of Fivetran's connectors for Zendesk and Shopify, the latter in both generations: REST and GraphQL.

Fivetran joins the names of nested objects by one underscore, so which column is which part is written down
here. Its times are UTC without a zone. Columns as in the schema references and in the packages that Fivetran
publishes; ``_fivetran_deleted`` marks rows that the vendor no longer has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.intake.vendors import shopify_json, zendesk_json
from wismo.intake.vendors.landed import Landed, Tool, landed_format, of_shape, part
from wismo.intake.vendors.nested import SHOPIFY, ZENDESK
from wismo.intake.vendors.record import value
from wismo.intake.vendors.unfold import by_paths

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found, VendorFormat
    from wismo.intake.vendors.unfold import Row

_SHOP, _DESK = shopify_json.FORMATS[0], zendesk_json.FORMATS[0]
_PRICE = "total_price_set.shop_money"
_PATHS = {
    "customer_id": "customer.id",
    "shipping_address_phone": "shipping_address.phone",
    "shipping_address_country": "shipping_address.country",
    "shipping_address_country_code": "shipping_address.country_code",
    "shipping_address_province": "shipping_address.province",
    "shipping_address_province_code": "shipping_address.province_code",
    "billing_address_phone": "billing_address.phone",
    # The GraphQL generation.
    "display_financial_status": "financial_status",
    "display_fulfillment_status": "fulfillment_status",
    "currency_code": "currency",
    "total_price_set_shop_amount": f"{_PRICE}.amount",
    "total_price_set_shop_currency_code": f"{_PRICE}.currency_code",
    "is_gift_card": "gift_card",
    "assigned_location_name": "assigned_location.name",
    "delivery_method_method_type": "delivery_method.method_type",
    "delivery_method_max_delivery_date_time": "delivery_method.max_delivery_date_time",
}
_TICKET_PATHS = {
    "via_channel": "via.channel",
    "via_source_from_address": "via.source.from.address",
    "via_source_from_id": "via.source.from.id",
    "via_source_rel": "via.source.rel",
    "via_source_to_address": "via.source.to.address",
    # Of comments.
    "created": "created_at",
    "user_id": "author_id",
}
_MARKS = frozenset({"_fivetran_synced"})
_TOOL = Tool("Fivetran", _MARKS, by_paths(_PATHS))
_DESK_TOOL = Tool("Fivetran", _MARKS, by_paths(_TICKET_PATHS))


def _deleted_ticket(ticket: dict[str, Any], row: Row) -> None:
    """Make a ticket its last version, deleted, as Zendesk itself calls it: newer than any that was loaded before."""
    ticket.update(status="deleted", updated_at=row.get("_fivetran_synced"))


def _add_number(found: Mapping[str, Found], position: int, info: dict[str, Any], _: Entry) -> None:
    """Add a fulfillment's tracking number. A row may name the carrier alone, or nothing: that is no parcel."""
    if number := value(info, "number"):
        found["shipment_numbers"].add(
            position,
            {
                "shipment_id": value(info, "fulfillment_id"),
                "position": value(info, "index"),
                "tracking_number": number,
                "carrier": value(info, "company"),
            },
        )


def _add_change(found: Mapping[str, Found], position: int, change: dict[str, Any], _: Entry) -> None:
    """Add when a ticket was solved: the ticket itself does not say it, its history does."""
    if (value(change, "field_name"), value(change, "value")) == ("status", "solved"):
        ticket, moment = value(change, "ticket_id"), value(change, "updated")
        found["ticket_metrics"].add(
            position,
            {
                "metric_id": ticket and f"solved:{ticket}",
                "ticket_id": ticket,
                "updated_at": moment,
                "closed_at": moment,
            },
        )


def _desk(table: Landed) -> VendorFormat:
    return landed_format(_DESK_TOOL, table, "zendesk", "Zendesk", ZENDESK, _DESK)


def _shop_table(name: str, kind: str, marks: Collection[str], *objects: str, parent: str | None = None) -> VendorFormat:
    """Return the format of a table of Shopify's: a row is what the API calls ``kind``, of a ``parent``.

    A row names its own kind and its order as the lines of a bulk file do.
    """

    def unfold(row: Row, nested: Collection[str]) -> dict[str, Any]:
        record = _TOOL.unfold(row, nested)
        record["admin_graphql_api_id"] = f"gid://shopify/{kind}/{record.get('id')}"
        if parent and "order_id" in record:
            record["__parentId"] = f"gid://shopify/{parent}/{record['order_id']}"
        return record

    return _shop(Landed(name, frozenset(marks), *of_shape(_SHOP, "record", *objects), unfold=unfold))


def _shop(table: Landed) -> VendorFormat:
    return landed_format(_TOOL, table, "shopify", "Shopify", SHOPIFY, _SHOP)


_NUMBERS = {"shipment_numbers": ("shipment_id", "position", "tracking_number", "carrier")}
_HISTORY = {"ticket_metrics": ("metric_id", "ticket_id", "updated_at", "closed_at")}
_SHIPMENT = ("shipments", "shipment_numbers", "tracking_events")
FORMATS = (
    _shop_table("order", "Order", {"id", "name", "financial_status", "processed_at"}, "orders"),
    _shop_table("order_graphql", "Order", {"id", "name", "display_financial_status", "processed_at"}, "orders"),
    _shop_table(
        "order_line", "LineItem", {"id", "order_id", "sku", "quantity", "requires_shipping"}, "order_lines",
        parent="Order",
    ),
    _shop_table(
        "order_shipping_line", "ShippingLine", {"id", "order_id", "title", "carrier_identifier", "code"},
        "order_shipping_lines", parent="Order",
    ),
    _shop_table("fulfillment", "Fulfillment", {"id", "order_id", "tracking_company", "tracking_numbers"}, *_SHIPMENT),
    _shop_table("fulfillment_graphql", "Fulfillment", {"id", "order_id", "display_status", "service_id"}, *_SHIPMENT),
    _shop_table("fulfillment_event", "FulfillmentEvent", {"id", "fulfillment_id", "happened_at"}, "tracking_events"),
    _shop_table(
        "fulfillment_order", "FulfillmentOrder", {"id", "order_id", "request_status", "assigned_location_id"},
        "fulfillment_orders",
    ),
    _shop_table("location", "Location", {"id", "name", "address_1", "legacy"}, "locations"),
    _shop_table("location_graphql", "Location", {"id", "name", "address_1", "is_fulfillment_service"}, "locations"),
    _shop(
        Landed(
            "fulfillment_tracking_info",
            frozenset({"fulfillment_id", "index", "number", "company"}),
            _NUMBERS,
            _add_number,
        )
    ),
    _shop(
        Landed(
            "order_tag",
            frozenset({"order_id", "index", "value"}),
            *part("order_tags", {"order_id": "order_id", "tag": "value"}),
            without=frozenset({"name", "key", "id"}),
        )
    ),
    _desk(
        Landed(
            "ticket",
            frozenset({"id", "requester_id", "submitter_id", "status", "via_channel"}),
            *of_shape(_DESK, "ticket", "tickets"),
            deleted=_deleted_ticket,
        )
    ),
    _desk(
        Landed(
            "ticket_comment",
            frozenset({"id", "ticket_id", "user_id", "body", "created", "voice_comment"}),
            *of_shape(_DESK, "comment", "ticket_messages"),
        )
    ),
    _desk(Landed("user", frozenset({"id", "email", "role", "suspended"}), *of_shape(_DESK, "user", "contacts"))),
    _desk(
        Landed(
            "satisfaction_rating",
            frozenset({"id", "ticket_id", "requester_id", "score"}),
            *of_shape(_DESK, "satisfaction rating", "ticket_metrics"),
        )
    ),
    _desk(
        Landed(
            "ticket_tag",
            frozenset({"ticket_id", "tag"}),
            *part("ticket_tags", {"ticket_id": "ticket_id", "tag": "tag"}),
            without=frozenset({"tagged"}),
        )
    ),
    _desk(
        Landed(
            "ticket_field_history",
            frozenset({"field_name", "ticket_id", "updated", "value"}),
            _HISTORY,
            _add_change,
        )
    ),
)  # fmt: skip
