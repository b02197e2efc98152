"""The fields under which vendors' APIs nest objects or lists, at whatever depth: ELT tools keep them as JSON."""

from __future__ import annotations

SHOPIFY = frozenset({
    "assigned_location", "billing_address", "client_details", "customer", "default_address", "delivery_method",
    "destination", "discount_applications", "discount_codes", "events", "fulfillment_holds", "fulfillments",
    "line_items", "merchant_requests", "note_attributes", "origin_address", "payment_gateway_names", "price_set",
    "properties", "receipt", "refunds", "shipping_address", "shipping_lines", "supported_actions", "tax_lines",
    "total_price_set", "tracking_numbers", "tracking_urls", "transactions",
})  # fmt: skip
GORGIAS = frozenset({
    "actions", "assignee_team", "assignee_user", "attachments", "channels", "custom_fields", "customer", "data",
    "headers", "integrations", "intents", "macros", "messages", "meta", "orders", "receiver", "reply_options",
    "requester", "satisfaction_survey", "sender", "source", "summary", "tags",
})  # fmt: skip
