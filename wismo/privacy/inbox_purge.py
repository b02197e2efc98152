"""Taking people out of the inbox: exports that lie there, and what `wismo sync` pulled.

JSON lines and CSV lose the records of the person, the rest stays byte for byte. Any other file goes whole, as what
was loaded of it is in raw: archives, databases, Parquet, JSON documents, and CSV whose quotation marks do not match.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wismo.errors import safe
from wismo.intake.disk import write_text
from wismo.intake.kinds import kind_of
from wismo.intake.ledger import read_ledger
from wismo.intake.raw import staging
from wismo.privacy.places import UnreadableError, decoded, texts_of

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.home import Home
    from wismo.intake.kinds import Kind
    from wismo.privacy.erased import Erased

_SETTINGS = (".yml", ".yaml")


@dataclass(frozen=True)
class InboxReport:
    """Names of files (relative to the inbox): rewritten; deleted; deleted though never loaded; and not readable."""

    rewritten: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    deleted_unloaded: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


def purge_inbox(home: Home, erased: Erased, paths: list[Path] | None = None, *, keep: bool = False) -> InboxReport:
    """Take erased people out of the files of the inbox, or of some of them; ``keep`` changes nothing.

    Call under the load lock.
    """
    loaded = {entry.file.partition("/")[0] for entry in read_ledger(home)}
    loaded |= {entry.file.rpartition("/")[2] for entry in read_ledger(home)}
    found: dict[str, list[str]] = {"rewritten": [], "deleted": [], "deleted_unloaded": [], "unreadable": []}
    files = sorted(path for path in home.inbox.rglob("*") if path.is_file()) if paths is None else paths
    for path in files:
        if path.is_symlink() or path.suffix.lower() in _SETTINGS:
            continue
        what = _purge(home, path, erased, is_loaded=path.name in loaded, keep=keep)
        if what:
            found[what].append(safe(erased.mentions.redact(path.relative_to(home.inbox).as_posix())))
    return InboxReport(**{what: tuple(names) for what, names in found.items()})


def _purge(home: Home, path: Path, erased: Erased, *, is_loaded: bool, keep: bool) -> str:
    is_named = erased.mentions.redact(path.name) != path.name
    staging(home).mkdir(parents=True, exist_ok=True)
    try:
        if not (is_named or any(erased.mentions.is_in(text) for text in texts_of(path, staging(home)))):
            return ""
    except UnreadableError:
        return "unreadable"
    rest = None if is_named else _rest(path, erased)
    if rest is not None:
        if not keep:
            write_text(path, *rest)
        return "rewritten"
    if not keep:
        path.unlink()
    return "deleted" if is_loaded else "deleted_unloaded"


def _rest(path: Path, erased: Erased) -> tuple[str, str] | None:
    """Return a text file without the records of erased people, and its encoding; None where it must go whole."""
    with path.open("rb") as file:
        kind = kind_of(file, path.name)
    found = text_records(path, kind)
    if found is None:
        return None
    records, encoding = found
    kept = [record for record in records if not erased.mentions.is_in(record)]
    # A header alone is no export any more; and where nothing went, what was found lies across records.
    has_records = len(kept) > (kind.word == "csv")
    return ("".join(kept), encoding) if has_records and len(kept) < len(records) else None


def text_records(path: Path, kind: Kind) -> tuple[list[str], str] | None:
    """Return the records of CSV (header first) or JSON lines as they stand, and the encoding; None of anything else."""
    if kind.is_gzip or kind.word not in ("csv", "jsonl"):
        return None
    text, encoding = decoded(path.read_bytes())
    records = re.findall(r"[^\n]*\n|[^\n]+", text) if kind.word == "jsonl" else _csv_records(text)
    return None if records is None else (records, encoding)


def _csv_records(text: str) -> list[str] | None:
    """Return a CSV's records, header first, as they stand; None where quotation marks do not match."""
    records: list[str] = []
    is_open = False
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        if is_open:
            records[-1] += line
        else:
            records.append(line)
        is_open ^= line.count('"') % 2 == 1
    return None if is_open else records
