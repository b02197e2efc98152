"""Taking people out of the inbox: exports that lie there, and what `wismo sync` pulled.

JSON lines lose the lines of the person. Any other file goes whole: what was loaded of it is in raw, and to write
an export again byte for byte without some of its records is no promise that can be kept for every format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wismo.errors import safe
from wismo.intake.disk import write_text
from wismo.intake.ledger import read_ledger
from wismo.intake.raw import staging
from wismo.privacy.places import UnreadableError, decoded, texts_of

if TYPE_CHECKING:
    from pathlib import Path

    from wismo.home import Home
    from wismo.privacy.erased import Erased

_ENDINGS = (".jsonl", ".ndjson")
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
    if path.suffix.lower() in _ENDINGS and not is_named:
        if not keep:
            _rewrite(path, erased)
        return "rewritten"
    if not keep:
        path.unlink()
    return "deleted" if is_loaded else "deleted_unloaded"


def _rewrite(path: Path, erased: Erased) -> None:
    text, encoding = decoded(path.read_bytes())
    rest = [line for line in text.split("\n") if not erased.mentions.is_in(line)]
    if any(line.strip() for line in rest):
        write_text(path, "\n".join(rest), encoding)
    else:
        path.unlink()
