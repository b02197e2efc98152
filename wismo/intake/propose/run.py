"""From a folder of exports to a proposed sources.yml: what needs no description gets none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.containers import CONTAINERS, inspect_member, unpack
from wismo.intake.database import Aside
from wismo.intake.dialect import with_dialect
from wismo.intake.files import inspect, list_files
from wismo.intake.matching import is_named, match_entries
from wismo.intake.propose.brand import order_names, zone_of
from wismo.intake.propose.choose import candidates
from wismo.intake.propose.entries import Proposal, propose
from wismo.intake.propose.groups import grouped, patterns
from wismo.intake.propose.profile import FileProfile, as_yaml, profile
from wismo.intake.propose.vendor import Known, Recognised, recognised, vendor_entries
from wismo.intake.rules import UNNAMED
from wismo.intake.sources import Sources, sources_for
from wismo.intake.vendors import knows_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.intake.files import SourceFile

_NUMBERS = count()
_HEAD = "# Proposed from the files' column names and values. Look at every line marked `check`."


@dataclass(frozen=True)
class Advice:
    """The text of a sources.yml, None where none is needed or possible, and what is to be said of files."""

    text: str | None
    remarks: tuple[tuple[str, str], ...] = ()  # a file that is none of ours, and why
    drafts: tuple[str, ...] = ()  # entries that lack a column, as comments
    asks: bool = False  # a zone must be written in before it loads


@dataclass
class _Seen:
    """What was found in all files together."""

    names: list[str] = field(default_factory=list)
    unknown: list[FileProfile] = field(default_factory=list)
    known: list[Recognised] = field(default_factory=list)
    is_described: bool = False


def propose_sources(
    paths: list[Path],
    sources: Path | None,
    refused: set[str],
    *,
    known: Known | None = None,
    as_unknown: bool = False,
) -> Advice:
    """Return what to write into a sources.yml for the files that none describes.

    ``refused`` are the names of files that cannot be loaded as things are, ``known`` the orders and parcels
    that were loaded before. ``as_unknown`` proposes as if no reader knew any of the files.

    Raises:
        WismoError: a path does not exist, or the sources.yml that is there is wrong.
    """
    seen, known = _Seen(), known or Known()
    with TemporaryDirectory(prefix="wismo-") as scratch:
        for path in paths:
            config = sources_for(path, sources)
            seen.is_described |= bool(config.entries)
            for file in _readable(path, Path(scratch)):
                if not is_named(file.name, config.ignore):
                    _look(seen, file, config, refused, as_unknown=as_unknown)
        return _advice(seen, refused, known)


def _advice(seen: _Seen, refused: set[str], known: Known) -> Advice:
    groups = grouped(seen.unknown)
    zone = _zone(seen, groups)
    for one in seen.known:
        known.add([*one.values("orders", "order_name"), *one.values("orders", "order_id")], _numbers(one))
    taken: set[str] = set()
    for file in groups:
        _learn(known, file)
    proposals = []
    for file in groups:
        own = tuple(part.name for part in file.files)
        others = [name for name in seen.names if name not in own]
        proposals.append(propose(file, _source_name(own[0], taken), patterns(own, others), zone))
    is_first = not seen.is_described
    entries = list(vendor_entries(seen.known, known, zone, refused, is_first=is_first))
    lines = [line for proposal in proposals for line in proposal.lines]
    drafts = tuple(line for proposal in proposals for line in proposal.draft)
    brand = _brand(seen, groups, zone) if is_first else []
    remarks = tuple((name, one.remark) for one in proposals if not one.lines for name in one.files)
    # Entries that only repeat what is recognised anyway are there to carry the rest: the brand, files to ignore.
    says_more = any(not line.startswith("  - format:") for line in entries)
    if not (lines or (entries and (says_more or brand or remarks))):
        return Advice(None, remarks, drafts)
    text = "\n".join([_HEAD, *brand, "sources:", *entries, *lines, *drafts, *_ignored(proposals)]) + "\n"
    return Advice(text, remarks, drafts, asks="\n    # time_zone:" in text)


def _ignored(proposals: list[Proposal]) -> Iterator[str]:
    unfit = [(name, one.remark) for one in proposals if not (one.lines or one.draft) for name in one.files]
    if unfit:
        yield "ignore:"
    for name, why in unfit:
        yield f"  - {as_yaml(patterns((name,), ())[0])}  # {why}"


def _numbers(one: Recognised) -> list[str]:
    objects = ("shipments", "tracking_events", "shipment_numbers")
    return [number for name in objects for number in one.values(name, "tracking_number")]


def _learn(known: Known, file: FileProfile) -> None:
    best = candidates(file)[0]
    if not best.missing and best.object in ("orders", "shipments", "tracking_events"):
        found = {ours: file.values[match.column.name].drop_nulls().to_list() for ours, match in best.matches.items()}
        known.add([*found.get("order_name", []), *found.get("order_id", [])], found.get("tracking_number", []))


def _readable(path: Path, scratch: Path) -> Iterator[SourceFile]:
    for place, name in list_files(path):
        try:
            file = inspect(place, name)
            if file.kind not in CONTAINERS:
                yield file
                continue
            for member, copy in unpack(file, scratch, knows_table):
                if isinstance(copy, Aside):
                    continue
                try:
                    inside = inspect_member(copy, member)
                except WismoError:
                    continue
                # The copy goes away with the next one; a second name for it stays.
                kept = scratch / f"kept-{next(_NUMBERS)}"
                kept.hardlink_to(inside.path)
                yield replace(inside, path=kept)
        except WismoError:
            continue  # the report of the load says what is wrong with it


def _look(seen: _Seen, file: SourceFile, config: Sources, refused: set[str], *, as_unknown: bool) -> None:
    seen.names.append(file.name)
    entries = []
    if not as_unknown:
        try:
            entries = match_entries(file, config)
        except WismoError:
            # What was not refused is passed over for a reason that the report has.
            if file.name not in refused and file.name.isprintable():
                return
    try:
        found = profile(file, entries[0] if entries else with_dialect(UNNAMED, file))
    except WismoError:
        return
    if found.encoding:
        entries = [replace(entry, encoding=found.encoding) for entry in entries]
    if not entries:
        seen.unknown.append(found)
    elif entries[0].vendor:
        seen.known.append(recognised(found, entries))


def _zone(seen: _Seen, groups: list[FileProfile]) -> str | None:
    """Return the zone that offsets in the files show: a shop's before a helpdesk's before a courier's."""
    kinds = {"orders": 0, "tickets": 1}
    ranked: dict[int, list[FileProfile]] = {0: [], 1: [], 2: []}
    for one in seen.known:
        ranked[min(kinds.get(str(entry.object), 2) for entry in one.entries)].append(one.profile)
    for file in groups:
        best = candidates(file)[0]
        ranked[2 if best.missing else kinds.get(best.object, 2)].append(file)
    return next((zone for files in ranked.values() if (zone := zone_of(files))), None)


