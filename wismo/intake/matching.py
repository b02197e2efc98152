"""Which entries of sources.yml read a file: by its name where they say so, otherwise by its columns."""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatch
from typing import TYPE_CHECKING
from unicodedata import normalize

from wismo.errors import WismoError
from wismo.intake.contract import SOURCE_COLUMNS, read_contract
from wismo.intake.dialect import with_dialect
from wismo.intake.reading import columns_of
from wismo.intake.rules import UNNAMED, Entry, Rule
from wismo.intake.unknown import explain
from wismo.intake.vendors import NoReaderError, recognise, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wismo.intake.files import SourceFile
    from wismo.intake.sources import Sources

# An address, a telephone number or an id, a moment.
_VALUE = re.compile(r"@|\d{5}|\d\d:\d\d|\d{4}-\d\d-\d\d")
_MOST, _LONGEST = 40, 60


def is_named(name: str, patterns: Sequence[str]) -> bool:
    """Tell whether a file's path or bare name, with or without .gz, matches one of the globs.

    Some disks keep é as two characters where keyboards write one: both spellings are the same name.
    """
    name = normalize("NFC", name)
    bare = name.rsplit("/", 1)[-1]
    return any(
        fnmatch(text.removesuffix(ending), normalize("NFC", pattern))
        for pattern in patterns
        for text in (name, bare)
        for ending in ("", ".gz")
    )


def match_entries(file: SourceFile, sources: Sources) -> list[Entry]:
    """Return the entries that read ``file``, each with its object and its rules filled in.

    A vendor's export that no entry describes is read with the vendor's own defaults.

    Raises:
        NoRecordsError: the file is an API's answer with an empty list.
        NoReaderError: no entry fits.
        WismoError: an entry that names the file does not fit its columns, or entries of several sources fit.
    """
    try:
        return _match(file, sources)
    except WismoError:
        if file.kind in ("json", "jsonl"):
            explain(file, with_dialect(UNNAMED, file).encoding)
        raise


def _match(file: SourceFile, sources: Sources) -> list[Entry]:
    kinds = (None, file.kind, "jsonl" if file.kind == "json" else file.kind)
    candidates = [entry for entry in sources.entries if entry.kind in kinds]
    named = [entry for entry in candidates if is_named(file.name, entry.files)]
    if named:
        found = [part for entry in named for part in _resolve(file, with_dialect(entry, file))]
    else:
        found = _recognise(file, [with_dialect(entry, file) for entry in candidates if not entry.files])
    if sources.brand:
        found = [replace(entry, day_zone=sources.brand.time_zone) if entry.format else entry for entry in found]
    names = sorted({f"{entry.name} ({entry.account})" for entry in found})
    if len(names) > 1:
        raise WismoError(f"Several sources fit this file: {', '.join(names)}. Say with files: which one reads it.")
    return found


def _recognise(file: SourceFile, entries: list[Entry]) -> list[Entry]:
    found, refusals = [], []
    for entry in entries:
        try:
            found += _resolve(file, entry)
        except WismoError as error:
            refusals.append(error)
    unnamed = with_dialect(UNNAMED, file)
    found = found or recognise(file, unnamed)
    if found:
        return found
    try:
        return _resolve(file, unnamed)
    except WismoError as error:
        if not entries:
            raise
        if len(refusals) == 1:  # one entry is no riddle: say why it does not fit
            raise NoReaderError(str(refusals[0])) from error
        raise NoReaderError(
            f"No source in sources.yml fits this file. Its columns are: {_listed(columns_of(file, entries[0]))}. "
            "Add a source for it, or list its name under ignore:."
        ) from None


def _resolve(file: SourceFile, entry: Entry) -> list[Entry]:
    if entry.vendor:
        return resolve(file, entry)
    header = [name for name in columns_of(file, entry) if not name.startswith("_")]
    if entry.is_canonical:
        return [_resolve_canonical(header, entry)]
    needed = entry.columns_needed
    if file.kind in ("json", "jsonl"):  # keys may be left out of a record; those every record needs may not
        required = {c.name for c in read_contract()[entry.object or ""].columns if c.required}
        needed &= {column for name in required for column in entry.columns[name].columns}
    missing = sorted(needed - set(header))
    if missing:
        raise WismoError(
            f"{entry.label} ({entry.object}) reads columns that this file does not have: {_listed(missing)}. "
            f"It has: {_listed(header)}. Correct columns: in sources.yml."
        )
    return [entry]


def _resolve_canonical(header: list[str], entry: Entry) -> Entry:
    contract = read_contract()
    # A nested JSON key (outer.inner) is no column of ours, but its outer key is judged by itself.
    outer = set(header)
    names = [name for name in header if "." not in name or name.split(".")[0] not in outer]
    if "" in names:
        raise WismoError("A column of the header has no name. Name it, or leave it out of the export.")
    fits = {}
    for name in [entry.object] if entry.object else contract:
        fillable = contract[name].fillable
        unknown = [column for column in names if column not in fillable and column not in SOURCE_COLUMNS]
        missing = [c.name for c in contract[name].columns if c.required and c.name not in names]
        fits[name] = (unknown, missing)
    good = [name for name, (unknown, missing) in fits.items() if not unknown and not missing]
    if len(good) != 1:
        if entry.object:
            unknown, missing = fits[entry.object]
            parts = [f"does not know {_listed(unknown)}"] * bool(unknown)
            parts += [f"needs {_listed(missing)}"] * bool(missing)
            raise WismoError(f"The contract of {entry.object} {' and '.join(parts)}. Rename the columns, or map them.")
        raise NoReaderError(
            "The columns are not those of one object of the contract "
            f"(they are: {_listed(header)}). Describe the file in a sources.yml."
        )
    if entry.name is None and "source_system" not in names:
        raise WismoError(
            "The file does not say where it comes from. Add a sources.yml, or columns source_system and source_account."
        )
    fillable = contract[good[0]].fillable
    rules = {name: Rule(columns=(name,)) for name in names if name in fillable}
    named = tuple(name for name in SOURCE_COLUMNS if name in names)
    return replace(entry, object=good[0], columns=rules, named_by_file=named)


def _listed(names: Sequence[str]) -> str:
    """Return names for a sentence, which must stay one whatever the file holds.

    Where one of them looks like a value, the first line is a record of somebody, and none is shown.
    """
    if any(_VALUE.search(name) for name in names[:_MOST]):
        return "a first line that looks like a record and not like names of columns"
    text = ", ".join(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…" for name in names[:_MOST])
    return text if len(names) <= _MOST else f"{text} and {len(names) - _MOST:,} more"
