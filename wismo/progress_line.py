"""The one line that a terminal shows while work runs: the step, a bar where it is known how far, and the times."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from wismo.errors import safe
from wismo.progress import Step, seconds_left, spoken_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from rich.console import Console

_LONGEST = 60


@contextmanager
def progress_line(console: Console) -> Generator[Callable[[str], None]]:
    """Yield a function that shows a step, and prints above the line what ends in a full stop."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=console, transient=True) as line:
        task = line.add_task("Starting", total=None, left="")
        began, share_before = time.perf_counter(), 0.0

        def show(sentence: str) -> None:
            nonlocal began, share_before
            if sentence.endswith("."):
                console.print(escape(safe(sentence)))
                return
            words = escape(safe(sentence)[:_LONGEST])
            if not isinstance(sentence, Step):
                line.update(task, description=words, total=None, left="")
                return
            if sentence.share < share_before:  # the next piece of work counts from its own beginning
                began = time.perf_counter()
            share_before = sentence.share
            left = seconds_left(time.perf_counter() - began, sentence.share, sentence.expected)
            told = f"{spoken_seconds(left)} left" if left is not None else ""
            line.update(task, description=words, total=1.0, completed=sentence.share, left=told)

        yield show
