"""Gorgias tickets and messages, as its API returns them. Times without an offset are UTC.

Tickets that a single answer returns bring their messages along; lists of tickets do not, so a feed of
messages beside them makes the picture whole.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

from wismo.intake.vendors.format import Found, VendorFormat, inside, objects_in, strangers, text
from wismo.intake.vendors.items import parts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Batches

_MESSAGE_COLUMNS = (
    "message_id", "ticket_id", "created_at", "direction", "is_public", "is_automated", "body", "intent",
)  # fmt: skip
_TICKET_COLUMNS = (
    "ticket_id", "created_at", "updated_at", "closed_at", "first_response_at", "status", "channel", "subject", "body",
    "customer_email", "customer_phone", "customer_id", "tags", "intent", "order_ref", "embedded_order_ids",
    "linked_order_id", "tracking_ref", "handled_by", "is_spam", "is_from_agent", "is_automated", "csat", "agent_id",
    "refund_amount", "coupon_amount",
)  # fmt: skip
_FIELDS = (
    "order_ref", "linked_order_id", "tracking_ref", "intent", "handled_by", "customer_id", "refund_amount",
    "coupon_amount",
)  # fmt: skip
_TICKET_OBJECTS = {"tickets": _TICKET_COLUMNS, "ticket_messages": _MESSAGE_COLUMNS}
_MESSAGE_OBJECTS = {"ticket_messages": _MESSAGE_COLUMNS}
_NOTE = "internal-note"
_MACHINES = frozenset({"rule", "workflow"})


def _is_tickets(keys: Collection[str]) -> bool:
    return {"id", "created_datetime", "status", "channel"} <= set(keys) and "ticket_id" not in keys


def _is_messages(keys: Collection[str]) -> bool:
    found = set(keys)
    return {"id", "ticket_id", "created_datetime"} <= found and bool(
        {"from_agent", "body_text", "stripped_text"} & found
    )


def _read_tickets(file: SourceFile, entry: Entry) -> Iterator[Batches]:
    for part in parts(file, entry.encoding):
        found = {name: Found(columns) for name, columns in _TICKET_OBJECTS.items()}
        for position, ticket in enumerate(part.records):
            messages = objects_in(ticket.get("messages"))
            number = text(ticket.get("id"))
            # An order of messages is not promised.
            messages.sort(key=lambda message: text(message.get("created_datetime")) or "")
            found["tickets"].add(position, {**_ticket(ticket, messages), **_own_fields(ticket, entry)})
            lost = part.passed_over(position, strangers(ticket.get("messages"), "messages"))
            found["ticket_messages"].broken += lost
            for message in messages:
                found["ticket_messages"].add(position, _message(message, number))
        yield part.batches(found)


def _read_messages(file: SourceFile, entry: Entry) -> Iterator[Batches]:
    for part in parts(file, entry.encoding):
        found = {"ticket_messages": Found(_MESSAGE_COLUMNS)}
        for position, message in enumerate(part.records):
            found["ticket_messages"].add(position, _message(message, None))
        yield part.batches(found)


def _ticket(ticket: dict, messages: list[dict]) -> dict[str, str | None]:
    customer = ticket.get("customer") or ticket.get("requester")
    from_customer = next((message for message in messages if _direction(message) == "in"), None)
    replies = [message for message in messages if _direction(message) == "out" and not _is_automated(message)]
    first = messages[0] if messages else None
    tags = [name for tag in objects_in(ticket.get("tags")) if (name := text(tag.get("name")))]
    channel = text(ticket.get("channel"))
    orders, shop_customer = _store(customer)
    is_ours = _is(ticket.get("from_agent")) or (first is not None and _direction(first) == "out")
    is_machine = text(ticket.get("via")) in _MACHINES or channel == _NOTE or (first is not None and _is_machine(first))
    return {
        "ticket_id": text(ticket.get("id")),
        "created_at": text(ticket.get("created_datetime")),
        "updated_at": text(ticket.get("updated_datetime")),
        "closed_at": text(ticket.get("closed_datetime")),
        "first_response_at": _sent(replies[0]) if replies else None,
        "status": text(ticket.get("status")),
        "channel": channel,
        "subject": text(ticket.get("subject")),
        "body": _body(from_customer) if from_customer else None if messages else text(ticket.get("excerpt")),
        "customer_email": text(inside(customer, "email")),
        "customer_phone": text(inside(customer, "phone")) or _phone(customer),
        "customer_id": shop_customer,
        "tags": _list(tags),
        "intent": _intent(from_customer),
        "embedded_order_ids": _list(orders),
        "handled_by": _handled_by(tags),
        "is_spam": _word(_is(ticket.get("spam")) or text(ticket.get("trashed_datetime")) is not None),
        "is_from_agent": _word(is_ours),
        "is_automated": _word(is_machine),
        "csat": text(inside(ticket.get("satisfaction_survey"), "score")),
        "agent_id": text(inside(ticket.get("assignee_user"), "id")),
    }


def _message(message: dict, ticket: str | None) -> dict[str, str | None]:
    direction = _direction(message)
    # A reply that was never delivered, or taken back, reached nobody.
    is_lost = any(text(message.get(name)) for name in ("failed_datetime", "deleted_datetime"))
    return {
        "message_id": text(message.get("id")),
        "ticket_id": text(message.get("ticket_id")) or ticket,
        "created_at": _sent(message),
        "direction": direction,
        "is_public": _word(direction != "note" and not is_lost),
        "is_automated": _word(_is_automated(message)),
        "body": _body(message),
        "intent": _intent(message),
    }


def _own_fields(ticket: dict, entry: Entry) -> dict[str, str | None]:
    """Return what sources.yml says the account's own ticket fields mean: ours -> field id."""
    own = ticket.get("custom_fields")
    found = {}
    for column, number in entry.fields.items():
        value = own.get(number) if isinstance(own, dict) else _field(own, number)
        word = text(inside(value, "value") if isinstance(value, dict) else value)
        if word is not None:
            found[column] = word
    return found


