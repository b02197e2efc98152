"""Proposed entries of sources.yml for files that nothing reads yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING

from wismo.intake.contract import read_contract
from wismo.intake.propose.choose import Candidate, Match, candidates
from wismo.intake.propose.contents import words_of
from wismo.intake.propose.moments import agree
from wismo.intake.propose.names import normal
from wismo.intake.propose.profile import as_yaml, looks
from wismo.intake.propose.translate import settled, translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wismo.intake.propose.profile import ColumnProfile, FileProfile

_SURE = 0.6
_NEAR = 4  # columns that fit, before a file that lacks one is worth a draft
# Shipments have times of their own; an order's says that it is one.
_ORDERED = frozenset({"order", "ordered", "placed", "purchase", "purchased", "sale", "sold", "bought"})
# What only a sale has: a list of what was sent does not say it.
_SALE = frozenset({"order_value", "paid_at", "cancelled_at"})
_SENT = frozenset({"label_created_at", "pickup_at", "delivered_at"})
_EACH = 0.8  # of the records have a tracking number
_FEW_RECORDS = 5
_OURS = ("orders", "order_lines", "tickets", "ticket_messages", "notifications")
_LIKELY = 2.0
_UTC = re.compile(r"\b(?:utc|gmt)\b", re.IGNORECASE)
_MADE_UP = {
    "shipment_id": ("tracking_number", "order_id", "order_name"),
    "notification_id": ("tracking_number", "order_id", "order_name", "kind", "sent_at"),
    "line_number": ("sku", "title"),
    "message_id": ("ticket_id", "created_at"),
}


@dataclass(frozen=True)
class Proposal:
    """What to write for files that look alike; ``lines`` are YAML, empty where nothing in them fits.

    ``draft``: where they lack one column only, an entry as comments in which a person can name it.
    """

    files: tuple[str, ...]
    lines: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    remark: str = ""
    draft: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Context:
    """What holds for every column of the files: their words, and which way round their days are."""

    file: FileProfile
    zone: str | None
    is_ours: bool
    is_month_first: bool | None
    words: dict[str, list[str]] = field(default_factory=dict)


def propose(file: FileProfile, name: str, patterns: tuple[str, ...], zone: str | None) -> Proposal:
    """Return the entries for files that no entry and no known format reads.

    ``name`` is the source's name, ``patterns`` how ``files:`` names the files, ``zone`` the IANA zone that
    other files of the brand point to.
    """
    files = tuple(one.name for one in file.files)
    ranked = _despatch_first(candidates(file))
    best = ranked[0]
    required = [column for column, spec in read_contract()[best.object].fillable.items() if spec.required]
    lacks_one = len(best.missing) == 1 and best.missing[0] in required
    is_near = lacks_one and len(best.matches) >= _NEAR and best.score >= _LIKELY
    if best.missing and not is_near:
        return Proposal(files, remark=_why_not(best))
    chosen = [best] if is_near else _all_in(best, ranked)
    columns = {name for one in chosen for match in one.matches.values() for name in match.column.names}
    forms = [column.time for column in file.columns if column.time]
    unsettled = {column.name for column in file.columns if column.time and column.time.other}
    besides = _named_in_despatches(best, ranked)
    read = columns | {name for one in besides for match in one.matches.values() for name in match.column.names}
    words = words_of(file, sorted(read), unsettled)
    context = _Context(file, zone, best.object in _OURS, agree(forms), words)
    few = f"    # check: there were {len(file.values)} records only to judge by"
    lines: list[str] = [few] if len(file.values) < _FEW_RECORDS else []
    for candidate in chosen:
        lines += [*_head(candidate, name, patterns), *_entry(context, candidate)]
    lines += _rest(file, columns)
    for orders in besides:
        lines += _as_comments(_head(orders, name, patterns), _entry(context, orders))
    if is_near:
        hint = f"  # # {', '.join(files)}: fill the empty line below, then take the first # of each of these away"
        draft = (hint, *(line[:2] + "# " + line[2:] for line in lines))
        return Proposal(files, remark=_why_not(best), draft=draft)
    return Proposal(files, tuple(lines), tuple(one.object for one in chosen))


def _all_in(best: Candidate, ranked: list[Candidate]) -> list[Candidate]:
    """Return everything that the file holds: orders with their lines and parcels, events with their parcels."""
    chosen = [best]
    for other in ranked[1:]:
        if (best.object, other.object) == ("orders", "shipments") and "tracking_number" in other.matches:
            chosen.append(_parcels_of(best, other))  # which parcel it is, even where nothing else is said of it
        elif (best.object, other.object) == ("tracking_events", "shipments"):
            chosen += _named_in_events(best, other)
        elif other.missing:
            continue
        elif (best.object, other.object) == ("orders", "order_lines"):
            chosen.append(_lines_of(best, other))
    return chosen


def _despatch_first(ranked: list[Candidate]) -> list[Candidate]:
    """Put parcels before orders where the file lists what was sent: with number and time, nothing of a sale."""
    best, parcels = ranked[0], next(one for one in ranked if one.object == "shipments")
    number = parcels.matches.get("tracking_number")
    is_sent = number is not None and number.column.filled > _EACH and bool(_SENT & parcels.matches.keys())
    if best.object != "orders" or parcels.missing or not is_sent or _SALE & best.matches.keys():
        return ranked
    return [parcels, *(one for one in ranked if one is not parcels)]


def _named_in_despatches(best: Candidate, ranked: list[Candidate]) -> list[Candidate]:
    """Return the orders as which a list of parcels could be read, too: only a person knows if others have them."""
    orders = next(one for one in ranked if one.object == "orders")
    if best.object != "shipments" or orders.missing:
        return []
    return [orders] * bool(_ORDERED & set(normal(orders.matches["created_at"].column.name).split()))


def _head(candidate: Candidate, name: str, patterns: tuple[str, ...]) -> list[str]:
    return [
        f"  - name: {name}",
        f"    object: {candidate.object}",
        f"    files: [{', '.join(map(as_yaml, patterns))}]",
    ]


def _as_comments(*parts: Iterable[str]) -> Iterator[str]:
    yield "  # The list names orders, too. Where your shop's own are loaded, leave this as it is, or each would count"
    yield "  # twice. Where no other file has them, take the first # of each of these lines away:"
    yield from (f"{line[:2]}# {line[2:]}" for part in parts for line in part)


def _parcels_of(orders: Candidate, shipments: Candidate) -> Candidate:
    """Leave out the order's own times: a parcel has others."""
    own = {match.column.names for match in orders.matches.values() if match.column.time}
    matches = {ours: match for ours, match in shipments.matches.items() if match.column.names not in own}
    return Candidate(shipments.object, matches, shipments.missing, shipments.score)


