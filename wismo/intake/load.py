"""`wismo load`: every file is loaded whole, refused whole, or was loaded before."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from wismo.errors import WismoError, safe
from wismo.faults import plain_fault
from wismo.intake.amount import Amount
from wismo.intake.brand import write_brand
from wismo.intake.containers import CONTAINERS, inspect_member, unpack
from wismo.intake.contract import SOURCE_COLUMNS, read_contract
from wismo.intake.database import Aside
from wismo.intake.disk import load_lock, now_utc
from wismo.intake.files import SourceFile, inspect, list_files
from wismo.intake.known import Known
from wismo.intake.ledger import read_ledger, take_back
from wismo.intake.matching import is_named, match_entries
from wismo.intake.object_load import ObjectLoad, plan_loads
from wismo.intake.raw import ensure_raw, settle, staging
from wismo.intake.reading import read
from wismo.intake.report import FileReport, report_of
from wismo.intake.session import Session
from wismo.intake.sources import Sources, sources_for
from wismo.intake.unknown import NoRecordsError
from wismo.intake.vendors import LEFT_ALONE, NoReaderError, knows_table, read_vendor, why_unread
from wismo.privacy.erased import read_erased

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wismo.home import Home

IGNORED = "listed under ignore: in sources.yml"


def load_paths(
    home: Home,
    paths: list[Path],
    sources: Path | Sources | None,
    *,
    dry_run: bool = False,
    progress: Callable[[str], None] | None = None,
) -> list[FileReport]:
    """Load files and folders into raw Parquet; return one report per file, in order of name.

    ``sources`` is a sources.yml, or what was read from one; without it each path is read by the
    ``sources.yml`` in that folder, or beside that file.
    ``dry_run`` checks and counts everything and writes nothing under ``WISMO_HOME``.

    Raises:
        WismoError: a path does not exist, sources.yml is wrong, another load runs, the customer key does
            not fit. A bad file raises nothing: its report has the error.
    """
    given = [(path, sources_for(path, sources)) for path in paths]
    jobs = [(file, safe(name), config) for path, config in given for file, name in list_files(path)]
    say = Amount([file for file, *_ in jobs], progress or (lambda _: None))
    with ExitStack() as stack:
        if dry_run:
            scratch = Path(stack.enter_context(TemporaryDirectory(prefix="wismo-")))
        else:
            stack.enter_context(load_lock(home, say))
            settle(home)
            scratch = staging(home)
            scratch.mkdir(parents=True, exist_ok=True)
            for config in {id(config): config for *_, config in jobs}.values():
                if config.brand:
                    write_brand(home, config.brand)
        # Under the lock: who was erased while this load waited must not come back with it.
        erased = read_erased(home, say)
        ledger = {(entry.sha256, entry.object): entry for entry in read_ledger(home)}
        known = stack.enter_context(closing(Known(home.raw, scratch, ledger)))
        session = Session(home, scratch, now_utc(), say, dry_run, ledger, known, erased)
        by_file = [(job[0], list(_load_path(session, *job))) for job in say.while_reading(jobs)]
        if not dry_run:
            settle(home)
            _clean_inbox(home, session, by_file)
    if not dry_run:
        ensure_raw(home)
    return [report for _, reports in by_file for report in reports]


def _clean_inbox(home: Home, session: Session, by_file: list[tuple[Path, list[FileReport]]]) -> None:
    """Take people who were erased out of exports that lie in the inbox, too: none of their records was loaded."""
    found = [path for path, reports in by_file if any(report.erased for report in reports)]
    inside = [path for path in found if path.resolve().is_relative_to(home.inbox.resolve())]
    if session.erased and inside:
        from wismo.privacy.inbox_purge import purge_inbox

        purge_inbox(home, session.erased, [path.resolve() for path in inside])


def _load_path(session: Session, path: Path, name: str, config: Sources) -> Iterator[FileReport]:
    """Load a file, or every file that it holds."""
    if is_named(name, config.ignore):
        yield FileReport(name, note=IGNORED)
        return
    name = session.tame(name)
    session.say(f"Reading {name}")
    try:
        file = inspect(path, name)
    except WismoError as error:
        yield FileReport(name, error=safe(str(error)))
        return
    if file.kind in CONTAINERS:
        yield from _load_members(session, file, path.parent, config)
    else:
        yield _load_file(session, file, path.parent, config)


def _load_members(session: Session, container: SourceFile, folder: Path, config: Sources) -> Iterator[FileReport]:
    is_left_alone = True
    with TemporaryDirectory(prefix="unpacked-", dir=session.scratch) as copies:
        try:
            for member, copy in unpack(container, Path(copies), knows_table):
                name = session.tame(member)
                if is_named(name, config.ignore):
                    report = FileReport(name, note=IGNORED)
                elif isinstance(copy, Aside):
                    report = FileReport(name, note=copy.note)
                else:
                    session.say(f"Reading {name}")
                    report = _load_member(session, copy, name, container, folder, config)
                is_left_alone &= (report.note or "").startswith("left alone")
                yield report
        except WismoError as error:
            yield FileReport(container.name, container.kind, container.sha256, error=safe(str(error)))
            return
    if is_left_alone:
        error = "None of its tables is one that is read. docs/elt.md lists those that are; map others in a sources.yml."
        yield FileReport(container.name, container.kind, container.sha256, error=error)


def _load_member(
    session: Session, copy: Path | WismoError, name: str, container: SourceFile, folder: Path, config: Sources
) -> FileReport:
    try:
        member = inspect_member(copy, name)
    except WismoError as error:
        return FileReport(name, error=safe(str(error)))
    return _load_file(session, member, folder, config, is_table=container.kind == "duckdb")


def _load_file(
    session: Session, file: SourceFile, folder: Path, config: Sources, *, is_table: bool = False
) -> FileReport:
    """Load one file. A table of a database, or of an ELT tool, that nothing reads is none of ours and no mistake."""
    try:
        try:
            entries = match_entries(file, config)
        except NoRecordsError as nothing:
            return FileReport(file.name, file.kind, file.sha256, note=str(nothing))
        except WismoError as error:
            lookups = [lookup.file for entry in config.entries for lookup in entry.lookups]
            if is_named(file.name, lookups):
                return FileReport(file.name, sha256=file.sha256, note="used for lookups only")
            if isinstance(error, NoReaderError) and (note := LEFT_ALONE if is_table else why_unread(file)):
                return FileReport(file.name, sha256=file.sha256, note=note)
            raise
        loads = plan_loads(session, file, entries, [*filter(None, (folder, config.folder))])
    except WismoError as error:
        return FileReport(file.name, sha256=file.sha256, error=safe(str(error)))
    return _run(session, file, loads)


def _run(session: Session, file: SourceFile, loads: list[ObjectLoad]) -> FileReport:
    """Load what a file holds of every object. The first object's entry is written last: it vouches for all."""
    main = session.ledger.get((file.sha256, loads[0].raw_object.name))
    names = [load.raw_object.name for load in loads]
    if main and main.load_id == loads[0].load_id and session.has_whole(file.sha256, names):
        return _loaded_before(session, file, loads)
    try:
        _read_into(session.say, file, loads)
        _take_back_others(session, file, loads)
        entries = [entry for load in reversed(loads) if (entry := load.finish(is_kept=load is loads[0]))]
    except WismoError as error:
        return FileReport(file.name, file.kind, file.sha256, error=safe(str(error)))
    except OSError as error:
        fault = plain_fault(error, session.home.root)
        raise WismoError(f"{fault} {file.name} is not loaded; files before it are.") from error
    finally:
        for load in loads:
            load.close()
    entries.reverse()
    return report_of(file, loads, entries)


