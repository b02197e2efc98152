"""Questions that are begun before a page comes to them: those that it asked when it was drawn last.

A click changes the filters and seldom the questions. So they are asked side by side as soon as the filters are known,
while the page is drawn; one after the other they would leave all cores but one idle.
"""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from dashboard import metrics
from dashboard.warehouse import admit
from wismo.errors import WismoError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    import polars as pl

    from dashboard.metrics import Query
    from dashboard.warehouse import Snapshot

MOST_KINDS = 256
# More would not end sooner: the engine itself spreads a large question over all cores.
SIDE_BY_SIDE = 2


@dataclass(frozen=True)
class Run:
    """One run of a page, of which is noted what it asks.

    Runs of a ``kind`` ask the same under all filters: they are of one page and snapshot, about the same weeks, with the
    same chosen on the page itself.
    """

    kind: Hashable = None
    asked: dict[Query, None] = field(default_factory=dict)

    def foreseen(self) -> tuple[Query, ...]:
        """Return what the last whole run of this kind asked, under its own filters."""
        return _remembered.get(self.kind, ())

    def end(self) -> None:
        """Remember what was asked, now that the page has run to its end."""
        with _remembering:
            _remembered[self.kind] = tuple(self.asked)
            _remembered.move_to_end(self.kind)
            if len(_remembered) > MOST_KINDS:
                _remembered.popitem(last=False)


# By kind, the one that ended last at the end.
_remembered: OrderedDict[Hashable, tuple[Query, ...]] = OrderedDict()
_remembering = Lock()
_pool = ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix="foreseen")
_begun: dict[tuple[Snapshot, Query], Future[pl.DataFrame]] = {}


def begin(snapshot: Snapshot, questions: Iterable[Query]) -> None:
    """Ask questions side by side; ``answer`` has what comes of them. What cannot be asked is left to whoever asks it.

    Raises:
        WismoError: the visitor has lost the snapshot's role.
    """
    # Here and not in the threads, in which nobody is visiting.
    admit(snapshot)
    for question in questions:
        with suppress(WismoError):
            metrics.check(snapshot, question)
            _begin(snapshot, question)


def answer(snapshot: Snapshot, question: Query) -> pl.DataFrame:
    """Return the answer to a question, and wait for it where it is begun already.

    Raises:
        WismoError: as ``metrics.query`` does.
    """
    metrics.check(snapshot, question)
    begun = _begun.get((snapshot, question))
    return begun.result() if begun else metrics.run(snapshot, question)


def _begin(snapshot: Snapshot, question: Query) -> None:
    key = (snapshot, question)
    if key not in _begun:
        _begun[key] = begun = _pool.submit(metrics.run, snapshot, question)
        # From then on the answer is among those that are kept.
        begun.add_done_callback(lambda _: _begun.pop(key, None))
