"""The fields, of those that readers look at, under which vendors' APIs nest something: ELT tools keep them as JSON."""

from __future__ import annotations

SHOPIFY = frozenset({
    "assigned_location", "billing_address", "customer", "delivery_method", "destination", "events",
    "fulfillment_holds", "fulfillment_orders", "fulfillments", "line_items", "note_attributes", "refunds",
    "shipping_address", "shipping_lines", "shop_money", "total_price_set", "tracking_numbers",
})  # fmt: skip
GORGIAS = frozenset({
    "assignee_user", "channels", "custom_fields", "customer", "integrations", "intents", "messages", "requester",
    "satisfaction_survey", "sender", "source", "tags",
})  # fmt: skip
ZENDESK = frozenset({
    "custom_fields", "fields", "from", "merged_ticket_ids", "metric_set", "reply_time_in_minutes",
    "satisfaction_rating", "source", "tags", "to", "via",
})  # fmt: skip
FRESHDESK = frozenset({"contact", "conversations", "custom_fields", "requester", "stats", "tags"})
