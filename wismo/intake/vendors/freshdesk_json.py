"""Freshdesk's JSON: tickets, conversations, contacts and agents as its API returns them. Times are UTC.

A ticket's first message is its description and none of its conversations, so it is made a message as well.
Freshservice has the same shapes. Version 1 of the API, which accounts' old exports are in, called conversations
notes and the id that people see `display_id`. The shapes and codes are documented; the content of a webhook is what the
account's rule puts in it, and never the time at which the ticket was made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.freshdesk_words import FORWARDED, MERGED, OUTBOUND, SOURCES, STATUSES, UNSOLVED
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.markup import clean, plain
from wismo.intake.vendors.record import (
    StrangeValueError,
    as_list,
    as_word,
    find,
    first_value,
    flag,
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

_TICKETS_ONLY = frozenset({
    "responder_id", "fr_due_by", "due_by", "fr_escalated", "is_escalated", "email_config_id", "association_type",
})  # fmt: skip
_WEBHOOKS_ONLY = frozenset({
    "ticket_subject", "ticket_description", "ticket_url", "ticket_status", "ticket_latest_public_comment",
    "triggered_event",
})  # fmt: skip
_CONTACTS_ONLY = frozenset({
    "view_all_tickets", "unique_external_id", "other_emails", "other_companies", "twitter_id", "job_title",
})  # fmt: skip


def _is_ticket(record: dict[str, Any]) -> bool:
    return (
        {"id", "created_at", "status", "source"} <= record.keys()
        and not {"requester_id", "requester"}.isdisjoint(record)
        and not _TICKETS_ONLY.isdisjoint(record)
        and "ticket_id" not in record
    )


def _is_whole_ticket(record: dict[str, Any]) -> bool:
    inner = record.get("ticket")
    return isinstance(inner, dict) and _is_ticket(inner) and isinstance(record.get("conversations"), list)


def _is_conversation(record: dict[str, Any]) -> bool:
    return {"id", "created_at", "incoming", "private"} <= record.keys()


def _is_contact(record: dict[str, Any]) -> bool:
    return {"id", "email", "created_at"} <= record.keys() and not _CONTACTS_ONLY.isdisjoint(record)


def _is_agent(record: dict[str, Any]) -> bool:
    return {"id", "contact"} <= record.keys() and not {"ticket_scope", "occasional", "role_ids"}.isdisjoint(record)


def _is_webhook(record: dict[str, Any]) -> bool:
    return "ticket_id" in record and "id" not in record and not _WEBHOOKS_ONLY.isdisjoint(record)


def _add_ticket(found: Mapping[str, Found], position: int, record: dict[str, Any], entry: Entry) -> None:
    ticket = {**_ticket(record), **own_fields(entry, lambda name: _own(record, name))}
    notes = [sub(note, "note") or note for note in objects(record, "notes")]
    messages = [_message(said, ticket["ticket_id"]) for said in (*objects(record, "conversations"), *notes)]
    found["tickets"].add(position, ticket)
    if ticket["body"]:
        first = {
            "message_id": f"{ticket['ticket_id']}/description",
            "ticket_id": ticket["ticket_id"],
            "created_at": ticket["created_at"],
            "direction": "out" if ticket["is_from_agent"] == "true" else "in",
            "author_id": ticket["requester_id"] if ticket["is_from_agent"] != "true" else None,
            "is_public": "true",
            "body": ticket["body"],
        }
        found["ticket_messages"].add(position, first)
    for message in messages:
        _add_said(found, position, message)


def _add_whole_ticket(found: Mapping[str, Found], position: int, record: dict[str, Any], entry: Entry) -> None:
    """Add a ticket with its conversations beside it, as programs put two answers together."""
    _add_ticket(found, position, {**sub(record, "ticket"), "conversations": record["conversations"]}, entry)


def _ticket(record: dict[str, Any]) -> dict[str, str | None]:
    source, status = value(record, "source"), value(record, "status")
    # "Solved" is what the other helpdesks call closed; what is closed without being resolved has its own time.
    stats, requester = sub(record, "stats"), sub(record, "requester")
    status = STATUSES.get(status or "", status)
    is_gone = flag(record, "spam") is True or flag(record, "deleted") is True
    return {
        "ticket_id": first_value(record, "display_id", "id"),
        "created_at": value(record, "created_at"),
        "updated_at": value(record, "updated_at"),
        # What was opened again keeps the time at which it was solved before.
        "closed_at": first_value(stats, "resolved_at", "closed_at") if status not in UNSOLVED else None,
        "first_response_at": value(stats, "first_responded_at"),
        "status": status,
        "channel": SOURCES.get(source or "", source),
        "subject": value(record, "subject"),
        "body": clean(value(record, "description_text")) or plain(value(record, "description")),
        "customer_email": value(requester, "email") or value(record, "email"),
        "customer_phone": first_value(requester, "phone", "mobile") or value(record, "phone"),
        "requester_id": value(record, "requester_id") or value(requester, "id"),
        "tags": as_list(words(many(record, "tags"))),
        "is_spam": as_word(is_gone),
        "is_from_agent": as_word((source or "").lower() in OUTBOUND),
        "is_automated": "false",
        "agent_id": value(record, "responder_id"),
    }


def _message(record: dict[str, Any], ticket: str | None) -> dict[str, str | None]:
    is_private, is_incoming = flag(record, "private"), flag(record, "incoming")
    if is_private or value(record, "source") == FORWARDED:
        direction = "note"
    else:
        direction = None if is_incoming is None else "in" if is_incoming else "out"
    return {
        "message_id": value(record, "id"),
        "ticket_id": value(record, "ticket_id") or ticket,
        "created_at": value(record, "created_at"),
        "direction": direction,
        "author_id": value(record, "user_id"),
        "is_public": None if is_private is None else as_word(direction != "note"),
        "body": clean(value(record, "body_text")) or plain(value(record, "body")),
    }


def _add_said(found: Mapping[str, Found], position: int, message: dict[str, str | None]) -> None:
    """Add a message. That its ticket went into another is said in a note and nowhere else."""
    found["ticket_messages"].add(position, message)
    merge = MERGED.match(message["body"] or "") if message["direction"] == "note" else None
    if merge:
        known = {"metric_id": f"merge:{message['message_id']}", "merged_into_ticket_id": merge[1]}
        common = {"ticket_id": message["ticket_id"], "updated_at": message["created_at"]}
        found["ticket_metrics"].add(position, {**known, **common})


def _add_message(found: Mapping[str, Found], position: int, record: dict[str, Any], _: Entry) -> None:
    message = _message(record, None)
    if message["ticket_id"] is None:
        raise StrangeValueError("the conversation does not say which ticket it is of; add ticket_id to each")
    _add_said(found, position, message)


def _add_contact(found: Mapping[str, Found], position: int, record: dict[str, Any], _: Entry) -> None:
    is_staff = flag(record, "helpdesk_agent") is True  # version 1 keeps agents among the users
    found["contacts"].add(position, _person(record, record, "agent" if is_staff else "customer"))


def _add_agent(found: Mapping[str, Found], position: int, record: dict[str, Any], _: Entry) -> None:
    found["contacts"].add(position, _person(record, sub(record, "contact"), "agent"))


def _person(record: dict[str, Any], contact: dict[str, Any], role: str) -> dict[str, str | None]:
    return {
        "contact_id": value(record, "id"),
        "updated_at": value(record, "updated_at"),
        "role": role,
        "customer_email": value(contact, "email"),
        "customer_phone": first_value(contact, "phone", "mobile"),
    }


def _add_webhook(_: Mapping[str, Found], __: int, ___: dict[str, Any], ____: Entry) -> None:
    raise StrangeValueError(
        "a Freshdesk webhook does not say when its ticket was made; load tickets from the API or an export"
    )


def _own(record: dict[str, Any], name: str) -> str | None:
    """Return what one of the account's own fields holds; `cf_` before its name may be left out."""
    own = find(record, "custom_fields")
    if own is None:  # version 1, which ends their names with the account's number
        old = sub(record, "custom_field")
        return next((value(old, key) for key in old if re.sub(r"_\d+$", "", key) in (name, f"cf_{name}")), None)
    if isinstance(own, list):  # as some programs write it down: a list of names and values
        named = {value(field, "name"): field.get("value") for field in objects(record, "custom_fields")}
    else:
        named = sub(record, "custom_fields")
    return first_value(named, name, f"cf_{name}")


FORMATS = (
    json_format(
        "freshdesk",
        "Freshdesk",
        OBJECTS,
        (
            Shape("ticket", _is_ticket, _add_ticket),
            Shape("ticket with its conversations", _is_whole_ticket, _add_whole_ticket),
            Shape("conversation", _is_conversation, _add_message),
            Shape("agent", _is_agent, _add_agent),
            Shape("contact", _is_contact, _add_contact),
            Shape("webhook", _is_webhook, _add_webhook),
        ),
        default_zone="UTC",
        fields=TICKET_FIELDS,
        version=2,
    ),
)
