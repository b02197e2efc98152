"""Zendesk's JSON: what its API, its JSON export and its webhooks hold, in any mixture. Times are UTC.

Tickets, comments, users, metric sets and satisfaction ratings come in answers of their own, beside each
other in one answer (`include=users,metric_sets`), or inside a ticket (the JSON export, one ticket a line).
The shapes of the API, of audits, of ticket events and of webhooks are documented. That the JSON export puts
requester, comments and metric set inside the ticket is what people's programs that read it show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wismo.intake.vendors.format import Shape
from wismo.intake.vendors.items import json_format
from wismo.intake.vendors.record import value
from wismo.intake.vendors.tickets import OBJECTS, TICKET_FIELDS
from wismo.intake.vendors.zendesk_comments import add_audit, add_comment, is_audit, is_comment
from wismo.intake.vendors.zendesk_events import add_event, is_event
from wismo.intake.vendors.zendesk_people import add_user, is_user
from wismo.intake.vendors.zendesk_tickets import (
    add_metrics,
    add_ticket,
    add_whole_ticket,
    is_ticket,
    is_whole_ticket,
    score,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wismo.intake.rules import Entry
    from wismo.intake.vendors.format import Found


def _is_metrics(record: dict[str, Any]) -> bool:
    return {"id", "ticket_id"} <= record.keys() and not {"reply_time_in_minutes", "solved_at", "reopens"}.isdisjoint(
        record
    )


def _is_rating(record: dict[str, Any]) -> bool:
    return {"id", "ticket_id", "score", "requester_id"} <= record.keys()


def _add_rating(found: Mapping[str, Found], position: int, rating: dict[str, Any], _: Entry) -> None:
    number, stars = value(rating, "id"), score(rating)
    if stars is None:  # offered, and nobody answered
        return
    found["ticket_metrics"].add(
        position,
        {
            "metric_id": number and f"satisfaction_rating:{number}",
            "ticket_id": value(rating, "ticket_id"),
            "updated_at": value(rating, "updated_at") or value(rating, "created_at"),
            "csat": stars,
        },
    )


FORMATS = (
    json_format(
        "zendesk",
        "Zendesk",
        OBJECTS,
        (
            Shape("event", is_event, add_event),
            Shape("ticket", is_ticket, add_ticket),
            Shape("ticket with its comments", is_whole_ticket, add_whole_ticket),
            Shape("audit", is_audit, add_audit),
            Shape("comment", is_comment, add_comment),
            Shape("user", is_user, add_user),
            Shape("metric set", _is_metrics, add_metrics),
            Shape("satisfaction rating", _is_rating, _add_rating),
        ),
        default_zone="UTC",
        fields=TICKET_FIELDS,
        version=2,
    ),
)
