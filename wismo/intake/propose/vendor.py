"""What is worth saying in sources.yml of exports that are recognised: zones, an account's own fields, accounts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import polars as pl

from wismo.errors import WismoError
from wismo.intake.propose.brand import order_names
from wismo.intake.propose.entries import zone_line
from wismo.intake.propose.groups import patterns
from wismo.intake.propose.profile import as_yaml
from wismo.intake.propose.saved import alike, numbers_of, rewritten_times, saved_as, saved_lines
from wismo.intake.vendors import FORMATS, read_vendor
from wismo.intake.vendors.items import first_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wismo.home import Home
    from wismo.intake.files import SourceFile
    from wismo.intake.propose.profile import FileProfile
    from wismo.intake.rules import Entry

_TITLE = re.compile(r" \[\w+\]$")
_HOST = re.compile(r"^https?://([a-z0-9-]+)\.(?:zendesk|freshdesk|gorgias|myshopify|reamaze)\.com/", re.IGNORECASE)
_RECORDS = 20_000  # of a JSON file: an account's own fields are often empty
_OURS = ("orders", "tickets", "ticket_messages")
_ENOUGH = 3  # values that are orders', before a field is theirs


@dataclass
class Known:
    """Names by which orders and parcels of these files go, in the form in which they are compared."""

    orders: set[str] = field(default_factory=set)
    parcels: set[str] = field(default_factory=set)

    def add(self, orders: Iterable[str], parcels: Iterable[str]) -> None:
        """Add names as they stand in the files."""
        self.orders |= {_plain(name) for name in orders}
        self.parcels |= {_plain(name) for name in parcels}


def loaded_before(home: Home) -> Known:
    """Return the orders and parcels that were loaded before; none in an empty home."""
    known = Known()
    for raw_object, columns in (("orders", ("order_name", "order_id")), ("shipments", ("tracking_number",))):
        if any((home.raw / raw_object).glob("*.parquet")):
            frame = pl.scan_parquet(home.raw / raw_object / "*.parquet").select(columns).unique().collect()
            names = [name for column in columns for name in frame[column].drop_nulls()]
            known.add(*((names, []) if raw_object == "orders" else ([], names)))
    return known


@dataclass(frozen=True)
class Recognised:
    """A file that a vendor's format reads, with what its first records hold, by object."""

    profile: FileProfile
    entries: tuple[Entry, ...]
    found: dict[str, pl.DataFrame]

    @property
    def file(self) -> SourceFile:
        """The file itself."""
        return self.profile.files[0]

    @property
    def entry(self) -> Entry:
        """The first of its entries, which says how the file is read."""
        return self.entries[0]

    def values(self, raw_object: str, column: str) -> list[str]:
        """The filled values of a column of ours in the first records."""
        frame = self.found.get(raw_object)
        return frame[column].drop_nulls().to_list() if frame is not None and column in frame.columns else []


def recognised(profile: FileProfile, entries: list[Entry]) -> Recognised:
    """Read the first part of a file by its vendor's format; all of what names orders and parcels."""
    names_them = any(entry.object in ("orders", "shipments") for entry in entries)
    return Recognised(profile, tuple(entries), _read(profile.files[0], entries[0], None if names_them else 1))


def vendor_entries(
    files: list[Recognised], known: Known, zone: str | None, refused: set[str], *, is_first: bool
) -> Iterator[str]:
    """Yield an entry for each vendor and account that needs one; ``is_first``: there is no sources.yml yet."""
    names = {one.file.name for one in files}
    for vendor in dict.fromkeys(one.entry.vendor for one in files):
        own = [one for one in files if one.entry.vendor == vendor]
        accounts = _accounts(own)
        parts = [(account, part) for account, members in accounts.items() for part in alike(members)]
        for account, own_files in parts:
            lacks_zone = any(one.file.name in refused and not one.entry.time_zone for one in own_files)
            fields = _fields(own_files, known)
            form = rewritten_times(own_files)
            lacks_zone |= bool(form) and "%z" not in form and not all(one.entry.time_zone for one in own_files)
            encoding, decimal = saved_as(own_files[0])
            if not (lacks_zone or form or encoding or decimal or fields or len(accounts) > 1 or is_first):
                continue
            yield f"  - format: {vendor}"
            if len(accounts) > 1:
                yield f"    account: {account}  # check: {_HOW[bool(account and _host_of(own_files[0]))]}"
            # How one file is written must not be said of others: they would be read with wrong letters or sums.
            if len(parts) > 1 or encoding or decimal:
                mine = tuple(one.file.name for one in own_files)
                yield f"    files: [{', '.join(map(as_yaml, patterns(mine, names - set(mine))))}]"
            is_ours = any(entry.object in _OURS for one in own_files for entry in one.entries)
            yield from saved_lines(encoding, form, decimal, zone_line(zone, is_ours=is_ours) if lacks_zone else None)
            for note, line in fields:
                yield f"    # {note}"
                yield line


