"""Erasing a person: first the list of keyed hashes, then everything else, in an order that a crash cannot spoil.

The list is on disk before anything is taken away, so that whoever comes next (a load, a build, the same command)
knows who is to be forgotten; the old snapshot stays until a new one without the person is live.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.disk import load_lock
from wismo.intake.key import read_key
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.raw import ensure_raw, settle, staging
from wismo.lock import BuildIsRunningError, build_lock
from wismo.privacy.erased import PUBLISH, PURGE, Erased, add_erased, mark, read_erased, read_erased_list
from wismo.privacy.inbox_purge import InboxReport, purge_inbox
from wismo.privacy.person import find_person, normal_email
from wismo.privacy.raw_purge import purge_raw
from wismo.privacy.refused_purge import purge_quarantine
from wismo.privacy.team_purge import purge_team
from wismo.snapshot import list_snapshots

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wismo.home import Home

LABELS = ("ticket_labels", "reply_labels")
_PIECE = 8 << 20


@dataclass(frozen=True)
class Purged:
    """What was taken away: rows of raw by object, texts of others with the address, refused records, files.

    ``team`` counts texts of the action log and saved views that named the person.
    """

    records: dict[str, int] = field(default_factory=dict)
    mentions: int = 0
    quarantined: int = 0
    quarantine_files: int = 0
    inbox: InboxReport = field(default_factory=InboxReport)
    team: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found anywhere."""
        found = (self.records, self.mentions, self.quarantined, self.quarantine_files, self.files, self.team)
        return not any(found)

    @property
    def files(self) -> int:
        """How many files of the inbox held the person."""
        return len(self.inbox.rewritten) + len(self.inbox.deleted) + len(self.inbox.deleted_unloaded)


@dataclass(frozen=True)
class ForgetReport:
    """What became of an erasure; ``version`` is the snapshot without the person, None of a dry run.

    ``left`` names files under ``WISMO_HOME`` that still hold the address; it is empty unless something is wrong.
    """

    found: dict[str, int]
    purged: Purged
    version: str | None = None
    snapshots_deleted: int = 0
    left: tuple[str, ...] = ()