def _named_in_events(events: Candidate, shipments: Candidate) -> list[Candidate]:
    """Where events name the order, they are also what says whose parcel it is."""
    matches = {name: match for name, match in shipments.matches.items() if name in ("order_id", "order_name")}
    if not matches:
        return []
    matches |= {name: events.matches[name] for name in ("tracking_number", "carrier") if name in events.matches}
    return [Candidate("shipments", matches, (), shipments.score)]


def _lines_of(orders: Candidate, lines: Candidate) -> Candidate:
    """Name the order of a line by what identifies it among the orders of the same file."""
    matches = {name: match for name, match in lines.matches.items() if name != "order_name"}
    matches["order_id"] = orders.matches["order_id"]
    return Candidate(lines.object, matches, lines.missing, lines.score)


def _entry(context: _Context, candidate: Candidate) -> Iterator[str]:
    if context.file.encoding:
        yield f"    encoding: {context.file.encoding}  # the text is no UTF-8"
    times = [match.column for match in candidate.matches.values() if match.column.time]
    if any(column.time and not column.time.has_zone and not _is_utc(column) for column in times):
        yield zone_line(context.zone, is_ours=context.is_ours)
    spec = read_contract()[candidate.object]
    translated = {
        ours: translation(candidate.object, match.column, context.words.get(match.column.name, []), ours)
        for ours, match in candidate.matches.items()
    }
    for ours, found in translated.items():
        if found and found.left_out:
            column = candidate.matches[ours].column.name
            kept = ", ".join(as_yaml(word) for word in found.values)
            yield f"    # left out, as they tell of no parcel: {', '.join(as_yaml(word) for word in found.left_out)}"
            yield f"    when: {{{as_yaml(column)}: [{kept}]}}"
    yield "    columns:"
    for column in spec.fillable:
        match = candidate.matches.get(column)
        if match:
            found = translated[column]
            yield from _column(context, match, spec.fillable[column].type, found.lines() if found else ())
        elif column in candidate.missing:
            yield f"      {column}: "
        elif spec.fillable[column].required:
            yield _made_up(column, candidate)