def _take_back_others(session: Session, file: SourceFile, loads: list[ObjectLoad]) -> None:
    """Empty what a file of this name gave to objects that it does not fill any more."""
    names, bare = {load.raw_object.name for load in loads}, Path(file.name).name
    for name in () if session.is_dry else read_contract():
        old = session.ledger.get((file.sha256, name))
        if old and name not in names and old.rows and Path(old.file).name == bare:
            session.ledger[file.sha256, name] = take_back(session.home, old, loads[0].load_id, session.loaded_at)
            session.known.forget(name)


def _loaded_before(session: Session, file: SourceFile, loads: list[ObjectLoad]) -> FileReport:
    known = [session.ledger.get((file.sha256, load.raw_object.name)) for load in loads]
    entries = [entry for entry in known if entry and entry.load_id == loads[0].load_id]
    report = report_of(file, loads, entries)
    return replace(
        report,
        loaded=0,
        duplicates=report.records - report.quarantined,
        note=f"already loaded at {entries[0].loaded_at}",
    )


def _read_into(say: Amount, file: SourceFile, loads: list[ObjectLoad]) -> None:
    entries = [entry for load in loads for entry in load.entries]
    columns = {column for entry in entries for column in entry.columns_read}
    allowed = {*SOURCE_COLUMNS, *loads[0].raw_object.fillable} if all(entry.is_canonical for entry in entries) else None
    if entries[0].format:
        for batches in say.by_batch(read_vendor(file, entries[0])):
            for load in loads:
                load.take(batches[load.raw_object.name])
        return
    for batch in say.by_batch(read(file, entries[0], columns, allowed)):
        for load in loads:
            load.take(batch)
