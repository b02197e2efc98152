"""How a spreadsheet has saved a vendor's CSV again: in which encoding, with which times and decimals."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wismo.intake.contract import read_contract
from wismo.intake.propose.figures import decimal_sign
from wismo.intake.propose.profile import as_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wismo.intake.propose.vendor import Recognised

_READS_ANY_TIME = frozenset({"shipstation"})  # whose users choose how dates are written


def rewritten_times(files: list[Recognised]) -> str | None:
    """Return how the times of a vendor's CSV are written, where no vendor writes them so."""
    forms: Counter[str] = Counter()
    for one in files:
        if one.file.kind == "csv" and not one.entry.time_format and one.entry.vendor not in _READS_ANY_TIME:
            forms.update(column.time.pattern for column in one.profile.columns if column.time and column.time.pattern)
    return forms.most_common(1)[0][0] if forms else None


def alike(files: list[Recognised]) -> list[list[Recognised]]:
    """Return the files apart by how they are written."""
    found: dict[tuple[str, str | None], list[Recognised]] = {}
    for one in files:
        found.setdefault(saved_as(one), []).append(one)
    return list(found.values())


def saved_as(one: Recognised) -> tuple[str, str | None]:
    """Return the encoding and the sign before decimals that must be said of a file, where it has such."""
    signs: set[str | None] = set()
    if one.file.kind == "csv" and not one.entry.decimal:
        for name, frame in one.found.items():
            numbers = [column for column in frame.columns if column in numbers_of(name)]
            signs |= {decimal_sign(frame[column].drop_nulls()) for column in numbers}
    signs.discard(None)
    return one.profile.encoding, signs.pop() if len(signs) == 1 else None


def saved_lines(encoding: str, form: str | None, decimal: str | None, zone_line: str | None) -> Iterator[str]:
    """Yield the lines of an entry that say how its files are written."""
    if encoding:
        yield f"    encoding: {encoding}  # the text is no UTF-8"
    if zone_line:
        yield zone_line
    if form:
        yield f"    time_format: {as_yaml(form)}  # check: a spreadsheet has rewritten the times"
    if decimal:
        yield f"    decimal: {as_yaml(decimal)}  # check: a spreadsheet has rewritten the numbers"


def numbers_of(raw_object: str) -> set[str]:
    """Return the columns of an object that hold decimal numbers."""
    return {column.name for column in read_contract()[raw_object].columns if column.type == "number"}
