"""Intercom conversations and contacts, as its API returns them and its webhooks send them.

Times are seconds since 1970. A conversation's first message is its `source` and none of its parts, so it is
made a message as well; before API 2.0 it was its `conversation_message`. All shapes are documented.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.markup import plain
from wismo.intake.vendors.record import (
    as_list,
    as_word,
    find,
    first_value,
    flag,
    many,
    moment,
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

_CUSTOMERS = ("user", "lead", "contact", "visitor")
_WAYS = {**dict.fromkeys(_CUSTOMERS, "in"), "admin": "out", "team": "out", "bot": "out", "operator": "out"}
_BOTS = ("bot", "operator")
_BOTS_ADDRESS = re.compile(r"operator\+[^@]*@intercom\.io")
# How a conversation began. `operator_initiated` is a bot that greeted a customer who then asked.
_CAMPAIGNS = ("automated", "campaigns_initiated")
_OURS = ("admin_initiated", *_CAMPAIGNS)
_GREETINGS = ("operator_initiated", *_CAMPAIGNS)
# Parts that are something said even without text, such as a picture; others count where they have text.
_SAID = ("comment", "quick_reply")
_SOLVED_BY_AI = ("assumed_resolution", "confirmed_resolution")


def _is_conversation(record: dict[str, Any]) -> bool:
    parts = {"source", "conversation_message", "conversation_parts"}
    names = {"statistics", "teammates", "waiting_since", "conversation_message", "conversation_parts"}
    is_named = record.get("type") == "conversation" or not names.isdisjoint(record)
    return is_named and {"id", "created_at"} <= record.keys() and not parts.isdisjoint(record)


def _is_part(record: dict[str, Any]) -> bool:
    return {"id", "conversation_id", "part_type", "author"} <= record.keys()


def _is_contact(record: dict[str, Any]) -> bool:
    is_named = record.get("type") in (*_CUSTOMERS, "admin") or {"workspace_id", "external_id", "role"} <= record.keys()
    is_others = not {"firstName", "first_name"}.isdisjoint(record)  # Help Scout's people have a type as well
    return "id" in record and "email" in record and is_named and not is_others


def _add_conversation(found: Mapping[str, Found], position: int, record: dict[str, Any], entry: Entry) -> None:
    number = value(record, "id")
    source = sub(record, "source") or sub(record, "conversation_message")
    messages = [_first(record, source, number)] if source else []
    parts = objects({"parts": _listed(record, "conversation_parts")}, "parts")
    messages += [message for part in parts if (message := _message(part, number)) is not None]
    own = own_fields(entry, lambda name: value(record, "custom_attributes", name))
    found["tickets"].add(position, {**_ticket(record, source, messages), **own})
    for message in messages:
        found["ticket_messages"].add(position, message)


def _add_part(found: Mapping[str, Found], position: int, record: dict[str, Any], _: Entry) -> None:
    if (message := _message(record, value(record, "conversation_id"))) is not None:
        found["ticket_messages"].add(position, message)


def _add_contact(found: Mapping[str, Found], position: int, record: dict[str, Any], _: Entry) -> None:
    found["contacts"].add(
        position,
        {
            "contact_id": value(record, "id"),
            "updated_at": moment(record, "updated_at"),
            "role": "agent" if record.get("type") == "admin" else "customer",
            "customer_email": value(record, "email"),
            "customer_phone": value(record, "phone"),
        },
    )


def _ticket(record: dict[str, Any], source: dict[str, Any], messages: list[dict]) -> dict[str, str | None]:
    began, is_open = value(source, "delivered_as"), flag(record, "open")
    author = value(source, "author", "type")
    status = value(record, "state") or (None if is_open is None else "open" if is_open else "closed")
    statistics, rating = sub(record, "statistics"), sub(record, "conversation_rating")
    from_customer = next((m for m in messages if m["direction"] == "in" and m["body"]), None)
    is_ours = began in _OURS or (began is None and author == "admin")
    if from_customer is None and is_ours:  # nobody asked anything, so that what we wrote stands for the whole
        from_customer = next((m for m in messages if m["body"]), None)
    customer, email = _customer(record, source)
    subject = plain(value(source, "subject")) or value(record, "title")
    agent = value(record, "admin_assignee_id")
    assignee = sub(record, "assignee")
    if agent is None and value(assignee, "type") == "admin":
        agent = value(assignee, "id")
    return {
        "ticket_id": value(record, "id"),
        "created_at": moment(record, "created_at"),
        "updated_at": moment(record, "updated_at"),
        "closed_at": moment(statistics, "last_close_at") if status == "closed" else None,
        "first_response_at": moment(statistics, "first_admin_reply_at"),
        "status": status,
        "channel": _channel(source),
        "subject": subject,
        "body": from_customer["body"] if from_customer else None,
        "customer_email": email,
        "requester_id": customer,
        "tags": as_list(words(_listed(record, "tags"), "name")),
        "handled_by": _handled_by(record, statistics),
        "is_from_agent": as_word(is_ours),
        "is_automated": as_word(began in _CAMPAIGNS),
        "is_spam": "false",
        "reopen_count": value(statistics, "count_reopens"),
        "csat": value(rating, "rating"),
        "agent_id": agent if agent != "0" else None,
    }


def _channel(source: dict[str, Any]) -> str | None:
    """Return by what a conversation came; the older API had the message's own type there, which says nothing."""
    kind = value(source, "type")
    return None if kind == "conversation_message" else kind


