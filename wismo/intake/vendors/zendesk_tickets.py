"""Zendesk tickets as JSON, with what may stand inside them: requester, comments, metric set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.intake.vendors.markup import clean
from wismo.intake.vendors.record import (
    StrangeValueError,
    as_list,
    as_word,
    find,
    flag,
    many,
    objects,
    sub,
    value,
    words,
)
from wismo.intake.vendors.tickets import own_fields
from wismo.intake.vendors.zendesk_comments import message, via
from wismo.intake.vendors.zendesk_people import add_user
from wismo.intake.vendors.zendesk_words import GONE, MERGED_TAG, SCORES, intent_of, is_stub, opener, tags_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_ONLY_OURS = frozenset({
    "via", "submitter_id", "submitter", "raw_subject", "generated_timestamp", "brand_id", "ticket_form_id",
    "custom_status_id", "allow_channelback", "has_incidents",
})  # fmt: skip
# Ids that stand for nobody: the system, and the webhooks' way of saying that there is none.
_NOBODY = ("-1", "0")


def is_ticket(record: dict[str, Any]) -> bool:
    """Tell whether a record is a ticket."""
    return (
        {"id", "created_at", "status"} <= record.keys()
        and not {"requester_id", "requester"}.isdisjoint(record)
        and not _ONLY_OURS.isdisjoint(record)
        and "ticket_id" not in record
    )


def add_ticket(found: Mapping[str, Found], position: int, record: dict[str, Any], entry: Entry) -> None:
    """Add a ticket and what stands inside it."""
    own = own_fields(entry, lambda number: _own(record, number))
    found["tickets"].add(position, {**ticket(record), **own})
    number, customer, agent = value(record, "id"), person(record, "requester"), person(record, "assignee")
    for comment in objects(record, "comments"):
        found["ticket_messages"].add(position, message(comment, number, customer, agent))
    if metrics := sub(record, "metric_set"):
        add_metrics(found, position, {**metrics, "ticket_id": number}, entry)


def is_whole_ticket(record: dict[str, Any]) -> bool:
    """Tell whether a record is a ticket with its comments beside it, as programs put two answers together."""
    inner = record.get("ticket")
    return isinstance(inner, dict) and is_ticket(inner) and isinstance(record.get("comments"), list)


def add_whole_ticket(found: Mapping[str, Found], position: int, record: dict[str, Any], entry: Entry) -> None:
    """Add a ticket, its comments and the people beside it."""
    add_ticket(found, position, {**sub(record, "ticket"), "comments": record["comments"]}, entry)
    for user in objects(record, "users"):
        add_user(found, position, user, entry)


def ticket(record: dict[str, Any]) -> dict[str, str | None]:
    """Return a ticket without the account's own fields and without what stands inside it."""
    channel, rel = via(record)
    customer, submitter = person(record, "requester"), person(record, "submitter")
    is_by_other = None not in (customer, submitter) and submitter not in (customer, *_NOBODY)
    opened_by = opener(channel, rel, is_by_other=is_by_other)
    status, subject = value(record, "status"), value(record, "subject") or value(record, "raw_subject")
    body = clean(value(record, "description"))
    is_messaging = flag(record, "from_messaging_channel") is True
    if body and is_stub(body, subject, channel, is_messaging=is_messaging):
        body = None
    tags = _tags(record)
    return {
        "ticket_id": value(record, "id"),
        "created_at": value(record, "created_at"),
        "updated_at": value(record, "updated_at"),
        "status": status,
        "channel": channel,
        "subject": subject,
        "body": body,
        "customer_email": _email(record, channel, is_own=customer is not None and submitter == customer),
        "customer_phone": _phone(record, channel, rel),
        "requester_id": customer,
        "tags": as_list(tags),
        "intent": intent_of(tags),
        "is_spam": as_word((status or "").lower() in GONE),
        "is_from_agent": as_word(opened_by == "agent"),
        "is_automated": as_word(opened_by == "tool"),
        "merged_into_ticket_id": "unknown" if MERGED_TAG in tags else None,
        "csat": score(record.get("satisfaction_rating")),
        "agent_id": person(record, "assignee"),
    }


def person(record: dict[str, Any], role: str) -> str | None:
    """Return the id of who has a role in a ticket; None for nobody, and for the system itself."""
    number = value(record, f"{role}_id") if f"{role}_id" in record else value(record, role, "id")
    return number if number != "0" else None


def score(rating: object) -> str | None:
    """Return a rating, an object or its score alone, as a number from 1 to 5; None where nobody rated."""
    word = (
        value(rating, "score")
        if isinstance(rating, dict)
        else value({"satisfaction_rating": rating}, "satisfaction_rating")
    )
    return SCORES.get((word or "").lower().replace("_", " "))


def add_metrics(found: Mapping[str, Found], position: int, metrics: dict[str, Any], _: Entry) -> None:
    """Add a metric set. Ratings have numbers of their own, so that the kind is part of the id."""
    number = value(metrics, "id")
    found["ticket_metrics"].add(
        position,
        {
            "metric_id": number and f"metric_set:{number}",
            "ticket_id": value(metrics, "ticket_id"),
            "updated_at": value(metrics, "updated_at"),
            "first_reply_minutes": value(metrics, "reply_time_in_minutes", "calendar"),
            "closed_at": value(metrics, "solved_at"),
            "reopen_count": value(metrics, "reopens"),
        },
    )


def _own(record: dict[str, Any], number: str) -> str | None:
    """Return what one of the account's own fields holds. It may be a list, of which one is a value."""
    for name in ("custom_fields", "fields"):
        for field in objects(record, name):
            if value(field, "id") == number and (content := find(field, "value")) not in (None, ""):
                if not isinstance(content, list):
                    return value(field, "value")
                if len(content) > 1:
                    raise StrangeValueError(f"custom field {number} holds several values where one is expected")
                return value({"value": content[0]}, "value") if content else None
    return None


def _tags(record: dict[str, Any]) -> list[str]:
    tags = record.get("tags")
    return tags_of(tags) if isinstance(tags, str) else words(many(record, "tags"))


def _email(record: dict[str, Any], channel: str | None, *, is_own: bool) -> str | None:
    """Return the requester's address. A mail's sender is the requester only where the requester submitted it."""
    requester = record.get("requester")
    if isinstance(requester, dict) and (email := value(requester, "email")):
        return email
    return _sender(record, "address") if is_own and channel in ("email", "mail") else None


def _phone(record: dict[str, Any], channel: str | None, rel: str | None) -> str | None:
    requester = record.get("requester")
    if isinstance(requester, dict) and (phone := value(requester, "phone")):
        return phone
    is_call = channel in ("voice", "phone_call_inbound", "voicemail") and rel != "outbound"
    return _sender(record, "phone") if is_call else None


def _sender(record: dict[str, Any], name: str) -> str | None:
    return value(record, "via", "source", "from", name) if isinstance(record.get("via"), dict) else None
