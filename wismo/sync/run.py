"""`wismo sync`: every stream of an account into the inbox, then the new files through `wismo load`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wismo.errors import WismoError
from wismo.intake.disk import now_utc
from wismo.intake.ledger import read_ledger
from wismo.intake.load import FileReport, load_paths
from wismo.intake.rules import Entry
from wismo.intake.sources import Sources, read_sources
from wismo.intake.vendors import VENDORS
from wismo.sync import aftership, easypost, freshdesk, gorgias, shopify, zendesk
from wismo.sync.client import AccessError
from wismo.sync.state import State, source_lock
from wismo.sync.stream import Inbox, Stream
from wismo.sync.vendor import Vendor, open_account

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wismo.home import Home
    from wismo.intake.pulls import Pull
    from wismo.sync.client import Api

_VENDORS: dict[str, Vendor] = {
    "gorgias": gorgias.VENDOR,
    "zendesk": zendesk.VENDOR,
    "freshdesk": freshdesk.VENDOR,
    "shopify": shopify.VENDOR,
    "aftership": aftership.VENDOR,
    "easypost": easypost.VENDOR,
}


@dataclass(frozen=True)
class StreamReport:
    """What was pulled of one kind of object; ``error`` says why a stream stopped before its end."""

    stream: str
    objects: int
    files: int
    error: str | None = None


@dataclass(frozen=True)
class SyncReport:
    """What a pull did: a report per kind of object, and what became of every file that was not loaded yet."""

    source: str
    vendor: str
    streams: list[StreamReport]
    files: list[FileReport]


def sync(home: Home, name: str, sources_path: Path, progress: Callable[[str], None] = lambda _: None) -> SyncReport:
    """Pull the account ``name`` of sources.yml and load what came.

    A stream that fails leaves the others alone: its report has the error, and the next run goes on from
    where it came to.

    Raises:
        WismoError: the account or its key is not set up, another pull of it runs, or the load cannot run.
    """
    if not sources_path.exists():
        raise WismoError(
            f"There is no {sources_path}. The account stands there, under sync:, or in the file that --sources names; "
            "docs/sync.md shows how to write it."
        )
    sources = read_sources(sources_path)
    pull = next((pull for pull in sources.pulls if pull.name == name), None)
    if pull is None:
        known = ", ".join(pull.name for pull in sources.pulls) or "none"
        raise WismoError(f"{sources_path} has no account {name} under sync:. It has: {known}.")
    with source_lock(home, pull.name):
        state = State.read(home, pull)
        inbox = Inbox(home.inbox / pull.name, pull.name, now_utc())
        inbox.clear()
        streams = _pull(_VENDORS[pull.vendor], pull, state, inbox, progress)
        files = _load(home, inbox.folder, pull, sources, progress)
    return SyncReport(pull.name, pull.vendor, streams, files)


def _pull(
    vendor: Vendor, pull: Pull, state: State, inbox: Inbox, progress: Callable[[str], None]
) -> list[StreamReport]:
    with closing(open_account(vendor, pull)) as api:
        return _pull_streams(api, vendor, pull, state, inbox, progress)


def _pull_streams(
    api: Api, vendor: Vendor, pull: Pull, state: State, inbox: Inbox, progress: Callable[[str], None]
) -> list[StreamReport]:
    reports: list[StreamReport] = []
    for name, pull_stream in vendor.streams.items():
        stream, error = Stream(name, state, inbox, progress), None
        try:
            with stream:
                pull_stream(api, stream, pull.since)
        except AccessError:
            if not reports:
                raise
            error = "The key was no longer accepted."
        except WismoError as failure:
            error = str(failure)
        except OSError as failure:
            raise WismoError(
                f"Writing under {inbox.folder} failed ({failure.strerror}). What was pulled before is kept; "
                "make room or mend the cause, then run the command again."
            ) from failure
        reports += _reports(stream, error)
    return reports


def _reports(stream: Stream, error: str | None) -> list[StreamReport]:
    kinds = dict.fromkeys([stream.name, *stream.objects])
    return [
        StreamReport(kind, stream.objects[kind], stream.files[kind], error if kind == stream.name else None)
        for kind in kinds
    ]


def _load(home: Home, folder: Path, pull: Pull, sources: Sources, progress: Callable[[str], None]) -> list[FileReport]:
    """Load the files of the source that no ledger entry knows: new ones, and those refused before.

    One that is equal to the byte to what was loaded before is of no more use: the ledger will never name it, so that
    every pull would read it again, and where a vendor's window is read anew there would be one more after each.
    """
    known = {entry.file.rsplit("/", 1)[-1] for entry in read_ledger(home)}
    paths = sorted(path for path in folder.glob("*.jsonl") if path.name not in known)
    if not paths:
        return []
    reports = load_paths(home, paths, replace(sources, entries=_entries(pull, sources)), progress=progress)
    for path, report in zip(paths, reports, strict=True):
        if (report.note or "").startswith("already loaded"):
            path.unlink()
    return reports


def _entries(pull: Pull, sources: Sources) -> tuple[Entry, ...]:
    """Return the entries of ``sources:`` that bear the account's name, or one that reads the vendor's own formats.

    Which account the files belong to is known, so ``files:`` of a vendor's entry need not match.
    """
    named = tuple(entry for entry in sources.entries if entry.name == pull.name)
    if named:
        return tuple(replace(entry, files=()) if entry.vendor == pull.vendor else entry for entry in named)
    if pull.vendor not in VENDORS:
        return ()
    return (Entry(pull.name, pull.account, object=None, is_canonical=False, kind=None, vendor=pull.vendor),)
