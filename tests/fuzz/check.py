"""What must hold for whatever file: no crash, no hang, the ledger balances, and what nobody touched is unchanged."""

from __future__ import annotations

import csv
import io
import json
import signal
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl

from tests.fast_home import copy_home, memory_folder
from wismo.errors import WismoError
from wismo.home import Home
from wismo.intake.ledger import balance, read_ledger
from wismo.intake.load import load_paths
from wismo.intake.raw import ensure_raw

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.fuzz.sample import Sample
    from wismo.intake.load import FileReport

SECONDS = 5
_OURS = ("_file", "_row", "_sha256", "_record", "_loaded_at")
_LONGEST_SENTENCE = 4_000

Records = list[tuple[str, tuple[tuple[str, str], ...]]]


class Bench:
    """A folder to load files in, and what the samples give when nothing is wrong with them."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="fuzz-", dir=memory_folder())
        self._empty = Home(Path(self._folder.name) / "empty")
        ensure_raw(self._empty)
        self._good: dict[Sample, Records] = {}

    def close(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    def good(self, sample: Sample) -> Records:
        """Return the records of the sample itself."""
        if sample not in self._good:
            report, self._good[sample] = self.load(sample, sample.content)
            assert report.error is None, report.error
            assert report.quarantined == 0, report.reasons
        return self._good[sample]

    def load(self, sample: Sample, content: bytes) -> tuple[FileReport, Records]:
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
                    (report,) = load_paths(home, [path], None)
                except WismoError as error:
                    raise AssertionError(f"a file alone stopped the whole load: {error}") from error
            assert balance(home) == []
            _check_report(report)
            assert sum(entry.quarantined for entry in read_ledger(home)) == report.quarantined
            return report, _records(home)

    def check_mutant(self, sample: Sample, content: bytes) -> None:
        """Load a mutant of the sample: of what nobody touched every loaded value must be as before."""
        good = self.good(sample)
        _, loaded = self.load(sample, content)
        for mark in untouched(sample, content):
            before = [record for record in good if mark in str(record)]
            after = [record for record in loaded if mark in str(record)]
            changed = [record for record in after if record not in before]
            assert not changed, f"{mark} was not touched, and yet {changed}, not {before}"


def untouched(sample: Sample, content: bytes) -> list[str]:
    """Return the markers whose records stand in the mutant exactly as in the sample, under the same header.

    A well-formed CSV may hold line ends inside values, so that its lines say nothing; of one that is not, only
    its lines say something.
    """
    read = {"json": _elements, "jsonl": _lines, "csv": _rows}[sample.kind]
    old, new = read(sample.content), read(content)
    if sample.kind == "csv" and not new:
        old, new = _lines(sample.content), _lines(content)
    if not old or not new or (sample.kind == "csv" and old[0] != new[0]):
        return []
    return [mark for mark in sample.markers if [u for u in old if mark in u] == [u for u in new if mark in u]]


def _lines(content: bytes) -> list[str]:
    text = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return [line for line in text.replace("\r", "\n").split("\n") if line.strip()]


def _rows(content: bytes) -> list[str]:
    """Return the rows of a well-formed CSV file; none where it is not well-formed."""
    text = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    delimiter = ";" if text.count(";") > text.count(",") else ","
    try:
        return [repr(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
    except csv.Error:
        return []


def _elements(content: bytes) -> list[str]:
    """Return the elements of the only list of a document; none where there is no such list."""
    try:
        body = json.loads(content, object_pairs_hook=_pairs)
    except (ValueError, RecursionError):
        return []
    inner = [pair[1] for pair in body if isinstance(pair[1], list)] if isinstance(body, _Pairs) else [body]
    return [repr(item) for item in inner[0]] if len(inner) == 1 and isinstance(inner[0], list) else []


class _Pairs(tuple):
    """An object as its pairs, so that a key twice is another text."""

    __slots__ = ()


def _pairs(pairs: list) -> _Pairs:
    return _Pairs(pairs)


def _check_report(report: FileReport) -> None:
    assert report.records == report.loaded + report.duplicates + report.quarantined, report
    assert sum(report.reasons.values()) == report.quarantined, report
    if report.error is not None:
        assert report.error.endswith((".", "?")), report.error
        assert "\n" not in report.error, report.error
        assert len(report.error) < _LONGEST_SENTENCE, report.error
        assert (report.records, report.loaded) == (0, 0), report


def _records(home: Home) -> Records:
    found = []
    for folder in sorted(home.raw.iterdir()):
        paths = [path for path in folder.glob("*.parquet") if path.name != "0-empty.parquet"]
        if paths and folder.name != "ledger":
            for row in pl.read_parquet(paths).to_dicts():
                values = ((name, value) for name, value in row.items() if value is not None and name not in _OURS)
                found.append((folder.name, tuple(values)))
    return found


@contextmanager
def _limit() -> Generator[None]:
    """Fail what takes too long; a load that hangs in Python is interrupted."""

    def interrupt(*_: object) -> None:
        raise AssertionError(f"the load took more than {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    began = time.monotonic()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - began < SECONDS
