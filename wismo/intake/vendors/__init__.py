"""Exports that are known by their shape: which vendor's format a file is in, and its reader."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.dialect import with_dialect
from wismo.intake.reading import columns_of
from wismo.intake.rules import UNNAMED, Entry, Rule
from wismo.intake.vendors import (
    aftership,
    airbyte,
    dlt_landed,
    easypost,
    fivetran,
    freshdesk,
    freshdesk_json,
    gorgias,
    helpscout,
    intercom,
    notifications,
    seventeentrack,
    shipbob,
    shipengine,
    shiphero,
    shippo,
    shipstation,
    shipstation_json,
    shopify,
    shopify_json,
    zendesk,
    zendesk_json,
)
from wismo.intake.vendors.items import first_records
from wismo.intake.vendors.landed import CHILD_MARK, MARKS
from wismo.intake.vendors.shipstation import SENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wismo.intake.files import SourceFile
    from wismo.intake.vendors.format import Batches, VendorFormat

_MODULES = (
    shopify, shopify_json, gorgias, zendesk, zendesk_json, freshdesk, freshdesk_json, helpscout, intercom, aftership,
    easypost, shippo, shipengine, seventeentrack, shipstation, shipstation_json, shipbob, shiphero, notifications,
    fivetran, airbyte, dlt_landed,
)  # fmt: skip
FORMATS: dict[str, VendorFormat] = {known.name: known for module in _MODULES for known in module.FORMATS}

LEFT_ALONE = "left alone: no table that is read (docs/elt.md lists those that are)"
CHILD_ALONE = (
    "left alone: only dlt knows which rows these belong to; load its database, or land lists as JSON (docs/elt.md)"
)

# The words that `format:` takes in sources.yml, each with the columns of ours that `fields:` may fill.
VENDORS: dict[str, tuple[str, ...]] = {}
for _known in FORMATS.values():
    VENDORS[_known.vendor] = tuple(dict.fromkeys((*VENDORS.get(_known.vendor, ()), *_known.fields)))


class NoReaderError(WismoError):
    """Nothing in sources.yml, no vendor's format and not the contract itself reads a file."""


def recognise(file: SourceFile, unnamed: Entry) -> list[Entry]:
    """Return the entries that read a vendor's export by the vendor's defaults; none where no format fits.

    ``unnamed`` says how the file's text is written.
    """
    found = _find(file, unnamed, FORMATS.values())
    if found is None:
        return []
    entry = replace(unnamed, name=found.vendor, is_canonical=False, vendor=found.vendor)
    return _entries(found, entry)


def resolve(file: SourceFile, entry: Entry) -> list[Entry]:
    """Return an entry per object that the file fills, as ``entry`` declares its vendor.

    Raises:
        NoReaderError: the file is in none of the vendor's formats.
    """
    own = [known for known in FORMATS.values() if known.vendor == entry.vendor]
    found = _find(file, entry, own)
    if found is None:
        titles = dict.fromkeys(f"{known.title} ({' or '.join(known.kinds)})" for known in own)
        raise NoReaderError(
            f"{entry.label} reads {' and '.join(titles)}, and this file has another shape. "
            f"It has: {', '.join(_plain(_names(file, entry))[:40]) or 'no records'}. "
            "Correct files: or format: in sources.yml."
        )
    return _entries(found, entry)


def why_unread(file: SourceFile) -> str | None:
    """Return why a table that an ELT tool made is not read; None where the file is no such table."""
    if file.kind not in ("csv", "parquet"):
        return None
    names = {name.casefold() for name in columns_of(file, with_dialect(UNNAMED, file))}
    if CHILD_MARK in names:
        return CHILD_ALONE
    return None if MARKS.isdisjoint(names) else LEFT_ALONE


def knows_table(names: Collection[str]) -> bool:
    """Tell whether a table with these columns is one that a vendor's format reads."""
    return any(form.recognises(names) for form in FORMATS.values() if form.recognises and "parquet" in form.kinds)


def read_vendor(file: SourceFile, entry: Entry) -> Iterator[Batches]:
    """Yield the file's records, part by part and object by object.

    Raises:
        WismoError: the file as a whole cannot be trusted; the sentence says why.
    """
    return _format_of(entry).read(file, entry)


def describe(kind: str, entry: Entry) -> str:
    """Return what a file was recognised as, for reports."""
    if not entry.format:
        return kind
    known = _format_of(entry)
    is_said = known.default_zone is not None and known.says_zone and entry.time_zone == known.default_zone
    return f"{known.title} ({kind}{f', times in {known.default_zone}' if is_said else ''})"


def why_left_out(entry: Entry) -> str:
    """Return why the format leaves rows of a file out, as the end of a sentence for reports."""
    return "nothing was sent for them yet" if SENT in entry.when else "the source has deleted them"


def _format_of(entry: Entry) -> VendorFormat:
    return FORMATS[(entry.format or "").partition("/")[0]]


def _find(file: SourceFile, entry: Entry, known: Collection[VendorFormat]) -> VendorFormat | None:
    """Return the format that fits; of JSON records the one that knows most of the first ones."""
    candidates = [form for form in known if file.kind in form.kinds]
    if file.kind in ("json", "jsonl"):
        records = first_records(file, entry.encoding) if candidates else []
        counts = [sum(any(shape.matches(record) for shape in form.shapes) for record in records) for form in candidates]
        most = max(counts, default=0)
        return candidates[counts.index(most)] if most else None
    names = _names(file, entry) if candidates else set()
    return next((form for form in candidates if form.recognises and form.recognises(names)), None)


def _names(file: SourceFile, entry: Entry) -> set[str]:
    names: set[str] = set()
    if file.kind in ("json", "jsonl"):
        for record in first_records(file, entry.encoding):
            names.update(record)
    else:
        names.update(columns_of(file, entry))
    return names


def _plain(names: Collection[str]) -> list[str]:
    """Return names for a message, without those that intake and ELT tools add."""
    return sorted(name for name in names if not name.startswith("_"))


def _entries(known: VendorFormat, entry: Entry) -> list[Entry]:
    whole = replace(
        entry,
        format=f"{known.name}/{known.version}",
        time_zone=known.default_zone if known.fixes_zone else entry.time_zone or known.default_zone,
        when=known.when,
    )
    return [
        replace(whole, object=name, columns={column: Rule(columns=(column,)) for column in columns})
        for name, columns in known.objects.items()
    ]
