"""Exports that are known by their shape: which vendor's format a file is in, and its reader."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.read_csv import csv_header
from wismo.intake.rules import Entry, Rule
from wismo.intake.vendors import aftership, gorgias, notifications, shipstation, shopify, zendesk
from wismo.intake.vendors.items import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.intake.files import SourceFile
    from wismo.intake.vendors.format import Batches, VendorFormat

_MODULES = (shopify, gorgias, zendesk, aftership, shipstation, notifications)
_FORMATS: dict[str, VendorFormat] = {known.name: known for module in _MODULES for known in module.FORMATS}

# The words that `format:` takes in sources.yml, each with the columns of ours that `fields:` may fill.
VENDORS: dict[str, tuple[str, ...]] = {}
for _known in _FORMATS.values():
    VENDORS[_known.vendor] = (*VENDORS.get(_known.vendor, ()), *_known.fields)


def recognise(file: SourceFile) -> list[Entry]:
    """Return the entries that read a vendor's export by the vendor's defaults; none where no format fits."""
    for vendor in VENDORS:
        entry = Entry(name=vendor, account="main", object=None, is_canonical=False, kind=None, vendor=vendor)
        if found := _find(file, entry):
            return _entries(found, entry)
    return []


def resolve(file: SourceFile, entry: Entry) -> list[Entry]:
    """Return an entry per object that the file fills, as ``entry`` declares its vendor.

    Raises:
        WismoError: the file is in none of the vendor's formats.
    """
    found = _find(file, entry)
    if found is None:
        titles = [known.title for known in _FORMATS.values() if known.vendor == entry.vendor]
        names = sorted(_names(file, entry))[:40]
        raise WismoError(
            f"{entry.label} reads {' and '.join(titles)}, and this file has another shape. "
            f"It has: {', '.join(names) or 'no records'}. Correct files: or format: in sources.yml."
        )
    return _entries(found, entry)


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


def _format_of(entry: Entry) -> VendorFormat:
    return _FORMATS[(entry.format or "").partition("/")[0]]


def _find(file: SourceFile, entry: Entry) -> VendorFormat | None:
    candidates = [known for known in _FORMATS.values() if known.vendor == entry.vendor and file.kind in known.kinds]
    names = _names(file, entry) if candidates else set()
    return next((known for known in candidates if known.recognises(names)), None)


def _names(file: SourceFile, entry: Entry) -> set[str]:
    if file.kind == "csv":
        names = set(csv_header(file, entry.encoding, entry.delimiter)[0])
    else:
        names = set() if file.kind == "parquet" else keys_of(file, entry.encoding)
    return {name for name in names if not name.startswith("_")}


def _entries(known: VendorFormat, entry: Entry) -> list[Entry]:
    whole = replace(entry, format=f"{known.name}/{known.version}", time_zone=entry.time_zone or known.default_zone)
    return [
        replace(whole, object=name, columns={column: Rule(columns=(column,)) for column in columns})
        for name, columns in known.objects.items()
    ]
