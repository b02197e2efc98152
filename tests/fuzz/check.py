"""What must hold for whatever file: no crash, no hang, the ledger balances, and what nobody touched is unchanged."""

from __future__ import annotations

import csv
import io
import json
import signal
import time
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.fast_home import copy_home, memory_folder
from wismo.errors import WismoError
from wismo.home import Home
from wismo.intake.contract import read_contract
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.load import load_paths
from wismo.intake.raw import EMPTY, ensure_raw

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.fuzz.sample import Sample
    from wismo.intake.load import FileReport

SECONDS = 5  # of processor time; a load that waits for nothing is interrupted after _PATIENCE by the clock
_PATIENCE = 60
_OURS = ("_row", "_sha256", "_record", "_loaded_at")
_LONGEST_SENTENCE = 4_000
_CASTS = {
    "time": "cast({0} as timestamp)",
    "boolean": "cast({0} as boolean)",
    "number": "(cast({0} as double), cast({0} as decimal(18, 2)))",
    "count": "cast({0} as integer)",
    "list": "cast(from_json({0}, '[\"VARCHAR\"]') as varchar[])",
}
_TYPED = {
    name: ", ".join(_CASTS.get(column.type, "{0}").format(column.name) for column in raw_object.columns)
    for name, raw_object in read_contract().items()
}

Records = list[tuple[str, tuple[tuple[str, str], ...]]]
Units = list[str]


class Bench:
    """A folder to load files in, and what the samples give when nothing is wrong with them."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="fuzz-", dir=memory_folder())
        self._empty = Home(Path(self._folder.name) / "empty")
        ensure_raw(self._empty)
        self._good: dict[Sample, Records] = {}
        self._database = duckdb.connect()

    def close(self) -> None:
        """Remove the folder."""
        self._database.close()
        self._folder.cleanup()

    def good(self, sample: Sample) -> Records:
        """Return the records of the sample itself."""
        if sample not in self._good:
            reports, self._good[sample] = self.load(sample, sample.content)
            assert [report.error for report in reports] == [None] * max(1, len(sample.members))
            assert [report.reasons for report in reports if report.quarantined] == []
        return self._good[sample]

    def load(self, sample: Sample, content: bytes) -> tuple[list[FileReport], Records]:
        """Load ``content`` as a file of the sample's name; check all that needs no comparison."""
        with TemporaryDirectory(dir=self._folder.name) as name:
            place = Path(name)
            (place / "in").mkdir()
            if sample.sources:
                (place / "in" / "sources.yml").write_text(sample.sources)
            path = place / "in" / sample.file
            path.write_bytes(content)
            home = copy_home(self._empty, place / "home")
            with _limit():
                try:
                    reports = load_paths(home, [path], None)
                except WismoError as error:
                    raise AssertionError(f"a file alone stopped the whole load: {error}") from error
            assert len(reports) == 1 or (reports and sample.kind == "zip")
            assert balance(home) == []
            for report in reports:
                _check_report(report)
            # Two files of an archive can be the same one.
            quarantined = {report.sha256: report.quarantined for report in reports}
            assert sum(entry.quarantined for entry in read_ledger(home)) == sum(quarantined.values())
            _check_types(home, self._database)
            return reports, _records(home)

    def check_mutant(self, sample: Sample, content: bytes) -> None:
        """Load a mutant of the sample: of what nobody touched every loaded value must be as before."""
        good = self.good(sample)
        _, loaded = self.load(sample, content)
        for part, inside in _parts(sample, content):
            of_part = f"'{sample.file}/{part.file}'" if sample.members else ""
            for mark in untouched(part, inside):
                before, after = (
                    [record for record in records if mark in str(record) and of_part in str(record)]
                    for records in (good, loaded)
                )
                changed = [record for record in after if record not in before]
                assert not changed, f"{mark} was not touched, and yet {changed}, not {before}"


def _parts(sample: Sample, content: bytes) -> list[tuple[Sample, bytes]]:
    """Return the files of an archive that can be read out of it, each with its sample; or the file itself."""
    if not sample.members:
        return [(sample, content)]
    found = [(part, _out_of(content, part.file)) for part in sample.members]
    return [(part, inside) for part, inside in found if inside is not None]


