"""What commands print: progress on a terminal, tables for people, JSON for machines."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence


_SHORTEST = 13
_PIPED = 10_000


@contextmanager
def progress() -> Generator[Callable[[str], None]]:
    """Yield a function that shows the step that runs: one line on a terminal, nothing elsewhere.

    What ends in a full stop is not a step but a notice, and is always printed. A step that knows how far the work
    is (`wismo.progress.Step`) draws a bar and the time that is left.
    """
    if not sys.stderr.isatty():
        yield lambda sentence: click.echo(sentence, err=True) if sentence.endswith(".") else None
        return
    from rich.console import Console

    from wismo.progress_line import progress_line

    with progress_line(Console(stderr=True)) as show:
        yield show


def print_json(value: object) -> None:
    """Print dataclasses, lists and dictionaries of them as indented JSON; paths and times as text."""
    click.echo(json.dumps(value, default=_plain, indent=2, ensure_ascii=False))


def print_table(head: Sequence[str], rows: Sequence[Sequence[object]], width: int | None = None) -> None:
    """Print aligned columns, figures to the right, without colours or lines, so that it can be piped.

    Where it would be wider than ``width``, texts are cut: at their end, and the first column, which names the
    row, last and inside.
    """
    text = [[_cell(value) for value in row] for row in rows]
    lines = [list(head), *text]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    right = [bool(rows) and all(isinstance(row[i], int | float) for row in rows) for i in range(len(head))]
    for column in [*(i for i in reversed(range(1, len(head))) if not right[i]), 0]:
        too_wide = sum(widths) + 2 * (len(widths) - 1) - (width or _PIPED)
        widths[column] = min(widths[column], max(_SHORTEST, widths[column] - max(too_wide, 0)))
    for line in lines:
        cells = [
            _cut(cell, size, inside=place == 0) for place, (cell, size) in enumerate(zip(line, widths, strict=True))
        ]
        aligned = [
            cell.rjust(size) if is_figure else cell.ljust(size)
            for cell, size, is_figure in zip(cells, widths, right, strict=True)
        ]
        click.echo("  ".join(aligned).rstrip())


def terminal_width() -> int:
    """Return how many characters a line may have; what is piped is not cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPED


def _cut(cell: str, size: int, *, inside: bool = False) -> str:
    if len(cell) <= size:
        return cell
    end = (size - 1) * 2 // 3 if inside else 0  # names of files differ at their ends
    return f"{cell[: size - 1 - end]}…{cell[len(cell) - end :]}"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


def _plain(value: Any) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
