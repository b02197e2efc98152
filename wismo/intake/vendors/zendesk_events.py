"""Zendesk's webhooks: an event around the state of a ticket or a person, as documented for event types.

Every event of a ticket repeats the ticket without the account's own fields. As a newer version of the
ticket it would hide them, so only events that make or end a ticket count as one; others only bring comments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.intake.vendors.markup import clean
from wismo.intake.vendors.record import as_word, flag, sub, value
from wismo.intake.vendors.zendesk_people import add_user
from wismo.intake.vendors.zendesk_tickets import ticket

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

_START = "zen:event-type:"
_CREATED = "ticket.created"
_MERGED = "ticket.merged"
_GONE = ("ticket.marked_as_spam", "ticket.soft_deleted", "ticket.permanently_deleted")
# Who acts in a messenger's conversation, and which way a message of theirs goes.
_ACTORS = {"end_user": "in", "agent": "out", "trigger": "out", "system": "out"}


def is_event(record: dict[str, Any]) -> bool:
    """Tell whether a record is a webhook's event."""
    kind = record.get("type")
    return isinstance(kind, str) and kind.startswith(_START) and "detail" in record


def add_event(found: Mapping[str, Found], position: int, record: dict[str, Any], entry: Entry) -> None:
    """Add what an event tells."""
    kind, detail = (value(record, "type") or "").removeprefix(_START), sub(record, "detail")
    if kind.startswith("user."):
        add_user(found, position, detail, entry)
    elif kind == "ticket.comment_added":
        found["ticket_messages"].add(position, _comment(record))
    elif kind == "messaging_ticket.message_added":
        found["ticket_messages"].add(position, _message(record))
    elif kind in (_CREATED, _MERGED, *_GONE):
        state = ticket(detail)
        if kind == _MERGED:
            state["merged_into_ticket_id"] = value(record, "event", "target_ticket_id") or "unknown"
        if kind in _GONE:
            state["is_spam"] = "true"
        found["tickets"].add(position, state)


def _comment(record: dict[str, Any]) -> dict[str, str | None]:
    comment = sub(record, "event", "comment")
    is_public, is_staff = flag(comment, "is_public"), flag(comment, "author", "is_staff")
    direction = None if is_staff is None else "out" if is_staff else "in"
    return {
        "message_id": value(comment, "id"),
        "ticket_id": value(record, "detail", "id"),
        "created_at": value(record, "time"),
        "direction": "note" if is_public is False else direction,
        "author_id": value(comment, "author", "id"),
        "is_public": as_word(is_public),
        "body": clean(value(comment, "body")),
    }


def _message(record: dict[str, Any]) -> dict[str, str | None]:
    actor = value(record, "event", "actor", "type")
    return {
        "message_id": value(record, "event", "message", "id"),
        "ticket_id": value(record, "detail", "id"),
        "created_at": value(record, "time"),
        "direction": _ACTORS.get(actor or ""),
        "author_id": value(record, "event", "actor", "id"),
        "is_public": "true",
        "is_automated": as_word(actor in ("trigger", "system")),
        "body": clean(value(record, "event", "message", "body")),
    }
