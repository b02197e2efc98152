"""One stream on its way to disk: first the objects, then the cursor that comes after them.

A process that is killed between the two pulls some objects a second time, which `wismo load` notices;
it never loses any. A file in the inbox is whole, and is never written to again.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from typing import TYPE_CHECKING, Self

from wismo.errors import WismoError
from wismo.home import private_folder
from wismo.intake.disk import place, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from wismo.sync.answer import Record
    from wismo.sync.state import Cursor, State

# Pages are gathered into one file until one of these is reached: a file for each page of a hundred objects
# would make loading slow, and a kill costs no more than these to pull again.
GATHERED_OBJECTS: int = 5_000
GATHERED_BYTES = 16 << 20
GATHERED_SECONDS = 30.0


class Inbox:
    """The folder of one source, and names for its files that no other file has.

    A name begins with the source, so that ``files:`` in sources.yml can tell two accounts apart; after the
    stream stands the moment at which the pull began, so that names sort by age.
    """

    def __init__(self, folder: Path, source: str, began: str) -> None:
        self.folder = folder
        self._source = source
        self._began = "".join(sign for sign in began if sign.isalnum())
        self._count = 0

    def clear(self) -> None:
        """Make the folder, without what a killed pull left unfinished; call under the source's lock."""
        private_folder(self.folder)
        for leftover in self.folder.glob(f".{self._source}-*"):
            leftover.unlink()

    def next_path(self, kind: str) -> Path:
        """Return the path of a new file."""
        while True:
            self._count += 1
            path = self.folder / f"{self._source}-{kind}-{self._began}-{self._count:06d}.jsonl"
            if not path.exists():  # after a clock that was set back it could
                return path

    def unfinished(self, path: Path) -> Path:
        """Return where a file is written before it takes its place; hidden, so that no load sees it."""
        return path.with_name(f".{path.name}.{os.getpid()}")


class Stream:
    """Collects the pages of one stream and commits them with their cursor.

    Leaving it writes what was gathered, also when something went wrong after the last page.
    """

    def __init__(self, name: str, state: State, inbox: Inbox, say: Callable[[str], None]) -> None:
        self.name = name
        self.objects: Counter[str] = Counter()
        self.files: Counter[str] = Counter()
        self.cursor: Cursor = state.cursor(name)
        self._state = state
        self._inbox = inbox
        self._say = say
        self._lines: dict[str, list[str]] = {}
        self._moved = False
        self._bytes = 0
        self._since = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()

    def add(self, kind: str, records: Iterable[Record]) -> None:
        """Add objects of a kind (the word in the file's name), untouched."""
        for record in records:
            self._lines.setdefault(kind, []).append(record.text)
            self._bytes += len(record.text)

    def advance(self, cursor: Cursor) -> None:
        """Say where the stream goes on after the objects added so far."""
        self.cursor = dict(cursor)
        self._moved = True
        gathered = sum(map(len, self._lines.values()))
        self._say(f"Pulling {self.name}: {self.objects.total() + gathered:,} objects")
        waited = time.monotonic() - self._since
        if gathered >= GATHERED_OBJECTS or self._bytes >= GATHERED_BYTES or waited >= GATHERED_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered, then the cursor; both are on disk when this returns."""
        for kind, lines in self._lines.items():
            path = self._inbox.next_path(kind)
            write_text(path, "\n".join(lines) + "\n")
            self.files[kind] += 1
            self.objects[kind] += len(lines)
        self._lines, self._bytes = {}, 0
        if self._moved:
            self._state.advance(self.name, self.cursor)
        self._moved, self._since = False, time.monotonic()

    def new_file(self, kind: str) -> tuple[Path, Path]:
        """Return where to write a file of one's own, and where it belongs once it is whole."""
        final = self._inbox.next_path(kind)
        return self._inbox.unfinished(final), final

    def keep_file(self, kind: str, written: Path, final: Path, objects: int) -> None:
        """Take a file that is whole into the inbox."""
        place(written, final)
        self.files[kind] += 1
        self.objects[kind] += objects


class Markers:
    """Notices a vendor that leads in a circle; a page that comes a second time is only read again."""

    _MOST = 5

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._again = 0

    def check(self, vendor: str, what: str, marker: str) -> None:
        """Take note of what leads to the next page.

        Raises:
            WismoError: for some time now it only leads to pages that came before.
        """
        self._again = self._again + 1 if marker in self._seen else 0
        self._seen.add(marker)
        if self._again > self._MOST:
            raise WismoError(
                f"{vendor} sends the same pages of {what} again and again. What was pulled is kept; "
                "run the command again later."
            )