def _field(own: object, number: str) -> object:
    return next((field for field in objects_in(own) if text(field.get("id")) == number), None)


def _store(customer: object) -> tuple[list[str], str | None]:
    """Return the orders that Gorgias lists for a customer, and the shop's own id of the customer."""
    orders: dict[str, None] = {}
    shop_customer = None
    for integration in objects_in(inside(customer, "integrations")):
        if text(integration.get("__integration_type__") or integration.get("type")) != "shopify":
            continue
        shop_customer = shop_customer or text(inside(integration, "customer", "id"))
        for order in objects_in(integration.get("orders")):
            if number := text(order.get("id")) or text(order.get("name")):
                orders[number] = None
    return list(orders), shop_customer


def _phone(customer: object) -> str | None:
    channels = objects_in(inside(customer, "channels"))
    return next((text(channel.get("address")) for channel in channels if channel.get("type") in ("phone", "sms")), None)


def _direction(message: dict) -> str:
    words = (message.get("channel"), message.get("via"), inside(message.get("source"), "type"))
    if _NOTE in words or text(message.get("public")) == "false":
        return "note"
    return "out" if _is(message.get("from_agent")) else "in"


def _is_machine(message: dict) -> bool:
    words = {text(message.get("via")), text(inside(message.get("source"), "type"))}
    return text(message.get("rule_id")) is not None or bool(_MACHINES & words)


def _is_automated(message: dict) -> bool:
    return _direction(message) == "out" and _is_machine(message)


def _sent(message: dict) -> str | None:
    return text(message.get("sent_datetime")) or text(message.get("created_datetime"))


def _body(message: dict) -> str | None:
    """Return a message without the mail it quotes, where Gorgias could tell."""
    plain = text(message.get("stripped_text")) or text(message.get("body_text"))
    if plain is None and (page := text(message.get("stripped_html")) or text(message.get("body_html"))):
        plain = text(html.unescape(re.sub(r"<[^>]{0,2000}>", " ", page)))
    return plain.replace("\x00", "").replace("\x1f", "") if plain else None


def _intent(message: dict | None) -> str | None:
    intents = objects_in((message or {}).get("intents"))
    return next((name for intent in intents if (name := text(intent.get("name")))), None)


def _handled_by(tags: list[str]) -> str | None:
    """Gorgias marks what its own agent closed, and what that agent passed on to people."""
    return "ai" if "ai_close" in tags and "ai_handover" not in tags else None


def _list(words: list[str]) -> str | None:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":")) if words else None


def _is(value: object) -> bool:
    return text(value) == "true"


def _word(holds: bool) -> str:
    return "true" if holds else "false"


FORMATS = (
    VendorFormat(
        name="gorgias_tickets",
        vendor="gorgias",
        title="Gorgias tickets",
        kinds=("json", "jsonl"),
        objects=_TICKET_OBJECTS,
        recognises=_is_tickets,
        read=_read_tickets,
        default_zone="UTC",
        fields=_FIELDS,
    ),
    VendorFormat(
        name="gorgias_messages",
        vendor="gorgias",
        title="Gorgias messages",
        kinds=("json", "jsonl"),
        objects=_MESSAGE_OBJECTS,
        recognises=_is_messages,
        read=_read_messages,
        default_zone="UTC",
    ),
)
