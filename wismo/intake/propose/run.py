"""From a folder of exports to a proposed sources.yml: what needs no description gets none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.containers import CONTAINERS, inspect_member, unpack
from wismo.intake.dialect import with_dialect
from wismo.intake.files import inspect, list_files
from wismo.intake.matching import UNNAMED, is_named, match_entries
from wismo.intake.propose.brand import order_names, zone_of
from wismo.intake.propose.choose import candidates
from wismo.intake.propose.entries import propose, render
from wismo.intake.propose.profile import FileProfile, profile
from wismo.intake.sources import Sources, sources_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.intake.files import SourceFile
    from wismo.intake.rules import Entry


@dataclass
class _Seen:
    """What was found in all files together."""

    unknown: list[FileProfile] = field(default_factory=list)
    known: list[tuple[FileProfile, Entry]] = field(default_factory=list)


def propose_sources(paths: list[Path], sources: Path | None, refused: set[str]) -> str | None:
    """Return the text of a sources.yml for the files that none describes; None where nothing needs one.

    ``refused`` are the names of files that cannot be loaded as things are.

    Raises:
        WismoError: a path does not exist, or the sources.yml that is there is wrong.
    """
    seen = _Seen()
    with TemporaryDirectory(prefix="wismo-") as scratch:
        for path in paths:
            config = sources_for(path, sources)
            for file in _readable(path, Path(scratch)):
                if not is_named(file.name, config.ignore):
                    _look(seen, file, config)
    zone = zone_of([*seen.unknown, *(file for file, _ in seen.known)])
    vendors = _vendor_entries(seen, zone, refused)
    if not (seen.unknown or vendors):
        return None
    taken: set[str] = set()
    proposals = [propose(file, _source_name(file.file.name, taken), zone) for file in seen.unknown]
    return render(proposals, _brand(seen, zone), vendors)


def _readable(path: Path, scratch: Path) -> Iterator[SourceFile]:
    for place, name in list_files(path):
        try:
            file = inspect(place, name)
            if file.kind not in CONTAINERS:
                yield file
                continue
            for member, copy in unpack(file, scratch):
                try:
                    yield inspect_member(copy, member)
                except WismoError:
                    continue
        except WismoError:
            continue  # the report of the load says what is wrong with it


def _look(seen: _Seen, file: SourceFile, config: Sources) -> None:
    try:
        entries = match_entries(file, config)
        entry = entries[0]
    except WismoError:
        entries, entry = [], with_dialect(UNNAMED, file)
    try:
        found = profile(file, entry)
    except WismoError:
        return
    if not entries:
        seen.unknown.append(found)
    else:
        seen.known.append((found, entry))


def _vendor_entries(seen: _Seen, zone: str | None, refused: set[str]) -> list[str]:
    """Return entries for a vendor's files whose times have no zone: all that a known format can lack."""
    lines = []
    for file, entry in seen.known:
        if file.file.name not in refused or not entry.vendor or entry.time_zone:
            continue
        lines += [f"  - format: {entry.vendor}", f'    files: ["{file.file.name}"]']
        if zone:
            lines.append(
                f"    time_zone: {zone}  # check: the times have no zone, and the brand's other files are in it"
            )
        else:
            lines.append("    # time_zone: Europe/Berlin  # the times have no zone: write the one that they are in")
    return lines


def _brand(seen: _Seen, zone: str | None) -> list[str]:
    lines = []
    if zone:
        lines.append(f"  time_zone: {zone}  # check: the offsets in the files are those of this zone")
    if found := order_names(_names_of_orders(seen)):
        prefix, pattern = found
        if prefix:
            lines.append(f'  order_name_prefix: "{prefix}"')
        lines.append(f"  order_name_pattern: '{pattern}'")
    return ["brand:", *lines] if lines else []


def _names_of_orders(seen: _Seen) -> list[str]:
    for file, entry in seen.known:
        if entry.vendor == "shopify" and "Name" in file.values.columns:
            return file.values["Name"].drop_nulls().unique().to_list()
    for file in seen.unknown:
        for candidate in candidates(file):
            if not candidate.missing and candidate.object == "orders" and "order_name" in candidate.matches:
                return file.values[candidate.matches["order_name"].column.name].drop_nulls().unique().to_list()
    return []


def _source_name(name: str, taken: set[str]) -> str:
    """Return a word for a source, from the file's bare name; numbers and dates of exports are left out."""
    stem = Path(name).name.split(".")[0]
    word = re.sub(r"[^a-z0-9]+", "_", re.sub(r"[0-9]{2,}", "", stem).lower()).strip("_")[:40] or "source"
    while word in taken:
        word += "_2"
    taken.add(word)
    return word
