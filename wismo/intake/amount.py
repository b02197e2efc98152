"""How much of a load is done: bytes of the files on disk, for those who watch it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wismo.intake.files import CHUNK_BYTES
from wismo.progress import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from wismo.intake.sources import Sources


class Amount:
    """Tells sentences together with the share of the bytes that were read; being called it is a plain `say`."""

    def __init__(self, files: Iterable[Path], progress: Callable[[str], None]) -> None:
        self._sizes = {path: _size(path) for path in files}
        self._progress = progress
        self._done = self._inside = self._size = 0
        self._sentence = ""

    def __call__(self, sentence: str) -> None:
        """Tell a sentence; a notice, which ends in a full stop, goes as it is."""
        if sentence.endswith("."):
            self._progress(sentence)
            return
        self._sentence = sentence
        whole = sum(self._sizes.values()) or 1
        self._progress(Step(sentence, (self._done + min(self._inside, self._size)) / whole))

    def while_reading(self, jobs: Iterable[tuple[Path, str, Sources]]) -> Iterator[tuple[Path, str, Sources]]:
        """Yield jobs, whose first part is the file; when the next one is asked for, this one is done."""
        for job in jobs:
            self._size, self._inside = self._sizes[job[0]], 0
            yield job
            self._done += self._size

    def by_batch(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield batches, each of about as many bytes as are read at once (fewer on disk where they are packed)."""
        for batch in batches:
            yield batch
            self._inside += CHUNK_BYTES
            self(self._sentence)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # what is wrong with it is told when it is read
        return 0
