"""Reading sources.yml; every mistake in it is one sentence that names the entry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wismo.errors import WismoError, did_you_mean
from wismo.intake.brand import Brand, check_zone, parse_brand
from wismo.intake.contract import RawObject, read_contract
from wismo.intake.pulls import Pull, parse_pulls
from wismo.intake.rules import Entry, Lookup, Rule
from wismo.intake.times import EPOCH_UNITS, check_pattern
from wismo.intake.vendors import VENDORS
from wismo.intake.yaml_text import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

_ENTRY_KEYS = {
    "name", "account", "object", "format", "files", "columns", "when", "when_any", "lookup", "time_zone",
    "encoding", "delimiter",
}  # fmt: skip
_VENDOR_KEYS = {"name", "account", "format", "files", "fields", "time_zone", "encoding", "delimiter"}
_RULE_KEYS = {
    "from", "value", "join", "separator", "values", "otherwise", "split", "epoch", "time_format", "time_zone",
    "decimal", "optional",
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
    body = _mapping(read_yaml(path), path.name)
    _only(body, {"brand", "sources", "ignore", "sync"}, path.name)
    entries = body.get("sources") or []
    if not isinstance(entries, list) or not (entries or "sync" in body):
        raise WismoError(f"{path.name} needs a list `sources:` with at least one entry.")
    return Sources(
        entries=tuple(_entry(entry, f"{path.name}, source {number}") for number, entry in enumerate(entries, 1)),
        brand=parse_brand(_mapping(body["brand"], f"{path.name}, brand"), path.name) if "brand" in body else None,
        ignore=_words(body.get("ignore", []), f"{path.name}, ignore"),
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
    body = _mapping(body, place)
    kind = _word(body, "format", place)
    vendor = kind if kind in VENDORS else None
    if kind not in (None, *_FORMATS):
        raise WismoError(f"{place}: format must be one of {', '.join(_FORMATS)}.{did_you_mean(str(kind), _FORMATS)}")
    _only(body, _VENDOR_KEYS if vendor else _ENTRY_KEYS, place)
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
        files=_words(body.get("files", []), f"{place}, files"),
        columns=_rules(columns, raw_object, place) if raw_object and columns else {},
        when=_conditions(body.get("when"), f"{place}, when"),
        when_any=_conditions(body.get("when_any"), f"{place}, when_any"),
        lookups=_lookups(body.get("lookup", []), f"{place}, lookup"),
        time_zone=check_zone(body["time_zone"], place) if "time_zone" in body else None,
        encoding=_encoding(body["encoding"], place) if "encoding" in body else "",
        delimiter=_delimiter(body["delimiter"], place) if "delimiter" in body else "",
        vendor=vendor,
        fields=_fields(body.get("fields", {}), vendor, f"{place}, fields"),
    )
    if columns and not entry.columns_read:
        raise WismoError(f"{place}: no column is read from the file; every record would be the same.")
    return entry


def _fields(body: Any, vendor: str | None, place: str) -> dict[str, str]:
    fields = _mapping(body, place)
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


def _rules(body: Any, raw_object: RawObject, place: str) -> dict[str, Rule]:
    body = _mapping(body, f"{place}, columns")
    fillable = raw_object.fillable
    for name in body:
        if name not in fillable:
            raise WismoError(
                f"{place}: {raw_object.name} has no column {name!r} to fill.{did_you_mean(name, fillable)} "
                f"It has: {', '.join(fillable)}."
            )
    missing = [name for name, column in fillable.items() if column.required and name not in body]
    if missing:
        raise WismoError(f"{place}: {raw_object.name} needs {', '.join(missing)} under `columns:`.")
    if raw_object.one_of and not any(name in body for name in raw_object.one_of):
        raise WismoError(f"{place}: {raw_object.name} needs at least one of {', '.join(raw_object.one_of)}.")
    return {name: _rule(rule, f"{place}, column {name}") for name, rule in body.items()}


def _rule(body: Any, place: str) -> Rule:
    if isinstance(body, str) and body:
        return Rule(columns=(body,))
    body = _mapping(body, place)
    _only(body, _RULE_KEYS, place)
    if sum(key in body for key in ("from", "value", "join")) != 1:
        raise WismoError(f"{place}: say exactly one of from:, join: or value:.")
    settings = {name: _word(body, name, place) for name in _RULE_KEYS - {"join", "values"}}
    if settings["epoch"] is not None and settings["epoch"] not in EPOCH_UNITS:
        raise WismoError(f"{place}: epoch must be s, ms or us.")
    if settings["time_format"]:
        check_pattern(settings["time_format"], place)
    if body.get("decimal") not in (None, ".", ","):
        raise WismoError(f'{place}: decimal must be "," (as in 1.234,50) or "." (as in 1,234.50).')
    words = body.get("values")
    if words is not None:
        translations = _mapping(words, f"{place}, values")
        words = {key: _word(translations, key, f"{place}, values") or None for key in translations}
    columns = _words(body["join"], place) if "join" in body else (body["from"],) if "from" in body else ()
    if "" in columns:
        raise WismoError(f"{place}: from: must name one column of the file.")
    if body.get("optional", "false") not in ("true", "false"):
        raise WismoError(f"{place}: optional must be true or false.")
    return Rule(
        columns=columns,
        constant=settings["value"] or None,
        separator=settings["separator"] or "",
        words=words,
        otherwise=settings["otherwise"] or None,
        split=settings["split"] or None,
        epoch=settings["epoch"],
        time_format=settings["time_format"],
        time_zone=check_zone(body["time_zone"], place) if "time_zone" in body else None,
        decimal=body.get("decimal"),
        optional=body.get("optional") == "true",
    )


def _conditions(body: Any, place: str) -> dict[str, tuple[str, ...] | None]:
    if body is None:
        return {}
    return {
        column: None if wanted == "not_empty" else _words(wanted, f"{place}, {column}")
        for column, wanted in _mapping(body, place).items()
    }


def _lookups(body: Any, place: str) -> tuple[Lookup, ...]:
    body = [body] if isinstance(body, dict) else body
    if not isinstance(body, list):
        raise WismoError(f"{place}: expected `name: value` lines here, or a list of such blocks.")
    lookups = []
    for part in body:
        part_body = _mapping(part, place)
        _only(part_body, {"file", "key", "on", "take"}, place)
        if set(part_body) != {"file", "key", "on", "take"}:
            raise WismoError(f"{place}: needs file:, key: (column there), on: (column here) and take:.")
        file, key, on = (_word(part_body, name, place) or "" for name in ("file", "key", "on"))
        body_of_take = _mapping(part_body["take"], f"{place}, take")
        take = {name: _word(body_of_take, name, f"{place}, take") or "" for name in body_of_take}
        if not all((file, key, on, *take.values())):
            raise WismoError(f"{place}: file:, key:, on: and every line of take: need a name.")
        lookups.append(Lookup(file, key, on, take))
    return tuple(lookups)


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


def _word(body: dict, name: str, place: str) -> str | None:
    word = body.get(name)
    if word is not None and not isinstance(word, str):
        raise WismoError(f"{place}: {name} must be one word or text, not a list or a block.")
    return word


def _mapping(body: Any, place: str) -> dict:
    if not isinstance(body, dict):
        raise WismoError(f"{place}: expected `name: value` lines here.")
    return body


def _only(body: dict, known: set[str], place: str) -> None:
    unknown = [str(key) for key in body if key not in known]
    if unknown:
        raise WismoError(
            f"{place}: unknown setting {', '.join(unknown)}.{did_you_mean(unknown[0], known)} "
            f"Known: {', '.join(sorted(known))}."
        )


def _words(body: Any, place: str) -> tuple[str, ...]:
    words = [body] if isinstance(body, str) else body
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise WismoError(f"{place}: expected a list of words.")
    return tuple(words)