def forget(
    home: Home,
    text: str,
    *,
    is_shared: bool = False,
    is_dry: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> ForgetReport:
    """Erase whoever has an email address from everything under ``WISMO_HOME``, and publish without the person.

    ``is_dry`` only looks. Run again after a crash or a failed build, it goes on.

    Raises:
        BuildIsRunningError: a build runs; nothing was changed.
        WismoError: no address, nobody has it, a load runs, the key is missing; or the build failed: then the
            message says what is erased already.
    """
    from wismo.build import build

    email = normal_email(text)
    if not read_ledger(home):
        raise WismoError(f"Nothing was loaded into {home.root}, so there is nobody to forget. Check WISMO_HOME.")
    with build_lock(home):
        ensure_raw(home)
        with load_lock(home):
            found, purged = _erase(home, email, is_shared=is_shared, is_dry=is_dry, progress=progress)
    if is_dry:
        return ForgetReport(found, purged)
    before = len(list_snapshots(home))
    try:
        report = build(home, full=True, progress=progress)
    except BuildIsRunningError:
        raise WismoError(
            "The person is erased from raw, quarantine, inbox and working files. Another build began meanwhile; it "
            "drops the old snapshots when it ends. If it fails: `wismo build`."
        ) from None
    except WismoError as error:
        raise WismoError(
            f"{error} The person is erased from raw, quarantine, inbox and working files and will not be loaded again. "
            f"Not yet erased: {before} older snapshots, which know the orders and tickets by their ids. Mend the "
            "cause, then `wismo build` finishes the erasure."
        ) from error
    deleted = before + 1 - len(list_snapshots(home))
    return ForgetReport(found, purged, report.version, deleted, still_there(home, email))


def settle_erasure(home: Home, progress: Callable[[str], None]) -> bool:
    """Go on with an erasure that was begun; return whether a new snapshot is needed. Call under both locks.

    Raises:
        WismoError: raw is damaged, the key is missing, or the list of who was erased cannot be read.
    """
    pending = read_erased_list(home).pending
    if pending == PURGE and (erased := read_erased(home)):
        progress("Going on with an erasure")
        _check_whole(home)
        purge(home, erased, progress)
        mark(home, PUBLISH)
    return bool(pending)


def finish_erasure(home: Home) -> None:
    """Drop every snapshot but the live one, which was built without the people on the list."""
    for snapshot in list_snapshots(home):
        if not snapshot.is_current:
            for path in home.published.glob(f"{snapshot.version}*"):
                path.unlink()
    mark(home, "")


def purge(home: Home, erased: Erased, progress: Callable[[str], None], *, keep: bool = False) -> Purged:
    """Take people out of every place but the snapshots; ``keep`` only counts. Call under both locks."""
    staging(home).mkdir(parents=True, exist_ok=True)
    progress("Looking through what was loaded")
    counts = purge_raw(home, erased, keep=keep)
    progress("Looking through what was refused")
    refused = purge_quarantine(home, erased, keep=keep)
    progress("Looking through the inbox")
    inbox = purge_inbox(home, erased, keep=keep)
    progress("Looking through what the team wrote")
    team = purge_team(home, erased, keep=keep)
    if not keep:
        _clear_work(home)
    settle(home)
    mentions = counts.pop("mentions", 0)
    records = {name: count for name, count in counts.items() if count and name not in LABELS}
    return Purged(records, mentions, refused["quarantine"], refused["files"], inbox, team)


def still_there(home: Home, email: str) -> tuple[str, ...]:
    """Return the files under ``WISMO_HOME`` whose bytes hold an address, whatever the case of its letters."""
    needles = (email.encode(), email.encode("utf-16-le"))
    files = sorted(path for path in home.root.rglob("*") if path.is_file() and not path.is_symlink())
    return tuple(path.relative_to(home.root).as_posix() for path in files if _holds(path, needles))


def _holds(path: Path, needles: tuple[bytes, ...]) -> bool:
    """Tell whether a file, which may be larger than the memory, holds any of some bytes in whatever case."""
    overlap, before = max(map(len, needles)) - 1, b""
    # What lies beside the team's file comes and goes while somebody reads it.
    with suppress(FileNotFoundError), path.open("rb") as file:
        while piece := file.read(_PIECE):
            content = before + piece.lower()
            if any(needle in content for needle in needles):
                return True
            before = content[-overlap:]
    return False


def _erase(
    home: Home, email: str, *, is_shared: bool, is_dry: bool, progress: Callable[[str], None]
) -> tuple[dict[str, int], Purged]:
    key = read_key(home, progress, create=False)
    _check_whole(home)
    settle(home)
    progress("Looking for the person")
    person = find_person(home, key, email, is_shared=is_shared)
    known = read_erased_list(home)
    seen = Erased(key, person.hashes)
    if is_dry or not any(person.found.values()):
        looked = purge(home, seen, progress, keep=True)
        if is_dry or (looked.is_empty and not (known.pending or person.hashes & set(known.hashes))):
            if looked.is_empty:
                raise WismoError(
                    "Nobody has this address, and it stands nowhere. Check its spelling; nothing was changed."
                )
            return person.found, looked
    add_erased(home, person.hashes)
    purged = purge(home, Erased(key, person.hashes | set(known.hashes)), progress)
    mark(home, PUBLISH)
    return person.found, purged


def _check_whole(home: Home) -> None:
    """Rewriting a damaged file would make its damage look whole, and hide whose rows are in it."""
    problems = balance(home)
    if problems:
        raise WismoError(
            f"{len(problems)} loaded files do not add up, so nobody can be erased from them. The first: {problems[0]} "
            "Load them again, then run the same command."
        )


def _clear_work(home: Home) -> None:
    """Delete what only a build needs: it makes all of it anew."""
    for path in [*home.work.glob("wismo.duckdb*"), *home.published.glob(".tmp-*")]:
        path.unlink()
    for folder in (home.work / "logs", home.work / "target", *home.root.glob(".score-*")):
        shutil.rmtree(folder, ignore_errors=True)
    # It holds customers' keys, so what cannot be deleted must be heard of.
    if (home.work / "sail").exists():
        shutil.rmtree(home.work / "sail")
