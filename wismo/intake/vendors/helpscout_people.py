"""Help Scout's people, customers and users of the account, and how customers rated an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wismo.intake.vendors.helpscout_names import in_small
from wismo.intake.vendors.record import first_value, many, sub, value, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_RATINGS = {"great": "5", "okay": "3", "not good": "1", "bad": "1"}


def is_customer(record: dict[str, Any]) -> bool:
    """Tell whether a record is a customer."""
    names = {"firstName", "first_name"}
    more = {"photoUrl", "photo_url", "jobTitle", "job_title", "background", "organization", "_embedded"}
    return "id" in record and "role" not in record and not names.isdisjoint(record) and not more.isdisjoint(record)


def add_customer(found: Mapping[str, Found], position: int, record: dict[str, Any], _: Entry) -> None:
    """Add a customer."""
    record = in_small(record)
    inner = sub(record, "_embedded") or record
    found["contacts"].add(
        position,
        {
            "contact_id": value(record, "id"),
            "updated_at": value(record, "updated_at"),
            "role": "customer",
            "customer_email": next(iter(words(many(inner, "emails"), "value")), None) or value(record, "email"),
            "customer_phone": next(iter(words(many(inner, "phones"), "value")), None),
        },
    )


def is_user(record: dict[str, Any]) -> bool:
    """Tell whether a record is somebody who works here."""
    names = {"firstName", "first_name"}
    more = {"timezone", "photoUrl", "photo_url", "alternateEmails", "alternate_emails"}
    is_named = not names.isdisjoint(record) and not more.isdisjoint(record)
    return {"id", "role", "email"} <= record.keys() and is_named


def add_user(found: Mapping[str, Found], position: int, record: dict[str, Any], _: Entry) -> None:
    """Add an agent."""
    record = in_small(record)
    found["contacts"].add(
        position,
        {
            "contact_id": value(record, "id"),
            "updated_at": first_value(record, "updated_at", "modified_at", "created_at"),
            "role": "agent",
            "customer_email": value(record, "email"),
        },
    )


def is_rating(record: dict[str, Any]) -> bool:
    """Tell whether a record is a rating."""
    names = {"conversationId", "conversation_id"}
    return {"id", "rating"} <= record.keys() and not names.isdisjoint(record)


def add_rating(found: Mapping[str, Found], position: int, record: dict[str, Any], _: Entry) -> None:
    """Add a rating, as a number from 1 to 5."""
    record = in_small(record)
    number, word = value(record, "id"), value(record, "rating")
    found["ticket_metrics"].add(
        position,
        {
            "metric_id": number and f"rating:{number}",
            "ticket_id": value(record, "conversation_id"),
            "updated_at": first_value(record, "modified_at", "updated_at", "created_at"),
            "csat": _RATINGS.get(re.sub("[_ -]+", " ", word or "").lower()),
        },
    )
