"""Orders of Shopify's Admin API, as REST and GraphQL write them, with their lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wismo.intake.vendors.countries import country_code
from wismo.intake.vendors.days import end_of_day
from wismo.intake.vendors.keys import boolean, flag, part, parts, word, words
from wismo.intake.vendors.shopify import ORDER_FIELDS, tag_list
from wismo.intake.vendors.shopify_ids import number_of, parent_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wismo.intake.rules import Entry

Row = dict[str, str | None]

ORDER_COLUMNS = (
    "order_id", "order_name", "created_at", "updated_at", "cancelled_at", "is_fully_refunded", "customer_email",
    "customer_phone", "country", "region", "shipping_method", "sales_channel", "tags", "is_test", "order_value",
    "currency", *ORDER_FIELDS,
)  # fmt: skip
LINE_COLUMNS = ("order_id", "line_number", "sku", "title", "quantity", "requires_shipping")
SHIPPING_LINE_COLUMNS = ("order_id", "line_number", "shipping_method")
_PICKUP = {"pick_up", "retail"}


def order_row(order: Mapping, entry: Entry) -> Row:
    """Return an order; what stands in its fulfillments and fulfillment orders is theirs to say."""
    created = word(order, "created_at", "createdAt")
    address = part(order, "shipping_address", "shippingAddress")
    customer = part(order, "customer")
    source = word(order, "source_name", "sourceName") or word(part(order, "app"), "name")
    method = _shipping_method(order)
    status = word(order, "financial_status", "displayFinancialStatus")
    price = part(part(order, "total_price_set", "totalPriceSet"), "shop_money", "shopMoney")
    row = {
        "order_id": number_of(order, "id", "legacyResourceId"),
        "order_name": word(order, "name"),
        "created_at": created,
        "updated_at": word(order, "updated_at", "updatedAt"),
        "cancelled_at": word(order, "cancelled_at", "cancelledAt"),
        "refunded_at": _latest(
            [word(refund, "created_at", "createdAt", "processed_at") for refund in parts(order, "refunds")]
        ),
        "is_fully_refunded": boolean(status.lower() == "refunded") if status else None,
        "customer_email": word(order, "email", "contact_email")
        or word(customer, "email")
        or word(part(customer, "defaultEmailAddress"), "emailAddress"),
        "customer_phone": word(order, "phone")
        or word(address, "phone")
        or word(part(order, "billing_address", "billingAddress"), "phone")
        or word(customer, "phone")
        or word(part(customer, "defaultPhoneNumber"), "phoneNumber"),
        "customer_id": number_of(customer, "id"),
        "country": country_code(word(address, "country_code", "countryCodeV2", "countryCode", "country")),
        "region": word(address, "province_code", "provinceCode", "province"),
        "shipping_method": method,
        "sales_channel": source,
        "tags": _tags(order),
        "is_test": flag(order, "test"),
        "order_value": word(order, "total_price", "totalPrice") or word(price, "amount"),
        "currency": word(order, "currency", "currencyCode") or word(price, "currency_code", "currencyCode"),
        "delivery_type": _delivery_type(order, source, method),
    }
    return row | _own_fields(order, entry, created)


def line_rows(order: Mapping) -> list[Row]:
    """Return the lines inside an order."""
    number = number_of(order, "id", "legacyResourceId")
    lines = parts(order, "line_items", "lineItems")
    return [line_row(line, number, place) for place, line in enumerate(lines, 1)]


def line_row(line: Mapping, order: str | None, place: int | None = None) -> Row:
    """Return a line; its own id is its number, so that a line that comes apart from its order is the same."""
    needs_shipping = flag(line, "requires_shipping", "requiresShipping")
    is_gift_card = flag(line, "gift_card", "isGiftCard") == "true"
    return {
        "order_id": order or parent_of(line, "Order"),
        "line_number": number_of(line, "id") or (str(place) if place else None),
        "sku": word(line, "sku"),
        "title": word(line, "name", "title"),
        "quantity": word(line, "quantity"),
        "requires_shipping": needs_shipping or ("false" if is_gift_card else None),
    }


def shipping_line_row(line: Mapping) -> Row:
    """Return a shipping line that comes apart from its order."""
    title = word(line, "title", "code")
    return {
        "order_id": parent_of(line, "Order"),
        "line_number": number_of(line, "id") or title,
        "shipping_method": title,
    }


def _shipping_method(order: Mapping) -> str | None:
    lines = parts(order, "shipping_lines", "shippingLines")
    kept = [line for line in lines if flag(line, "is_removed", "isRemoved") != "true"]
    kept = kept or [part(order, "shippingLine")]
    return next((title for line in kept if (title := word(line, "title", "code"))), None)


def _delivery_type(order: Mapping, source: str | None, method: str | None) -> str | None:
    """Return pickup or digital where the order's fulfillment orders, or the till, say so."""
    asked = [
        part(request, "delivery_method", "deliveryMethod")
        for request in parts(order, "fulfillment_orders", "fulfillmentOrders")
    ]
    kinds = {(word(way, "method_type", "methodType") or "").lower() for way in asked}
    if kinds and kinds <= _PICKUP:
        return "pickup"
    if kinds == {"none"}:
        return "digital"
    return "pickup" if not kinds and method is None and (source or "").lower() == "pos" else None


def _tags(order: Mapping) -> str | None:
    tags = order.get("tags")
    if isinstance(tags, list):
        found = words(order, "tags")
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found else None
    text = word(order, "tags")
    return tag_list(text) if text else None


def _latest(times: Sequence[str | None]) -> str | None:
    """Return the last of some times; one that is none, where there is one, for the check to say so."""
    moments: dict[str, datetime] = {}
    for time in filter(None, times):
        try:
            moment = datetime.fromisoformat(time)
        except ValueError:
            return time
        moments[time] = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(moments, key=lambda time: moments[time]) if moments else None


def _own_fields(order: Mapping, entry: Entry, created: str | None) -> Row:
    """Return what sources.yml says that note attributes, metafields and other keys of the account mean."""
    if not entry.fields:
        return {}
    notes = {}
    for note in parts(order, "note_attributes", "customAttributes"):
        if name := word(note, "name", "key"):
            notes.setdefault(name.casefold(), flag(note, "value"))
    found = {}
    for column, name in entry.fields.items():
        value = notes.get(name.casefold())
        if value is None and name in order:
            value = flag(part(order, name), "value") if isinstance(order[name], dict) else word(order, name)
        if value is not None:
            is_promise = column.startswith("promised")
            found[column] = end_of_day(value, entry.time_zone or entry.day_zone, created) if is_promise else value
    return found
