"""Which records a load has seen, by their hashes: 16 bytes a record, found again exactly.

Sorted runs of growing size, as in a log-structured merge tree: a hash is looked up in a few runs, and some runs
of about a size are merged into one. A table of what 24 bits of a hash were met says of most that they are new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

_ON_DISK = 1 << 20  # entries of a run that is not merged further, and lies in a file instead of in memory
_TOGETHER = 6  # runs of about a size that are merged
_BITS = 24

Run = tuple[np.ndarray, np.ndarray]  # the first and second halves of the hashes, sorted by the first


class Seen:
    """The hashes of one object's records in one file. Call ``close`` at the end."""

    def __init__(self, folder: Path, name: str) -> None:
        self._paths: list[Path] = []
        self._stem = folder / f"{name}.seen"
        self._runs: list[Run] = []
        self._met = np.zeros(1 << _BITS, bool)

    def add(self, digests: np.ndarray) -> np.ndarray:
        """Add hashes (n rows of 16 bytes) and return which were not there: of equal ones the first alone."""
        halves = digests.view(np.uint64)
        order = np.argsort(halves[:, 0])
        first, second = halves[order, 0], halves[order, 1]
        is_new = _first_of_equals(first, second, order)
        is_new &= ~self._are_known(first, second)
        self._mark(first)
        if not is_new.all():
            first, second = first[is_new], second[is_new]
        if len(first):
            self._keep((first, second))
        fresh = np.empty(len(order), bool)
        fresh[order] = is_new
        return fresh

    def has(self, digests: np.ndarray) -> np.ndarray:
        """Return which of some hashes are there; none of them is added."""
        halves = digests.view(np.uint64)
        order = np.argsort(halves[:, 0])
        found = np.empty(len(order), bool)
        found[order] = self._are_known(halves[order, 0], halves[order, 1])
        return found

    def __len__(self) -> int:
        """Return how many hashes are there."""
        return sum(len(first) for first, _ in self._runs)

    def absorb(self, other: Seen) -> None:
        """Take over all that another one has; it is empty afterwards."""
        self._paths += other._paths
        for run in other._runs:
            if len(run[0]) < _ON_DISK:
                self._mark(run[0])
                self._keep(run)
            else:
                self._met |= other._met  # a pass over the whole table costs as much as a million marks
                self._runs.append(run)
        other._paths, other._runs = [], []

    def close(self) -> None:
        """Forget everything; safe to call twice."""
        self._runs = []
        for path in self._paths:
            path.unlink(missing_ok=True)
        self._paths = []

    def _are_known(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Return which of the hashes, sorted by their first half, are there."""
        found = np.zeros(len(first), bool)
        asked = np.flatnonzero(self._met[first >> np.uint64(64 - _BITS)])
        for run in self._runs:
            found[asked] |= _contains(run, first[asked], second[asked])
        return found

    def _mark(self, first: np.ndarray) -> None:
        self._met[first >> np.uint64(64 - _BITS)] = True

    def _keep(self, run: Run) -> None:
        # The shortest runs stand last; those that are not half as long again as this one are merged with it.
        same = sum(len(first) < _ON_DISK and len(first) < 1.5 * len(run[0]) for first, _ in self._runs)
        while same >= _TOGETHER - 1:
            self._runs, small = self._runs[:-same], self._runs[-same:]
            run = _merged([*small, run])
            same = sum(len(first) < _ON_DISK and len(first) < 1.5 * len(run[0]) for first, _ in self._runs)
        self._runs.append(self._on_disk(run) if len(run[0]) >= _ON_DISK else run)
        self._runs.sort(key=lambda run: -len(run[0]))

    def _on_disk(self, run: Run) -> Run:
        path = self._stem.with_suffix(f".{len(self._paths)}")
        self._paths.append(path)
        np.concatenate(run).tofile(path)
        first, second = np.memmap(path, np.uint64, "r", shape=(2, len(run[0])))
        return first, second


def _first_of_equals(first: np.ndarray, second: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return which of the sorted hashes is the first of its kind; ``order`` are their places before sorting."""
    is_new = np.ones(len(first), bool)
    is_met_twice = np.zeros(len(first) + 1, bool)
    is_met_twice[1:-1] = first[1:] == first[:-1]
    places = np.flatnonzero(is_met_twice[1:] | is_met_twice[:-1])
    if len(places):
        places = places[np.argsort(order[places])]
        met = set()
        for place in places:
            digest = (int(first[place]), int(second[place]))
            is_new[place] = digest not in met
            met.add(digest)
    return is_new


def _contains(run: Run, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return which of the hashes, sorted by their first half, the run has."""
    found = np.zeros(len(first), bool)
    at = np.searchsorted(run[0], first)
    # Different hashes may share a first half, though none in a million loads will: look at all that do.
    asked = np.flatnonzero(at < len(run[0]))
    asked = asked[run[0][at[asked]] == first[asked]]
    while len(asked):
        found[asked] = run[1][at[asked]] == second[asked]
        asked = asked[~found[asked]]
        at[asked] += 1
        asked = asked[at[asked] < len(run[0])]
        asked = asked[run[0][at[asked]] == first[asked]]
    return found


def _merged(runs: list[Run]) -> Run:
    first = np.concatenate([run[0] for run in runs])
    order = np.argsort(first)
    return first[order], np.concatenate([run[1] for run in runs])[order]
