"""What leads from a raw record to a person: keys, and ids of the things that hang on one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from wismo.intake.key import customer_keys, marked_ids, normal_phones

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG_ID = 8  # so long an id, and no other thing has it: nobody elsewhere will have it either
# In which sources an id means the same thing: its own; those of an account, whatever the system; all.
OWN, ACCOUNT, ALL = "own", "account", "all"
_MARK = "\x1f"
_LONGEST_COUNTRY = 3
_SHORTEST_PHONE = 7


@dataclass(frozen=True)
class Trace:
    """A column that names a thing of some ``kind``, and how far its name reaches."""

    column: str
    kind: str
    scopes: tuple[str, ...] = (OWN,)


# The customer's keys are in the contract; these are the ids. A store's order is named by other systems, too.
_ANYWHERE = (OWN, ACCOUNT, ALL)
# A long id is the same thing under another name of its source: the same export may come back with another mapping.
_LONG = (OWN, ALL)
_TICKET = Trace("ticket_id", "ticket", _LONG)
_ORDER = Trace("order_id", "order", _LONG)
_FOREIGN_ORDER = Trace("order_id", "order", _ANYWHERE)
_FOREIGN_NAME = Trace("order_name", "name", _ANYWHERE)
_SHIPMENT = Trace("shipment_id", "shipment", _LONG)
_NUMBER = Trace("tracking_number", "number", (ALL,))
_CUSTOMER = Trace("customer_id", "customer", (ALL,))
TRACES: dict[str, tuple[Trace, ...]] = {
    "tickets": (_TICKET, Trace("requester_id", "contact", _LONG), _CUSTOMER),
    "ticket_messages": (_TICKET, Trace("author_id", "contact", _LONG)),
    "ticket_metrics": (_TICKET,),
    "ticket_tags": (_TICKET,),
    "contacts": (Trace("contact_id", "contact", _LONG), _CUSTOMER),
    "orders": (_ORDER, _CUSTOMER),
    "order_lines": (_ORDER, Trace("order_name", "name")),
    "order_tags": (_ORDER,),
    "order_shipping_lines": (_ORDER,),
    "fulfillment_orders": (_FOREIGN_ORDER,),
    "shipments": (
        _SHIPMENT,
        _FOREIGN_ORDER,
        _FOREIGN_NAME,
        _NUMBER,
        Trace("leg_of_tracking_number", "number", (ALL,)),
    ),
    "shipment_numbers": (_SHIPMENT, _NUMBER),
    "tracking_events": (_SHIPMENT, _NUMBER),
    "notifications": (_FOREIGN_ORDER, _FOREIGN_NAME, _NUMBER),
    "ticket_labels": (_TICKET,),
    "reply_labels": (_TICKET,),
}


def asked_phones(phones: pl.Series) -> list[pl.Series]:
    """Return the forms in which numbers may stand on the list: what is written is asked for, and what it leaves out."""
    return _phone_words(phones, international="whole", national="cut")


def listed_phones(phones: pl.Series) -> list[pl.Series]:
    """Return the forms in which numbers are put on the list."""
    return _phone_words(phones, international="cut", national="whole")


def _phone_words(phones: pl.Series, *, international: str, national: str) -> list[pl.Series]:
    """Return numbers as their digits, then without the one to three digits that a country may have.

    A number with its country equals one without, and never another with its country: they may end alike.
    """
    digits = normal_phones(phones)
    has_country = phones.str.contains(r"^\s*(?:\+|00)").fill_null(value=False)
    words = [f"phone{_MARK}" + digits]
    for cut in range(1, _LONGEST_COUNTRY + 1):
        rest = digits.str.slice(cut)
        short = (f"{international}{_MARK}" + rest).set(rest.str.len_bytes() < _SHORTEST_PHONE, None)
        words.append(short.zip_with(has_country, f"{national}{_MARK}" + digits))
    return words


def trace_hashes(key: bytes, kind: str, scope: str, ids: pl.DataFrame) -> pl.Series:
    """Return the keyed hash of every id of a kind as it is known within a scope.

    ``ids`` has the columns source_system, source_account and value; NULL stays NULL. That of a customer's id is the
    customer key of a record without an address.
    """
    value = normal(kind, ids["value"])
    if kind == "customer":
        return customer_keys(key, marked_ids(value))
    system = ids["source_system"] if scope == OWN else pl.lit("")
    account = pl.lit("") if scope == ALL else ids["source_account"]
    text = ids.select(pl.concat_str(pl.lit(kind), system, account, value, separator=_MARK)).to_series()
    return customer_keys(key, text)


def row_hashes(key: bytes, name: str, frame: pl.DataFrame) -> Iterator[pl.Series]:
    """Yield, for every way in which a row of the raw object ``name`` may lead to a person, the keyed hashes."""
    if "customer_key" in frame.columns:
        yield frame["customer_key"]
        # Families share a telephone: beside another address it is somebody else's.
        alone = frame.select(
            pl.when(pl.col("customer_key").is_null()).then(pl.col(column)).alias(column)
            for column in ("phone_key", "customer_phone")
        )
        if alone["phone_key"].null_count() < len(alone):
            yield alone["phone_key"]
            yield from (customer_keys(key, words) for words in asked_phones(alone["customer_phone"]))
    for trace in TRACES.get(name, ()):
        ids = frame.select("source_system", "source_account", value=trace.column)
        if ids["value"].null_count() < len(ids):
            yield from (trace_hashes(key, trace.kind, scope, ids) for scope in trace.scopes)


def normal(kind: str, values: pl.Series) -> pl.Series:
    """Return ids as the models compare them: order names and tracking numbers are typed in several forms."""
    if kind == "name":
        return values.str.replace_all(r"[# ]", "").str.to_uppercase()
    return values.str.replace_all(r"[ -]", "").str.to_uppercase() if kind == "number" else values
