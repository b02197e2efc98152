"""Proposed entries of sources.yml, and the text that a person reads, checks and saves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wismo.intake.contract import read_contract
from wismo.intake.propose.choose import candidates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wismo.intake.propose.choose import Candidate, Match
    from wismo.intake.propose.profile import ColumnProfile, FileProfile

_SURE = 0.6


@dataclass(frozen=True)
class Proposal:
    """What to write for one file; ``lines`` are YAML, empty where nothing in the file fits."""

    file: str
    lines: tuple[str, ...]
    objects: tuple[str, ...]
    remark: str


def propose(file: FileProfile, name: str, zone: str | None, *, is_month_first: bool | None = None) -> Proposal:
    """Return the entries for a file that no entry and no known format reads.

    ``name`` is the source's name, ``zone`` the IANA zone that other files of the brand point to.
    ``is_month_first`` settles dates that can be read both ways, where something else tells.
    """
    ranked = candidates(file)
    best = ranked[0]
    if best.missing:
        return Proposal(file.file.name, (), (), _why_not(best))
    chosen = [best, *(other for other in ranked[1:] if _goes_with(best, other))]
    used = {match.column.name for one in chosen for match in one.matches.values()}
    lines: list[str] = []
    for candidate in chosen:
        lines += _entry(file, candidate, name, zone, is_month_first=is_month_first)
    groups = {column.name.rsplit(".", 1)[0] for column in file.columns if "." in column.name}
    left = [column for column in file.columns if column.name not in used | groups]
    lines += [f"    # not used: {_text(column.name)} ({_looks(column)})" for column in left]
    return Proposal(file.file.name, tuple(lines), tuple(one.object for one in chosen), "")


def _goes_with(best: Candidate, other: Candidate) -> bool:
    """An export of orders often says how each was shipped, and repeats the order on every line."""
    if best.object == "orders" and other.object == "shipments":
        return "tracking_number" in other.matches  # which parcel it is, even where nothing else is said of it
    if other.missing:
        return False
    if best.object == "shipments" and other.object == "orders":
        own = {match.column.name for match in best.matches.values()}
        return other.matches["created_at"].column.name not in own
    return best.object == "orders" and other.object == "order_lines"


def _entry(
    file: FileProfile, candidate: Candidate, name: str, zone: str | None, *, is_month_first: bool | None
) -> list[str]:
    times = [match.column.time for match in candidate.matches.values() if match.column.time]
    lines = [f"  - name: {name}", f"    object: {candidate.object}", f"    files: [{_text(file.file.name)}]"]
    if any(not form.has_zone for form in times):
        if zone:
            lines.append(
                f"    time_zone: {zone}  # check: the times have no zone, and the brand's other files are in it"
            )
        else:
            lines.append("    # time_zone: Europe/Berlin  # the times have no zone: write the one that they are in")
    lines.append("    columns:")
    spec = read_contract()[candidate.object]
    for column in spec.fillable:
        if column in candidate.matches:
            lines.append(_column(candidate.matches[column], spec.fillable[column].type, is_month_first=is_month_first))
        elif spec.fillable[column].required:
            lines.append(_made_up(column, candidate))
    return lines


def _column(match: Match, kind: str, *, is_month_first: bool | None) -> str:
    form = match.column.time if kind == "time" else None
    notes = [] if match.confidence >= _SURE else ["check"]
    settings = {}
    if form and form.pattern:
        pattern = form.pattern
        if form.other:
            notes = ["check: day and month could be the other way round"]
            if is_month_first is not None and is_month_first != pattern.startswith("%m"):
                pattern = form.other
        settings["time_format"] = pattern
    elif form and form.epoch:
        settings["epoch"] = form.epoch
    if kind == "list" and not match.column.is_mostly("json list"):
        settings["split"] = ","
    value = _text(match.column.name)
    if settings:
        inside = ", ".join(f"{key}: {_text(word)}" for key, word in settings.items())
        value = f"{{from: {value}, {inside}}}"
    return f"      {match.ours}: {value}{f'  # {notes[0]}' if notes else ''}"


def _made_up(column: str, candidate: Candidate) -> str:
    """Return how an id is put together from what tells the records apart."""
    wanted = {
        "shipment_id": ("tracking_number", "order_id", "order_name"),
        "notification_id": ("tracking_number", "order_id", "order_name", "kind", "sent_at"),
        "line_number": ("sku", "title"),
        "message_id": ("ticket_id", "created_at"),
    }[column]
    names = [candidate.matches[name].column.name for name in wanted if name in candidate.matches]
    if column in ("shipment_id", "line_number"):
        names = names[:1]
    joined = ", ".join(_text(name) for name in dict.fromkeys(names))
    value = f'{{join: [{joined}], separator: "/"}}' if "," in joined else joined
    return f"      {column}: {value}  # no column is an id: this tells the records apart"


def _why_not(nearest: Candidate) -> str:
    if nearest.score < 1:
        return "Nothing in it looks like tickets, orders, shipments, tracking events or notifications."
    return f"The nearest is {nearest.object}, but nothing in it is {', and nothing is '.join(nearest.missing)}."


def _looks(column: ColumnProfile) -> str:
    """Say what values look like, without showing one."""
    if column.filled == 0:
        return "empty"
    if column.time:
        return "a time"
    kinds = ("email", "phone", "tracking", "carrier", "country", "boolean", "number", "html or long text")
    return next((kind for kind in kinds if column.is_mostly(kind)), "text")


def render(proposals: Iterable[Proposal], brand: Iterable[str] = (), vendors: Iterable[str] = ()) -> str:
    """Return the text of a sources.yml, with comments where a person must look."""
    lines = ["# Proposed from the files' column names and values. Look at every line marked `check`."]
    lines += brand
    entries = [*vendors, *(line for proposal in proposals for line in proposal.lines)]
    if entries:
        lines += ["sources:", *entries]
    ignored = [proposal for proposal in proposals if not proposal.lines]
    if ignored:
        lines.append("ignore:")
        lines += [f"  - {_text(proposal.file)}  # {proposal.remark}" for proposal in ignored]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """Return a text as YAML, in quotation marks: every name is one, whatever signs it holds."""
    return json.dumps(value, ensure_ascii=False)
