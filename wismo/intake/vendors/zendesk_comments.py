"""Zendesk comments: in answers of their own, in tickets, in audits and in the feed of ticket events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.intake.vendors.markup import clean, plain
from wismo.intake.vendors.record import StrangeValueError, as_word, find, first_value, flag, moment, objects, value
from wismo.intake.vendors.zendesk_words import channel_word, is_machine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

# Events of an audit that are something written to or by the customer.
_WRITTEN = ("Comment", "VoiceComment", "FacebookComment", "Tweet")
_SYSTEM = "-1"


def is_comment(record: dict[str, Any]) -> bool:
    """Tell whether a record is a comment."""
    has_body = not {"body", "html_body", "plain_body"}.isdisjoint(record)
    has_kind = not {"public", "audit_id", "html_body", "plain_body"}.isdisjoint(record)
    return {"id", "author_id", "created_at"} <= record.keys() and has_body and has_kind and "subject" not in record


def is_audit(record: dict[str, Any]) -> bool:
    """Tell whether a record is an audit of a ticket, or its like in the feed of ticket events."""
    return {"id", "ticket_id"} <= record.keys() and ("child_events" in record or {"events", "author_id"} <= set(record))


def add_comment(found: Mapping[str, Found], position: int, comment: dict[str, Any], _: Entry) -> None:
    """Add a comment that names its ticket; who wrote it is told by its author's id."""
    ticket = value(comment, "ticket_id")
    if ticket is None:
        raise StrangeValueError(
            "the comment does not say which ticket it is of, as Zendesk returns it; export the feed of ticket events "
            "(include=comment_events), or add ticket_id to each comment"
        )
    found["ticket_messages"].add(position, message(comment, ticket))


def add_audit(found: Mapping[str, Found], position: int, audit: dict[str, Any], _: Entry) -> None:
    """Add the comments of an audit; its other events are changes, which the ticket itself shows."""
    ticket = value(audit, "ticket_id")
    common = {
        "created_at": value(audit, "created_at") or moment(audit, "timestamp"),
        "author_id": value(audit, "author_id") or value(audit, "updater_id"),
        "via": audit.get("via"),
    }
    for event in (*objects(audit, "events"), *objects(audit, "child_events")):
        if first_value(event, "type", "event_type") in _WRITTEN:
            own = {name: content for name, content in event.items() if content is not None}
            found["ticket_messages"].add(position, message({**common, **own}, ticket))


def message(comment: dict[str, Any], ticket: str | None, customer: str | None = None, agent: str | None = None) -> dict:
    """Return a comment as a message.

    ``customer`` and ``agent`` are the ticket's requester and assignee where the record names them: by
    these alone it is sure who wrote, otherwise the direction is left to the author's id.
    """
    author = value(comment, "author_id") or (value(comment, "author", "id") if "author" in comment else None)
    is_public = flag(comment, "public")
    is_by_machine = author == _SYSTEM or is_machine(via(comment)[0])
    if is_public is False:
        direction = "note"
    elif author is not None and author == customer:
        direction = "in"
    elif is_by_machine or (author is not None and author == agent):
        direction = "out"
    else:
        direction = None
    return {
        "message_id": value(comment, "id"),
        "ticket_id": ticket,
        "created_at": value(comment, "created_at"),
        "direction": direction,
        "author_id": author,
        "is_public": as_word(is_public),
        "is_automated": as_word(is_by_machine),
        "body": clean(first_value(comment, "body", "plain_body")) or plain(value(comment, "html_body")),
    }


def via(record: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return by which channel a record came, and in which role the channel was used (`rel`)."""
    how = record.get("via")
    if not isinstance(how, dict):  # the feed of ticket events says it in a word
        return value(record, "via"), None
    source = find(how, "source")
    return channel_word(value(how, "channel")), value(source, "rel") if isinstance(source, dict) else None