def _out_of(content: bytes, name: str) -> bytes | None:
    """Return a file of an archive; None where it is damaged, or not there once."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(name) if archive.namelist().count(name) == 1 else None
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, zlib.error, RuntimeError, NotImplementedError):
        return None


def untouched(sample: Sample, content: bytes) -> list[str]:
    """Return the markers whose records stand in the mutant exactly as in the sample, under the same header.

    A well-formed CSV may hold line ends inside values, so that its lines say nothing; of one that is not, only
    its lines say something.
    """
    read = {"json": _elements, "jsonl": _lines, "csv": _rows, "parquet": _cells}[sample.kind]
    old, new = read(sample.content), read(content)
    if sample.kind == "csv" and not new:
        old, new = _lines(sample.content), _lines(content)
    has_header = sample.kind in ("csv", "parquet")
    if not old or not new or (has_header and old[0] != new[0]):
        return []
    return [mark for mark in sample.markers if [u for u in old if mark in u] == [u for u in new if mark in u]]


def _lines(content: bytes) -> Units:
    text = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return [line for line in text.replace("\r", "\n").split("\n") if line.strip()]


def _rows(content: bytes) -> Units:
    """Return the rows of a well-formed CSV file; none where it is not well-formed."""
    text = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    delimiter = ";" if text.count(";") > text.count(",") else ","
    try:
        return [repr(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
    except csv.Error:
        return []


def _cells(content: bytes) -> Units:
    """Return the types and the rows of a Parquet file; none where it cannot be read."""
    try:
        table = pq.read_table(io.BytesIO(content))
        return [str(table.schema.remove_metadata()), *map(repr, table.to_pylist())]
    except (pa.ArrowException, OSError, ValueError, OverflowError, LookupError):
        return []


def _elements(content: bytes) -> Units:
    """Return the elements of the lists of a document, each with its list's path; none where it is no JSON."""
    try:
        return list(_listed(json.loads(content, object_pairs_hook=_Pairs), ""))
    except (ValueError, RecursionError):
        return []


def _listed(value: object, path: str) -> Generator[str]:
    if isinstance(value, _Pairs):
        for name, inner in value:
            yield from _listed(inner, f"{path}/{name}")
    elif isinstance(value, list):
        yield from (f"{path}: {item!r}" for item in value)


class _Pairs(tuple):
    """An object as its pairs, so that a key twice is another text."""

    __slots__ = ()


def _check_report(report: FileReport) -> None:
    assert report.records == report.loaded + report.duplicates + report.quarantined, report
    assert sum(report.reasons.values()) == report.quarantined, report
    assert all(reason.isprintable() for reason in report.reasons), report.reasons
    if report.error is not None:
        assert report.error.endswith((".", "?")), report.error
        assert report.error.isprintable(), report.error
        assert len(report.error) < _LONGEST_SENTENCE, report.error
        assert (report.records, report.loaded) == (0, 0), report


def _loaded(home: Home) -> dict[str, list[Path]]:
    """Return the files that a load wrote, by object."""
    found = {name: [path for path in (home.raw / name).glob("*.parquet") if path.name != EMPTY] for name in _TYPED}
    return {name: paths for name, paths in found.items() if paths}


def _check_types(home: Home, database: duckdb.DuckDBPyConnection) -> None:
    """Cast every loaded value to the type that the models give it: after intake no cast may fail."""
    for name, paths in _loaded(home).items():
        files = ", ".join(f"'{path}'" for path in paths)
        database.execute(f"select {_TYPED[name]} from read_parquet([{files}])").fetchall()


def _records(home: Home) -> Records:
    found = []
    for name, paths in _loaded(home).items():
        for row in pl.read_parquet(paths).to_dicts():
            values = ((name, value) for name, value in row.items() if value is not None and name not in _OURS)
            found.append((name, tuple(values)))
    return found


@contextmanager
def _limit() -> Generator[None]:
    """Fail what takes too long; a load that hangs in Python is interrupted."""

    def interrupt(*_: object) -> None:
        raise AssertionError(f"the load did not end in {_PATIENCE} seconds")

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    began = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.process_time() - began < SECONDS, "the load took too long"