def _customer(record: dict[str, Any], source: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return the id and the address of who asked: the author, else the only contact or the older API's user."""
    author = sub(source, "author")
    contacts = _listed(record, "contacts") or _listed(record, "customers")
    people = [person for person in contacts if isinstance(person, dict)] or [sub(record, "user")]
    if value(author, "type") in _CUSTOMERS:
        known = next((person for person in people if value(person, "id") == value(author, "id")), {})
        return value(author, "id"), value(author, "email") or value(known, "email")
    return value(people[0], "id"), value(people[0], "email")


def _handled_by(record: dict[str, Any], statistics: dict[str, Any]) -> str | None:
    """Return ai where its answer was the last word and no person replied; None where people had a part."""
    has_answered = flag(record, "ai_agent_participated") is True
    is_solved = value(record, "ai_agent", "resolution_state") in _SOLVED_BY_AI if has_answered else False
    return "ai" if is_solved and moment(statistics, "first_admin_reply_at") is None else None


def _first(record: dict[str, Any], source: dict[str, Any], ticket: str | None) -> dict[str, str | None]:
    message = _said(source, ticket)
    if value(source, "delivered_as") in _GREETINGS and message["direction"] == "out":
        message["is_automated"] = "true"
    return {**message, "message_id": f"{ticket}/source" if ticket else None, "created_at": moment(record, "created_at")}


def _message(part: dict[str, Any], ticket: str | None) -> dict[str, str | None] | None:
    """Return a part as a message; None where nothing was said."""
    kind, message = value(part, "part_type") or "", _said(part, ticket)
    if message["body"] is None and kind not in _SAID:
        return None
    if "note" in kind:
        message |= {"direction": "note", "is_public": "false"}
    return {**message, "message_id": value(part, "id"), "created_at": moment(part, "created_at")}


def _said(part: dict[str, Any], ticket: str | None) -> dict[str, str | None]:
    author = sub(part, "author")
    kind = value(author, "type") or ""
    is_answer = flag(author, "from_ai_agent") is True or flag(author, "is_ai_answer") is True
    # Some versions of the API call the bot an admin; its address tells.
    is_bot = kind in _BOTS or _BOTS_ADDRESS.fullmatch(value(author, "email") or "") is not None
    return {
        "ticket_id": ticket,
        "direction": _WAYS.get(kind),
        "author_id": value(author, "id"),
        "is_public": "true",
        # An AI's answer is an answer; a bot's questions are none.
        "is_automated": as_word(is_bot and not is_answer),
        "body": plain(first_value(part, "body")),
    }


def _listed(record: dict[str, Any], name: str) -> list[Any]:
    """Return a list that may stand inside an object of the same name."""
    inner = find(record, name)
    return many(inner, name) if isinstance(inner, dict) else many(record, name)


FORMATS = (
    json_format(
        "intercom",
        "Intercom",
        OBJECTS,
        (
            Shape("conversation", _is_conversation, _add_conversation),
            Shape("conversation part", _is_part, _add_part),
            Shape("contact", _is_contact, _add_contact),
        ),
        default_zone="UTC",
        fields=TICKET_FIELDS,
        version=2,
    ),
)
