"""What the readers of helpdesks have in common: the columns they fill, and an account's own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wismo.intake.rules import Entry

# Columns of ours that an account may keep in fields of its own.
TICKET_FIELDS = (
    "order_ref", "linked_order_id", "tracking_ref", "intent", "handled_by", "customer_id", "customer_phone",
    "refund_amount", "coupon_amount",
)  # fmt: skip
OBJECTS: Mapping[str, tuple[str, ...]] = {
    "tickets": (
        "ticket_id", "created_at", "updated_at", "closed_at", "first_response_at", "status", "channel", "subject",
        "body", "customer_email", "customer_phone", "customer_id", "requester_id", "tags", "intent", "order_ref",
        "embedded_order_ids", "linked_order_id", "tracking_ref", "handled_by", "is_spam", "is_from_agent",
        "is_automated", "merged_into_ticket_id", "reopen_count", "csat", "agent_id", "refund_amount",
        "coupon_amount",
    ),
    "ticket_messages": (
        "message_id", "ticket_id", "created_at", "direction", "author_id", "is_public", "is_automated", "body",
        "intent",
    ),
    "contacts": ("contact_id", "updated_at", "role", "customer_email", "customer_phone", "customer_id"),
    "ticket_metrics": (
        "metric_id", "ticket_id", "updated_at", "first_reply_minutes", "first_response_at", "closed_at",
        "merged_into_ticket_id", "reopen_count", "csat",
    ),
}  # fmt: skip


def own_fields(entry: Entry, read: Callable[[str], str | None]) -> dict[str, str]:
    """Return what sources.yml says the account's own ticket fields mean; ``read`` gives a field's value."""
    found = {column: read(name) for column, name in entry.fields.items()}
    return {column: word for column, word in found.items() if word is not None}