_HOW = {True: "the files name two addresses", False: "the order names of these files begin alike, others differ"}


def _accounts(files: list[Recognised]) -> dict[str, list[Recognised]]:
    """Return the files by account, where they say that they are of several; one group where they do not."""
    for hint in (_host_of, _prefix_of):
        if any(one.entry.files or one.entry.account != "main" for one in files):
            break  # sources.yml says already whose they are
        hints = [hint(one) for one in files]
        if all(hints) and len(set(hints)) > 1:
            found: dict[str, list[Recognised]] = {}
            for one, word in zip(files, hints, strict=True):
                found.setdefault(str(word), []).append(one)
            return found
    return {"main": files}


def _host_of(one: Recognised) -> str | None:
    """Return the shop's or helpdesk's own address, where the records link to themselves."""
    counts: Counter[str] = Counter()
    for column in one.profile.values.columns:
        if column.rsplit(".", 1)[-1] in ("url", "uri", "order_status_url", "html_url"):
            for link in one.profile.values[column].drop_nulls().head(50):
                if match := _HOST.match(link):
                    counts[match[1].lower()] += 1
    return counts.most_common(1)[0][0] if len(counts) == 1 else None


def _prefix_of(one: Recognised) -> str | None:
    form = order_names(list(dict.fromkeys(one.values("orders", "order_name"))))
    return re.sub(r"[^A-Za-z0-9]", "", form[0]).lower() or None if form else None


def _fields(files: list[Recognised], known: Known) -> list[tuple[str, str]]:
    """Return `fields:` for the account's own fields that hold order names or tracking numbers, with a comment."""
    able = {name for one in files for name in FORMATS[_format(one.entry)].fields}
    wanted = [(ours, names) for ours, names in (("order_ref", known.orders), ("tracking_ref", known.parcels)) if names]
    found: dict[str, str] = {}
    for ours, names in wanted:
        for one in files:
            if ours in able and ours not in one.entry.fields and ours not in found:
                for title, values in _own_fields(one).items():
                    same = sum(_plain(value) in names for value in values)
                    if same >= max(_ENOUGH, len(values) / 2) and _fills(one, ours, title):
                        found[ours] = title
                        break
    if not found:
        return []
    inside = ", ".join(f"{ours}: {as_yaml(title)}" for ours, title in found.items())
    return [("check: most values of the field are names of orders or numbers of parcels", f"    fields: {{{inside}}}")]


def _own_fields(one: Recognised) -> dict[str, list[str]]:
    """Return the values of every field that could be the account's own, by the field's title or id."""
    if one.file.kind == "csv":
        frame = one.profile.values
        return {_TITLE.sub("", name): frame[name].drop_nulls().to_list() for name in frame.columns}
    found: dict[str, list[str]] = {}
    for record in first_records(one.file, one.entry.encoding, _RECORDS):
        for name, value in _custom(record):
            found.setdefault(name, []).append(value)
    return found


def _custom(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("custom_fields", "customFields", "fields", "custom_attributes"):
        own = record.get(name)
        pairs = own.items() if isinstance(own, dict) else []
        if isinstance(own, list):
            pairs = [(field.get("id") or field.get("name"), field) for field in own if isinstance(field, dict)]
        for key, value in pairs:
            inner = value.get("value") if isinstance(value, dict) else value
            if isinstance(key, str) and isinstance(inner, str) and inner.strip():
                yield key, inner


def _fills(one: Recognised, ours: str, title: str) -> bool:
    """Tell whether reading the file with this field fills our column: what is proposed must work."""
    entry = replace(one.entry, fields={**one.entry.fields, ours: title})
    frame = _read(one.file, entry).get(one.entry.object or "")
    return frame is not None and ours in frame.columns and frame[ours].drop_nulls().len() > 0


def _read(file: SourceFile, entry: Entry, first: int | None = 1) -> dict[str, pl.DataFrame]:
    """Return what the format finds in the first parts of the file; nothing where it cannot be read as things are."""
    found: dict[str, list[pl.DataFrame]] = {}
    # A zone for the look only: without one a file would show nothing.
    try:
        for batches in islice(read_vendor(file, replace(entry, time_zone=entry.time_zone or "UTC")), first):
            for name, batch in batches.items():
                found.setdefault(name, []).append(batch.values.select(_kept(name, batch.values.columns)))
    except WismoError:
        return {}
    return {name: pl.concat(frames) for name, frames in found.items()}


def _kept(raw_object: str, columns: list[str]) -> list[str]:
    kept = {"order_id", "order_name", "tracking_number", "order_ref", "tracking_ref"} | numbers_of(raw_object)
    return [name for name in columns if name in kept]


def _format(entry: Entry) -> str:
    return (entry.format or "").partition("/")[0]


def _plain(name: str) -> str:
    return re.sub(r"[\s#-]", "", name).upper()
