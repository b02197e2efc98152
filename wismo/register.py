"""The register of tactics and the targets as the brand wrote them: a mistake in a row is one plain sentence.

dbt's own tests would say how many rows are wrong; whoever edits a table by hand wants to know which one, and why.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wismo.errors import WismoError, did_you_mean, known_instead, safe
from wismo.home import project_root
from wismo.statistics.scopes import COUNTED
from wismo.statistics.tactic_windows import WINDOW_KINDS
from wismo.statistics.weeks import SHARED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

METRICS = tuple(COUNTED)
DIMENSIONS = ("all", *SHARED)
OWNERS = ("brand", "three_pl", "carrier", "customer", "notification", "expectation", "unproven", "data")
KINDS = (*WINDOW_KINDS, "other")
TACTIC_COLUMNS = (
    "tactic_id", "name", "kind", "launched_on", "ended_on", "three_pl", "carrier", "region", "owner", "metric",
    "expected_change", "note",
)  # fmt: skip
TARGET_COLUMNS = (
    "target_id", "metric", "dimension", "member", "starts_on", "due_on", "reduction", "target", "owner", "note",
)  # fmt: skip


@dataclass(frozen=True)
class _Row:
    """A row with its line, to say what is wrong with it."""

    file: str
    line: int
    values: dict[str, str]

    def wrong(self, sentence: str) -> WismoError:
        return WismoError(f"seeds/{self.file}, line {self.line}: {sentence}")

    def given(self, column: str) -> str:
        if not self.values[column]:
            raise self.wrong(f"{column} is missing.")
        return self.values[column]

    def day(self, column: str) -> date | None:
        text = self.values[column]
        if not text:
            return None
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.isoformat() != text:
            raise self.wrong(f"{column} is {safe(text)}; write a day as 2026-06-08.")
        return found

    def first_day(self, column: str) -> date:
        self.given(column)
        return self.day(column) or date.min

    def number(self, column: str, lowest: float, highest: float) -> float | None:
        text = self.values[column]
        if not text:
            return None
        try:
            found = float(text)
        except ValueError:
            found = float("nan")
        if not lowest < found < highest:
            raise self.wrong(f"{column} is {safe(text)}; it must be a number between {lowest:g} and {highest:g}.")
        return found

    def word(self, column: str, known: Collection[str], where: str = "") -> None:
        text = self.values[column]
        if text and text not in known:
            raise self.wrong(f"{column} is {safe(text)}, which is not known{where}.{known_instead(text, known)}")


def check_registers(folder: Path | None = None) -> None:
    """Read ``tactics.csv`` and ``targets.csv`` of the folder (``seeds/`` of the project) and say what is wrong first.

    Raises:
        WismoError: a file lacks a column, or a row has a wrong day, number or name, or an id twice.
    """
    folder = folder or project_root() / "seeds"
    check_tactics(folder)
    check_targets(folder)


def check_tactics(folder: Path) -> None:
    """Check ``tactics.csv``; what raises is as in ``check_registers``."""
    partners = _partners(folder)
    for row in _rows(folder, "tactics.csv", TACTIC_COLUMNS):
        row.given("name")
        launched, ended = row.first_day("launched_on"), row.day("ended_on")
        if ended and ended < launched:
            raise row.wrong(f"ended_on {ended} lies before launched_on {launched}.")
        _words(row, {"kind": KINDS, "metric": METRICS, "owner": OWNERS}, partners)
        row.number("expected_change", -1, 10)


def check_targets(folder: Path) -> None:
    """Check ``targets.csv``; what raises is as in ``check_registers``."""
    partners = _partners(folder)
    for row in _rows(folder, "targets.csv", TARGET_COLUMNS):
        _words(row, {"metric": METRICS, "dimension": DIMENSIONS, "owner": OWNERS}, {})
        dimension, member = row.values["dimension"], row.given("member")
        if (dimension == "all") != (member == "all"):
            raise row.wrong("dimension and member must both be all, or both name something.")
        if dimension in partners and member not in partners[dimension]:
            raise row.wrong(
                f"member is {safe(member)}, which is not known in seeds/{_FILES[dimension]}."
                f"{did_you_mean(member, partners[dimension])}"
            )
        starts, due = row.first_day("starts_on"), row.first_day("due_on")
        if due <= starts:
            raise row.wrong(f"due_on {due} does not lie after starts_on {starts}.")
        given = [row.number("reduction", 0, 1), row.number("target", 0, 1000)]
        if given.count(None) != 1:
            raise row.wrong("give either reduction (0.15 for 15 % below the baseline) or target (per 100 orders).")


_FILES = {"three_pl": "three_pls.csv", "carrier": "carriers.csv"}


def _words(row: _Row, closed: dict[str, Collection[str]], partners: dict[str, set[str]]) -> None:
    for column, known in closed.items():
        row.given(column)
        row.word(column, known)
    for column, known in partners.items():
        row.word(column, known, f" in seeds/{_FILES[column]}")


def _partners(folder: Path) -> dict[str, set[str]]:
    known = {}
    for column, name in _FILES.items():
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            known[column] = {row[column] for row in csv.DictReader(file)} - {"*"}
    return known


def _rows(folder: Path, name: str, columns: tuple[str, ...]) -> Iterator[_Row]:
    try:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            lines = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error):
        raise WismoError(f"seeds/{name} is not a CSV file in UTF-8; save it as one.") from None
    if missing:
        raise WismoError(f"seeds/{name} has no column {missing[0]}; its columns are {', '.join(columns)}.")
    seen = set()
    for line, values in lines:
        row = _Row(name, line, {column: (values[column] or "").strip() for column in columns})
        if None in values:
            raise row.wrong('there are more values than columns; put a text with commas into quotation marks (").')
        key = row.given(columns[0])
        if key in seen:
            raise row.wrong(f"{columns[0]} {safe(key)} stands there twice.")
        seen.add(key)
        yield row
