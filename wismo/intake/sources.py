"""Reading sources.yml; every mistake in it is one sentence that names the entry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wismo.errors import WismoError, did_you_mean
from wismo.intake.brand import Brand, check_zone, parse_brand
from wismo.intake.contract import RawObject, read_contract
from wismo.intake.pulls import Pull, parse_pulls
from wismo.intake.rules import Entry
from wismo.intake.source_columns import decimal_of, parse_conditions, parse_lookups, parse_rules
from wismo.intake.times import check_pattern
from wismo.intake.vendors import VENDORS
from wismo.intake.yaml_text import mapping, only, read_yaml, word_of, words_of

if TYPE_CHECKING:
    from pathlib import Path

_ENTRY_KEYS = {
    "name", "account", "object", "format", "files", "columns", "when", "when_any", "lookup", "time_zone",
    "encoding", "delimiter",
}  # fmt: skip
_VENDOR_KEYS = {
    "name", "account", "format", "files", "fields", "time_zone", "time_format", "decimal", "encoding", "delimiter",
}  # fmt: skip
_FORMATS = ("csv", "json", "jsonl", "parquet", "canonical", *VENDORS)


@dataclass(frozen=True)
class Sources:
    """All of sources.yml; ``folder`` is where lookups are searched after the loaded file's own folder."""

    entries: tuple[Entry, ...]
    brand: Brand | None = None
    ignore: tuple[str, ...] = ()
    folder: Path | None = None
    pulls: tuple[Pull, ...] = ()


def read_sources(path: Path) -> Sources:
    """Read and check sources.yml.

    Raises:
        WismoError: the file is missing, is no YAML, or an entry is wrong.
    """
    body = mapping(read_yaml(path), path.name)
    only(body, {"brand", "sources", "ignore", "sync"}, path.name)
    entries = body.get("sources") or []
    if not isinstance(entries, list) or not (entries or "sync" in body):
        raise WismoError(f"{path.name} needs a list `sources:` with at least one entry.")
    return Sources(
        entries=tuple(_entry(entry, f"{path.name}, source {number}") for number, entry in enumerate(entries, 1)),
        brand=parse_brand(mapping(body["brand"], f"{path.name}, brand"), path.name) if "brand" in body else None,
        ignore=words_of(body.get("ignore", []), f"{path.name}, ignore"),
        folder=path.resolve().parent,
        pulls=parse_pulls(body["sync"], f"{path.name}, sync") if "sync" in body else (),
    )


def sources_for(path: Path, given: Path | Sources | None) -> Sources:
    """Return the ``given`` sources.yml, else that in the folder ``path`` or beside the file, else none.

    What was read already is returned as it is.

    Raises:
        WismoError: as ``read_sources``.
    """
    beside = (path if path.is_dir() else path.parent) / "sources.yml"
    if isinstance(given, Sources):
        return given
    if given or beside.exists() or beside.is_symlink():
        return read_sources(given or beside)
    return Sources(entries=())


def _entry(body: Any, place: str) -> Entry:
    body = mapping(body, place)
    kind = word_of(body, "format", place)
    vendor = kind if kind in VENDORS else None
    if kind not in (None, *_FORMATS):
        raise WismoError(f"{place}: format must be one of {', '.join(_FORMATS)}.{did_you_mean(str(kind), _FORMATS)}")
    only(body, _VENDOR_KEYS if vendor else _ENTRY_KEYS, place)
    name, account = body.get("name", vendor), body.get("account", "main")
    for part in (name, account):
        if not isinstance(part, str) or not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", part):
            raise WismoError(f"{place}: name and account must be one word of letters, digits, '_', '-' and '.'.")
    place = f"{place} ({name})"
    is_canonical = kind == "canonical"
    raw_object = None if vendor else _object(body.get("object"), place, is_canonical=is_canonical)
    columns = body.get("columns")
    if is_canonical and columns is not None:
        raise WismoError(f"{place}: a canonical file has the contract's column names; leave `columns:` out.")
    if not (is_canonical or vendor or columns):
        raise WismoError(f"{place}: needs `columns:` (ours: theirs), or `format: canonical`.")
    entry = Entry(
        name=name,
        account=account,
        object=raw_object.name if raw_object else None,
        is_canonical=is_canonical,
        kind=None if is_canonical or vendor else kind,
        files=words_of(body.get("files", []), f"{place}, files"),
        columns=parse_rules(columns, raw_object, place) if raw_object and columns else {},
        when=parse_conditions(body.get("when"), f"{place}, when"),
        when_any=parse_conditions(body.get("when_any"), f"{place}, when_any"),
        lookups=parse_lookups(body.get("lookup", []), f"{place}, lookup"),
        time_zone=check_zone(body["time_zone"], place) if "time_zone" in body else None,
        encoding=_encoding(body["encoding"], place) if "encoding" in body else "",
        delimiter=_delimiter(body["delimiter"], place) if "delimiter" in body else "",
        vendor=vendor,
        fields=_fields(body.get("fields", {}), vendor, f"{place}, fields"),
        time_format=_time_format(body, place) if vendor else None,
        decimal=decimal_of(body, place) if vendor else None,
    )
    if columns and not entry.columns_read:
        raise WismoError(f"{place}: no column is read from the file; every record would be the same.")
    return entry


def _fields(body: Any, vendor: str | None, place: str) -> dict[str, str]:
    fields = mapping(body, place)
    known = VENDORS.get(vendor or "", ())
    for name, own in fields.items():
        if name not in known:
            raise WismoError(
                f"{place}: {name!r} cannot be filled from a field.{did_you_mean(name, known)} "
                f"These can: {', '.join(known) or 'none'}."
            )
        if not isinstance(own, str) or not own:
            raise WismoError(f"{place}: {name} must name one field of the export.")
    return fields


def _object(name: Any, place: str, *, is_canonical: bool) -> RawObject | None:
    contract = read_contract()
    if name is None and is_canonical:
        return None
    if not isinstance(name, str) or name not in contract:
        raise WismoError(f"{place}: object must be one of {', '.join(contract)}.{did_you_mean(str(name), contract)}")
    return contract[name]


def _time_format(body: dict, place: str) -> str | None:
    pattern = word_of(body, "time_format", place)
    if pattern:
        check_pattern(pattern, place)
    return pattern or None


def _encoding(name: Any, place: str) -> str:
    try:
        "".encode(name)
    except (LookupError, TypeError, UnicodeError):
        raise WismoError(f"{place}: encoding {name!r} is unknown. Write one such as utf-8 or latin-1.") from None
    return name.lower().replace("_", "-")


def _delimiter(sign: Any, place: str) -> str:
    if not isinstance(sign, str) or not re.fullmatch(r"[\t -!#-~]", sign):
        raise WismoError(f'{place}: delimiter must be one character, such as ";" or "\\t".')
    return sign
