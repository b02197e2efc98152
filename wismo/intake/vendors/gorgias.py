"""Gorgias tickets, messages, customers and satisfaction surveys, as its API returns them.

Times without an offset are UTC. Tickets that a single answer returns bring their messages along; lists of
tickets do not, so a feed of messages beside them makes the picture whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.intake.vendors.format import Shape, inside, objects_in
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.markup import clean, plain
from wismo.intake.vendors.record import (
    as_list,
    as_word,
    find,
    first_value,
    flag,
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

_NOTE = "internal-note"
_MACHINES = frozenset({"rule", "workflow"})
_SAMPLE = "sample ticket"  # the tag of what Gorgias itself puts into a new account


def _is_ticket(record: dict[str, Any]) -> bool:
    return {"id", "created_datetime", "status", "channel"} <= record.keys() and "ticket_id" not in record


def _is_message(record: dict[str, Any]) -> bool:
    names = {"from_agent", "body_text", "stripped_text"}  # a survey has a body_text too
    is_told = not names.isdisjoint(record) and "score" not in record
    return is_told and {"id", "ticket_id", "created_datetime"} <= record.keys()


def _is_survey(record: dict[str, Any]) -> bool:
    return {"id", "ticket_id", "score"} <= record.keys() and not {"scored_datetime", "sent_datetime"}.isdisjoint(record)


def _is_customer(record: dict[str, Any]) -> bool:
    names = {"channels", "integrations", "firstname", "external_id", "timezone"}
    return {"id", "email", "created_datetime"} <= record.keys() and not names.isdisjoint(record)


def _add_ticket(found: Mapping[str, Found], position: int, ticket: dict[str, Any], entry: Entry) -> None:
    # An order of messages is not promised.
    messages = sorted(objects(ticket, "messages"), key=lambda message: value(message, "created_datetime") or "")
    own = own_fields(entry, lambda number: _own(ticket, number))
    found["tickets"].add(position, {**_ticket(ticket, messages), **own})
    for message in messages:
        found["ticket_messages"].add(position, _message(message, value(ticket, "id")))


def _add_message(found: Mapping[str, Found], position: int, message: dict[str, Any], _: Entry) -> None:
    found["ticket_messages"].add(position, _message(message, None))


def _add_survey(found: Mapping[str, Found], position: int, survey: dict[str, Any], _: Entry) -> None:
    number, score = value(survey, "id"), value(survey, "score")
    if score is None:  # sent, and nobody answered
        return
    found["ticket_metrics"].add(
        position,
        {
            "metric_id": number and f"satisfaction_survey:{number}",
            "ticket_id": value(survey, "ticket_id"),
            "updated_at": first_value(survey, "scored_datetime", "sent_datetime", "created_datetime"),
            "csat": score,
        },
    )


def _add_customer(found: Mapping[str, Found], position: int, customer: dict[str, Any], _: Entry) -> None:
    found["contacts"].add(
        position,
        {
            "contact_id": value(customer, "id"),
            "updated_at": first_value(customer, "updated_datetime", "created_datetime"),
            "role": "customer",
            "customer_email": value(customer, "email"),
            "customer_phone": _phone(customer),
            "customer_id": _store(customer)[1],
        },
    )


def _ticket(ticket: dict[str, Any], messages: list[dict]) -> dict[str, str | None]:
    customer = sub(ticket, "customer") or sub(ticket, "requester")
    from_customer = next((message for message in messages if _direction(message) == "in"), None)
    replies = [message for message in messages if _direction(message) == "out" and not _is_automated(message)]
    first = messages[0] if messages else None
    tags = words(objects(ticket, "tags"), "name")
    channel = value(ticket, "channel")
    orders, shop_customer = _store(customer)
    is_ours = flag(ticket, "from_agent") or (first is not None and _direction(first) == "out")
    is_machine = value(ticket, "via") in _MACHINES or channel == _NOTE or (first is not None and _is_machine(first))
    # Where nobody asked anything, what we wrote stands for the whole; such a ticket is kept, and counts for nothing.
    words_of = from_customer or next((message for message in messages if is_ours and _body(message)), None)
    return {
        "ticket_id": value(ticket, "id"),
        "created_at": value(ticket, "created_datetime"),
        "updated_at": value(ticket, "updated_datetime"),
        "closed_at": value(ticket, "closed_datetime"),
        "first_response_at": _sent(replies[0]) if replies else None,
        "status": value(ticket, "status"),
        "channel": channel,
        "subject": value(ticket, "subject"),
        "body": _body(words_of) if words_of else None if messages else value(ticket, "excerpt"),
        "customer_email": value(customer, "email"),
        "customer_phone": value(customer, "phone") or _phone(customer),
        "customer_id": shop_customer,
        "requester_id": value(customer, "id"),
        "tags": as_list(tags),
        "intent": _intent(from_customer),
        "embedded_order_ids": as_list(orders),
        "handled_by": _handled_by(tags),
        "is_spam": as_word(flag(ticket, "spam") is True or value(ticket, "trashed_datetime") is not None),
        "is_from_agent": as_word(is_ours is True),
        "is_automated": as_word(is_machine or _SAMPLE in tags),
        "csat": value(ticket, "satisfaction_survey", "score"),
        "agent_id": value(ticket, "assignee_user", "id"),
    }


def _message(message: dict[str, Any], ticket: str | None) -> dict[str, str | None]:
    direction = _direction(message)
    # A reply that was never delivered, or taken back, reached nobody.
    is_lost = any(value(message, name) for name in ("failed_datetime", "deleted_datetime"))
    return {
        "message_id": value(message, "id"),
        "ticket_id": value(message, "ticket_id") or ticket,
        "created_at": _sent(message),
        "direction": direction,
        # Agents have numbers of their own, which can be those of customers.
        "author_id": value(message, "sender", "id") if direction == "in" else None,
        "is_public": as_word(direction != "note" and not is_lost),
        "is_automated": as_word(direction == "out" and _is_machine(message)),
        "body": _body(message),
        "intent": _intent(message),
    }


def _own(ticket: dict[str, Any], number: str) -> str | None:
    """Return what one of the account's own fields holds, out of an object by field id or a list of fields."""
    own = find(ticket, "custom_fields")
    if isinstance(own, list):
        own = {value(field, "id"): field for field in objects(ticket, "custom_fields")}
    field = sub({"custom_fields": own}, "custom_fields").get(number)
    return value(field, "value") if isinstance(field, dict) else value({number: field}, number)


