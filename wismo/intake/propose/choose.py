"""Which of the contract's columns a file's columns are, by their names and by what their values look like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from wismo.intake.contract import Column, RawObject, read_contract
from wismo.intake.propose.profile import MOST, plain

if TYPE_CHECKING:
    from wismo.intake.propose.profile import ColumnProfile, FileProfile

# Below this a column is left out: names alone that are alike only in part do not reach it.
ENOUGH = 0.75
_PROPOSED = ("tracking_events", "shipments", "orders", "order_lines", "tickets", "ticket_messages", "notifications")
# What makes a file one of an object's, beside what the contract requires: one column of each group.
_MARKS = {
    "tickets": (("subject", "body", "intent"),),
    "ticket_messages": (("body",), ("direction", "author_id")),
    "orders": (
        ("order_value", "customer_email", "shipping_method", "country", "promised_at", "paid_at", "customer_id"),
    ),
    "order_lines": (("sku", "title"), ("quantity",)),
    "shipments": (("label_created_at", "carrier", "pickup_at", "delivered_at", "service", "promised_at"),),
    "tracking_events": (("tracking_number",),),
    "notifications": (("order_id", "order_name", "tracking_number"),),
}


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
    pairs = []
    for ours in raw_object.fillable.values():
        for column in file.columns:
            score = _score(raw_object.name, ours, column)
            if score >= ENOUGH:
                pairs.append((score, ours.name, column))
    pairs.sort(key=lambda pair: -pair[0])
    matches: dict[str, Match] = {}
    taken: set[str] = set()
    for score, ours_name, column in pairs:
        if ours_name not in matches and column.name not in taken:
            matches[ours_name] = Match(ours_name, column, min(score / 1.5, 0.99))
            taken.add(column.name)
    _share_ids(raw_object.name, matches)
    missing = [name for name, spec in raw_object.fillable.items() if spec.required and name not in matches]
    # Ids that a record can be given from what else it says are no riddle.
    missing = [name for name in missing if name not in _MADE_UP.get(raw_object.name, ())]
    for group in (*_MARKS[raw_object.name], *((raw_object.one_of,) if raw_object.one_of else ())):
        if not any(name in matches for name in group):
            missing.append(" or ".join(group))
    fit = _fit(raw_object.name, matches)
    return Candidate(raw_object.name, matches, tuple(missing), sum(m.confidence for m in matches.values()) * fit)


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


def _fit(name: str, matches: dict[str, Match]) -> float:
    """Weigh what only the whole file shows: numbers that repeat are events, ones that do not are parcels."""
    number = matches.get("tracking_number")
    if name == "tracking_events":
        has_words = "status" in matches and matches["status"].column.shares.get("status", 0) > 0.3
        repeats = number is not None and number.column.distinct < 0.9
        return 1.4 if repeats and has_words else 1.1 if repeats or has_words else 0.5
    if name == "shipments":
        return 1.1 if number is not None and number.column.distinct >= 0.9 else 0.8
    if name in ("tickets", "orders"):
        key = matches.get("ticket_id" if name == "tickets" else "order_id")
        return 1.1 if key is not None and key.column.distinct >= 0.9 else 0.8
    return 0.9


def _score(name: str, ours: Column, column: ColumnProfile) -> float:
    if column.filled == 0:
        # An empty column shows nothing; its name may still be plain.
        return _name_score(name, ours.name, column.name) * 0.8
    evidence = _evidence(ours, column)
    if evidence is None:
        return 0
    named = _name_score(name, ours.name, column.name)
    if named == 0 and evidence < 0.5:
        return 0
    return named + evidence


def _name_score(name: str, ours: str, theirs: str) -> float:
    own, general = _names()[name].get(ours, ()), _names()["any"].get(ours, ())
    synonyms = {plain(ours): 1.0, **dict.fromkeys(general, 0.92)}
    synonyms |= {word: 1.0 - place / 1_000 for place, word in enumerate(own)}
    whole = plain(theirs)
    last = plain(theirs.rsplit(".", 1)[-1])
    if whole in synonyms:
        return synonyms[whole]
    # `Order - Number` and `customer.email` are a group and a name.
    if "." in theirs and last in synonyms and len(last) > 2:
        return synonyms[last] * 0.85
    padded = f" {whole} "
    inside = [score * _weight(word) for word, score in synonyms.items() if f" {word} " in padded]
    return max(inside, default=0)


def _weight(word: str) -> float:
    """Weigh a name that is only part of a longer one: `Email (Billing)` is less sure than `Email`."""
    return 0.75 if " " in word else 0.65 if len(word) >= 7 else 0.4 if len(word) >= 4 else 0


@cache
def _names() -> dict[str, dict[str, list[str]]]:
    text = Path(__file__).with_name("names.yml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # builds text only


def _evidence(ours: Column, column: ColumnProfile) -> float | None:
    """Return how far the values speak for a column of ours; None where they rule it out."""
    if ours.type == "time":
        return None if column.time is None else 0.3
    # Bare numbers can be read as days: as ids they stay possible.
    is_time = column.time is not None and not (ours.type == "id" and column.is_mostly("number"))
    wanted = _WANTED.get(ours.name)
    if is_time or (column.is_mostly("email") and wanted != "email"):
        return None
    if wanted:
        return 0.6 if column.shares.get(wanted, 0) >= MOST else _ALMOST.get(ours.name)
    return _BY_TYPE[ours.type](column) if ours.type in _BY_TYPE else _text_evidence(ours.name, column)


def _text_evidence(name: str, column: ColumnProfile) -> float | None:
    if name in ("status", "kind", "direction"):
        return 0.3 if column.words else 0.0 if column.distinct < 0.5 else None
    return 0.4 if name == "body" and column.shares.get("html or long text", 0) > 0.3 else 0.1


def _number_evidence(column: ColumnProfile) -> float | None:
    has_comma = any("," in word for word in column.words)
    return 0.2 if column.is_mostly("number") and not has_comma else None


def _id_evidence(column: ColumnProfile) -> float | None:
    return None if column.is_mostly("html or long text") else 0.2 if column.distinct > 0.5 else 0.0


_BY_TYPE = {
    "number": _number_evidence,
    "boolean": lambda column: 0.2 if column.is_mostly("boolean") else None,
    "id": _id_evidence,
}
_WANTED = {
    "customer_email": "email",
    "customer_phone": "phone",
    "tracking_number": "tracking",
    "tracking_ref": "tracking",
    "order_name": "order name",
    "order_ref": "order name",
    "country": "country",
    "currency": "currency",
    "carrier": "carrier",
}
# A small courier's numbers and names are its own: a good name is enough for these.
_ALMOST = {"tracking_number": 0.0, "tracking_ref": 0.0, "order_name": 0.0, "order_ref": 0.0, "carrier": 0.0}
