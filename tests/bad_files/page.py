"""The table of docs/bad_files.md: every case, what is wrong with it, what happens."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bad_files.corpus import CLASSES

if TYPE_CHECKING:
    from tests.bad_files.case import Case
    from tests.bad_files.outcome import Outcome
    from tests.bad_files.runner import Runner

PAGE = Path(__file__).parents[2] / "docs" / "bad_files.md"

_HEAD = """# Bad files, and what happens to them

`wismo load` was tried on every file below. None is lost in silence, none gives a wrong value, none stops the load:
a file is refused as a whole with a sentence, or each of its records is loaded, known already, or kept in
`quarantine/` with a reason. The files are made by `tests/bad_files/`; `python -m tests.bad_files` writes this page
from what happens, and a test compares it. Of technical words in brackets only (…) is shown here.

| | files | refused whole | records | loaded | duplicates | quarantined |
| --- | --: | --: | --: | --: | --: | --: |
"""
# What libraries and systems say in brackets behind these differs from one to the next.
_DETAILED = ("cannot be read to its end (", "cannot be opened (", "cannot be read as YAML (", "header cannot be read (")


def shown_cases() -> dict[str, list[Case]]:
    """Return the cases of the page, class by class: all that do not wait and that look the same to everybody."""
    return {title: [case for case in cases if not case.not_for_root] for title, cases in CLASSES.items()}


def page(runner: Runner) -> str:
    """Load every case and return the page."""
    figures, parts = [], []
    for title, cases in shown_cases().items():
        outcomes = [(case, runner.outcome(case)) for case in cases]
        figures.append((title, len(cases), *_figures([outcome for _, outcome in outcomes])))
        rows = [
            f"| {_cell(case.name)} | {_cell(case.wrong)} | {_cell(happens(outcome))} |" for case, outcome in outcomes
        ]
        parts.append(
            "\n".join((f"\n## {title}\n", "| file | what is wrong | what happens |", "| --- | --- | --- |", *rows))
        )
    figures.append(("together", *map(sum, zip(*(line[1:] for line in figures), strict=True))))
    totals = "\n".join(f"| {line[0]} | {' | '.join(f'{figure:,}' for figure in line[1:])} |" for line in figures)
    return _HEAD + totals + "\n" + "\n".join(parts) + "\n"


def happens(outcome: Outcome) -> str:
    """Say in words what became of a case."""
    errors = [report["error"] for report in outcome.reports if report["error"]] + [outcome.error] * bool(outcome.error)
    if errors:
        return "Refused: " + _without_details(" ".join(errors))
    counts = {name: sum(report[name] for report in outcome.reports) for name in ("loaded", "duplicates", "quarantined")}
    words = {"loaded": "loaded", "duplicates": "known already", "quarantined": "quarantined"}
    parts = [f"{count:,} {words[name]}" for name, count in counts.items() if count]
    reasons = [reason for report in outcome.reports for reason in report["reasons"]]
    told = f": {'; '.join(dict.fromkeys(reasons))}" if reasons else ""
    return (", ".join(parts) or "No record, and none is lost") + told + "."


def _figures(outcomes: list[Outcome]) -> list[int]:
    refused = sum(bool(outcome.error or any(report["error"] for report in outcome.reports)) for outcome in outcomes)
    names = ("records", "loaded", "duplicates", "quarantined")
    return [refused, *(sum(report[name] for outcome in outcomes for report in outcome.reports) for name in names)]


def _without_details(sentence: str) -> str:
    for mark in _DETAILED:
        if mark in sentence:
            before, _, rest = sentence.partition(mark)
            return f"{before}{mark}…{rest[rest.rindex(')') :]}"
    return sentence


def _cell(text: str) -> str:
    printable = "".join(sign if sign.isprintable() else "�" for sign in text)
    return html.escape(printable, quote=False).replace("|", "\\|")
