"""Which of the contract's columns a file's columns are, by their names and by what their values look like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wismo.intake.contract import Column, RawObject, read_contract
from wismo.intake.propose.contents import first_of
from wismo.intake.propose.evidence import evidence
from wismo.intake.propose.names import name_score, normal, speaks_against

if TYPE_CHECKING:
    from wismo.intake.propose.profile import ColumnProfile, FileProfile

# Below this a column is left out: names alone that are alike only in part do not reach it.
ENOUGH = 0.75
_PROPOSED = ("tracking_events", "shipments", "orders", "order_lines", "tickets", "ticket_messages", "notifications")
# What makes a file one of an object's, beside what the contract requires: one column of each group.
_MARKS = {
    "tickets": (("subject", "body", "intent", "tags"),),
    "ticket_messages": (("body",), ("direction", "author_id")),
    "orders": (
        ("order_value", "customer_email", "shipping_method", "country", "promised_at", "paid_at", "customer_id"),
    ),
    "order_lines": (("sku", "title"), ("quantity",)),
    "shipments": (("label_created_at", "carrier", "pickup_at", "delivered_at", "service", "promised_at"),),
    "tracking_events": (("tracking_number",),),
    "notifications": (("order_id", "order_name", "tracking_number"),),
}
# A column called only `id` is an order's or a ticket's where the rest of the file is.
_PROOF = {
    "tickets": ("subject", "body", "channel", "customer_email", "requester_id", "first_response_at", "order_ref"),
    "orders": ("customer_email", "shipping_method", "order_name", "paid_at", "cancelled_at", "region"),
}
# A helpdesk's own id of a customer is not the shop's; no column's name says which it is.
_NEVER = frozenset({("tickets", "customer_id"), ("tickets", "embedded_order_ids"), ("tickets", "linked_order_id")})
_KEYS = {"tickets": "ticket_id", "ticket_messages": "ticket_id", "orders": "order_id"}
# Objects that are told by words: the column, and what its words mean.
_SPOKEN = {"tracking_events": ("status", "status"), "notifications": ("kind", "kind")}
_TIMES = {"tickets": "created_at", "orders": "created_at", "tracking_events": "occurred_at", "notifications": "sent_at"}
_BARE_NAMES = frozenset({"id", "number", "reference", "reference number", "slug", "key", "nr"})


@dataclass(frozen=True)
class Match:
    """One column of ours, the file's column that it is, and how sure that is (0 to 1)."""

    ours: str
    column: ColumnProfile
    confidence: float


@dataclass(frozen=True)
class Candidate:
    """What a file would be as one object: its columns, and what is missing for it to be one."""

    object: str
    matches: dict[str, Match]
    missing: tuple[str, ...]
    score: float


def candidates(file: FileProfile) -> list[Candidate]:
    """Return what the file could be, the likeliest first; those that lack something come last."""
    contract = read_contract()
    found = [_candidate(file, contract[name]) for name in _PROPOSED]
    return sorted(found, key=lambda one: (len(one.missing), -one.score))


def _candidate(file: FileProfile, raw_object: RawObject) -> Candidate:
    name = raw_object.name
    pairs = []
    for ours in raw_object.fillable.values():
        if (name, ours.name) in _NEVER:
            continue
        for column in file.columns:
            score = _score(name, ours, column)
            if score >= ENOUGH:
                pairs.append((score, ours.name, column))
    pairs.sort(key=lambda pair: -pair[0])
    matches: dict[str, Match] = {}
    taken: set[str] = set()
    for score, ours_name, column in pairs:
        if ours_name not in matches and not taken & set(column.names):
            matches[ours_name] = Match(ours_name, column, min(score / 1.5, 0.99))
            taken |= set(column.names)
    _by_values_alone(file, raw_object, matches, taken)
    _share_ids(name, matches)
    _by_being_unique(file, name, matches, taken)
    if name in _TIMES and _TIMES[name] not in matches:
        _by_order_of_times(file, matches, name)
    fit = _fit(file, name, matches)
    score = sum(match.confidence for match in matches.values()) * fit
    return Candidate(name, matches, _missing(raw_object, matches), score)


def _missing(raw_object: RawObject, matches: dict[str, Match]) -> tuple[str, ...]:
    name = raw_object.name
    missing = [column for column, spec in raw_object.fillable.items() if spec.required and column not in matches]
    # Ids that a record can be given from what else it says are no riddle.
    missing = [column for column in missing if column not in _MADE_UP.get(name, ())]
    for group in (*_MARKS[name], *((raw_object.one_of,) if raw_object.one_of else ())):
        if not any(column in matches for column in group):
            missing.append(" or ".join(group))
    key = matches.get(_KEYS.get(name, ""))
    if name in _PROOF and key and normal(key.column.name.rsplit(".", 1)[-1]) in _BARE_NAMES:
        proof = [column for column in _PROOF[name] if column in matches and matches[column].column is not key.column]
        if len(proof) < 2:
            missing.append(" and ".join(_PROOF[name][:2]))
    return tuple(missing)


_MADE_UP = {
    "shipments": ("shipment_id",),
    "notifications": ("notification_id",),
    "order_lines": ("line_number",),
    "ticket_messages": ("message_id",),
}


def _share_ids(name: str, matches: dict[str, Match]) -> None:
    """Where a file names orders in one way only, that is their id as well as their name."""
    if name == "orders":
        for one, other in (("order_id", "order_name"), ("order_name", "order_id")):
            if one not in matches and other in matches:
                matches[one] = Match(one, matches[other].column, matches[other].confidence * 0.9)
    if name == "shipments" and "shipment_id" in matches and matches["shipment_id"].column.distinct < 1:
        del matches["shipment_id"]  # it does not tell the records apart


