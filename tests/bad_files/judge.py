"""Compares what became of a case with what must."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.bad_files.case import Case
    from tests.bad_files.outcome import Outcome

_COUNTS = ("records", "loaded", "duplicates", "quarantined")


def faults(case: Case, outcome: Outcome) -> list[str]:
    """Return one sentence per thing that is not as it must be."""
    if case.refused is not None:
        return _faults_of_refusal(case.refused, outcome)
    found = list(outcome.problems)
    found += [f"refused: {error}" for error in _errors(outcome)]
    names = tuple(report["file"] for report in outcome.reports)
    if names != (case.reports or (case.file,)):
        found.append(f"reported {names}")
    counts = dict(zip(_COUNTS, _sums(outcome.reports), strict=True))
    expected = {
        "records": case.records,
        "loaded": sum(len(records) for records in case.loaded.values()),
        "duplicates": case.duplicates,
        "quarantined": sum(case.quarantined.values()),
    }
    if counts != expected:
        found.append(f"counted {counts}, a person counts {expected}")
    if counts["records"] != counts["loaded"] + counts["duplicates"] + counts["quarantined"]:
        found.append(f"{counts} does not add up")
    wanted = {name: [dict(record) for record in records] for name, records in case.loaded.items() if records}
    if outcome.loaded != wanted:
        found.append(f"loaded {outcome.loaded}, not {wanted}")
    reasons = _reasons(outcome)
    for phrase, count in case.quarantined.items():
        if sum(number for reason, number in reasons.items() if phrase in reason) != count:
            found.append(f"quarantined for {dict(reasons)}, not {count} for {phrase!r}")
    again = _sums(outcome.again)
    if outcome.again and again != [
        counts["records"],
        0,
        counts["loaded"] + counts["duplicates"],
        counts["quarantined"],
    ]:
        found.append(f"loaded again: {again}")
    return found


def _faults_of_refusal(phrase: str, outcome: Outcome) -> list[str]:
    found = []
    errors = _errors(outcome)
    if not errors:
        found.append(f"not refused but {_sums(outcome.reports)}: {outcome.loaded} {dict(_reasons(outcome))}")
    for error in errors:
        if phrase not in error:
            found.append(f"refused with {error!r}, not with {phrase!r}")
        if not error.endswith((".", "?")) or "\n" in error or len(error) > 1_500:
            found.append(f"not a plain sentence: {error!r}")
    if any(_sums(outcome.reports)) or outcome.loaded:
        found.append(f"refused, and yet {_sums(outcome.reports)} {outcome.loaded}")
    return found


def _errors(outcome: Outcome) -> list[str]:
    errors = [report["error"] for report in outcome.reports]
    return [error for error in (*errors, outcome.error) if error]


def _sums(reports: list[dict]) -> list[int]:
    return [sum(report[name] for report in reports) for name in _COUNTS]


def _reasons(outcome: Outcome) -> Counter[str]:
    total: Counter[str] = Counter()
    for report in outcome.reports:
        total.update(report["reasons"])
    return total
