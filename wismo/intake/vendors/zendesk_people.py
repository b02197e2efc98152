"""Zendesk users: who a requester's or an author's id is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.intake.vendors.record import value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_ROLES = {"end-user": "customer", "end_user": "customer", "agent": "agent", "admin": "agent"}
_ONLY_OURS = frozenset({
    "organization_id", "ticket_restriction", "time_zone", "iana_time_zone", "locale_id", "verified", "user_fields",
    "shared_agent", "default_group_id", "role_type",
})  # fmt: skip


def is_user(record: dict[str, Any]) -> bool:
    """Tell whether a record is a user."""
    return (
        {"id", "role"} <= record.keys()
        and not {"email", "phone"}.isdisjoint(record)
        and not _ONLY_OURS.isdisjoint(record)
        and "ticket_id" not in record
    )


def add_user(found: Mapping[str, Found], position: int, user: dict[str, Any], _: Entry) -> None:
    """Add a user. Their `external_id` can be anything, so that it is not taken for the shop's customer id."""
    found["contacts"].add(
        position,
        {
            "contact_id": value(user, "id"),
            "updated_at": value(user, "updated_at"),
            "role": _ROLES.get((value(user, "role") or "").lower()),
            "customer_email": value(user, "email"),
            "customer_phone": value(user, "phone"),
        },
    )