def _store(customer: object) -> tuple[list[str], str | None]:
    """Return the orders that Gorgias lists for a customer, and the shop's own id of the customer.

    What an integration holds is another program's; what cannot be read there says nothing about the ticket.
    """
    orders: dict[str, None] = {}
    shop_customer = None
    for integration in objects_in(inside(customer, "integrations")):
        if "shopify" not in (integration.get("__integration_type__"), integration.get("type")):
            continue
        shop_customer = shop_customer or value(sub(integration, "customer"), "id")
        for order in objects_in(integration.get("orders")):
            if number := first_value(order, "id", "name"):
                orders[number] = None
    return list(orders), shop_customer


def _phone(customer: dict[str, Any]) -> str | None:
    channels = objects(customer, "channels")
    return next((value(channel, "address") for channel in channels if value(channel, "type") in ("phone", "sms")), None)


def _direction(message: dict[str, Any]) -> str:
    ways = (value(message, "channel"), value(message, "via"), value(message, "source", "type"))
    if _NOTE in ways or flag(message, "public") is False:
        return "note"
    return "out" if flag(message, "from_agent") else "in"


def _is_machine(message: dict[str, Any]) -> bool:
    ways = {value(message, "via"), value(message, "source", "type")}
    return value(message, "rule_id") is not None or bool(_MACHINES & ways)


def _is_automated(message: dict[str, Any]) -> bool:
    return _direction(message) == "out" and _is_machine(message)


def _sent(message: dict[str, Any]) -> str | None:
    return first_value(message, "sent_datetime", "created_datetime")


def _body(message: dict[str, Any]) -> str | None:
    """Return a message without the mail it quotes, where Gorgias could tell."""
    return clean(first_value(message, "stripped_text", "body_text")) or plain(
        first_value(message, "stripped_html", "body_html")
    )


def _intent(message: dict[str, Any] | None) -> str | None:
    return next(iter(words(objects(message, "intents"), "name")), None)


def _handled_by(tags: list[str]) -> str | None:
    """Gorgias marks what its own agent closed, and what that agent passed on to people."""
    return "ai" if "ai_close" in tags and "ai_handover" not in tags else None


FORMATS = (
    json_format(
        "gorgias",
        "Gorgias",
        OBJECTS,
        (
            Shape("ticket", _is_ticket, _add_ticket),
            Shape("satisfaction survey", _is_survey, _add_survey),
            Shape("message", _is_message, _add_message),
            Shape("customer", _is_customer, _add_customer),
        ),
        default_zone="UTC",
        fields=TICKET_FIELDS,
        version=3,
    ),
)
