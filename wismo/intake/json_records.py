"""What is a record and what only stands around records: the answer of an API, a webhook's envelope."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What APIs, webhooks and recorded answers put around their records.
WRAPPERS = frozenset({
    "body", "msg", "data", "result", "results", "item", "items", "node", "nodes", "edges", "_embedded", "accepted",
    "tickets", "ticket", "messages", "message", "comments", "comment", "users", "user", "customers", "contacts",
    "contact", "conversations", "conversation", "freshdesk_webhook", "ticket_metrics", "ticket_metric", "metric_sets",
    "ticket_events", "agents", "threads", "helpdesk_ticket", "audits", "audit",
    "satisfaction_ratings", "satisfaction_rating", "satisfaction_surveys",
    "orders", "order", "fulfillments", "fulfillment",
    "fulfillment_events", "fulfillment_event", "fulfillmentEvents", "fulfillment_orders", "fulfillment_order",
    "fulfillmentOrders", "fulfillmentOrder", "fulfillmentEvent", "assignedFulfillmentOrders",
    "manualHoldsFulfillmentOrders", "locations", "location", "shipments", "shipment", "trackings", "tracking",
    "trackers", "tracker", "rejected",
})  # fmt: skip
IDENTITIES = frozenset({
    "id", "ticket_id", "message_id", "order_id", "order_name", "shipment_id", "notification_id", "tracking_number",
    "tracking_code", "number", "shipmentId", "orderId", "line_items", "lineItems", "__parentId",
    "legacyResourceId", "displayFinancialStatus", "slug", "uuid", "subject", "conversation_id", "conversationId",
    "ticketId", "order_number", "orderNumber", "trackingNumber",
})  # fmt: skip
# What is said in a ticket beside it does not name it: the two are one record.
_TALK = frozenset({"comments", "conversations"})
_SPACE = " \t\r\n"
_Part = TypeVar("_Part")
_DECODER = json.JSONDecoder()


def wrapped(record: dict[str, Any]) -> list[str]:
    """Return the keys of an answer or an envelope that hold its records; none where it is a record itself."""
    inside: list[str] = []
    if not WRAPPERS.isdisjoint(record):
        inside = [name for name, value in record.items() if name in WRAPPERS and isinstance(value, dict | list)]
    if "has_more" in record and isinstance(record.get("events"), list):  # EasyPost, its stored events
        return ["events"]
    if not inside:
        return []
    if record.get("object") == "Event" and "result" in inside:  # EasyPost
        return ["result"]
    if record.get("type") == "notification_event" and "data" in inside:  # Intercom
        return ["data"]
    is_talk = "ticket" in inside and not _TALK.isdisjoint(inside)
    is_hook = "webhook_type" in record and "packages" in record  # ShipHero's: they belong to the fulfillment beside
    return [] if is_talk or is_hook or any(name in record for name in IDENTITIES) else inside


def split_records(text: str) -> Iterator[str]:
    """Yield the text of every record in a JSON value, on one line and otherwise as it stands.

    Raises:
        ValueError: the text is no JSON value, or more follows it.
        IndexError: the text ends too early.
    """
    start = skip(text, 0)
    if text[start] == "[":
        for first, end in _elements(text, start):
            yield from split_records(text[first:end])
        return
    if text[start] == "{":
        members = list(_members(text, start))
        places = {name: (first, end) for name, first, end in members}
        shallow = {name: _glance(text, first, end) for name, (first, end) in places.items()}
        if inside := wrapped(shallow):
            if len(places) != len(members):
                raise ValueError("a name stands twice, so which records count is a guess")
            for name in inside:
                first, end = places[name]
                yield from split_records(text[first:end])
            return
    _, end = _DECODER.raw_decode(text, start)
    if text[end:].strip(_SPACE):
        raise ValueError("something follows the value")
    # A line end in JSON is always between values: in text it would be an escape.
    yield text[start:end].replace("\r", " ").replace("\n", " ")


def members_of(text: str) -> dict[str, str]:
    """Return the members of a JSON object, each value as the text it is.

    Raises:
        ValueError: the text is no JSON object, goes on after it, or names a member twice.
    """
    values = _whole(text, "{}", lambda start: [(name, text[at:end]) for name, at, end in _members(text, start)])
    if len(dict(values)) != len(values):
        raise ValueError("a name stands twice")
    return dict(values)


def elements_of(text: str) -> list[str]:
    """Return the elements of a JSON array, each as the text it is but on one line.

    Raises:
        ValueError: the text is no JSON array, or goes on after it.
    """
    elements = _whole(text, "[]", lambda start: [text[at:end] for at, end in _elements(text, start)])
    return [element.replace("\r", " ").replace("\n", " ") for element in elements]


def _whole(text: str, brackets: str, read: Callable[[int], list[_Part]]) -> list[_Part]:
    """Read a text that is one array or object from its first bracket to its last."""
    body = text.strip(_SPACE)
    if not (body.startswith(brackets[0]) and body.endswith(brackets[1])):
        raise ValueError("not an array or object, or cut off")
    _DECODER.decode(text)
    return read(skip(text, 0))


def _glance(text: str, first: int, end: int) -> Any:
    """Return a member's value as far as telling envelopes from records needs it."""
    if text[first] == "{":
        return {}
    if text[first] == "[":
        return []
    return text[first + 1 : end - 1] if text[first] == '"' else None


def _elements(text: str, at: int) -> Iterator[tuple[int, int]]:
    at = skip(text, at + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        yield at, end
        at = skip(text, end)
        if text[at] == ",":
            at = skip(text, at + 1)  # one behind the last record leaves nothing unclear
        elif text[at] != "]":
            raise ValueError("no comma between elements")


def _members(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    at = skip(text, at + 1)
    while text[at] != "}":
        name, end = _DECODER.raw_decode(text, at)
        at = skip(text, end)
        if text[at] != ":":
            raise ValueError("no colon after a name")
        at = skip(text, at + 1)
        _, end = _DECODER.raw_decode(text, at)
        yield name, at, end
        at = skip(text, end)
        if text[at] == ",":
            at = skip(text, at + 1)
            if text[at] == "}":
                raise ValueError("a comma before the end")
        elif text[at] != "}":
            raise ValueError("no comma between members")


def skip(text: str, at: int) -> int:
    """Return where the next character that is no space stands. Raises IndexError at the end."""
    while text[at] in _SPACE:
        at += 1
    return at
