"""What is remembered of a file's orders: id, lines so far, and what they were described by, found by name.

Sorted runs of growing size, as in ``wismo.intake.seen``: some 65 bytes an order, and a few searches a look-up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True)
class Orders:
    """Orders by name: ``marks`` are hashes of what described them, 0 where nothing did."""

    names: pl.Series
    ids: pl.Series
    lines: np.ndarray
    marks: np.ndarray

    def at(self, places: np.ndarray) -> Orders:
        """Return the orders at some places."""
        return Orders(self.names.gather(places), self.ids.gather(places), self.lines[places], self.marks[places])


Run = tuple[np.ndarray, Orders]  # sorted by the hashes of the names; of one name the newest first


class OrderMemory:
    """Orders by name; what is added later hides what was known before."""

    def __init__(self) -> None:
        self._runs: list[Run] = []

    def find(self, names: pl.Series) -> Orders:
        """Return what is known of names: NULL, 0 and 0 where nothing is."""
        ids = pl.repeat(None, len(names), dtype=pl.String, eager=True)
        lines, marks = np.zeros(len(names), np.int64), np.zeros(len(names), np.uint64)
        hashes = names.hash().to_numpy()
        asked = np.arange(len(names))
        for run in reversed(self._runs):
            places = _places(run, names, hashes, asked)
            is_found = places >= 0
            found, places = asked[is_found], places[is_found]
            if len(found):
                ids = ids.scatter(found, run[1].ids.gather(places))
                lines[found], marks[found] = run[1].lines[places], run[1].marks[places]
                asked = asked[~is_found]
        return Orders(names, ids, lines, marks)

    def add(self, orders: Orders) -> None:
        """Remember orders, each name once."""
        hashes = orders.names.hash().to_numpy()
        order = np.argsort(hashes)
        run = (hashes[order], orders.at(order))
        while self._runs and len(self._runs[-1][0]) <= len(run[0]):
            run = _merged(run, self._runs.pop())
        self._runs.append(run)


def _places(run: Run, names: pl.Series, hashes: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return where the run has each of the names that ``asked`` points at; -1 where it has not."""
    known, orders = run
    at = np.searchsorted(known, hashes[asked])
    places = np.full(len(asked), -1)
    rest = np.flatnonzero(at < len(known))
    rest = rest[known[at[rest]] == hashes[asked[rest]]]
    while len(rest):
        is_same = (orders.names.gather(at[rest]) == names.gather(asked[rest])).to_numpy()
        places[rest[is_same]] = at[rest[is_same]]
        rest = rest[~is_same]  # another name with the same hash: look at the next
        at[rest] += 1
        rest = rest[at[rest] < len(known)]
        rest = rest[known[at[rest]] == hashes[asked[rest]]]
    return places


def _merged(newer: Run, older: Run) -> Run:
    hashes = np.concatenate((newer[0], older[0]))
    order = np.argsort(hashes, kind="stable")
    both = Orders(
        pl.concat((newer[1].names, older[1].names)),
        pl.concat((newer[1].ids, older[1].ids)),
        np.concatenate((newer[1].lines, older[1].lines)),
        np.concatenate((newer[1].marks, older[1].marks)),
    )
    return hashes[order], both.at(order)
