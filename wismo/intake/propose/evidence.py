"""How far the values of a column speak for it to be one of the contract's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.intake.propose.profile import MOST

if TYPE_CHECKING:
    from wismo.intake.contract import Column
    from wismo.intake.propose.profile import ColumnProfile

_WANTED = {"customer_email": "email", "currency": "currency", "country": "country"}
# A small courier's numbers and names are its own: a good name is enough for these.
_OFTEN = {"customer_phone": "phone", "tracking_number": "tracking", "tracking_ref": "tracking", "carrier": "carrier"}
_ORDERS = ("order_id", "order_name", "order_ref")
_TRANSLATED = ("status", "kind", "direction")
_NAMES = ("service", "warehouse", "three_pl", "shipping_method", "sales_channel", "carrier", "agent_id", "channel")


def evidence(raw_object: str, ours: Column, column: ColumnProfile) -> float | None:
    """Return how far the values speak for a column of ours (0 to 0.9); None where they rule it out."""
    if ours.type == "time":
        return None if column.time is None else 0.3 if len(column.names) == 1 else 0.35
    # Bare numbers can be read as days or seconds: as ids they stay possible.
    is_time = column.time is not None and not (ours.type == "id" and column.is_mostly("number"))
    is_other = column.is_mostly("email") and ours.name != "customer_email"
    return None if is_time or is_other or len(column.names) > 1 else _of_no_time(raw_object, ours, column)


def _of_no_time(raw_object: str, ours: Column, column: ColumnProfile) -> float | None:
    name = ours.name
    if name in _WANTED:
        return 0.6 if column.is_mostly(_WANTED[name]) else None
    if name in _OFTEN:
        return 0.6 if column.is_mostly(_OFTEN[name]) else _maybe(name, column)
    if name in _TRANSLATED and raw_object in ("tracking_events", "notifications", "ticket_messages"):
        return _translated(raw_object, name, column)
    by_type = {"number": _number, "boolean": _boolean, "id": _id, "list": _list}
    return by_type.get(ours.type, _text)(name, column)


def _maybe(name: str, column: ColumnProfile) -> float | None:
    if name == "customer_phone":
        return None if column.share("letters") > 0.2 else 0.0
    if name == "carrier":
        return None if not column.words or column.is_mostly("number") or column.is_mostly("json list") else 0.0
    # A number that stands for a parcel is long and has no spaces.
    return None if column.share("spaced") > 0.2 or column.share("long text") > 0.2 or column.words == () else 0.0


def _translated(raw_object: str, name: str, column: ColumnProfile) -> float | None:
    if not column.words:
        # Too many to be words, unless they say where it happened as well.
        return 0.0 if raw_object == "tracking_events" and column.share("status") > 0.5 else None
    share = column.share(name)
    if name == "direction":
        return 0.6 if share >= MOST and len(column.words) > 1 else None
    if name == "kind":
        return 0.2 + 0.5 * share if share > 0 else None
    return 0.1 + 0.6 * share


def _number(name: str, column: ColumnProfile) -> float | None:
    if column.decimal:
        return 0.2
    if not column.is_mostly("number"):
        return None
    return 0.2 if name != "csat" or len(column.words) <= 11 else None


def _boolean(_: str, column: ColumnProfile) -> float | None:
    return 0.3 if column.share("boolean") == 1 and len(column.words) <= 4 else None


def _id(name: str, column: ColumnProfile) -> float | None:
    is_text = column.share("long text") > 0.2 or column.share("json list") > 0.2 or bool(column.decimal)
    if is_text or (name != "agent_id" and column.share("spaced") > 0.3):
        return None
    usual = 0.2 if column.distinct > 0.5 else 0.0
    special = {
        "agent_id": 0.1 if column.share("boolean") < 1 else None,
        "line_number": 0.3 if column.words and column.is_mostly("number") else 0.1 if column.distinct > 0.9 else 0.0,
        "sku": 0.2 if column.share("letters") > 0.3 or not column.words else -0.2,
        **dict.fromkeys(_ORDERS, 0.3 if column.is_mostly("order name") else usual),
    }
    return special.get(name, usual)


def _list(_: str, column: ColumnProfile) -> float | None:
    if column.share("long text") > 0.5:
        return None
    return 0.3 if column.is_mostly("json list") else 0.1 if column.share("letters") > 0.5 else None


def _text(name: str, column: ColumnProfile) -> float | None:
    if column.share("json list") > 0.2:
        return None
    has_letters = column.share("letters") > 0.5
    is_number, is_long = column.is_mostly("number"), column.share("long text") > 0.3
    is_subject = (
        len(column.words) != 1
        and column.share("spaced") >= 0.2
        and column.share("sentence") >= 0.2
        and column.share("letters") >= MOST
    )
    is_name = column.words and has_letters and not is_long and column.share("boolean") < 1
    named = 0.1 if is_name else None
    special = {
        "body": 0.4 if is_long else 0.1 if column.share("spaced") > 0.6 else None,
        "subject": 0.3 if is_subject else None,
        "intent": 0.1 if len(column.words) > 1 and not is_number else None,
        "region": None
        if not column.words or is_number or column.share("status") > 0.4
        else 0.3
        if column.is_mostly("code")
        else 0.1,
        **dict.fromkeys(_NAMES, named),
        "channel": 0.4 if column.share("channel") > 0.5 else named,
        "title": None if is_number else 0.1,
        "status": 0.2 if column.words else None,
    }
    return special.get(name, 0.1 if has_letters else None)
