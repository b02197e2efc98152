"""What things are called in plain English, on pages and in the sentences of statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OWNER_LABELS = {
    "brand": "The brand",
    "three_pl": "The 3PL",
    "carrier": "The carrier",
    "customer": "The customer",
    "notification": "Our messages",
    "expectation": "Nothing wrong, needed reassurance",
    "unproven": "Not proven whose",
    "data": "We can't tell yet",
}
PARTNER_LABELS = {
    "three_pl": "The 3PL",
    "carrier": "The carrier",
    "both": "The 3PL and the carrier",
    "nobody": "Nobody",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# By the number that ISO gives the day.
WEEKDAY_LABELS = {str(place): name for place, name in enumerate(WEEKDAYS, start=1)}
OTHER_LABELS = {
    "agent": "People",
    "ai": "AI",
    "staffed": "Somebody there",
    "unstaffed": "Nobody there",
    "not_known": "Hours not known",
    "unassigned": "Unknown",
    "final": "Certain",
    "provisional": "Still coming in",
    "uncertain": "Could change",
    "email": "Email",
    "chat": "Chat",
    "sms": "SMS",
    "phone": "Phone",
    "social": "Social",
    "form": "Form",
    "api": "API",
    "other": "Other",
    "order_field": "Order named in a field",
    "embedded_order": "Order linked by the helpdesk",
    "tracking_number": "Tracking number in the text",
    "order_number": "Order number in the text",
    "customer_open": "Customer's order still on its way",
    "customer_delivered": "Customer's latest delivered order",
    "none": "Not found",
}


def plain_name(labels: Mapping[str, Mapping[str, str]], dimension: str, member: str | None) -> str:
    """Return the name of a member: from ``labels``, by dimension and member, else one that all brands share."""
    if member is None:
        return "–"
    named = labels.get(dimension, {}).get(member) or OTHER_LABELS.get(member)
    return named or member.replace("_", " ").capitalize()
