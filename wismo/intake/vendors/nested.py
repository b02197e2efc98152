"""The fields under which vendors' APIs nest objects or lists, at whatever depth: ELT tools keep them as JSON."""

from __future__ import annotations

SHOPIFY = frozenset({
    "assigned_location", "billing_address", "client_details", "customer", "default_address", "delivery_method",
    "destination", "discount_applications", "discount_codes", "events", "fulfillment_holds", "fulfillments",
    "line_items", "merchant_requests", "note_attributes", "origin_address", "payment_gateway_names", "price_set",
    "properties", "receipt", "refunds", "shipping_address", "shipping_lines", "shop_money", "supported_actions",
    "tax_lines", "total_price_set", "tracking_numbers", "tracking_urls", "transactions",
})  # fmt: skip
GORGIAS = frozenset({
    "actions", "assignee_team", "assignee_user", "attachments", "channels", "custom_fields", "customer", "data",
    "headers", "integrations", "intents", "macros", "messages", "meta", "orders", "receiver", "reply_options",
    "requester", "satisfaction_survey", "sender", "source", "summary", "tags",
})  # fmt: skip
ZENDESK = frozenset({
    "agent_wait_time_in_minutes", "attachments", "collaborator_ids", "custom_fields", "email_cc_ids", "fields",
    "first_resolution_time_in_minutes", "follower_ids", "followup_ids", "from", "full_resolution_time_in_minutes",
    "merged_ticket_ids", "metadata", "on_hold_time_in_minutes", "reply_time_in_minutes", "reply_time_in_seconds",
    "requester_wait_time_in_minutes", "satisfaction_rating", "sharing_agreement_ids", "source", "tags", "to",
    "uploads", "user_fields", "via",
})  # fmt: skip
FRESHDESK = frozenset({
    "attachments", "bcc_emails", "cc_emails", "company", "contact", "conversations", "custom_fields", "fwd_emails",
    "group_ids", "other_companies", "other_emails", "ratings", "reply_cc_emails", "requester", "role_ids", "skill_ids",
    "source_additional_info", "stats", "structured_description", "tags", "ticket_cc_emails", "to_emails",
})  # fmt: skip