def _by_values_alone(file: FileProfile, raw_object: RawObject, matches: dict[str, Match], taken: set[str]) -> None:
    """Take the only column that holds addresses, countries or currencies for what it is, whatever its name."""
    for ours, kind in (("customer_email", "email"), ("country", "country"), ("currency", "currency")):
        alike = [column for column in file.columns if column.is_mostly(kind) and (column.words or kind == "email")]
        if ours in raw_object.fillable and ours not in matches and len(alike) == 1 and not taken & set(alike[0].names):
            matches[ours] = Match(ours, alike[0], 0.5)
            taken |= set(alike[0].names)
    if raw_object.name in _SPOKEN:
        _by_words(file, raw_object.name, matches, taken)


def _by_words(file: FileProfile, name: str, matches: dict[str, Match], taken: set[str]) -> None:
    """Take as status or kind the column whose words mean one, and as the parcel's number the one long number."""
    ours, kind = _SPOKEN[name]
    free = [column for column in file.columns if not taken & set(column.names)]
    spoken = [column for column in free if len(column.words) > 1 and column.share(kind) >= 0.6]
    named = matches.get(ours)
    # A code that nobody can read gives way to the words beside it.
    if spoken and (named is None or named.column.share(kind) < 0.3):
        matches[ours] = Match(ours, max(spoken, key=lambda column: column.share(kind)), 0.5)
    numbers = [column for column in free if column.is_mostly("tracking") and not column.time and _repeats(column)]
    if name == "tracking_events" and ours in matches and "tracking_number" not in matches and len(numbers) == 1:
        matches["tracking_number"] = Match("tracking_number", numbers[0], 0.5)


def _repeats(column: ColumnProfile) -> bool:
    return column.filled > 0.9 and column.distinct < 0.9


def _by_being_unique(file: FileProfile, name: str, matches: dict[str, Match], taken: set[str]) -> None:
    """Take as the record's id the only column that is called one and never says the same twice."""
    for ours in _MADE_UP.get(name, ()):
        unique = [
            column
            for column in file.columns
            if column.distinct == 1 and column.filled == 1 and not column.time and not taken & set(column.names)
        ]
        called = [one for one in unique if set(normal(one.name).split()) & {"id"} and not _is_of_another(one)]
        if ours not in matches and ours != "line_number" and len(called) == 1:
            matches[ours] = Match(ours, called[0], 0.5)
            taken |= set(called[0].names)


def _is_of_another(column: ColumnProfile) -> bool:
    others = {"order", "customer", "user", "profile", "ticket", "conversation", "contact", "author", "sender", "agent"}
    return bool(set(normal(column.name).split()) & others)


def _by_order_of_times(file: FileProfile, matches: dict[str, Match], name: str) -> None:
    """Take as the time of a record the only one that it has, or that which comes before all others.

    Only where the key's own name says what the records are.
    """
    key = matches.get(_KEYS.get(name, "tracking_number" if name == "tracking_events" else "kind"))
    if key and name == "tracking_events" and not _repeats(key.column):
        return  # one record for a parcel is no event
    if key is None or normal(key.column.name.rsplit(".", 1)[-1]) in _BARE_NAMES:
        return
    times = [column for column in file.columns if column.time]
    whole = {names for column in times if len(column.names) > 1 for names in column.names}
    times = [column for column in times if len(column.names) > 1 or column.name not in whole]
    first = first_of(file, times)
    if first is None:
        return
    for other in [ours for ours, match in matches.items() if match.column is first]:
        del matches[other]
    matches[_TIMES[name]] = Match(_TIMES[name], first, 0.5)


def _fit(file: FileProfile, name: str, matches: dict[str, Match]) -> float:
    """Weigh what only the whole file shows: numbers that repeat are events, ones that do not are parcels."""
    number = matches.get("tracking_number") or matches.get("tracking_ref")
    repeats = number is not None and number.column.distinct < 0.9
    is_full = number is not None and number.column.filled > 0.8
    if {normal(column.name) for column in file.columns} & speaks_against(name):
        return 0.3
    key = matches.get(_KEYS.get(name, ""))
    tells = key.column.distinct if key else 0
    has_status = "status" in matches and matches["status"].column.share("status") > 0.3
    speaks = name == "notifications" and "kind" in matches and matches["kind"].column.share("kind") > 0.4
    fits = {
        "tracking_events": 1.8 if repeats and has_status else 1.1 if repeats or has_status else 0.5,
        "shipments": 0.5 if repeats and is_full else 1.2 if is_full else 0.5,
        "tickets": 0.4 if tells < 0.9 else 0.6 if is_full else 1.1,
        "orders": 0.4 if tells < 0.2 else 1.1,
        "ticket_messages": 1.2 if 0 < tells < 0.9 and "message_id" in matches else 0.5,
        "notifications": 1.2 if speaks else 0.7,
    }
    return fits.get(name, 0.7)


def _score(name: str, ours: Column, column: ColumnProfile) -> float:
    named = name_score(name, ours.name, column.name, is_moment=ours.type == "time")
    if column.filled == 0:
        # An empty column shows nothing; its name may still be plain.
        return named * 0.8
    found = evidence(name, ours, column)
    return 0 if found is None or (named == 0 and found < 0.6) else named + found