def _brand(seen: _Seen, groups: list[FileProfile], zone: str | None) -> list[str]:
    lines = []
    if zone:
        lines.append(f"  time_zone: {zone}  # check: the offsets in the files are those of this zone")
    if found := order_names(_names_of_orders(seen, groups)):
        prefix, pattern = found
        lines.append(f"  order_name_prefix: {as_yaml(prefix)}")
        lines.append(f"  order_name_pattern: {as_yaml(pattern)}")
    return ["brand:", *lines] if lines else []


def _names_of_orders(seen: _Seen, groups: list[FileProfile]) -> list[str]:
    for one in seen.known:
        if names := one.values("orders", "order_name"):
            return list(dict.fromkeys(names))
    for file in groups:
        best = candidates(file)[0]
        if not best.missing and best.object in ("orders", "shipments") and "order_name" in best.matches:
            return file.values[best.matches["order_name"].column.name].drop_nulls().unique().to_list()
    return []


def _source_name(name: str, taken: set[str]) -> str:
    """Return a word for a source, from the file's bare name; numbers and dates of exports are left out."""
    stem = Path(name).name.split(".")[0]
    word = re.sub(r"[^a-z0-9]+", "_", re.sub(r"[0-9]{2,}", "", stem).lower()).strip("_")[:40] or "source"
    while word in taken:
        word += "_2"
    taken.add(word)
    return word