def zone_line(zone: str | None, *, is_ours: bool) -> str:
    """Return the setting of the zone of times that have none: a question where nothing tells it.

    ``zone`` is that of the brand's other files. The brand's own tools (``is_ours``) are mostly on its clock;
    a warehouse's or carrier's may be on any.
    """
    if zone and is_ours:
        return f"    time_zone: {zone}  # check: the times have no zone, and the brand's other files are in it"
    return (
        f"    # time_zone: {zone or 'Europe/Berlin'}  # the times have no zone: write theirs, and take the first # away"
    )


def _column(context: _Context, match: Match, kind: str, values: tuple[str, ...]) -> Iterator[str]:
    column = match.column
    notes = [] if match.confidence >= _SURE else ["check"]
    settings: dict[str, str] = {}
    if kind == "time" and column.time:
        form = settled(column, context.words[column.name], is_month_first=context.is_month_first)
        if form.pattern:
            settings["time_format"] = form.pattern
            notes = ["check: day and month could be the other way round"] if form.other else notes
        elif form.epoch:
            settings["epoch"] = form.epoch
        if _is_utc(column) and not form.has_zone:
            settings["time_zone"] = "UTC"
    if kind == "list" and not column.is_mostly("json list"):
        settings["split"] = ","
    if kind == "number" and column.decimal:
        settings["decimal"] = column.decimal
    names = [as_yaml(name) for name in column.names]
    note = f"  # {notes[0]}" if notes else ""
    if values:
        yield f"      {match.ours}:{note}"
        yield f"        from: {names[0]}"
        yield "        values:"
        yield from values
        return
    inside = "".join(f", {key}: {as_yaml(word)}" for key, word in settings.items())
    if len(names) > 1:
        yield f'      {match.ours}: {{join: [{", ".join(names)}], separator: " "{inside}}}{note}'
    else:
        yield f"      {match.ours}: {f'{{from: {names[0]}{inside}}}' if inside else names[0]}{note}"


def _is_utc(column: ColumnProfile) -> bool:
    return bool(_UTC.search(column.name.replace("_", " ")))


def _made_up(column: str, candidate: Candidate) -> str:
    """Return how an id is put together from what tells the records apart."""
    names = [candidate.matches[name].column.name for name in _MADE_UP[column] if name in candidate.matches]
    if column in ("shipment_id", "line_number"):
        names = names[:1]
    parts = list(dict.fromkeys(as_yaml(name) for name in names))
    value = f'{{join: [{", ".join(parts)}], separator: "/"}}' if len(parts) > 1 else parts[0]
    return f"      {column}: {value}  # no column is an id: this tells the records apart"


def _rest(file: FileProfile, used: set[str]) -> Iterator[str]:
    left = [f"{as_yaml(one.name)} ({looks(one)})" for one in file.columns if not used & set(one.names)]
    for title, words in (
        ("not used:", left),
        ("lists of records inside a record, which a mapping does not reach:", [as_yaml(name) for name in file.lists]),
    ):
        if words:
            text = f"{title} {', '.join(words)}"
            yield from (f"    # {line}" for line in wrap(text, 110, break_long_words=False, break_on_hyphens=False))


def _why_not(nearest: Candidate) -> str:
    if nearest.score < 1 or len(nearest.missing) > 2:
        return "nothing in it looks like tickets, orders, parcels, tracking events or messages about them"
    return f"the nearest is {nearest.object}, but nothing in it is {', and nothing is '.join(nearest.missing)}"
