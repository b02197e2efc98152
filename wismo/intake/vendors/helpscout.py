"""Help Scout conversations, people and ratings, as its API returns them and its webhooks send them. Times are UTC.

A webhook's body is the conversation itself. Names are read in both spellings, `createdAt` as the vendor has
them and `created_at` as programs that store them do. Threads by themselves do not name their conversation, so
that only those are read that a program added it to. All shapes are documented, but for the list of threads
inside a conversation, which the old API had and the webhooks may have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.helpscout_names import in_small
from wismo.intake.vendors.helpscout_people import add_customer, add_rating, add_user, is_customer, is_rating, is_user
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.markup import plain
from wismo.intake.vendors.record import (
    StrangeValueError,
    as_list,
    as_word,
    find,
    first_value,
    many,
    objects,
    sub,
    value,
    words,
)
from wismo.intake.vendors.tickets import OBJECTS, TICKET_FIELDS, own_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found

# What a line of a conversation is that says something; line items are changes.
_WAYS = {
    "customer": "in", "message": "out", "reply": "out", "note": "note", "forwardparent": "note",
    "forwardchild": "note", "phone": "in",
}  # fmt: skip
_SPOKEN = ("chat", "beaconchat")
_PEOPLE = {"customer": "in", "user": "out", "team": "out", "system_user": "out"}
# A reply that was never sent, or taken back, reached nobody.
_UNSENT = ("draft", "hidden", "review", "underreview", "deleted")
_MACHINES = ("workflows", "orchestration")
_AUTOMATIC = ("automatic-workflow", "workflow")


def _is_conversation(record: dict[str, Any]) -> bool:
    known = {"primaryCustomer", "primary_customer", "mailboxId", "mailbox_id", "mailbox", "folderId", "folder_id"}
    return (
        {"id", "number", "status"} <= record.keys()
        and not known.isdisjoint(record)
        and not {"createdAt", "created_at"}.isdisjoint(record)
    )


def _is_thread(record: dict[str, Any]) -> bool:
    names = {"conversationId", "conversation_id", "createdBy", "created_by"}
    return {"id", "type", "state"} <= record.keys() and not names.isdisjoint(record) and "number" not in record


def _add_conversation(found: Mapping[str, Found], position: int, record: dict[str, Any], entry: Entry) -> None:
    record = in_small(record)
    number = value(record, "id")
    threads = objects(record, "_embedded", "threads")
    if not threads and isinstance(record.get("threads"), list):
        threads = objects(record, "threads")
    messages = [message for thread in threads if (message := _message(thread, number)) is not None]
    messages.sort(key=lambda message: message["created_at"] or "")  # newest first is their usual order
    own = own_fields(entry, lambda name: _own(record, name))
    found["tickets"].add(position, {**_ticket(record, messages), **own})
    for message in messages:
        found["ticket_messages"].add(position, message)


def _add_thread(found: Mapping[str, Found], position: int, record: dict[str, Any], _: Entry) -> None:
    record = in_small(record)
    ticket = value(record, "conversation_id")
    if (message := _message(record, ticket)) is None:
        return
    if ticket is None:
        raise StrangeValueError(
            "the thread does not say which conversation it is of; export conversations with their threads "
            "(embed=threads), or add conversation_id to each thread"
        )
    found["ticket_messages"].add(position, message)


def _ticket(record: dict[str, Any], messages: list[dict[str, str | None]]) -> dict[str, str | None]:
    status, kind, source = value(record, "status"), value(record, "type"), sub(record, "source")
    customer = sub(record, "primary_customer") or sub(record, "customer")
    author, via = value(record, "created_by", "type"), value(source, "via")
    from_customer = next((m for m in messages if m["direction"] == "in" and m["body"]), None)
    replies = [m for m in messages if m["direction"] == "out" and m["is_automated"] == m["is_draft"] == "false"]
    # The preview is that of the newest thread: of one thread alone it is the first as well.
    preview = plain(value(record, "preview")) if find(record, "threads") == "1" else None
    is_automated = value(source, "type") in _MACHINES or author == "system_user"
    # Calls are written down by agents: those stay the customer's.
    is_ours = not is_automated and kind != "phone" and "user" in (author, via)
    # Where nobody asked anything, what we wrote stands for the whole.
    words_of = from_customer or next((m for m in messages if is_ours and m["body"]), None)
    is_form = kind == "email" and value(source, "type") == "beacon"
    return {
        "ticket_id": value(record, "id"),
        "created_at": value(record, "created_at"),
        "updated_at": first_value(record, "user_updated_at", "updated_at", "user_modified_at", "modified_at"),
        "closed_at": value(record, "closed_at"),
        "first_response_at": replies[0]["created_at"] if replies and not is_ours else None,
        "status": status,
        "channel": "beacon" if is_form else kind,
        "subject": value(record, "subject"),
        "body": words_of["body"] if words_of else None if messages else preview,
        "customer_email": value(customer, "email"),
        "requester_id": value(customer, "id"),
        "tags": as_list(words(many(record, "tags"), "tag", "name")),
        "is_spam": as_word(status == "spam" or value(record, "state") == "deleted"),
        "is_from_agent": as_word(is_ours),
        "is_automated": as_word(is_automated),
        "agent_id": value(record, "assignee", "id") or value(record, "owner", "id"),
    }


def _message(thread: dict[str, Any], ticket: str | None) -> dict[str, str | None] | None:
    """Return a thread as a message; None for a line item."""
    kind, author = value(thread, "type"), value(thread, "created_by", "type")
    if kind == "lineitem":
        return None
    is_machine = author == "system_user" or value(thread, "source", "type") in _MACHINES
    is_machine = is_machine or value(thread, "action", "type") in _AUTOMATIC
    is_unsent = value(thread, "state") in _UNSENT
    # Chats are told by who wrote. A call is what an agent wrote down of what the customer said.
    direction = _WAYS.get(kind or "") or _PEOPLE.get(author or "" if kind in _SPOKEN or author == "customer" else "")
    return {
        "message_id": value(thread, "id"),
        "ticket_id": ticket,
        "created_at": value(thread, "created_at"),
        "direction": direction,
        "author_id": value(thread, "created_by", "id") if direction == "in" and kind != "phone" else None,
        "is_public": as_word(direction != "note" and not is_unsent),
        "is_automated": as_word(is_machine and direction == "out"),
        "is_draft": as_word(is_unsent),
        "body": plain(value(thread, "body")),
    }


def _own(record: dict[str, Any], name: str) -> str | None:
    """Return what one of the account's own fields holds, by its id or name: the text of a choice, not its number."""
    for field in objects(record, "custom_fields"):
        if name in (value(field, "id"), value(field, "name")):
            return first_value(field, "text", "value")
    return None


FORMATS = (
    json_format(
        "helpscout",
        "Help Scout",
        OBJECTS,
        (
            Shape("conversation", _is_conversation, _add_conversation),
            Shape("thread", _is_thread, _add_thread),
            Shape("customer", is_customer, add_customer),
            Shape("user", is_user, add_user),
            Shape("rating", is_rating, add_rating),
        ),
        default_zone="UTC",
        fields=TICKET_FIELDS,
        version=2,
    ),
)
