"""Files that are parts of one export, and the pattern that names them all."""

from __future__ import annotations

from fnmatch import fnmatch
from itertools import takewhile
from typing import TYPE_CHECKING

from wismo.intake.propose.profile import together

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from wismo.intake.propose.profile import FileProfile


def grouped(files: Iterable[FileProfile]) -> list[FileProfile]:
    """Return files of the same kind, folder and columns as one, in order of the first."""
    alike: dict[object, list[FileProfile]] = {}
    for file in files:
        folder = file.name.rpartition("/")[0]
        # Keys may be left out of JSON records, so that parts of one export need not show the same ones.
        columns = tuple(column.names for column in file.columns) if file.files[0].kind in ("csv", "parquet") else None
        key = (file.files[0].kind, folder, columns or _stem(file.name), file.encoding)
        alike.setdefault(key, []).append(file)
    return [together(files) for files in alike.values()]


def patterns(names: tuple[str, ...], others: Collection[str]) -> tuple[str, ...]:
    """Return what names these files and none of ``others``: one glob where they share a beginning, else each."""
    literal = tuple(_literal(name) for name in names)
    if len(names) < 2:
        return literal
    start, end = _shared(names), _shared([name[::-1] for name in names])[::-1]
    start, end = start.rstrip("0123456789"), end.lstrip("0123456789")
    if len(start.rpartition("/")[2]) >= 3 and len(start) + len(end) <= min(map(len, names)) + 1:
        pattern = f"{_literal(start)}*{_literal(end)}"
        if all(fnmatch(name, pattern) for name in names) and not any(fnmatch(name, pattern) for name in others):
            return (pattern,)
    return literal


def _shared(names: Sequence[str]) -> str:
    """Return the beginning that all names have."""
    return "".join(signs[0] for signs in takewhile(lambda signs: len(set(signs)) == 1, zip(*names, strict=False)))


def _literal(name: str) -> str:
    """Return a name as a glob that means just that name."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


def _stem(name: str) -> str:
    return "".join(sign for sign in name if not sign.isdigit())
